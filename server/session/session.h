/* session.h - one SMTP conversation, without a socket.
 *
 * Input bytes become events, by running the dialect's table.  The caller pulls: it calls
 * session_next() with the bytes it has until SESSION_MORE, drops the consumed ones each time, and
 * acts on each event.  After SESSION_ASK the session takes no input until session_answer() says how
 * it went.  What happens at each verb stands in verbs.c.  No descriptor, clock or file is known
 * here.
 */
#ifndef SERVER_SESSION_SESSION_H
#define SERVER_SESSION_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/dialect.h"
#include "common/dot.h"
#include "common/line.h"
#include "common/reply.h"
#include "common/span.h"
#include "server/session/envelope.h"
#include "server/session/users.h"

/* What all sessions of a server share; borrowed, and may be changed between calls (SIGHUP). */
struct session_config {
    const struct dialect *dialect;
    const char *hostname; /* at most 255 bytes */
    const struct users *users;
    uint64_t message_size_max; /* bytes, counted as struct dot_decoder.size */
};

/* What a session cannot do by itself, and asks for before it goes on. */
enum session_ask {
    SESSION_ASK_NOTHING,
    SESSION_ASK_DELIVER,      /* to store the message for session->envelope */
    SESSION_ASK_AUTHENTICATE, /* to judge credentials */
    SESSION_ASK_SECURE,       /* to put TLS under the conversation, once the reply is out */
    SESSION_ASK_PAUSE,        /* to let session->pause_ms pass before the reply */
};

/* What waits for session_answer(). */
struct session_question {
    enum session_ask ask; /* but for PAUSE an action sets it */
    enum dialect_event cause;
    enum dialect_reason reason;
    const struct dialect_row *row;         /* whose outcomes are the answers */
    const struct dialect_outcome *outcome; /* of PAUSE: what comes after it */
    char *echo; /* the argument, for the reply; owned, until the next step; NULL: none */
};

struct session {
    const struct session_config *config;
    struct dialect_position position;
    struct line_framer line;
    struct dot_decoder dot;           /* in DIALECT_STATE_MESSAGE */
    char *helo;                       /* the client's name; owned; NULL before HELO */
    struct envelope envelope;         /* of the transaction under way */
    struct session_question question; /* that waits for its answer */
    uint32_t pause_ms;                /* an action sets it: time that is to pass before the reply */
    enum dialect_result lost;         /* why the message under way cannot be kept here, and from its
                                         end on why it is refused; DIALECT_DONE: nothing speaks
                                         against it */
    bool out_of_memory;               /* an action failed for want of memory: close with 421 */
};

enum session_event_kind {
    SESSION_MORE,  /* nothing more to do without further input */
    SESSION_REPLY, /* send reply[0..reply_size), a line or several */
    SESSION_PIECE, /* the next piece of the message, LF line endings; borrowed from the input */
    SESSION_ASK,   /* do what session->question.ask says, then call session_answer() */
    SESSION_CLOSE, /* close once all replies are sent */
};

struct session_event {
    enum session_event_kind kind;
    size_t consumed;   /* bytes of the input that are done with; a piece stays where it is */
    struct span piece; /* of SESSION_PIECE: lies within the consumed bytes */
    size_t reply_size; /* of SESSION_REPLY */
    char reply[REPLY_BYTES_MAX];
    /* of SESSION_REPLY, for logs and traces: */
    enum dialect_event cause;
    struct span argument; /* of the command, empty if it is secret; borrowed until the next step */
    enum dialect_result result;
    enum dialect_reason reason;     /* why the line was refused, if it was */
    struct dialect_position before; /* position in which the cause met the session */
    bool out_of_memory;             /* the cause of a 421 */
    unsigned flaws;                 /* of DIALECT_BAD_BYTES: the bits of enum dot_flaw refused */
    uint64_t flaw_place;            /* which byte the first of them is, from 1; 0: not known */
};

/* Starts a conversation; CONFIG must outlive it.  Nothing is sent before session_signal(). */
void session_init(struct session *session, const struct session_config *config);

/* Frees what the session owns. */
void session_release(struct session *session);

/* Tells of an event that is not input: DIALECT_CONNECT (exactly once, first), DIALECT_OVERLOAD
 * (instead of it), DIALECT_TIMEOUT, DIALECT_SHUTDOWN.  EVENT becomes the reply.  Not while an
 * answer is awaited. */
void session_signal(struct session *session, enum dialect_event cause, struct session_event *event);

/* Takes the next step with the SIZE bytes at IN, which it may change in place (a message is decoded
 * there).  An unfinished line stays unconsumed, at most what the policy allows and a byte. */
void session_next(struct session *session, char *in, size_t size, struct session_event *event);

/* The message under way cannot be kept (RESULT: DIALECT_NO_STORAGE or DIALECT_LOCAL_ERROR): it is
 * still taken to its true end, without further pieces, and refused there. */
void session_lose_message(struct session *session, enum dialect_result result);

/* Answers what was asked: RESULT must have an outcome in the row (DIALECT_DONE, DIALECT_NO_STORAGE
 * or DIALECT_LOCAL_ERROR for DELIVER); of PAUSE it is DIALECT_DONE.  EVENT becomes the reply, or
 * asks for a pause before it. */
void session_answer(struct session *session, enum dialect_result result,
                    struct session_event *event);

/* What the end of the message under way would bring if it came now: DIALECT_DONE, or why it would
 * be refused.  A message of which this is known has no further pieces. */
enum dialect_result session_judge_message(const struct session *session);

/* What the session waits for. */
enum session_ask session_asks(const struct session *session);

/* True between the reply to DATA and the answer to DELIVER. */
bool session_in_message(const struct session *session);

#endif
