/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_editor.c - a text that cannot be given to an editor leaves nothing behind. */
#include <config.h>

#include "tui-client/terminal/editor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/check_main.h"

/* Called in place of fdopen(), also by libcheck; the second is the real one. */
FILE *__wrap_fdopen(int fd, const char *mode);
FILE *__real_fdopen(int fd, const char *mode);

static bool has_no_memory;

FILE *__wrap_fdopen(int fd, const char *mode)
{
    if (!has_no_memory)
        return __real_fdopen(fd, mode);
    errno = ENOMEM;
    return NULL;
}

static unsigned count_files(const char *folder)
{
    DIR *stream = opendir(folder);
    unsigned count = 0;

    ck_assert_ptr_nonnull(stream);
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(stream);
    return count;
}

static int next_descriptor(void)
{
    int fd = open("/dev/null", O_RDONLY);

    ck_assert_int_ge(fd, 0);
    close(fd);
    return fd;
}

START_TEST(without_memory_no_file_is_left)
{
    char folder[] = "/tmp/check_editor.XXXXXX";
    struct editor editor = {.pid = 0};
    int free_before = next_descriptor();

    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(setenv("TMPDIR", folder, 1), 0);
    has_no_memory = true;
    ck_assert_int_eq(editor_start(&editor, span_of("private\n")), -1);
    ck_assert_int_eq(errno, ENOMEM);
    has_no_memory = false;
    ck_assert(!editor_runs(&editor));
    ck_assert_uint_eq(count_files(folder), 0);
    ck_assert_int_eq(next_descriptor(), free_before);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("editor");
    TCase *all = tcase_create("editor");

    tcase_add_test(all, without_memory_no_file_is_left);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
