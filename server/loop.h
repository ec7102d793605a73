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
    struct conversation_service *service; /* its users are replaced after SIGHUP */
    const int *listeners;                 /* borrowed descriptors */
    size_t listener_count;
    unsigned connections_max; /* the next client is told 421 */
    unsigned max_per_source;  /* of sources_new(); the next client of that source is told 421 */
    struct reload *reload;    /* borrowed; asked at SIGHUP for new users */
};

/* Catches SIGTERM, SIGINT and SIGHUP from now on, to be acted upon in loop_run(); blocks them for
 * this thread and those it starts, so call it before any thread.  SIGHUP stops the loop as SIGTERM
 * does if the terminal that there is now was closed (terminal.h). */
void loop_catch_signals(void);

/* In which state it leaves what is under way. */
enum loop_end {
    LOOP_SETTLED,   /* nothing is */
    LOOP_STUCK,     /* a thread waits for the disk, but no delivery does */
    LOOP_UNDECIDED, /* deliveries were refused of which it is not known whether they are stored */
};

/* Serves until SIGTERM or SIGINT, then lets messages under way finish for nearly ten seconds,
 * within which all clients have got their answer and are closed.  Unless *END is LOOP_SETTLED then,
 * threads still use what they were given, and nothing is left to do but to end the process.  0, or
 * -1 with errno if it cannot go on. */
int loop_run(const struct loop_config *config, enum loop_end *end);

#endif
