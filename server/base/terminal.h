/* terminal.h - whether the terminal in which the server was started is still open.
 *
 * When a terminal is closed, SIGHUP goes to the programs in it; the same signal tells a server to
 * read its users file again.  The two differ only in what is left of the terminal afterwards.
 */
#ifndef SERVER_BASE_TERMINAL_H
#define SERVER_BASE_TERMINAL_H

#include <stdbool.h>

/* Whether the end of the terminal is to end the server: there is one, and SIGHUP is not ignored, as
 * nohup(1) has it.  Ask at the start, before SIGHUP is caught. */
bool terminal_counts(void);

/* Whether the terminal was closed, if there was one. */
bool terminal_is_closed(void);

#endif
