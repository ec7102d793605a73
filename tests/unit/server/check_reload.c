/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_reload.c - reading the users file again: what the thread does, and what it leaves alone. */
#include <config.h>

#include "common/program.h"
#include "server/users/reload.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/monotonic.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

#define PATIENCE_MS 60000

/* A disk that hangs on demand: looking at mailboxes then takes until it is let go. */
static struct {
    atomic_bool hangs;
    unsigned looks; /* at files by their paths */
    sem_t reached, let_go;
} disk;

int fstatat(int directory_fd, const char *restrict name, struct stat *restrict file, int flags)
{
    if (disk.hangs) {
        sem_post(&disk.reached);
        sem_wait(&disk.let_go);
    }
    return (int)syscall(SYS_newfstatat, directory_fd, name, file, flags);
}

int stat(const char *restrict path, struct stat *restrict file)
{
    disk.looks++;
    return (int)syscall(SYS_newfstatat, AT_FDCWD, path, file, 0);
}

static void disk_hang(void)
{
    sem_init(&disk.reached, 0, 0);
    sem_init(&disk.let_go, 0, 0);
    disk.hangs = true;
}

static void disk_let_go(void)
{
    disk.hangs = false;
    sem_post(&disk.let_go);
}

struct scene {
    struct folder folder;
    char path[PATH_MAX + 16];
    struct users_file file;
    int log_fd;
    struct log *log;
    struct reload *reload;
};

/* Serves the users of TEXT, in a folder of their own; CATCH_ALL must be among them, unless it is
 * NULL. */
static void scene_start_with(struct scene *scene, const char *text, const char *catch_all)
{
    char error[PROGRAM_LINE_MAX];

    scene->folder = folder_new();
    snprintf(scene->path, sizeof scene->path, "%s/users", scene->folder.path);
    folder_write(&scene->folder, "users", text);
    scene->file = (struct users_file){
        .path = scene->path, .directory_fd = scene->folder.fd, .catch_all = catch_all};
    struct users *users = users_file_read(&scene->file, error, sizeof error);
    ck_assert_msg(users != NULL, "%s", error);
    ck_assert_int_eq(users_file_create(&scene->file, users, error, sizeof error), 0);
    scene->log_fd = memfd_create("log", MFD_CLOEXEC);
    scene->log = log_new(scene->log_fd, LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE);
    ck_assert_int_eq(log_start(scene->log), 0);
    scene->reload = reload_new(&scene->file, users, &(struct reload_others){0}, scene->log);
    ck_assert_ptr_nonnull(scene->reload);
}

static void scene_start(struct scene *scene, const char *text)
{
    scene_start_with(scene, text, NULL);
}

/* Ends it; the log must hold EXPECTED. */
static void scene_end(struct scene *scene, const char *expected)
{
    char log[10000] = "";

    if (scene->reload != NULL)
        ck_assert(reload_finish(scene->reload, monotonic_ms() + PATIENCE_MS));
    log_free(scene->log);
    ck_assert_int_ge(pread(scene->log_fd, log, sizeof log - 1, 0), 0);
    ck_assert_msg(strstr(log, expected) != NULL, "the log says \"%s\"", log);
    close(scene->log_fd);
    folder_free(&scene->folder);
}

static const struct users *take(struct scene *scene)
{
    struct pollfd polled = {.fd = reload_fd(scene->reload), .events = POLLIN};

    ck_assert_int_eq(poll(&polled, 1, PATIENCE_MS), 1);
    return reload_take(scene->reload);
}

static const struct users *read_again(struct scene *scene, const char *text)
{
    folder_write(&scene->folder, "users", text);
    reload_request(scene->reload);
    return take(scene);
}

static bool has_outcome(const struct scene *scene)
{
    struct pollfd polled = {.fd = reload_fd(scene->reload), .events = POLLIN};

    return poll(&polled, 1, 0) == 1;
}

START_TEST(serves_the_first_table)
{
    struct scene scene;

    scene_start(&scene, "joe\n");
    ck_assert(!has_outcome(&scene));
    ck_assert_ptr_nonnull(users_find(reload_take(scene.reload), "joe"));
    scene_end(&scene, "");
}
END_TEST

START_TEST(serves_the_next_table)
{
    struct scene scene;

    scene_start(&scene, "joe\n");
    for (int i = 0; i < 10; i++) {
        const struct users *users = read_again(&scene, i % 2 == 0 ? "mary\nann\n" : "joe\n");
        ck_assert_uint_eq(users_count(users), i % 2 == 0 ? 2 : 1);
        ck_assert((users_find(users, "joe") != NULL) == (i % 2 != 0));
        ck_assert(reload_take(scene.reload) == users);
        ck_assert(!has_outcome(&scene));
    }
    ck_assert(folder_has(&scene.folder, "joe.txt") && folder_has(&scene.folder, "ann.txt"));
    scene_end(&scene, "users': 2 mailboxes\n");
}
END_TEST

static const struct {
    const char *name, *text, *log;
    const char *catch_all;
} bad_files[] = {
    {"a bad name", "joe\nmary\n-ann\n", "users:3: the name '-ann' begins with a \"-\"", NULL},
    {"no name", "", "contains no user names", NULL},
    {"a mailbox that is a folder", "joe\nmary\nbad\n",
     "users:3: the mailbox 'bad.txt' cannot be used: it is not a regular file", NULL},
    {"no catch-all", "mary\nann\n",
     "users: the catch-all user 'joe' is missing; add the name to the file, or name another user "
     "with --catch-all\n",
     "joe"},
    {"no name, and so no catch-all", "", "contains no user names", "joe"},
};

START_TEST(keeps_the_old_table)
{
    struct scene scene;

    scene_start_with(&scene, "joe\n", bad_files[_i].catch_all);
    ck_assert_int_eq(mkdirat(scene.folder.fd, "bad.txt", 0700), 0);
    const struct users *old = reload_take(scene.reload);
    ck_assert_msg(read_again(&scene, bad_files[_i].text) == old, "%s", bad_files[_i].name);
    ck_assert_msg(!folder_has(&scene.folder, "mary.txt"), "%s: mary.txt", bad_files[_i].name);
    ck_assert_ptr_nonnull(users_find(old, "joe"));
    ck_assert_uint_eq(users_count(read_again(&scene, "joe\nmary\n")), 2);
    scene_end(&scene, bad_files[_i].log);
}
END_TEST

/* Wherever it is in the file, and however it is written there. */
START_TEST(finds_the_catch_all)
{
    struct scene scene;

    scene_start_with(&scene, "joe\n", "joe");
    ck_assert_uint_eq(users_count(read_again(&scene, "mary ann\nJOE@x\n")), 3);
    scene_end(&scene, "users': 3 mailboxes\n");
}
END_TEST

/* What is served was examined when its name came.  A folder in its place is noticed by whoever
 * delivers; and a file that is gone is not made again. */
START_TEST(leaves_known_mailboxes_alone)
{
    struct scene scene;

    scene_start(&scene, "joe\nmary\n");
    ck_assert_int_eq(unlinkat(scene.folder.fd, "joe.txt", 0), 0);
    ck_assert_int_eq(unlinkat(scene.folder.fd, "mary.txt", 0), 0);
    ck_assert_int_eq(mkdirat(scene.folder.fd, "mary.txt", 0700), 0);
    ck_assert_uint_eq(users_count(read_again(&scene, "joe\nmary\nann\n")), 3);
    ck_assert(!folder_has(&scene.folder, "joe.txt") && folder_has(&scene.folder, "ann.txt"));
    scene_end(&scene, "users': 3 mailboxes");
}
END_TEST

/* Those created before the one that cannot be are taken back; one that was there stays. */
START_TEST(takes_back_what_it_created)
{
    struct scene scene;
    struct users_file file;
    char error[PROGRAM_LINE_MAX];

    scene_start(&scene, "joe\n");
    file = scene.file;
    folder_write(&scene.folder, "users", "ann\nbob\nbad\ncay\n");
    folder_write(&scene.folder, "bob.txt", "");
    struct users *users = users_file_read(&file, error, sizeof error);
    ck_assert_ptr_nonnull(users);
    ck_assert_int_eq(mkdirat(scene.folder.fd, "bad.txt", 0700), 0);
    ck_assert_int_eq(users_file_create(&file, users, error, sizeof error), -1);
    ck_assert_msg(strstr(error, "users:3: cannot create the mailbox 'bad.txt'") != NULL, "%s",
                  error);
    ck_assert(!folder_has(&scene.folder, "ann.txt") && !folder_has(&scene.folder, "cay.txt"));
    ck_assert(folder_has(&scene.folder, "bob.txt"));
    users_free(users);
    scene_end(&scene, "");
}
END_TEST

START_TEST(is_cancelled)
{
    struct scene scene;
    char error[PROGRAM_LINE_MAX];
    const atomic_bool yes = true;

    scene_start(&scene, "joe\n");
    folder_write(&scene.folder, "users", "ann\n");
    struct users_file file = scene.file;
    file.is_cancelled = &yes;
    struct users *users = users_file_read(&file, error, sizeof error);
    ck_assert_ptr_nonnull(users);
    ck_assert_int_eq(users_file_examine(&file, users, error, sizeof error), -1);
    ck_assert_int_eq(users_file_create(&file, users, error, sizeof error), -1);
    ck_assert(!folder_has(&scene.folder, "ann.txt"));
    users_free(users);
    scene_end(&scene, "");
}
END_TEST

static const struct {
    const char *name, *text, *log;
} doubtful_files[] = {
    {"another format", "joe,mary\nann\n",
     "users:1: ',', ':', ';' or a leading '#' is part of a name"},
    {"a mailbox of two domains", "joe@a.org\nann\njoe@b.org\n",
     "users:3: the mailbox 'joe.txt' is also that of line 1: what follows the '@' does not count"},
};

START_TEST(warns)
{
    struct scene scene;

    scene_start(&scene, "joe\n");
    ck_assert_uint_eq(users_count(read_again(&scene, doubtful_files[_i].text)), 2);
    scene_end(&scene, doubtful_files[_i].log);
}
END_TEST

/* However many mailboxes are there, each reserved file is looked at once. */
START_TEST(looks_at_reserved_files_once)
{
    struct scene scene;
    char error[PROGRAM_LINE_MAX], path[PATH_MAX + 16];

    scene_start(&scene, "joe\nmary\nann\n");
    snprintf(path, sizeof path, "%s/ann.txt", scene.folder.path);
    struct users_file file = scene.file;
    file.reserved[0] = "/dev/null";
    file.reserved[USERS_FILE_RESERVED_MAX - 1] = path;
    struct users *users = users_file_read(&file, error, sizeof error);
    ck_assert_ptr_nonnull(users);
    disk.looks = 0;
    ck_assert_int_eq(users_file_examine(&file, users, error, sizeof error), -1);
    ck_assert_uint_eq(disk.looks, 2);
    ck_assert_msg(strstr(error, "users:3: the mailbox 'ann.txt' would be a file that") != NULL,
                  "%s", error);
    users_free(users);
    scene_end(&scene, "");
}
END_TEST

START_TEST(serves_the_old_table_while_the_disk_hangs)
{
    struct scene scene;

    scene_start(&scene, "joe\n");
    const struct users *old = reload_take(scene.reload);
    folder_write(&scene.folder, "users", "mary\n");
    disk_hang();
    ck_assert(!reload_is_pending(scene.reload));
    reload_request(scene.reload);
    sem_wait(&disk.reached);
    ck_assert(reload_is_pending(scene.reload));
    ck_assert(!has_outcome(&scene));
    ck_assert(reload_take(scene.reload) == old);
    ck_assert_ptr_nonnull(users_find(old, "joe"));
    disk_let_go();
    ck_assert_ptr_nonnull(users_find(take(&scene), "mary"));
    scene_end(&scene, "users': 1 mailbox\n");
}
END_TEST

/* Any number of requests while the thread reads mean that it reads once more. */
START_TEST(loses_no_request)
{
    struct scene scene;

    scene_start(&scene, "joe\n");
    folder_write(&scene.folder, "users", "mary\n");
    disk_hang();
    reload_request(scene.reload);
    sem_wait(&disk.reached);
    folder_write(&scene.folder, "users", "ann\n");
    for (int i = 0; i < 10; i++)
        reload_request(scene.reload);
    disk_let_go();
    ck_assert(reload_is_pending(scene.reload));
    ck_assert_ptr_nonnull(users_find(take(&scene), "mary"));
    ck_assert(reload_is_pending(scene.reload));
    ck_assert_ptr_nonnull(users_find(take(&scene), "ann"));
    ck_assert(!reload_is_pending(scene.reload));
    folder_pause(50);
    ck_assert(!has_outcome(&scene));
    scene_end(&scene, "users': 1 mailbox\n");
}
END_TEST

/* What it does not wait for still ends by itself when the disk goes on, and creates nothing. */
START_TEST(gives_up_waiting_for_a_disk_that_hangs)
{
    struct scene scene;

    scene_start(&scene, "joe\n");
    folder_write(&scene.folder, "users", "mary\nann\n");
    disk_hang();
    reload_request(scene.reload);
    sem_wait(&disk.reached);
    ck_assert(!reload_finish(scene.reload, monotonic_ms() + 20));
    disk_let_go();
    ck_assert(reload_finish(scene.reload, monotonic_ms() + PATIENCE_MS));
    ck_assert(!folder_has(&scene.folder, "mary.txt"));
    scene.reload = NULL;
    scene_end(&scene, "");
}
END_TEST

START_TEST(ends_at_any_time)
{
    for (int i = 0; i < 50; i++) {
        struct scene scene;
        scene_start(&scene, "joe\n");
        folder_write(&scene.folder, "users", "joe\nmary\nann\n");
        reload_request(scene.reload);
        if (i % 2 != 0)
            folder_pause(1);
        scene_end(&scene, "");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reload");
    TCase *all = tcase_create("reload");

    tcase_add_test(all, serves_the_first_table);
    tcase_add_test(all, serves_the_next_table);
    tcase_add_loop_test(all, keeps_the_old_table, 0, sizeof bad_files / sizeof bad_files[0]);
    tcase_add_test(all, finds_the_catch_all);
    tcase_add_test(all, leaves_known_mailboxes_alone);
    tcase_add_test(all, takes_back_what_it_created);
    tcase_add_test(all, is_cancelled);
    tcase_add_loop_test(all, warns, 0, sizeof doubtful_files / sizeof doubtful_files[0]);
    tcase_add_test(all, looks_at_reserved_files_once);
    tcase_add_test(all, serves_the_old_table_while_the_disk_hangs);
    tcase_add_test(all, loses_no_request);
    tcase_add_test(all, gives_up_waiting_for_a_disk_that_hangs);
    tcase_add_test(all, ends_at_any_time);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
