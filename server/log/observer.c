/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* observer.c - see observer.h. */
#include <config.h>

#include "server/log/observer.h"

#include "common/deadline.h"
#include "server/session/overlay.h"

void observer_init(struct observer *observer, const struct events *events, uint64_t connection,
                   int64_t now_ms)
{
    *observer = (struct observer){.events = events, .connection = connection};
    trace_init(&observer->trace, events, connection);
    habits_init(&observer->habits, now_ms);
}

void observer_release(struct observer *observer)
{
    trace_release(&observer->trace);
}

void observer_tell(const struct observer *observer, struct event event)
{
    event.connection = observer->connection;
    events_tell(observer->events, &event);
}

void observer_tell_closing(const struct observer *observer, enum event_closing closing)
{
    observer_tell(observer, (struct event){.kind = EVENT_CLOSING, .closing = closing});
}

void observer_tell_lost(const struct observer *observer, const struct session *session,
                        struct event_lost lost)
{
    lost.envelope = &session->envelope;
    observer_tell(observer, (struct event){.kind = EVENT_LOST, .lost = lost});
}

void observer_hear(struct observer *observer, int64_t now_ms)
{
    habits_hear(&observer->habits, now_ms);
    trace_hear(&observer->trace);
}

void observer_fault(struct observer *observer, const struct session *session,
                    const struct session_event *event)
{
    if (event->fault == NULL)
        return;
    observer_tell(observer, (struct event){.kind = EVENT_FAULT,
                                           .fault = {
                                               .dialect = session->config->dialect,
                                               .cause = event->cause,
                                               .argument = event->argument,
                                               .effect = event->fault,
                                               .text = overlay_text(event->fault),
                                               .number = ++observer->faults,
                                           }});
}

void observer_next(struct observer *observer, struct session *session, const char *in, size_t size,
                   char *text, struct session_event *event)
{
    enum dialect_state state = session->position.state;
    struct span input = {in, size};
    struct event found;

    if (habits_find_foreign(&observer->habits, session, input, &found)) {
        observer->refusals.are_noise = true;
        observer_tell(observer, found);
    }
    session_next(session, in, size, text, event);
    trace_take(&observer->trace, session, event, state, (struct span){in, event->consumed});
    habits_take(&observer->habits, session, state, input, event->consumed);
    observer_fault(observer, session, event);
}

/* The result of a valid message was already reported. */
void observer_judge(struct observer *observer, const struct session *session,
                    const struct session_event *reply)
{
    bool is_closing = session->position.state == DIALECT_STATE_CLOSED;
    struct event event;

    if (deviations_take(&observer->deviations, session, reply, &event))
        observer_tell(observer, event);
    if (reply->cause == DIALECT_END_OF_DATA && session->lost == DIALECT_DONE)
        return;
    if (!reply->out_of_memory && refusals_take(&observer->refusals, session, reply, &event))
        observer_tell(observer, event);
    if (reply->out_of_memory)
        observer_tell_closing(observer, EVENT_CLOSING_NO_MEMORY);
    else if (is_closing && reply->cause == DIALECT_HTTP)
        observer_tell_closing(observer, EVENT_CLOSING_HTTP);
    else if (reply->cause == DIALECT_ERRORS)
        observer_tell_closing(observer, EVENT_CLOSING_ERRORS);
}

void observer_reply(struct observer *observer, const struct session *session, struct span reply,
                    int64_t now_ms)
{
    trace_reply(&observer->trace, reply, session->position.state);
    if (session_in_message(session))
        habits_begin(&observer->habits, now_ms);
}

/* When the trace shows a line that has not ended. */
static int64_t trace_due_ms(const struct observer *observer, struct span rest)
{
    return trace_has_unfinished(&observer->trace, rest) ? observer->habits.heard_ms + TRACE_WAIT_MS
                                                        : DEADLINE_NEVER;
}

int64_t observer_due_ms(const struct observer *observer, const struct session *session,
                        struct span rest)
{
    int64_t habits_ms = habits_due_ms(&observer->habits, session);
    int64_t trace_ms = trace_due_ms(observer, rest);

    return habits_ms < trace_ms ? habits_ms : trace_ms;
}

void observer_advise(struct observer *observer, const struct session *session, struct span rest,
                     int64_t now_ms)
{
    struct event event;

    if (now_ms >= trace_due_ms(observer, rest))
        trace_unfinished(&observer->trace, session, rest);
    if (now_ms < habits_due_ms(&observer->habits, session))
        return;
    habits_wait(&observer->habits, session, &event);
    observer_tell(observer, event);
}

void observer_end(struct observer *observer, const struct session *session, struct span rest)
{
    bool is_unfinished = session_in_message(session) &&
                         session_asks(session) == SESSION_ASK_NOTHING &&
                         session->lost == DIALECT_DONE;
    struct event event;

    if (session->position.state == DIALECT_STATE_CLOSED)
        return;
    if (trace_has_unfinished(&observer->trace, rest))
        trace_unfinished(&observer->trace, session, rest);
    if (is_unfinished)
        observer_tell_lost(observer, session,
                           (struct event_lost){.loss = EVENT_LOSS_UNFINISHED,
                                               .size = session->dot.size,
                                               .is_cut = observer->is_cut,
                                               .end = habits_end(&observer->habits, session)});
    if (habits_find_unended(&observer->habits, session, rest, &event))
        observer_tell(observer, event);
}

void observer_close(const struct observer *observer)
{
    observer_tell(observer, (struct event){.kind = EVENT_CLOSED,
                                           .closed = {.refusals = observer->refusals.count,
                                                      .deviations = observer->deviations.count,
                                                      .faults = observer->faults,
                                                      .noise = observer->refusals.noise}});
}
