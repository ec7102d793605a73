/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check.h - prints what the server would serve, for --check. */
#ifndef SERVER_CHECK_H
#define SERVER_CHECK_H

#include "server/options.h"
#include "server/session/users.h"

/* Prints dialect, host name, addresses, user, folder, catch-all and the mailboxes of USERS, whose
 * files are in the folder DIRECTORY_FD, to standard output. */
void check_print(const struct options *options, const struct users *users,
                 const struct credentials *credentials, int directory_fd);

/* Prints the warning LINE to standard error; CONTEXT is not used. */
void check_warn(void *context, const char *line);

#endif
