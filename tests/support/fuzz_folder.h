/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_folder.h - the folder of a fuzz target that needs files, the same for all of its inputs. */
#ifndef TESTS_SUPPORT_FUZZ_FOLDER_H
#define TESTS_SUPPORT_FUZZ_FOLDER_H

/* First: what the others assert ends a target. */
#include "tests/support/fuzz.h"

#include "tests/support/folder.h"

static struct folder folder;

static inline void fuzz_remove_folder(void)
{
    folder_free(&folder);
}

/* Empties the folder, which is there until the program ends. */
static inline void fuzz_begin_folder(void)
{
    if (folder.fd > 0) {
        folder_clear(&folder);
        return;
    }
    folder = folder_new();
    atexit(fuzz_remove_folder);
}

/* Makes BYTES, from OFFSET on, those of the file NAME, which need not be there. */
static inline void fuzz_write(const char *name, struct span bytes, off_t offset)
{
    int fd = openat(folder.fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, bytes.data, bytes.size, offset), (ssize_t)bytes.size);
    close(fd);
}

/* What the file NAME holds, for free(). */
static inline struct span fuzz_read(const char *name)
{
    int fd = openat(folder.fd, name, O_RDONLY | O_CLOEXEC);
    struct stat status;

    ck_assert(fd >= 0 && fstat(fd, &status) == 0);
    char *bytes = malloc((size_t)status.st_size + 1);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_int_eq(read(fd, bytes, (size_t)status.st_size), status.st_size);
    close(fd);
    return (struct span){bytes, (size_t)status.st_size};
}

#endif
