/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* own_files.h - the files that this server reads or keeps, which nothing else may be written to.
 *
 * They are the users file, the certificate, its key and the passwords; the mailboxes and their
 * dotlocks; and what the server keeps beside them.  A file is known by its device and inode,
 * whatever it contains and by whichever name it is reached.
 */
#ifndef SERVER_OWN_FILES_H
#define SERVER_OWN_FILES_H

#include <stdbool.h>
#include <sys/stat.h>

#include "server/options.h"
#include "server/session/users.h"

/* Everything is borrowed. */
struct own_files {
    const struct options *options;
    const struct users *users; /* who have the mailboxes */
    int directory_fd;          /* their folder */
};

/* Whether FOUND, the fstat(2) of a file, is of one of them. */
bool own_files_have(const struct own_files *own, const struct stat *found);

#endif
