/* trace.h - every line of both sides of a conversation, for --trace.
 *
 * Puts the bytes of a conversation together to lines and logs them, each with the state that it met
 * or that it led to.  Where tracing is off nothing is kept and nothing costs.
 */
#ifndef SERVER_TRACE_H
#define SERVER_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/span.h"
#include "server/log.h"
#include "server/session.h"

struct trace {
    struct log *log; /* borrowed; NULL: tracing is off */
    uint64_t connection;
    struct buffer partial; /* unfinished line of the client */
};

/* For the conversation of CONNECTION; LOG, which must outlive it, is NULL if nothing is to be
 * traced. */
void trace_init(struct trace *trace, struct log *log, uint64_t connection);

void trace_release(struct trace *trace);

/* Does what session_next() does, and logs the lines that it consumes. */
void trace_session_next(struct trace *trace, struct session *session, char *in, size_t size,
                        struct session_event *event);

/* Logs REPLY, whole lines, after which the conversation is in STATE. */
void trace_reply(const struct trace *trace, struct span reply, enum dialect_state state);

#endif
