/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_places.c - the folders that a file needs, whichever links lead to it. */
#include <config.h>

#include "server/sandbox/places.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/base/same_file.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

/* As a program that renews certificates keeps them, an absolute link, and one to itself. */
static void furnish(const struct folder *folder)
{
    char path[PATH_MAX + 16];

    ck_assert_int_eq(mkdirat(folder->fd, "archive", 0700), 0);
    ck_assert_int_eq(mkdirat(folder->fd, "live", 0700), 0);
    ck_assert_int_eq(close(openat(folder->fd, "archive/cert1", O_CREAT | O_WRONLY, 0600)), 0);
    ck_assert_int_eq(close(openat(folder->fd, "plain", O_CREAT | O_WRONLY, 0600)), 0);
    ck_assert_int_eq(symlinkat("../archive/cert1", folder->fd, "live/cert"), 0);
    snprintf(path, sizeof path, "%s/live/cert", folder->path);
    ck_assert_int_eq(symlinkat(path, folder->fd, "absolute"), 0);
    ck_assert_int_eq(symlinkat("endless", folder->fd, "endless"), 0);
}

static void clear(const struct folder *folder)
{
    static const char *const files[] = {"archive/cert1", "live/cert", "absolute", "endless",
                                        "plain"};

    for (size_t i = 0; i < COUNT(files); i++)
        ck_assert_int_eq(unlinkat(folder->fd, files[i], 0), 0);
    ck_assert_int_eq(unlinkat(folder->fd, "archive", AT_REMOVEDIR), 0);
    ck_assert_int_eq(unlinkat(folder->fd, "live", AT_REMOVEDIR), 0);
}

static const struct {
    const char *file;        /* in the folder */
    const char *expected[4]; /* folders in it, in their order */
} cases[] = {
    {"plain", {"."}},
    {"missing", {"."}},
    {"live/cert", {"live", "archive"}},
    {"absolute", {".", "live", "archive"}},
    {"nowhere/file", {NULL}},
};

static void expect_folder(const struct landlock_rule *rule, const struct folder *folder,
                          const char *name)
{
    struct stat expected, found;

    ck_assert_int_eq(fstatat(folder->fd, name, &expected, 0), 0);
    ck_assert_int_eq(fstat(rule->fd, &found), 0);
    ck_assert_msg(same_file(&expected, &found), "%s", name);
    ck_assert_int_eq(rule->use, LANDLOCK_READ);
}

START_TEST(all_folders_on_the_way_count)
{
    struct folder folder = folder_new();
    struct places places = {0};
    char path[PATH_MAX + 16];
    size_t count = 0;

    furnish(&folder);
    snprintf(path, sizeof path, "%s/%s", folder.path, cases[_i].file);
    places_add_folders(&places, path);
    for (; cases[_i].expected[count] != NULL; count++) {
        ck_assert_uint_lt(count, places.count);
        expect_folder(&places.rules[count], &folder, cases[_i].expected[count]);
    }
    ck_assert_uint_eq(places.count, count);
    places_release(&places);
    clear(&folder);
    folder_free(&folder);
}
END_TEST

START_TEST(a_name_alone_is_in_the_working_directory)
{
    struct folder folder = folder_new();
    struct places places = {0};

    ck_assert_int_eq(fchdir(folder.fd), 0);
    places_add_folders(&places, "file");
    ck_assert_uint_eq(places.count, 1);
    expect_folder(&places.rules[0], &folder, ".");
    places_release(&places);
    folder_free(&folder);
}
END_TEST

/* The root folder is not opened for the sake of one file. */
START_TEST(in_the_root_folder_the_file_alone_counts)
{
    static const char *const ways[] = {"/etc", "//etc", "/./etc", "/etc/../etc"};
    struct places places = {0};
    struct stat expected, found;

    ck_assert_int_eq(stat("/etc", &expected), 0);
    for (size_t i = 0; i < COUNT(ways); i++) {
        places_add_folders(&places, ways[i]);
        ck_assert_uint_eq(places.count, 1);
        ck_assert_int_eq(fstat(places.rules[0].fd, &found), 0);
        ck_assert_msg(same_file(&expected, &found), "%s", ways[i]);
        ck_assert_int_eq(places.rules[0].use, LANDLOCK_READ_FILE);
        places_release(&places);
    }
}
END_TEST

/* Whatever the links do, there is room, and no descriptor stays open. */
START_TEST(there_is_room)
{
    struct folder folder = folder_new();
    struct places places = {0};
    char path[PATH_MAX + 16];

    furnish(&folder);
    int unused = dup(STDERR_FILENO);
    close(unused);
    snprintf(path, sizeof path, "%s/endless", folder.path);
    for (int i = 0; i < PLACES_MAX; i++)
        places_add_folders(&places, path);
    ck_assert_uint_eq(places.count, PLACES_MAX);
    places_release(&places);
    ck_assert_int_eq(dup(STDERR_FILENO), unused);
    close(unused);
    clear(&folder);
    folder_free(&folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("places");
    TCase *all = tcase_create("places");

    tcase_add_loop_test(all, all_folders_on_the_way_count, 0, CASES(cases));
    tcase_add_test(all, a_name_alone_is_in_the_working_directory);
    tcase_add_test(all, in_the_root_folder_the_file_alone_counts);
    tcase_add_test(all, there_is_room);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
