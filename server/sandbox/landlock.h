/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* landlock.h - restricts which files this process can open or change, and whom it can reach.
 *
 * Landlock is a part of Linux that a process applies to itself and cannot undo (landlock(7)).  What
 * a kernel does not know of it yet is left out.  Descriptors that are open keep what they can do.
 * Which folders are needed is decided elsewhere.
 */
#ifndef SERVER_SANDBOX_LANDLOCK_H
#define SERVER_SANDBOX_LANDLOCK_H

#include <stddef.h>

/* What may be done with a file, or with all that a folder holds. */
enum landlock_use {
    LANDLOCK_READ_FILE, /* a file is read */
    LANDLOCK_READ,      /* files in a folder are read */
    LANDLOCK_LIST,      /* the same, and folders are listed */
    LANDLOCK_STORE,     /* files in a folder are read, written, created, linked and removed */
    LANDLOCK_USES,
};

struct landlock_rule {
    int fd; /* the file or folder, open at least for O_PATH; borrowed */
    enum landlock_use use;
};

/* Denies from now on, to this thread and those that it starts: every use of files beyond RULES; to
 * open TCP connections or listen; to reach abstract sockets and to signal processes outside.
 * PR_SET_NO_NEW_PRIVS must be set.  Returns the version of Landlock's ABI, at least 1; or -1 with
 * errno: ENOSYS if the kernel is without it, EOPNOTSUPP if it was not enabled when the computer
 * started, 0 if it is not built in. */
int landlock_restrict(const struct landlock_rule *rules, size_t count);

/* Writes to OUT, of SIZE bytes, what a kernel with this ABI does not restrict yet, separated by ",
 * "; empty if nothing. */
void landlock_lacks(int abi, char *out, size_t size);

#endif
