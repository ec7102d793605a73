/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* witness.h - sees what one client sends and what it is answered, and judges it.
 *
 * Stands beside a session, as the observer does, and never changes what is said.  Of two mistakes
 * of which one follows from the other only the first is found.  Of lines, which may be secrets,
 * only their places and what the session may show are kept.
 */
#ifndef SERVER_VERDICT_WITNESS_H
#define SERVER_VERDICT_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "server/session/session.h"
#include "server/verdict/findings.h"
#include "server/verdict/message.h"

/* Of one conversation. */
struct witness {
    const struct dialect *dialect; /* borrowed */
    struct findings findings;
    bool has_heard; /* the client has sent something */
    bool is_over;   /* nothing is judged any more */
    /* Of the bytes of the client: */
    uint64_t bytes;            /* so far */
    uint64_t lines;            /* LFs among them */
    bool within_line;          /* the last of them was no LF */
    struct finding_place line; /* of the last line that is no message: its start */
    bool has_blank;            /* in that line, after a colon */
    /* Of the last reply: */
    enum dialect_event cause;
    bool is_unawaited;       /* the client had sent more before it */
    enum finding_kind hurry; /* what that was, if it was a command; FINDING_KINDS: nothing wrong */
    /* Of the replies so far: */
    bool follows_text;          /* the last lines were text after the end of a message */
    enum dialect_event refused; /* the last step, if it was refused; DIALECT_EVENTS: it was not */
    bool has_tried_ehlo;
    bool has_said_quit;
    /* Of the message: */
    uint64_t messages;             /* number of the last one */
    uint64_t announced;            /* SIZE in MAIL; 0: not given */
    struct message_terms terms;    /* as MAIL said */
    struct message_reader *reader; /* owned; NULL: no message is under way, or out of memory */
};

/* How a conversation ends. */
enum witness_end {
    WITNESS_CLIENT_LEFT,
    WITNESS_CLIENT_SILENT, /* until the server closes */
    WITNESS_SERVER_LEFT,   /* for a reason of its own */
};

void witness_init(struct witness *witness, const struct dialect *dialect);
void witness_release(struct witness *witness);

/* Must be called with all BYTES that the session consumes, after it has; STATE was its state
 * before. */
void witness_hear(struct witness *witness, enum dialect_state state, struct span bytes);

/* Must be called with each REPLY of SESSION, after witness_hear().  IS_UNAWAITED: the client has
 * sent more than was consumed.  NOW_S is the time in seconds since 1970. */
void witness_reply(struct witness *witness, const struct session *session,
                   const struct session_event *reply, bool is_unawaited, int64_t now_s);

/* Must be called when the client turns out to speak something else; ends the judgement. */
void witness_foreign(struct witness *witness);

/* Must be called when bytes that came in clear after STARTTLS are dropped. */
void witness_unprotected(struct witness *witness);

/* Must be called at the end, in the state in which SESSION was until then.  HAS_REST: the client
 * has sent more than was consumed.  Later calls do nothing. */
void witness_end(struct witness *witness, const struct session *session, bool has_rest,
                 enum witness_end end);

#endif
