/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* users_file.h - reads the users file, and examines and creates its mailboxes.
 *
 * A problem is reported in one line that names the file, the line and the remedy.  users.h defines
 * valid names, mailbox.h valid mailboxes.
 */
#ifndef SERVER_USERS_USERS_FILE_H
#define SERVER_USERS_USERS_FILE_H

#include <stdatomic.h>
#include <stddef.h>
#include <sys/stat.h>

#include "server/session/users.h"

/* Maximum size of a users file, in bytes. */
#define USERS_FILE_SIZE_MAX (64 << 20)

/* Maximum number of files that no mailbox may be. */
#define USERS_FILE_RESERVED_MAX 6

/* Everything is borrowed. */
struct users_file {
    const char *path;
    struct stat identity; /* fstat(2) of the file, from users_file_read() */
    int directory_fd;     /* the mailbox folder */
    /* Paths of other files that no mailbox may be, whichever files they are by then; any may be
     * NULL. */
    const char *reserved[USERS_FILE_RESERVED_MAX];
    const char *catch_all;           /* name that the file must contain, normalized; NULL: none */
    const struct users *known;       /* users whose mailboxes are already in use; NULL: none */
    const atomic_bool *is_cancelled; /* when set, the remaining mailboxes are skipped; or NULL */
};

/* Reads FILE->path, which must be a regular file, without waiting if it is not, and fills in
 * FILE->identity.  Returns a table for users_free(), or NULL with the problem in ERROR of SIZE
 * bytes, also if FILE->catch_all is not in it; untrusted names are made visible. */
struct users *users_file_read(struct users_file *file, char *error, size_t size);

/* Examines the mailboxes of USERS, read from FILE, that are not known: they may be missing, but
 * must be usable, and neither the users file itself nor reserved.  Returns 0, or -1 with the
 * problem in ERROR. */
int users_file_examine(const struct users_file *file, const struct users *users, char *error,
                       size_t size);

/* Creates the mailboxes of USERS that are missing and not known.  Returns 0, or -1 with the problem
 * in ERROR; then removes those it has created, unless it was cancelled. */
int users_file_create(const struct users_file *file, const struct users *users, char *error,
                      size_t size);

/* Calls WARN with CONTEXT and one line for each thing that is doubtful about USERS, read from FILE:
 * they look like a file in another format; a mailbox is named with two domains.  Quick, however
 * many they are. */
void users_file_warn(const struct users_file *file, const struct users *users,
                     void (*warn)(void *context, const char *line), void *context);

#endif
