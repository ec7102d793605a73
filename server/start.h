/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* start.h - starts and stops the server.
 *
 * Decides the order of startup: all checks that change nothing come first, so that a failed start
 * leaves no trace.  loop.h serves clients, reload.h reloads the users.
 */
#ifndef SERVER_START_H
#define SERVER_START_H

#include "server/options.h"

/* Serves until SIGTERM, SIGINT or the end of --exit-after and --exit-within.  Returns the exit
 * status: that of goal_status(), or EXIT_FAILURE after one line on standard error. */
int start_serve(const struct options *options);

/* Prints what start_serve() would serve, without changing anything, even if a server is running
 * there.  Returns as start_serve(). */
int start_check(const struct options *options);

#endif
