/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* trace.h - sends every line of both sides of a conversation as an event.
 *
 * Assembles the bytes of a conversation into lines, each with the state before it (the client's) or
 * after it (the server's).  Costs nothing unless EVENT_SAID has a subscriber.
 */
#ifndef SERVER_LOG_TRACE_H
#define SERVER_LOG_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/span.h"
#include "server/log/event.h"
#include "server/session/session.h"

/* Silence after which an unfinished line is shown. */
#define TRACE_WAIT_MS 2000

struct trace {
    const struct events *events; /* borrowed; NULL: no subscriber */
    uint64_t connection;
    struct buffer partial; /* unfinished line of the client */
    bool has_shown;        /* trace_unfinished() has shown it */
};

/* Initializes TRACE for CONNECTION; EVENTS must outlive it. */
void trace_init(struct trace *trace, const struct events *events, uint64_t connection);

void trace_release(struct trace *trace);

/* Traces the lines that BYTES complete, which EVENT of SESSION has consumed.  STATE was its state
 * before. */
void trace_take(struct trace *trace, const struct session *session,
                const struct session_event *event, enum dialect_state state, struct span bytes);

/* Whether there is an unfinished line of the client that was not shown yet, INPUT included, which
 * the session has not consumed. */
bool trace_has_unfinished(const struct trace *trace, struct span input);

/* Traces that line. */
void trace_unfinished(struct trace *trace, const struct session *session, struct span input);

/* Must be called when more input has arrived. */
void trace_hear(struct trace *trace);

/* Traces REPLY, whole lines, after which the conversation is in STATE. */
void trace_reply(const struct trace *trace, struct span reply, enum dialect_state state);

#endif
