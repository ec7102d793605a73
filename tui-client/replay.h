/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* replay.h - smtp-tui --replay: plays a session file against a server and compares the replies.
 *
 * Needs no terminal and never prompts.  The conversation goes to standard output in the form of a
 * session file, then a line that sums up; problems go to standard error.  With --keep-going each
 * difference is a part of the output, like one of diff(1), in colour on a terminal.  player.h
 * decides what counts as expected, and what can be gone on from.
 */
#ifndef TUI_CLIENT_REPLAY_H
#define TUI_CLIENT_REPLAY_H

#include "tui-client/client/options.h"

/* Plays options->replay against options->server, after loop_catch_signals().  Nothing is sent
 * before the whole file was checked.  Returns the exit status: 0 all as expected; 1 the file cannot
 * be read, is not a session file or has no step, out of memory, or SIGINT or SIGTERM; 3 a reply
 * differed; 4 the connection failed, was lost, or took too long. */
int replay_run(const struct options *options);

#endif
