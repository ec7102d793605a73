/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue.h - the client's side of a conversation: bytes in, bytes out, and its state.
 *
 * Lines to send come from forms or the raw line, replies come from the server; the dialect's table
 * gives the next state and the reason for a refusal.  One command is sent at a time, unless it may
 * be followed by others and the server offers PIPELINING; other input is queued.  A message goes
 * out in the pieces of its pace.  An observer sees every line of both sides, those sent as they go
 * out.  Sockets, clocks (the caller passes times) and user-visible text are not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_DIALOGUE_H
#define TUI_CLIENT_DIALOGUE_DIALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/command.h"
#include "common/deadline.h"
#include "common/dialect.h"
#include "common/pace.h"
#include "common/reply.h"
#include "common/span.h"
#include "tui-client/dialogue/capabilities.h"
#include "tui-client/dialogue/requests.h"
#include "tui-client/dialogue/secret.h"

/* Maximum bytes of a message in wire form, and of queued lines. */
#define DIALOGUE_MESSAGE_MAX ((size_t)128 << 20)
#define DIALOGUE_QUEUE_MAX   ((size_t)1 << 20)

/* Most NULs that are shown of a run of them. */
#define DIALOGUE_PADDING_MAX ((size_t)64 * 1024)

/* How a reply disagrees with what was sent. */
enum dialogue_doubt {
    DIALOGUE_DOUBT_SURPLUS = 1,  /* it answers nothing: there are more replies than commands */
    DIALOGUE_DOUBT_PIECES = 2,   /* with SURPLUS: so far it looks as if each piece of the message is
                                    answered.  Without: that happened while the message that it
                                    answers was sent, so that it may answer another piece */
    DIALOGUE_DOUBT_DELIVERY = 4, /* the last delivery that was reported may not be one */
    DIALOGUE_DOUBT_ECHO = 8,     /* it repeats another address than was sent */
    DIALOGUE_DOUBT_EARLY = 16,   /* with SURPLUS: it came together with the reply that asks for the
                                    message, before any of it was sent.  Without: that happened to
                                    the message that it answers */
};

/* What a reply did. */
struct dialogue_reply {
    unsigned code;
    enum dialect_event event;              /* what it answers; DIALECT_EVENTS: nothing */
    enum dialect_reason reason;            /* why it was, or would be, refused */
    bool is_ours;                          /* the greeting was that of our own server */
    unsigned doubts;                       /* bits of enum dialogue_doubt */
    bool withdraws;                        /* it is the first to doubt the last delivery */
    const struct dialect_outcome *outcome; /* NULL: the table does not list it, nothing changed */
    const struct dialect *dialect;
    struct dialect_position before, after;
    bool more_follow; /* other requests, or queued lines that are no text of a message, are to
                         be answered after it */
    bool is_late;     /* what it answers had been given up */
    bool was_bare;    /* the address in what it answers had no angle brackets */
    bool is_misspelt; /* it refuses an unknown command, no secret, that resembles the verb MEANT */
    enum dialect_event meant;
    unsigned offers; /* what may secure the connection or tell the user next, by the server's last
                        answer to EHLO: bits of enum dialect_extension, STARTTLS and AUTH */
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
    DIALOGUE_PARTIAL, /* received: a line without its end, which may come: then it is shown again */
    DIALOGUE_PADDING, /* received: NULs before a line, which mean nothing; text has at most
                         DIALOGUE_PADDING_MAX of them */
    DIALOGUE_NOTE,    /* neither: a remark of the client itself */
};

struct dialogue_line {
    enum dialogue_line_kind kind;
    struct span text;        /* without its ending, borrowed for the call; untrusted */
    struct command command;  /* of COMMAND: TEXT as the dialect reads it; its argument is a part of
                                TEXT, empty or not */
    enum line_ending ending; /* UNKNOWN: it was cut off, or is a note */
    unsigned long long request; /* of the command, or of what is answered; 0: of none */
    struct span user; /* of COMMAND: who the client says it is in an exchange of credentials, if
                         this line tells; borrowed as TEXT */
    bool explains;    /* of NOTE: it says what the line before it means */
    size_t secret; /* of COMMAND, once it is in a transcript: bytes at the end of TEXT that must not
                      be shown to others */
    struct pace pace;     /* of TEXT */
    struct span argument; /* of REPLY_LAST: that of the command it answers, without a secret;
                             borrowed for the call, and not kept in the transcript */
    int64_t elapsed_ms;   /* received: since what it answers was sent; -1: it answers nothing */
    unsigned code;        /* of REPLY and REPLY_LAST */
    enum reply_flaw flaw; /* of NO_REPLY */
    bool is_cut;          /* of PARTIAL: its end is no longer awaited */
    bool is_hidden;       /* of PARTIAL: TEXT says only how much has arrived: it may be a secret */
    bool gives_up;        /* of NOTE: what was awaited no longer is; a PARTIAL before it was cut */
    struct dialogue_reply reply; /* of REPLY_LAST */
};

/* Whether LINE, shown after BEFORE, continues the reply of BEFORE. */
static inline bool dialogue_line_continues(const struct dialogue_line *before,
                                           const struct dialogue_line *line)
{
    return before->kind == DIALOGUE_REPLY && before->code == line->code &&
           (line->kind == DIALOGUE_REPLY || line->kind == DIALOGUE_REPLY_LAST);
}

struct dialogue_observer {
    void (*line)(void *context, const struct dialogue_line *line);
    void *context;
};

struct dialogue {
    struct dialect esmtp;             /* rfc5321 with what other servers than ours offer too */
    const struct dialect *dialect;    /* read-only for others, like all below */
    bool dialect_is_given;            /* the greeting does not choose */
    bool is_ours;                     /* the server says that it is our own */
    struct dialect_position position; /* CONNECTED: the greeting is awaited */
    bool pipelines;                   /* if the server offers it; set by the owner */
    struct pace pace;                 /* of what follows of a message; set by the owner */
    enum command_style style;         /* of the addresses written from now on; likewise */
    bool refrains_from_tls;           /* nothing follows from STARTTLS; set by the owner */
    bool requires_tls;                /* nothing else is said in clear; likewise */
    bool is_securing;                 /* TLS is to begin now: see dialogue_secured() */
    struct secret secret;             /* whether what is sent next may be one */
    bool is_authenticating;           /* an exchange of credentials is under way: see
                                         dialogue_say_credentials() */
    size_t injected;                  /* bytes in clear that came after the reply that said so */
    bool greets_simply; /* the server does not know the first greeting; set by ways_go() for all
                           connections to the same server, and cleared by ways_leave() */
    struct capabilities offered; /* in the last reply to EHLO */
    struct requests requests;
    struct requests given_up; /* no longer awaited; a reply may come when nothing newer is */
    bool is_end_uncertain;    /* that of a message was given up: the server may still wait for it */
    struct dialogue_observer observer;
    struct reply_parser parser;
    struct reply_so_far {
        unsigned lines;             /* of the current reply */
        struct capabilities listed; /* of EHLO */
        struct buffer greeting;     /* the text of all its lines */
    } so_far;
    struct partial {
        int64_t due_ms;   /* when what has arrived is to be shown; DEADLINE_NEVER: nothing is new */
        int64_t pause_ms; /* for how long the server must have been silent by then */
        size_t shown;     /* bytes of the line that were shown */
    } partial;
    bool reported_long_line;  /* of the line that is being discarded */
    bool may_keep_sender;     /* the table says that a refusal has ended the transaction */
    bool may_lack_sender;     /* a recipient was refused, which the table says has not */
    unsigned answers_message; /* PIECES or EARLY of enum dialogue_doubt: a reply came before the end
                                 of the current message; 0: none did */
    bool has_just_opened;     /* the message, by what is being processed: none of it is heard yet */
    enum dialect_event answered_end; /* the verb that ends the conversation, once it was answered,
                                        be it with another code; DIALECT_EVENTS: none was */
    bool has_accepted_end;           /* the answer was not a refusal */
    unsigned long long heard; /* the newest request that the bytes being processed can answer */
    unsigned deliveries;      /* reported, and not withdrawn */
    bool has_withdrawn;       /* the last one */
    bool is_pausing;          /* the last line or piece of a message must be alone */
    int64_t due_ms;           /* when the pause ends; DEADLINE_NEVER: it is not written yet */
    bool has_failed;          /* fatal: something was not sent, or its reply not awaited */
    struct buffer in;         /* a line of the server that is not yet whole */
    struct buffer out;        /* to be written; the writer consumes it */
    struct buffer queue;      /* queued lines, each with LF */
    struct buffer message;    /* in wire form, to be sent after the 354; what is left of it */
};

/* Initializes DIALOGUE as closed.  DIALECT NULL: it is detected from the greeting. */
void dialogue_init(struct dialogue *dialogue, const struct dialect *dialect,
                   struct dialogue_observer observer);
void dialogue_release(struct dialogue *dialogue);

/* A connection is being established: the greeting is awaited, and lines may be queued. */
void dialogue_start(struct dialogue *dialogue, int64_t now_ms);

/* The same for one that begins with TLS. */
void dialogue_start_encrypted(struct dialogue *dialogue, int64_t now_ms);

/* Whether the server offers STARTTLS, and it would begin TLS. */
bool dialogue_can_secure(const struct dialogue *dialogue);

/* Whether TLS is required, and it is clear by now that the server does not offer it. */
bool dialogue_lacks_tls(const struct dialogue *dialogue);

/* The server has accepted STARTTLS, and the owner has begun TLS: what waited goes on.  All that the
 * server has said before is forgotten, and what came in clear behind its reply was thrown away. */
void dialogue_secured(struct dialogue *dialogue, int64_t now_ms);

/* Whether the server offers mechanisms of AUTH, and would take one now. */
bool dialogue_can_authenticate(const struct dialogue *dialogue);

/* Sends LINE, which begins an exchange of credentials or goes on with it: queued lines wait until
 * it has ended.  The owner answers each 334 with another.  As dialogue_say(), and -1 with errno
 * EBUSY while a reply is awaited. */
int dialogue_say_credentials(struct dialogue *dialogue, struct span line, int64_t now_ms);

/* The connection is established: the wait for the greeting counts from NOW_MS. */
void dialogue_open(struct dialogue *dialogue, int64_t now_ms);

/* The connection has ended, for whatever reason. */
void dialogue_end(struct dialogue *dialogue);

static inline bool dialogue_is_closed(const struct dialogue *dialogue)
{
    return dialogue->position.state == DIALECT_STATE_CLOSED;
}

/* Whether lines are currently sent as a message. */
static inline bool dialogue_is_in_message(const struct dialogue *dialogue)
{
    return dialect_class_of(dialogue->position.state) == DIALECT_CLASS_MESSAGE;
}

/* Whether the next line is text of a message, if the server asks for one in each reply that is yet
 * to come. */
bool dialogue_may_be_text(const struct dialogue *dialogue);

/* Whether a reply (or the greeting) is awaited, or lines wait to be sent. */
bool dialogue_is_waiting(const struct dialogue *dialogue);

/* Whether it is the server's turn: to reply, or to read. */
bool dialogue_awaits_server(const struct dialogue *dialogue);

/* Whether a line would be sent at once instead of being queued. */
bool dialogue_may_send(const struct dialogue *dialogue);

/* Whether a message of dialogue_say_message() is being sent. */
bool dialogue_is_sending(const struct dialogue *dialogue);

/* Whether all of a message was sent, and the reply to it has not come: it may have been delivered.
 */
bool dialogue_may_have_delivered(const struct dialogue *dialogue);

/* Bytes of it, and of all other output, that are not written yet; queued lines do not count. */
size_t dialogue_unsent(const struct dialogue *dialogue);

/* When the request was sent whose reply is awaited; 0: none is. */
int64_t dialogue_asked_ms(const struct dialogue *dialogue);

/* Whether the address in REQUEST has no angle brackets. */
bool dialogue_is_bare(const struct dialogue *dialogue, const struct request *request);

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
 * closed, EINVAL for a CR, LF or NUL in it, EPERM if TLS is required first, and those of
 * buffer_append(). */
int dialogue_say(struct dialogue *dialogue, struct span line, int64_t now_ms);

/* Sends VERB and, after a 354, the message WIRE (as made by compose_wire(); copied); if the message
 * is already awaited, sends WIRE at once.  -1 with errno EBUSY while a reply is awaited, and as
 * dialogue_say(). */
int dialogue_say_message(struct dialogue *dialogue, enum dialect_event verb, struct span wire,
                         int64_t now_ms);

/* Sends the next piece of a message, if its time has come.  Must be called whenever `out' was
 * written, and at dialogue_due_ms() (DEADLINE_NEVER: there is none).  Returns as
 * dialogue_receive(). */
int dialogue_go_on(struct dialogue *dialogue, int64_t now_ms);
int64_t dialogue_due_ms(const struct dialogue *dialogue);

/* Processes bytes from the server.  -1 if memory is exhausted: the caller must end the connection.
 */
int dialogue_receive(struct dialogue *dialogue, struct span bytes, int64_t now_ms);

/* When dialogue_show_partial() has something to show; DEADLINE_NEVER: not until more arrives. */
int64_t dialogue_partial_ms(const struct dialogue *dialogue);

/* Shows what has arrived without a line end, if it is due: once per amount, and the more rarely the
 * longer the server goes on like that. */
void dialogue_show_partial(struct dialogue *dialogue, int64_t now_ms);

/* The rest of the line that is being received is not awaited: shows what was not shown of it. */
void dialogue_show_rest(struct dialogue *dialogue);

/* Gives up all replies that are awaited, with what waits for them and what has arrived of a line,
 * and shows NOTE, a remark about it.  The next line is sent at once.  A reply that comes while
 * nothing newer is awaited is that of the first of them, and late; one that comes while something
 * newer is makes the dialogue forget them. */
void dialogue_give_up(struct dialogue *dialogue, struct span note);

#endif
