/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* habits.h - notices what a client does wrong without saying a wrong command.
 *
 * It sends bytes that are no line, or waits within a message because nothing has ended it.  Looks
 * at the bytes of a conversation beside its session, and turns what it finds into events.  Times
 * are milliseconds of the monotonic clock, passed by the caller.
 */
#ifndef SERVER_LOG_HABITS_H
#define SERVER_LOG_HABITS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/log/event.h"
#include "server/log/message_end.h"
#include "server/session/session.h"

/* Silence within a message that is worth a line. */
#define HABITS_WAIT_MS 5000

/* Of one conversation. */
struct habits {
    bool is_foreign;  /* it does not speak SMTP: was told once, and its lines mean nothing */
    int64_t heard_ms; /* time of its last input, or of the start of its message */
    /* Of the current message: */
    struct message_tail tail;
    enum message_end noted; /* what certainly did not end it, if anything */
    enum message_end told;  /* what was told of it */
    bool has_waited;        /* that its client waits was told */
};

void habits_init(struct habits *habits, int64_t now_ms);

/* Must be called when input has arrived, and when the server has kept the client waiting. */
void habits_hear(struct habits *habits, int64_t now_ms);

/* Must be called when a message begins. */
void habits_begin(struct habits *habits, int64_t now_ms);

/* Returns whether INPUT, which SESSION has not consumed, shows for the first time that the client
 * speaks something else.  If so, fills in *EVENT. */
bool habits_find_foreign(struct habits *habits, const struct session *session, struct span input,
                         struct event *event);

/* Must be called after SESSION has consumed CONSUMED bytes of INPUT, all it was given.  STATE was
 * its state before. */
void habits_take(struct habits *habits, const struct session *session, enum dialect_state state,
                 struct span input, size_t consumed);

/* Returns the time when habits_wait() has something to tell; DEADLINE_NEVER: nothing. */
int64_t habits_due_ms(const struct habits *habits, const struct session *session);

/* Fills in *EVENT: that the client waits within a message. */
void habits_wait(struct habits *habits, const struct session *session, struct event *event);

/* Returns what did not end the current message of SESSION, unless it was told already. */
enum message_end habits_end(const struct habits *habits, const struct session *session);

/* Returns whether INPUT, the last of a conversation, is a command without a line ending that was
 * not told yet.  If so, fills in *EVENT. */
bool habits_find_unended(const struct habits *habits, const struct session *session,
                         struct span input, struct event *event);

#endif
