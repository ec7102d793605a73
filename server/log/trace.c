/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* trace.c - see trace.h. */
#include <config.h>

#include "server/log/trace.h"

#include <stdio.h>
#include <string.h>

#include "common/command.h"
#include "server/session/shown.h"

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

static void send_line(const struct trace *trace, char side, struct span line,
                      enum event_ending ending, enum dialect_state state)
{
    events_tell(trace->events, &(struct event){.kind = EVENT_SAID,
                                               .connection = trace->connection,
                                               .said = {side, line, ending, state}});
}

/* Traces LINE, which ended in LF and perhaps in a CR before it. */
static void send_whole(const struct trace *trace, char side, struct span line,
                       enum dialect_state state)
{
    bool has_cr = line.size > 0 && line.data[line.size - 1] == '\r';

    line.size -= has_cr;
    send_line(trace, side, line, has_cr ? EVENT_ENDING_CRLF : EVENT_ENDING_LF, state);
}

void trace_reply(const struct trace *trace, struct span reply, enum dialect_state state)
{
    while (trace->events != NULL && reply.size > 0) {
        const char *end = memchr(reply.data, '\n', reply.size);
        struct span line = {reply.data, end != NULL ? (size_t)(end - reply.data) : reply.size};

        if (end != NULL)
            send_whole(trace, 'S', line, state);
        else /* it is cut on purpose */
            send_line(trace, 'S', line, EVENT_ENDING_NONE, state);
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
        if (cut)
            send_line(trace, 'C', buffer_span(partial), EVENT_ENDING_LATER, state);
        else
            send_whole(trace, 'C', buffer_span(partial), state);
        buffer_release(partial);
    }
}

/* Traces the SHOWN part of a line whose rest is a secret. */
static void send_part(const struct trace *trace, struct span shown, enum event_ending ending,
                      enum dialect_state state)
{
    static const char rest[] = {' ', '*', '*', '*'};
    char line[LINE_BYTES];
    size_t room = sizeof line - sizeof rest;
    size_t size = shown.size < room ? shown.size : room;
    struct span mark = span_skip((struct span){rest, sizeof rest}, size > 0 ? 0 : 1);

    if (size > 0)
        memcpy(line, shown.data, size);
    memcpy(line + size, mark.data, mark.size);
    send_line(trace, 'C', (struct span){line, size + mark.size}, ending, state);
}

static enum event_ending ending_of(const struct session *session)
{
    return session->line.last == LINE_ENDING_LF ? EVENT_ENDING_LF : EVENT_ENDING_CRLF;
}

/* Traces what may be shown of a line that is partly a secret, or too long. */
static void trace_part(struct trace *trace, const struct session *session,
                       const struct session_event *event, enum dialect_state state)
{
    struct span shown = event->argument;

    if (event->cause < DIALECT_VERBS)
        shown = span_of(dialect_event_name(session->config->dialect, event->cause));
    send_part(trace, shown, ending_of(session), state);
}

/* Returns the size of the secret in LINE, the one of EVENT: what is neither verb nor mechanism. */
static size_t secret_size(const struct session *session, const struct session_event *event,
                          struct span line)
{
    struct span rest;

    while (line.size > 0 && (line.data[line.size - 1] == '\n' || line.data[line.size - 1] == '\r'))
        line.size--;
    rest = span_trim(line);
    if (event->cause >= DIALECT_VERBS)
        return rest.size;
    rest = command_parse(session->config->dialect, rest).argument;
    return event->argument.size < rest.size ? span_trim(span_skip(rest, event->argument.size)).size
                                            : 0;
}

/* Traces LINE, of EVENT, without its secret: "AUTH PLAIN [secret, 32 bytes]". */
static void trace_secret(struct trace *trace, const struct session *session,
                         const struct session_event *event, struct span line,
                         enum dialect_state state)
{
    bool is_verb = event->cause < DIALECT_VERBS;
    size_t size = secret_size(session, event, line);
    char text[128];
    int length = 0;

    if (is_verb)
        length = snprintf(text, sizeof text, "%s%s%.*s",
                          dialect_event_name(session->config->dialect, event->cause),
                          event->argument.size > 0 ? " " : "", (int)event->argument.size,
                          event->argument.data);
    if (!is_verb || size > 0)
        length += snprintf(text + length, sizeof text - (size_t)length, "%s[secret, %zu bytes]",
                           is_verb ? " " : "", size);
    send_line(trace, 'C', (struct span){text, (size_t)length}, ending_of(session), state);
}

/* Whether the whole line of EVENT is at hand. */
static bool is_whole(const struct session_event *event)
{
    return event->cause < DIALECT_VERBS || event->cause == DIALECT_CREDENTIALS;
}

static void trace_without_secret(struct trace *trace, const struct session *session,
                                 const struct session_event *event, struct span line,
                                 enum dialect_state state)
{
    buffer_release(&trace->partial);
    if (is_whole(event) && dialect_is_secret(session->config->dialect, event->cause))
        trace_secret(trace, session, event, line, state);
    else
        trace_part(trace, session, event, state);
}

void trace_take(struct trace *trace, const struct session *session,
                const struct session_event *event, enum dialect_state state, struct span bytes)
{
    if (trace->events == NULL)
        return;
    if (!event->is_secret)
        trace_input(trace, bytes, state);
    else if (!session->line.discarding)
        trace_without_secret(trace, session, event, bytes, state);
}

void trace_hear(struct trace *trace)
{
    trace->has_shown = false;
}

bool trace_has_unfinished(const struct trace *trace, struct span input)
{
    struct span rest = input.size > 0 ? input : buffer_span(&trace->partial);

    return trace->events != NULL && !trace->has_shown && rest.size > 0 &&
           memchr(rest.data, '\n', rest.size) == NULL;
}

void trace_unfinished(struct trace *trace, const struct session *session, struct span input)
{
    bool is_cut = false;
    struct span line = input.size > 0 ? input : buffer_span(&trace->partial);

    if (!session_in_message(session))
        line = shown_line(session, line, &is_cut);
    if (is_cut)
        send_part(trace, line, EVENT_ENDING_NONE, session->position.state);
    else
        send_line(trace, 'C', line, EVENT_ENDING_NONE, session->position.state);
    trace->has_shown = true;
}
