/* rescue.h - the terminal gets its modes back, whatever ends the process.
 *
 * Whoever changes the terminal arms this first.  A crash, or a signal that ends the process, then
 * restores it by async-signal-safe calls only, and has its usual effect.  What the orderly ways out
 * do is for the one who armed it.
 */
#ifndef TUI_CLIENT_TERMINAL_RESCUE_H
#define TUI_CLIENT_TERMINAL_RESCUE_H

#include "common/span.h"

/* Most bytes that RESTORE may have. */
#define RESCUE_BYTES_MAX 512

/* Remembers the modes of the terminal on standard input as they are now.  Until rescue_disarm(), a
 * signal that ends the process sets them again and writes RESTORE (copied, cut at
 * RESCUE_BYTES_MAX) to standard output.  Signals that somebody else handles or ignores are left to
 * him, crashes excepted. */
void rescue_arm(struct span restore);

/* The terminal is as it was, or given to somebody else. */
void rescue_disarm(void);

/* Stops the process group as Ctrl-Z does; returns when it goes on.  The terminal has been given
 * back before. */
void rescue_stop_process(void);

#endif
