/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* plain.h - line mode: a conversation in a terminal without full screen, or through pipes. */
#ifndef TUI_CLIENT_PLAIN_H
#define TUI_CLIENT_PLAIN_H

#include "tui-client/client/options.h"

/* Runs line mode until the input ends.  Returns the exit status: 0, or 1 when the connection
 * failed, or was lost or ended by the server before the input had ended or asked for that, a line
 * of a pipe could not be sent, or a file could not be written. */
int plain_run(const struct options *options);

#endif
