/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* loop.h - the one event loop of the server.
 *
 * Watches listeners, clients, signals, and the descriptors of threads with results (store, spool,
 * reload) with poll(), and calls each connection when it can act.  Nothing that it calls blocks.
 * It tells a service manager when it begins, reloads and stops (readiness.h).
 */
#ifndef SERVER_NET_LOOP_H
#define SERVER_NET_LOOP_H

#include <stddef.h>

#include "server/base/readiness.h"
#include "server/log/event_log.h"
#include "server/net/connection.h"
#include "server/net/goal.h"
#include "server/net/listener.h"
#include "server/users/reload.h"

struct loop_config {
    struct conversation_service *service; /* its users are replaced after a reload */
    struct event_log *event_log;          /* borrowed; also for log lines of the loop */
    const struct listener *listeners;     /* borrowed */
    size_t listener_count;
    unsigned connections_max;      /* further clients get 421 */
    unsigned max_per_source;       /* of sources_new(); further clients of that source get 421 */
    struct reload *reload;         /* borrowed; requested at SIGHUP */
    struct goal *goal;             /* borrowed; ends the loop */
    const struct manager *manager; /* borrowed; of services */
    bool ends_with_terminal; /* SIGHUP stops the loop if the terminal was closed (terminal.h) */
};

/* State of pending work when the loop ends. */
enum loop_end {
    LOOP_SETTLED,   /* nothing is pending */
    LOOP_STUCK,     /* a thread is blocked by the disk, but no delivery is */
    LOOP_UNDECIDED, /* deliveries that were refused may have been stored */
};

/* Serves until SIGTERM or SIGINT, then lets current messages finish for some seconds, within which
 * all clients get their reply and are closed; or until the goal is reached, which ends them at
 * once. SIGTERM, SIGINT and SIGHUP must be blocked (signals.h).  Unless *END is LOOP_SETTLED,
 * threads still use their data, and the caller must exit the process.  Returns 0, or -1 with errno
 * after a fatal error. */
int loop_run(const struct loop_config *config, enum loop_end *end);

#endif
