/* start.h - from options to a server that serves.
 *
 * Decides the order of the start: all that can refuse it without changing anything comes first, so
 * that a refused start leaves no trace.  The conversation with clients is the loop's, reading the
 * users again is that of reload.h.
 */
#ifndef SERVER_START_H
#define SERVER_START_H

#include "server/options.h"

/* Serves until SIGTERM or SIGINT.  Returns the exit status: EXIT_SUCCESS, or EXIT_FAILURE after one
 * line on standard error. */
int start_serve(const struct options *options);

/* Prints what start_serve() would serve, without changing anything and whether or not a server runs
 * there. Returns as start_serve(). */
int start_check(const struct options *options);

#endif
