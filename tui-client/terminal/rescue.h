/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* rescue.h - restores the terminal's modes, however the process ends.
 *
 * Code that changes the terminal arms this first.  A crash, or a signal that ends the process, then
 * restores the terminal with async-signal-safe calls only, and has its usual effect.  On an orderly
 * exit the caller restores the terminal.
 */
#ifndef TUI_CLIENT_TERMINAL_RESCUE_H
#define TUI_CLIENT_TERMINAL_RESCUE_H

#include "common/span.h"

/* Maximum bytes of RESTORE. */
#define RESCUE_BYTES_MAX 512

/* Saves the current modes of the terminal on standard input.  Until rescue_disarm(), a signal that
 * ends the process restores them and writes RESTORE (copied, cut at RESCUE_BYTES_MAX) to standard
 * output.  Signals already handled or ignored are left alone, except for crashes. */
void rescue_arm(struct span restore);

/* Call it after the terminal was restored, or given to another program. */
void rescue_disarm(void);

/* Stops the process group as Ctrl-Z does; returns when it is continued.  The caller restores the
 * terminal first. */
void rescue_stop_process(void);

#endif
