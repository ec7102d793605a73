/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* session.h - one SMTP conversation, without a socket.
 *
 * Turns input bytes into events by running the dialect's table.  The caller calls session_next()
 * with the bytes it has until SESSION_MORE, drops the consumed ones each time, and acts on each
 * event.  After SESSION_ASK the session accepts no input until session_answer().  The actions of
 * the verbs are in verbs.c.  No descriptor, clock or file is known here.
 */
#ifndef SERVER_SESSION_SESSION_H
#define SERVER_SESSION_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/dialect.h"
#include "common/dot.h"
#include "common/line.h"
#include "common/mechanism.h"
#include "common/reply.h"
#include "common/span.h"
#include "server/fault/faults.h"
#include "server/session/envelope.h"
#include "server/session/secrecy.h"
#include "server/session/users.h"

/* Shared by all sessions of a server; borrowed, and may change between calls (SIGHUP). */
struct session_config {
    const struct dialect *dialect;
    const char *hostname; /* at most 255 bytes */
    const struct users *users;
    uint64_t message_size_max; /* bytes, counted as struct dot_decoder.size */
    const char *catch_all;     /* mailbox for names without one, in USERS; NULL: none */
    unsigned mechanisms;       /* of AUTH that are offered: bits 1 << enum mechanism */
    struct faults *faults;     /* NULL: none */
};

/* What a session asks its caller to do before it continues. */
enum session_ask {
    SESSION_ASK_NOTHING,
    SESSION_ASK_DELIVER,      /* to store the message for session->envelope */
    SESSION_ASK_AUTHENTICATE, /* to check credentials */
    SESSION_ASK_SECURE,       /* to prepare TLS, and to start it once the reply is sent */
    SESSION_ASK_PAUSE,        /* to wait session->pause_ms before the reply */
};

/* What a client sends to prove who it is. */
struct session_credentials {
    enum mechanism mechanism;
    bool is_first;     /* the exchange begins with them */
    bool has_response; /* false: AUTH came without one */
    char *response;    /* owned; decoded; a secret; NULL if it is empty */
    size_t size;       /* of response, in bytes */
};

/* A question that session_answer() will answer. */
struct session_question {
    enum session_ask ask; /* set by an action, except PAUSE */
    enum dialect_event cause;
    enum dialect_reason reason;
    const struct dialect_row *row;         /* whose outcomes are the answers */
    const struct dialect_outcome *outcome; /* of PAUSE: the outcome after it */
    /* Owned, valid until the next step; NULL: none.  The argument as logs may show it; for the
     * reply: the argument, and the detail of the outcome as far as it is known. */
    char *shown, *echo, *detail;
    size_t shown_size;                      /* of shown, which may contain NUL bytes */
    struct session_credentials credentials; /* of AUTHENTICATE */
};

/* What disturbs the event that was handled last. */
struct session_fault {
    struct fault_effect effect;
    struct dialect_outcome outcome; /* of FAULT_REPLY */
};

struct session {
    const struct session_config *config;
    uint64_t number; /* of the connection, and the address of its client, by which faults may be
                        counted; borrowed; set by the caller after session_init() */
    const char *client;
    struct dialect_position position;
    struct line_framer line;
    struct dot_decoder dot;           /* in DIALECT_STATE_MESSAGE */
    char *helo;                       /* the client's name; owned; NULL before HELO */
    bool speaks_esmtp;                /* it greeted with EHLO */
    struct envelope envelope;         /* of the transaction under way */
    struct session_question question; /* the pending one */
    uint32_t pause_ms;                /* delay before the reply, if an action or errors set one */
    struct secrecy secrecy;
    enum mechanism mechanism; /* of the last AUTH; MECHANISMS: one that is not known */
    unsigned errors;          /* since the last delivery, see struct dialect_policy */
    enum dialect_result lost; /* why the current message cannot be stored, and after its end why it
                                 is refused; DIALECT_DONE: no reason */
    bool out_of_memory;       /* an action ran out of memory: close with 421 */
    struct session_fault fault;
};

enum session_event_kind {
    SESSION_MORE,  /* more input is needed */
    SESSION_REPLY, /* send reply[0..reply_size), one or more lines */
    SESSION_PIECE, /* the next piece of the message, LF line endings; consumes nothing if it is a
                      bare CR that came with earlier input */
    SESSION_ASK,   /* do what session->question.ask says, then call session_answer() */
    SESSION_CLOSE, /* close once all replies are sent */
};

struct session_event {
    enum session_event_kind kind;
    size_t consumed;   /* bytes of the input that were consumed */
    struct span piece; /* of SESSION_PIECE: within the text, or constant */
    size_t reply_size; /* of SESSION_REPLY: bytes in reply */
    /* The fault that the event meets with, at its first report only; borrowed until the next step;
     * NULL: none.  How the reply is sent is in session->fault. */
    const struct fault_effect *fault;
    /* of SESSION_REPLY, for logs and traces: */
    enum dialect_event cause;
    struct span argument; /* of the command as it came, empty if it is secret, or the line if it is
                             none; borrowed until the next step */
    enum dialect_result result;
    enum dialect_reason reason;     /* why the line was refused, if it was */
    struct dialect_position before; /* position before the cause */
    bool out_of_memory;             /* reason for a 421 */
    /* Of a message, once it has ended: */
    unsigned flaws;                     /* bits of enum dot_flaw: the watched ones that it has */
    const struct dot_place *flaw_place; /* of the first of them, borrowed until the next step; NULL:
                                           it has none */
    bool has_bare_lf; /* of a line: it ended in LF alone, which is to be reported */
    bool is_cut;      /* of a line: the rest of argument must not be shown */
    bool is_secret; /* of a line, or of what is discarded of one: nor must its bytes, whatever came
                       of it: cause may be that of a farewell */

    char reply[REPLY_BYTES_MAX]; /* last, since it is not cleared (uncleared.h) */
};

/* Starts a conversation; CONFIG must outlive it.  There is no reply before session_signal(). */
void session_init(struct session *session, const struct session_config *config);

/* Must be called before the first signal if the conversation begins with TLS. */
void session_begin_encrypted(struct session *session);

/* Whether TLS is below the conversation, or must be as soon as the last reply is sent. */
bool session_is_encrypted(const struct session *session);

/* Frees what the session owns. */
void session_release(struct session *session);

/* Handles an event that is not input: DIALECT_CONNECT (exactly once, first), DIALECT_OVERLOAD
 * (instead of it), DIALECT_TIMEOUT, DIALECT_SHUTDOWN.  Stores the reply in EVENT.  Must not be
 * called while a question is pending. */
void session_signal(struct session *session, enum dialect_event cause, struct session_event *event);

/* Takes the next step with the SIZE bytes at IN.  An unfinished line is not consumed; it has at
 * most one byte more than the policy allows.  Messages are decoded to TEXT, which has room for SIZE
 * bytes and may be IN itself. */
void session_next(struct session *session, const char *in, size_t size, char *text,
                  struct session_event *event);

/* Discards the current message because it cannot be stored (RESULT: DIALECT_NO_STORAGE or
 * DIALECT_LOCAL_ERROR): its input is consumed up to the end of data, without further pieces, and it
 * is refused there. */
void session_lose_message(struct session *session, enum dialect_result result);

/* Sets what the reply says to a pending SESSION_ASK_AUTHENTICATE: the challenge TEXT, or why the
 * response is bad.  Returns -1 if out of memory: the answer must be an error then, such as
 * DIALECT_LOCAL_ERROR, since an empty challenge would be another one. */
int session_set_challenge(struct session *session, struct span text);
int session_set_flaw(struct session *session, const char *flaw);

/* Answers the pending question: RESULT must have an outcome in the row (DIALECT_DONE,
 * DIALECT_NO_STORAGE or DIALECT_LOCAL_ERROR for DELIVER; those of its rows for AUTHENTICATE;
 * DIALECT_DONE for PAUSE).  Stores the reply in EVENT, or the request for a pause before it. */
void session_answer(struct session *session, enum dialect_result result,
                    struct session_event *event);

/* Returns the result of the current message if it ended now: DIALECT_DONE, or why it would be
 * refused.  A message that would be refused has no further pieces. */
enum dialect_result session_judge_message(const struct session *session);

/* Returns how the current message was submitted, as in a Received field: "SMTP", "ESMTP" (RFC 3848)
 * or "UTF8SMTP" (RFC 6531 section 3.7.3), the last two with an "S" if under TLS and with an "A" if
 * the client has authenticated. */
const char *session_protocol(const struct session *session);

/* Returns what the session waits for. */
enum session_ask session_asks(const struct session *session);

/* True between the reply to DATA and the answer to DELIVER. */
bool session_in_message(const struct session *session);

#endif
