/* loop.h - the one event loop of the server.
 *
 * Watches listeners, clients, the store, reload.h and signals with ppoll(), and tells each
 * connection when it may act.  Nothing that it calls blocks.  What a connection then does is none
 * of its business.
 */
#ifndef SERVER_LOOP_H
#define SERVER_LOOP_H

#include <stddef.h>

#include "server/connection.h"
#include "server/reload.h"

struct loop_config {
    struct connection_service *service; /* its users are replaced after SIGHUP */
    const int *listeners;               /* borrowed descriptors */
    size_t listener_count;
    unsigned connections_max; /* the next client is told 421 */
    struct reload *reload;    /* borrowed; asked at SIGHUP for new users */
};

/* Catches SIGTERM, SIGINT and SIGHUP from now on, to be acted upon in loop_run(); blocks them for
 * this thread and those it starts, so call it before any thread.  SIGHUP stops the loop as SIGTERM
 * does if the terminal that there is now was closed (terminal.h). */
void loop_catch_signals(void);

/* Serves until SIGTERM or SIGINT, then lets messages under way finish for at most ten seconds.  0,
 * or -1 with errno if it cannot go on. */
int loop_run(const struct loop_config *config);

#endif
