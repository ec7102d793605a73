/* trace.h - every line of both sides of a conversation, as events.
 *
 * Puts the bytes of a conversation together to lines, each with the state that it met or that it
 * led to.  Where nobody wants EVENT_SAID nothing is kept and nothing costs.
 */
#ifndef SERVER_LOG_TRACE_H
#define SERVER_LOG_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/span.h"
#include "server/log/event.h"
#include "server/session/session.h"

struct trace {
    const struct events *events; /* borrowed; NULL: nobody wants to know */
    uint64_t connection;
    struct buffer partial; /* unfinished line of the client */
};

/* For the conversation of CONNECTION; EVENTS must outlive it. */
void trace_init(struct trace *trace, const struct events *events, uint64_t connection);

void trace_release(struct trace *trace);

/* Does what session_next() does, and tells of the lines that it consumes. */
void trace_session_next(struct trace *trace, struct session *session, char *in, size_t size,
                        struct session_event *event);

/* Tells of REPLY, whole lines, after which the conversation is in STATE. */
void trace_reply(const struct trace *trace, struct span reply, enum dialect_state state);

#endif
