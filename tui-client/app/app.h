/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* app.h - the full screen: combines the panes and dispatches keys.
 */
#ifndef TUI_CLIENT_APP_APP_H
#define TUI_CLIENT_APP_APP_H

#include "tui-client/client/options.h"

/* Runs the full screen until the user quits.  Returns the exit status: 0, or 1 when the terminal
 * cannot be used, a file could not be written, or a signal ended it. */
int app_run(const struct options *options);

#endif
