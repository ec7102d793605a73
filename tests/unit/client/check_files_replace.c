/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_files_replace.c - replacing a file: completely or not at all, and only if allowed. */
#include <config.h>

#include "tui-client/client/files.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/support/files.h"

/* How many entries the folder has. */
static int entries(void)
{
    struct dirent *entry;
    DIR *listing = opendir(folder.path);
    int count = 0;

    ck_assert_ptr_nonnull(listing);
    while ((entry = readdir(listing)) != NULL)
        count += entry->d_name[0] != '.';
    closedir(listing);
    return count;
}

START_TEST(a_file_is_replaced_when_it_is_whole)
{
    struct files_replacement replacement;
    struct stat before, after;

    write_file("old and longer\n", 0644);
    ck_assert_int_eq(stat(path, &before), 0);
    umask(masks[_i]);
    ck_assert_int_eq(files_replace(&replacement, path), 0);
    ck_assert_uint_eq(mode_of(replacement.name), 0600);
    ck_assert_int_ne(fcntl(fileno(replacement.file), F_GETFD) & FD_CLOEXEC, 0);
    fputs("new\n", replacement.file);
    fflush(replacement.file);
    expect_text("old and longer\n");
    ck_assert_int_eq(files_replace_finish(&replacement), 0);
    expect_text("new\n");
    ck_assert_uint_eq(mode_of(path), 0600);
    ck_assert_int_eq(stat(path, &after), 0);
    ck_assert_uint_ne(before.st_ino, after.st_ino);
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

START_TEST(a_missing_file_is_made_when_it_is_whole)
{
    struct files_replacement replacement;

    ck_assert_int_eq(files_replace(&replacement, path), 0);
    ck_assert(!folder_has(&folder, "file"));
    ck_assert_int_eq(files_replace_finish(&replacement), 0);
    expect_text("");
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(a_file_that_is_abandoned_leaves_nothing)
{
    struct files_replacement replacement;

    write_file("old\n", 0644);
    ck_assert_int_eq(files_replace(&replacement, path), 0);
    fputs("new\n", replacement.file);
    errno = ENOSPC;
    files_replace_abandon(&replacement);
    ck_assert_int_eq(errno, ENOSPC);
    files_replace_abandon(&replacement);
    expect_text("old\n");
    ck_assert_uint_eq(mode_of(path), 0644);
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

/* The file size limit fails the write at the end, or before more is written. */
START_TEST(a_file_that_cannot_be_written_replaces_none)
{
    struct files_replacement replacement;
    struct rlimit none = {0, RLIM_INFINITY};

    write_file("old\n", 0644);
    ck_assert_int_eq(files_replace(&replacement, path), 0);
    fputs("new\n", replacement.file);
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
    none.rlim_cur = RLIM_INFINITY;
    if (_i == 1) {
        ck_assert_int_eq(fflush(replacement.file), EOF);
        setrlimit(RLIMIT_FSIZE, &none);
    }
    ck_assert_int_eq(files_replace_finish(&replacement), -1);
    ck_assert(errno == EFBIG || (_i == 1 && errno == EIO));
    setrlimit(RLIMIT_FSIZE, &none);
    expect_text("old\n");
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

/* Create a "file" that may not be replaced. */
static void make_link(void)
{
    ck_assert_int_eq(symlink("nowhere", path), 0);
}

static void make_hard_link(void)
{
    char other[PATH_MAX + 32];

    write_file("kept\n", 0644);
    snprintf(other, sizeof other, "%s/other", folder.path);
    ck_assert_int_eq(link(path, other), 0);
}

static void make_fifo(void)
{
    ck_assert_int_eq(mkfifo(path, 0644), 0);
}

static void make_directory(void)
{
    ck_assert_int_eq(mkdir(path, 0755), 0);
}

static void make_long_name(void)
{
    memset(path + strlen(path), 'x', NAME_MAX);
    path[strlen(folder.path) + 1 + NAME_MAX + 1] = '\0';
}

static void make_no_folder(void)
{
    strcat(path, "/x");
}

static const struct {
    const char *name;
    void (*make)(void);
    int error_number;
    int entries;
} unreplaced[] = {
    {"a symbolic link", make_link, ELOOP, 1},
    {"a hard link", make_hard_link, EMLINK, 2},
    {"a FIFO", make_fifo, EINVAL, 1},
    {"a folder", make_directory, EINVAL, 1},
    {"a long name", make_long_name, ENAMETOOLONG, 0},
    {"no folder", make_no_folder, ENOENT, 0},
};

START_TEST(what_is_no_file_of_ours_is_not_replaced)
{
    struct files_replacement replacement;
    struct stat before = {0}, after = {0};

    unreplaced[_i].make();
    (void)lstat(path, &before);
    ck_assert_msg(files_replace(&replacement, path) == -1, "%s", unreplaced[_i].name);
    ck_assert_msg(errno == unreplaced[_i].error_number, "%s: %s", unreplaced[_i].name,
                  strerror(errno));
    (void)lstat(path, &after);
    ck_assert_msg(before.st_ino == after.st_ino && before.st_mode == after.st_mode &&
                      before.st_size == after.st_size,
                  "%s was changed", unreplaced[_i].name);
    ck_assert_int_eq(entries(), unreplaced[_i].entries);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

/* A file created meanwhile is refused like an existing one. */
START_TEST(what_came_meanwhile_is_not_replaced)
{
    struct files_replacement replacement;

    ck_assert_int_eq(files_replace(&replacement, path), 0);
    make_hard_link();
    ck_assert_int_eq(files_replace_finish(&replacement), -1);
    ck_assert_int_eq(errno, EMLINK);
    expect_text("kept\n");
    ck_assert_int_eq(entries(), 2);
}
END_TEST

START_TEST(a_file_of_somebody_else_is_not_replaced)
{
    struct files_replacement replacement;

    if (geteuid() != 0)
        return; /* only root can change the owner */
    write_file("kept\n", 0666);
    ck_assert_int_eq(chown(path, 12345, 12345), 0);
    ck_assert_int_eq(files_replace(&replacement, path), -1);
    ck_assert_int_eq(errno, EPERM);
    expect_text("kept\n");
    ck_assert_int_eq(entries(), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("files_replace");
    TCase *all = tcase_create("files_replace");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, a_file_is_replaced_when_it_is_whole, 0, 4);
    tcase_add_test(all, a_missing_file_is_made_when_it_is_whole);
    tcase_add_test(all, a_file_that_is_abandoned_leaves_nothing);
    tcase_add_loop_test(all, a_file_that_cannot_be_written_replaces_none, 0, 2);
    tcase_add_loop_test(all, what_is_no_file_of_ours_is_not_replaced, 0, 6);
    tcase_add_test(all, what_came_meanwhile_is_not_replaced);
    tcase_add_test(all, a_file_of_somebody_else_is_not_replaced);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
