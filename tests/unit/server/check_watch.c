/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_watch.c - what is noticed of a folder that is moved, and that locks are kept fresh. */
#include <config.h>

#include "server/mail/watch.h"

#include <stdatomic.h>

#include "common/deadline.h"
#include "common/monotonic.h"
#include "server/mail/mailbox.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

#define INTERVAL_MS 10
#define ROUNDS      6
#define TRIES       2000
#define OWNER_NAME  ".smtpd-proto.pid"
#define LOCK_NAME   "johndoe.txt.lock"
#define HOUR_S      3600

static struct folder outer; /* holds the one that is watched */
static int mail_fd;
static char path[PATH_MAX + 16];

/* What was told. */
static atomic_int tellings;
static atomic_bool is_in_place;
static atomic_bool is_held; /* the thread is kept in its work */

static void set_up(void)
{
    outer = folder_new();
    ck_assert_int_eq(mkdirat(outer.fd, "mail", 0700), 0);
    mail_fd = openat(outer.fd, "mail", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    snprintf(path, sizeof path, "%s/mail", outer.path);
    tellings = 0;
    is_in_place = true;
}

static void tear_down(void)
{
    close(mail_fd);
    folder_free(&outer);
}

static void note(void *context, const char *told_path, bool now)
{
    ck_assert_ptr_eq(context, &outer);
    ck_assert_str_eq(told_path, path);
    is_in_place = now;
    tellings++;
    while (is_held)
        folder_pause(1);
}

static struct watch *start_watch(const char *opened)
{
    const struct watch_config config = {
        .directory_fd = mail_fd,
        .path = opened,
        .interval_ms = INTERVAL_MS,
        .moved = note,
        .context = &outer,
    };
    struct watch *watch = watch_new(&config);

    ck_assert_ptr_nonnull(watch);
    return watch;
}

static void move(const char *from, const char *to)
{
    ck_assert_int_eq(renameat(outer.fd, from, outer.fd, to), 0);
}

/* Waits until COUNT changes were told, and some rounds more: nothing is told twice. */
static void expect_tellings(int count, bool in_place)
{
    for (int i = 0; tellings < count && i < TRIES; i++)
        folder_pause(INTERVAL_MS);
    folder_pause(ROUNDS * INTERVAL_MS);
    ck_assert_int_eq(tellings, count);
    ck_assert(is_in_place == in_place);
}

/* The ways to name the folder: as an absolute path, and from its parent and from within. */
START_TEST(moves_are_told_once)
{
    const char *const names[] = {path, "mail", "."};

    ck_assert_int_eq(chdir(_i == 1 ? outer.path : path), 0);
    struct watch *watch = start_watch(names[_i]);
    expect_tellings(0, true);
    move("mail", "elsewhere");
    expect_tellings(1, false);
    ck_assert_int_eq(mkdirat(outer.fd, "mail", 0700), 0);
    expect_tellings(1, false);
    ck_assert_int_eq(unlinkat(outer.fd, "mail", AT_REMOVEDIR), 0);
    move("elsewhere", "mail");
    expect_tellings(2, true);
    move("mail", "elsewhere");
    folder_write(&outer, "mail", "no folder");
    expect_tellings(3, false);
    ck_assert(watch_finish(watch, DEADLINE_NEVER));
}
END_TEST

START_TEST(symlink_that_is_turned)
{
    ck_assert_int_eq(symlinkat("mail", outer.fd, "link"), 0);
    snprintf(path, sizeof path, "%s/link", outer.path);
    struct watch *watch = start_watch(path);
    expect_tellings(0, true);
    ck_assert_int_eq(mkdirat(outer.fd, "other", 0700), 0);
    ck_assert_int_eq(symlinkat("other", outer.fd, "new"), 0);
    move("new", "link");
    expect_tellings(1, false);
    ck_assert(watch_finish(watch, DEADLINE_NEVER));
}
END_TEST

static time_t lock_age_s(void)
{
    struct stat file;

    ck_assert_int_eq(fstatat(mail_fd, LOCK_NAME, &file, 0), 0);
    return time(NULL) - file.st_mtim.tv_sec;
}

/* However long they are held. */
START_TEST(locks_are_kept_fresh)
{
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = time(NULL) - HOUR_S}};
    struct mailbox mailbox;

    ck_assert_int_eq(lock_start(mail_fd), LOCK_START_OK);
    ck_assert_int_eq(mailbox_open(&mailbox, mail_fd, "johndoe.txt", true), MAILBOX_OK);
    struct watch *watch = start_watch(path);
    for (int round = 0; round < 2; round++) {
        ck_assert_int_eq(utimensat(mail_fd, OWNER_NAME, times, 0), 0);
        for (int i = 0; lock_age_s() >= HOUR_S && i < TRIES; i++)
            folder_pause(INTERVAL_MS);
        ck_assert_int_lt(lock_age_s(), HOUR_S);
    }
    ck_assert(watch_finish(watch, DEADLINE_NEVER));
    mailbox_close(&mailbox);
    lock_end(mail_fd);
}
END_TEST

/* Its end does not wait for the time of the next look. */
START_TEST(end_comes_at_once)
{
    struct watch_config config = {mail_fd, path, 3600 * 1000, note, &outer};
    struct watch *watch = watch_new(&config);

    ck_assert_ptr_nonnull(watch);
    folder_pause(INTERVAL_MS);
    ck_assert(watch_finish(watch, DEADLINE_NEVER));
}
END_TEST

/* A thread that cannot go on is waited for until the deadline, and again. */
START_TEST(end_has_a_deadline)
{
    struct watch *watch = start_watch(path);

    is_held = true;
    move("mail", "gone");
    for (int i = 0; tellings < 1 && i < TRIES; i++)
        folder_pause(INTERVAL_MS);
    ck_assert(!watch_finish(watch, monotonic_ms() + 20));
    is_held = false;
    ck_assert(watch_finish(watch, DEADLINE_NEVER));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("watch");
    TCase *folders = tcase_create("folders");

    tcase_add_checked_fixture(folders, set_up, tear_down);
    tcase_set_timeout(folders, 120);
    tcase_add_loop_test(folders, moves_are_told_once, 0, 3);
    tcase_add_test(folders, symlink_that_is_turned);
    tcase_add_test(folders, locks_are_kept_fresh);
    tcase_add_test(folders, end_comes_at_once);
    tcase_add_test(folders, end_has_a_deadline);
    suite_add_tcase(suite, folders);
    return check_main(suite);
}
