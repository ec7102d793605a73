/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* replay.h - smtp-tui --replay: plays session files against servers and compares the replies.
 *
 * Needs no terminal and never prompts.  One file alone is printed as it is played: the conversation
 * goes to standard output in the form of a session file, then a line that sums up; problems go to
 * standard error.  With --keep-going each difference is a part of the output, like one of diff(1),
 * in colour on a terminal.  Of several files, of a folder, with several servers, or in a format for
 * programs there is a report instead, see report.h.  player.h decides what counts as expected, and
 * what can be gone on from.
 */
#ifndef TUI_CLIENT_REPLAY_REPLAY_H
#define TUI_CLIENT_REPLAY_REPLAY_H

#include "tui-client/client/options.h"

/* Plays what OPTIONS names, after loop_catch_signals().  Nothing of a file is sent before all of it
 * was checked.  Returns the exit status: 0 all as expected, or skipped; 1 a file cannot be read, is
 * not a session file or has no step, a folder has no such file, out of memory, nobody reads the
 * output, or SIGINT or SIGTERM; 3 a reply differed; 4 the connection failed, was lost, or took too
 * long.  Of several, 1 comes before 4, and 4 before 3. */
int replay_run(const struct options *options);

#endif
