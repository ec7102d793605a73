/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* identity.h - the user that the process runs as, and how it gives root up.
 *
 * Giving up is for good: real, effective and saved ids change, supplementary groups and
 * capabilities go, and then it is tried whether root can be regained.  To be done before any thread
 * starts.
 */
#ifndef SERVER_BASE_IDENTITY_H
#define SERVER_BASE_IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

struct identity {
    const char *name; /* borrowed; NULL: the process stays what it is */
    uid_t user;
    gid_t group; /* its only one */
};

/* Whether the process has the rights of root. */
bool identity_is_root(void);

/* Looks up the user NAME, who must not be root, nor in its group; only root may name another than
 * the one that runs the process.  NULL: none.  Returns 0, or -1 after one line on standard error
 * that names the user. */
int identity_find(struct identity *identity, const char *name);

/* Becomes the user of IDENTITY, if it has one: without supplementary groups, without capabilities,
 * unable to gain any from a program that it executes, and without core dumps, which could show what
 * root has read.  Returns 0, or -1 after one line on standard error; the process must end then. */
int identity_assume(const struct identity *identity);

#endif
