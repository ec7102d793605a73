/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* confinement.h - the sandbox of this server: which folders it still needs, and what the log says.
 */
#ifndef SERVER_CONFINEMENT_H
#define SERVER_CONFINEMENT_H

#include "server/log/log.h"
#include "server/options.h"

/* Finds out, without confining anything, whether confinement_enter() can do what OPTIONS ask for.
 * Returns 0, or -1 after one line on standard error. */
int confinement_examine(const struct options *options, int directory_fd);

/* Confines the process as OPTIONS say, in all threads that start later: it writes only in the
 * folder DIRECTORY_FD, and reads only where the files of OPTIONS stand.  Returns 0, and logs what
 * is in force; or -1 after one line on standard error. */
int confinement_enter(const struct options *options, int directory_fd, struct log *log);

#endif
