/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* suite.h - many conversations, with several servers in turn, and a report on them. */
#ifndef TUI_CLIENT_REPLAY_SUITE_H
#define TUI_CLIENT_REPLAY_SUITE_H

#include "tui-client/client/options.h"

/* Plays the files and folders of OPTIONS against its servers, after loop_catch_signals().  Returns
 * the exit status, as replay_run(). */
int suite_run(const struct options *options);

#endif
