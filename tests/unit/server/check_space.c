/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_space.c - disk space in advance, also where the C library has no call for it.
 *
 * The call is the test's: it works, or reports what file systems report.
 */
#include <config.h>

#include "server/base/space.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/support/check_main.h"
#include "tests/support/folder.h"

#define SIZE 10000

static struct folder folder;
static int allocation_error;
static unsigned allocations;

int posix_fallocate(int fd, off_t offset, off_t size)
{
    allocations++;
    if (allocation_error != 0)
        return allocation_error;
    return ftruncate(fd, offset + size) == 0 ? 0 : errno;
}

static int open_file(const char *content)
{
    folder_write(&folder, "file", content);
    return openat(folder.fd, "file", O_RDWR | O_CLOEXEC);
}

static const struct {
    const char *content;
    int error; /* of the call */
} cases[] = {
    {"", 0}, {"kept", 0}, {"", EOPNOTSUPP}, {"kept", EOPNOTSUPP}, {"kept", ENOSYS},
};

START_TEST(what_is_there_is_kept)
{
    static char expected[SIZE], found[SIZE];
    struct stat file;
    size_t length = strlen(cases[_i].content);

    folder = folder_new();
    allocation_error = cases[_i].error;
    int fd = open_file(cases[_i].content);
    memcpy(expected, cases[_i].content, length);
    ck_assert_int_eq(space_reserve(fd, SIZE), 0);
    ck_assert_int_eq(fstat(fd, &file), 0);
    ck_assert_int_eq(file.st_size, SIZE);
    ck_assert_int_eq(pread(fd, found, SIZE, 0), SIZE);
    ck_assert_int_eq(memcmp(found, expected, SIZE), 0);
    if (allocations == 0 || cases[_i].error != 0)
        ck_assert_int_ge((int)file.st_blocks * 512, SIZE);
    close(fd);
    folder_free(&folder);
}
END_TEST

/* Without the call there is the limit of a file to run into. */
START_TEST(no_space_is_reported)
{
    const struct rlimit limit = {SIZE / 2, RLIM_INFINITY};

    folder = folder_new();
    allocation_error = ENOSPC;
    int fd = open_file("");
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(space_reserve(fd, SIZE), -1);
    ck_assert_int_eq(errno, allocations > 0 ? ENOSPC : EFBIG);
    close(fd);
    folder_free(&folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("space");
    TCase *all = tcase_create("space");

    tcase_add_loop_test(all, what_is_there_is_kept, 0, CASES(cases));
    tcase_add_test(all, no_space_is_reported);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
