/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* same_file.h - whether two stat(2) results are of the same file.
 *
 * A name may refer to another file each time, and a file may have several names; device and inode
 * identify it.
 */
#ifndef SERVER_BASE_SAME_FILE_H
#define SERVER_BASE_SAME_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

static inline bool same_file(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

#endif
