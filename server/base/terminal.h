/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* terminal.h - whether the terminal in which the server was started is still open.
 *
 * When a terminal is closed, its programs receive SIGHUP; the same signal makes the server reload
 * its users file.  Only the state of the terminal afterwards distinguishes the two.
 */
#ifndef SERVER_BASE_TERMINAL_H
#define SERVER_BASE_TERMINAL_H

#include <stdbool.h>

/* Whether closing the terminal must stop the server: there is one, and SIGHUP is not ignored, as
 * under nohup(1).  Call it at startup, before SIGHUP is caught. */
bool terminal_counts(void);

/* Whether the terminal, if there was one, has been closed. */
bool terminal_is_closed(void);

#endif
