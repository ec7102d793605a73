/* replay.h - smtp-tui --replay: plays a session file against a server and compares the replies.
 *
 * Needs no terminal and never asks.  What is said goes to standard output as the session file would
 * have it, trouble to standard error.  What counts as expected is player.h's business.
 */
#ifndef TUI_CLIENT_REPLAY_H
#define TUI_CLIENT_REPLAY_H

#include "tui-client/client/options.h"

/* Plays options->replay against options->host, after loop_catch_signals().  Nothing is sent before
 * all of the file was found good.  Returns the exit status: 0 all as expected; 1 the file cannot be
 * read or is no session file, no memory, or SIGINT or SIGTERM; 3 a reply differed; 4 the connection
 * failed, was lost, or took too long. */
int replay_run(const struct options *options);

#endif
