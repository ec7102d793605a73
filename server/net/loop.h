/* loop.h - the one event loop of the server.
 *
 * Watches listeners, clients, signals, and the threads that have something to return (store, spool,
 * reload) with ppoll(), and tells each connection when it may act.  Nothing that it calls blocks.
 * What a connection then does is none of its business.
 */
#ifndef SERVER_NET_LOOP_H
#define SERVER_NET_LOOP_H

#include <stddef.h>

#include "server/log/report.h"
#include "server/net/connection.h"
#include "server/net/listener.h"
#include "server/users/reload.h"

struct loop_config {
    struct conversation_service *service; /* its users are replaced after SIGHUP */
    struct report *report;                /* borrowed; what the loop itself logs goes there too */
    const struct listener *listeners;     /* borrowed */
    size_t listener_count;
    unsigned connections_max; /* the next client is told 421 */
    unsigned max_per_source;  /* of sources_new(); the next client of that source is told 421 */
    struct reload *reload;    /* borrowed; asked at SIGHUP for new users */
    bool ends_with_terminal;  /* SIGHUP after the end of the terminal stops the loop (terminal.h) */
};

/* Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it starts, so call it before any
 * thread. loop_run() acts on them from then on. */
void loop_catch_signals(void);

/* In which state it leaves what is under way. */
enum loop_end {
    LOOP_SETTLED,   /* nothing is */
    LOOP_STUCK,     /* a thread waits for the disk, but no delivery does */
    LOOP_UNDECIDED, /* deliveries that were refused may have been stored */
};

/* Serves until SIGTERM or SIGINT, then lets messages under way finish for nearly ten seconds,
 * within which all clients have got their answer and are closed.  Unless *END is LOOP_SETTLED then,
 * threads still use what they were given, and nothing is left to do but to end the process.  0, or
 * -1 with errno if it cannot go on. */
int loop_run(const struct loop_config *config, enum loop_end *end);

#endif
