/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue.h - the client's side of a conversation: bytes in, bytes out, and its state.
 *
 * Lines to send come from forms or the raw line, replies come from the server; the dialect's table
 * gives the next state and the reason for a refusal.  One command is sent at a time, unless it may
 * be followed by others and the server offers PIPELINING; other input is queued.  An observer sees
 * every line of both sides.  Sockets, clocks (the caller passes times) and user-visible text are
 * not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_DIALOGUE_H
#define TUI_CLIENT_DIALOGUE_DIALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/command.h"
#include "common/dialect.h"
#include "common/pace.h"
#include "common/reply.h"
#include "common/span.h"
#include "tui-client/dialogue/capabilities.h"
#include "tui-client/dialogue/requests.h"

/* Maximum bytes of a message in wire form, and of queued lines. */
#define DIALOGUE_MESSAGE_MAX ((size_t)128 << 20)
#define DIALOGUE_QUEUE_MAX   ((size_t)1 << 20)

/* How a reply disagrees with what was sent. */
enum dialogue_doubt {
    DIALOGUE_DOUBT_SURPLUS = 1, /* it answers nothing: there are more replies than commands */
    DIALOGUE_DOUBT_PIECES = 2,  /* with SURPLUS: so far it looks as if each piece of the message is
                                   answered.  Without: that happened while the message that it
                                   answers was sent, so that it may answer another piece */
    DIALOGUE_DOUBT_WITHDRAWS = 4, /* the last delivery that was reported may not be one */
    DIALOGUE_DOUBT_ECHO = 8,      /* it repeats another address than was sent */
};

/* What a reply did. */
struct dialogue_reply {
    unsigned code;
    enum dialect_event event;              /* what it answers; DIALECT_EVENTS: nothing */
    enum dialect_reason reason;            /* why it was, or would be, refused */
    bool is_ours;                          /* the greeting was that of our own server */
    unsigned doubts;                       /* bits of enum dialogue_doubt */
    const struct dialect_outcome *outcome; /* NULL: the table does not list it, nothing changed */
    const struct dialect *dialect;
    struct dialect_position before, after;
    bool more_follow; /* other requests or queued lines wait behind the one that it answers */
};

/* Whether the server has done what REPLY answers.  A farewell is in the table too. */
static inline bool dialogue_is_success(const struct dialogue_reply *reply)
{
    return reply->outcome != NULL && reply->code < 400 && dialect_is_done(reply->outcome->result);
}

/* Whether REPLY says that a message was delivered, and can be believed. */
static inline bool dialogue_is_delivery(const struct dialogue_reply *reply)
{
    return reply->event == DIALECT_END_OF_DATA && dialogue_is_success(reply) && reply->doubts == 0;
}

enum dialogue_line_kind {
    DIALOGUE_COMMAND,    /* sent: a command */
    DIALOGUE_TEXT,       /* sent: a line of a message, in wire form */
    DIALOGUE_REPLY,      /* received: a line of a reply, not the last */
    DIALOGUE_REPLY_LAST, /* received: the last line of a reply */
    DIALOGUE_NO_REPLY,   /* received: a line that belongs to no reply */
    DIALOGUE_NOTE,       /* neither: a remark of the client itself */
};

struct dialogue_line {
    enum dialogue_line_kind kind;
    struct span text;        /* without its ending, borrowed for the call; untrusted */
    struct command command;  /* of COMMAND: TEXT as the dialect reads it; its argument is a part of
                                TEXT, empty or not */
    enum line_ending ending; /* UNKNOWN: it was cut off, or is a note */
    unsigned long long request; /* of the command, or of what is answered; 0: of none */
    struct span argument;       /* of REPLY_LAST: that of the command it answers; borrowed for the
                                   call, and not kept in the transcript */
    int64_t elapsed_ms;   /* received: since what it answers was sent; -1: it answers nothing */
    unsigned code;        /* of REPLY and REPLY_LAST */
    enum reply_flaw flaw; /* of NO_REPLY */
    struct dialogue_reply reply; /* of REPLY_LAST */
};

struct dialogue_observer {
    void (*line)(void *context, const struct dialogue_line *line);
    void *context;
};

struct dialogue {
    const struct dialect *dialect;    /* read-only for others, like all below */
    bool dialect_is_given;            /* the greeting does not choose */
    bool is_ours;                     /* the server says that it is our own */
    struct dialect_position position; /* CONNECTED: the greeting is awaited */
    bool pipelines;                   /* if the server offers it; set by the owner */
    struct pace pace;                 /* of the messages sent from now on; set by the owner */
    enum command_style style;         /* of the addresses written from now on; likewise */
    bool greets_simply;               /* the server does not know the first greeting: likewise */
    struct capabilities offered;      /* in the last reply to EHLO */
    struct requests requests;
    struct dialogue_observer observer;
    struct reply_parser parser;
    struct reply_so_far {
        unsigned lines;             /* of the current reply */
        struct capabilities listed; /* of EHLO */
        struct buffer greeting;     /* the text of all its lines */
    } so_far;
    bool reported_long_line;         /* of the line that is being discarded */
    bool may_keep_sender;            /* the table says that a refusal has ended the transaction */
    bool answers_pieces;             /* replies came while the current message was sent */
    enum dialect_event answered_end; /* the verb that ends the conversation, once it was answered,
                                        be it with another code; DIALECT_EVENTS: none was */
    bool has_accepted_end;           /* the answer was not a refusal */
    unsigned long long heard; /* the newest request that the bytes being processed can answer */
    unsigned deliveries;      /* reported, and not withdrawn */
    bool has_failed;          /* fatal: something was not sent, or its reply not awaited */
    struct buffer in;         /* a line of the server that is not yet whole */
    struct buffer out;        /* to be written; the writer consumes it */
    struct buffer queue;      /* queued lines, each with LF */
    struct buffer message;    /* in wire form, to be sent after the 354 */
};

/* Initializes DIALOGUE as closed.  DIALECT NULL: it is detected from the greeting. */
void dialogue_init(struct dialogue *dialogue, const struct dialect *dialect,
                   struct dialogue_observer observer);
void dialogue_release(struct dialogue *dialogue);

/* A connection is being established: the greeting is awaited, and lines may be queued. */
void dialogue_start(struct dialogue *dialogue, int64_t now_ms);

/* The connection is established: the wait for the greeting counts from NOW_MS. */
void dialogue_open(struct dialogue *dialogue, int64_t now_ms);

/* The connection has ended, for whatever reason. */
void dialogue_end(struct dialogue *dialogue);

bool dialogue_is_closed(const struct dialogue *dialogue);

/* Whether lines are currently sent as a message. */
bool dialogue_is_in_message(const struct dialogue *dialogue);

/* Whether a reply (or the greeting) is awaited. */
bool dialogue_is_waiting(const struct dialogue *dialogue);

/* Whether a line would be sent at once instead of being queued. */
bool dialogue_may_send(const struct dialogue *dialogue);

/* When the request was sent whose reply is awaited; 0: none is. */
int64_t dialogue_asked_ms(const struct dialogue *dialogue);

/* Whether a reply is incomplete. */
bool dialogue_is_within_reply(const struct dialogue *dialogue);

/* The verb of DIALECT that greets in a simpler way than VERB; VERB if there is none. */
enum dialect_event dialogue_simpler_greeting(const struct dialect *dialect,
                                             enum dialect_event verb);

/* The verb that is sent for VERB: the simpler greeting, if that is asked for. */
enum dialect_event dialogue_verb(const struct dialogue *dialogue, enum dialect_event verb);

/* From now on lines are sent as a message, although the server has not asked for one. */
void dialogue_expect_message(struct dialogue *dialogue);

/* Sends LINE unchanged, or queues it: a command, or a line of a message.  An empty line is ignored
 * except in a message or where credentials are awaited.  Returns -1 with errno ENOTCONN when
 * closed, EINVAL for a CR, LF or NUL in it, and those of buffer_append(). */
int dialogue_say(struct dialogue *dialogue, struct span line, int64_t now_ms);

/* Sends VERB and, after a 354, the message WIRE (as made by compose_wire(); copied); if the message
 * is already awaited, sends WIRE at once.  -1 with errno EBUSY while a reply is awaited, and as
 * dialogue_say(). */
int dialogue_say_message(struct dialogue *dialogue, enum dialect_event verb, struct span wire,
                         int64_t now_ms);

/* Processes bytes from the server.  -1 if memory is exhausted: the caller must end the connection.
 */
int dialogue_receive(struct dialogue *dialogue, struct span bytes, int64_t now_ms);

#endif
