/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* observer.h - turns what happens in a conversation into events.
 *
 * Stands beside a session: sees its input, its replies and how long its client is silent, and never
 * changes what is said.  Owns what has to be remembered for that.  Times are milliseconds of the
 * monotonic clock, passed by the caller.
 */
#ifndef SERVER_LOG_OBSERVER_H
#define SERVER_LOG_OBSERVER_H

#include <stdint.h>

#include "server/log/deviations.h"
#include "server/log/event.h"
#include "server/log/habits.h"
#include "server/log/refusals.h"
#include "server/log/trace.h"

/* Of one conversation. */
struct observer {
    const struct events *events; /* borrowed */
    uint64_t connection;
    struct trace trace;
    struct refusals refusals;
    struct deviations deviations;
    uint64_t faults; /* number of them */
    struct habits habits;
    bool is_cut; /* set when the connection has ended without the end of TLS */
};

/* EVENTS must outlive the observer; CONNECTION is its number in events. */
void observer_init(struct observer *observer, const struct events *events, uint64_t connection,
                   int64_t now_ms);

void observer_release(struct observer *observer);

/* Sends EVENT as one of this connection. */
void observer_tell(const struct observer *observer, struct event event);

/* Sends that the server closes, and why. */
void observer_tell_closing(const struct observer *observer, enum event_closing closing);

/* Sends that the current message of SESSION is lost, as LOST says. */
void observer_tell_lost(const struct observer *observer, const struct session *session,
                        struct event_lost lost);

/* Must be called when input has arrived, and when the server has kept the client waiting. */
void observer_hear(struct observer *observer, int64_t now_ms);

/* Sends what fault EVENT of SESSION meets with, if it does. */
void observer_fault(struct observer *observer, const struct session *session,
                    const struct session_event *event);

/* As session_next(), which it calls, and observes what is consumed. */
void observer_next(struct observer *observer, struct session *session, const char *in, size_t size,
                   char *text, struct session_event *event);

/* Sends what REPLY, an event of SESSION, tells of a refusal, a deviation or the end. */
void observer_judge(struct observer *observer, const struct session *session,
                    const struct session_event *reply);

/* Must be called with each REPLY of SESSION, as it is sent. */
void observer_reply(struct observer *observer, const struct session *session, struct span reply,
                    int64_t now_ms);

/* Returns the time when observer_advise() is due if REST is the input that SESSION has not
 * consumed; DEADLINE_NEVER: it is not. */
int64_t observer_due_ms(const struct observer *observer, const struct session *session,
                        struct span rest);

/* Sends what a silent client does wrong. */
void observer_advise(struct observer *observer, const struct session *session, struct span rest,
                     int64_t now_ms);

/* Sends what the client leaves unfinished if it sends no more: its message, unless it was already
 * reported as lost, or REST, which is no line. */
void observer_end(struct observer *observer, const struct session *session, struct span rest);

/* Sends that the connection is closed. */
void observer_close(const struct observer *observer);

#endif
