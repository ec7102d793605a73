/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* trace.c - see trace.h. */
#include <config.h>

#include "server/log/trace.h"

#include <assert.h>
#include <stdio.h>

/* Maximum input passed to the session at once, so that it can be copied before it is decoded. */
#define INPUT_BYTES (16 * 1024)
static_assert(INPUT_BYTES > DIALECT_LINE_MAX + 2, "a whole line");

/* Maximum bytes of a line; longer ones are split. */
#define LINE_BYTES 2100

void trace_init(struct trace *trace, const struct events *events, uint64_t connection)
{
    *trace = (struct trace){.connection = connection};
    if (events_are_wanted(events, EVENT_SAID))
        trace->events = events;
    buffer_init(&trace->partial, LINE_BYTES);
}

void trace_release(struct trace *trace)
{
    buffer_release(&trace->partial);
}

static struct span without(char last, struct span line)
{
    if (line.size > 0 && line.data[line.size - 1] == last)
        line.size--;
    return line;
}

static void send_line(const struct trace *trace, char side, struct span line,
                      enum dialect_state state)
{
    events_tell(trace->events, &(struct event){.kind = EVENT_SAID,
                                               .connection = trace->connection,
                                               .said = {side, without('\r', line), state}});
}

void trace_reply(const struct trace *trace, struct span reply, enum dialect_state state)
{
    while (trace->events != NULL && reply.size > 0) {
        const char *end = memchr(reply.data, '\n', reply.size);
        struct span line = {reply.data, end != NULL ? (size_t)(end - reply.data) : reply.size};

        send_line(trace, 'S', line, state);
        reply = span_skip(reply, end != NULL ? line.size + 1 : line.size);
    }
}

/* Traces the client's lines that BYTES complete, with STATE, and keeps the rest. */
static void trace_input(struct trace *trace, struct span bytes, enum dialect_state state)
{
    struct buffer *partial = &trace->partial;

    while (bytes.size > 0) {
        const char *end = memchr(bytes.data, '\n', bytes.size);
        size_t size = end != NULL ? (size_t)(end - bytes.data) : bytes.size;
        size_t room = partial->limit - buffer_size(partial);
        bool cut = size > room;

        size = cut ? room : size;
        if (buffer_append(partial, bytes.data, size) != 0)
            return;
        bytes = span_skip(bytes, size + (!cut && end != NULL));
        if (!cut && end == NULL)
            return;
        send_line(trace, 'C', buffer_span(partial), state);
        buffer_release(partial);
    }
}

/* Traces only the verb of a secret line. */
static void trace_secret(struct trace *trace, const struct dialect *dialect,
                         enum dialect_event cause, enum dialect_state state)
{
    char line[64];
    int size = snprintf(line, sizeof line, "%s%s***",
                        cause < DIALECT_VERBS ? dialect_event_name(dialect, cause) : "",
                        cause < DIALECT_VERBS ? " " : "");

    buffer_release(&trace->partial);
    send_line(trace, 'C', (struct span){line, (size_t)size}, state);
}

/* Copies the input first, since the session decodes it in place. */
void trace_session_next(struct trace *trace, struct session *session, char *in, size_t size,
                        struct session_event *event)
{
    enum dialect_state state = session->position.state;
    char copy[INPUT_BYTES];

    if (trace->events == NULL) {
        session_next(session, in, size, event);
        return;
    }
    size = size < sizeof copy ? size : sizeof copy;
    if (size > 0)
        memcpy(copy, in, size);
    session_next(session, in, size, event);
    if (dialect_is_secret(session->config->dialect, event->cause))
        trace_secret(trace, session->config->dialect, event->cause, state);
    else
        trace_input(trace, (struct span){copy, event->consumed}, state);
}
