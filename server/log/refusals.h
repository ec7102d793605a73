/* refusals.h - what a connection was refused so far, and the event that each refusal is. */
#ifndef SERVER_LOG_REFUSALS_H
#define SERVER_LOG_REFUSALS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/log/event.h"
#include "server/session/session.h"

/* Of one connection; start with all zero. */
struct refusals {
    uint64_t count;
    bool have_shown_http;
};

/* Whether REPLY, an event of SESSION, refuses something; it is counted then, and becomes *EVENT,
 * whose connection is left to the caller. */
bool refusals_take(struct refusals *refusals, const struct session *session,
                   const struct session_event *reply, struct event *event);

#endif
