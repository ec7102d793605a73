/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* files.h - a test's own folder, and checks of the file in it.
 */
#ifndef TESTS_SUPPORT_FILES_H
#define TESTS_SUPPORT_FILES_H

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/support/check_main.h"
#include "tests/support/folder.h"

static struct folder folder;
static char path[PATH_MAX + 16];
static int descriptors; /* open before the case */

static inline void set_up(void)
{
    folder = folder_new();
    snprintf(path, sizeof path, "%s/file", folder.path);
    umask(0);
    descriptors = folder_descriptors();
}

static inline int remove_entry(const char *name, const struct stat *status, int type,
                               struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(name);
}

static inline void tear_down(void)
{
    nftw(folder.path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    close(folder.fd);
}

static inline mode_t mode_of(const char *name)
{
    struct stat status;

    ck_assert_int_eq(lstat(name, &status), 0);
    return status.st_mode & 07777;
}

static inline void write_file(const char *text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    ck_assert_int_eq(fchmod(fd, mode), 0);
    close(fd);
}

static inline void expect_text(const char *expected)
{
    char text[64];
    int fd = open(path, O_RDONLY);
    ssize_t size = read(fd, text, sizeof text - 1);

    ck_assert_int_ge(size, 0);
    text[size] = '\0';
    ck_assert_str_eq(text, expected);
    close(fd);
}

/* Whatever the umask, files are private. */
static const mode_t masks[] = {0, 022, 0277, 0777};

#endif
