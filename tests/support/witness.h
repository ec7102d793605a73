/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* witness.h - a client that says a piece, reads all replies, and says the next piece, and the
 * witness of that.
 *
 * A session without a socket.  After '^' a piece comes before the greeting; "#": the server ends
 * the conversation; "~": the client was silent until then.  \1 stands for NUL.
 */
#ifndef TESTS_SUPPORT_WITNESS_H
#define TESTS_SUPPORT_WITNESS_H

#include <string.h>

#include "server/verdict/witness.h"
#include "tests/support/check_main.h"

#define NOW_S 880127706 /* of the date in HEAD */

#define DATE     "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"
#define FROM     "From: Ana <ana@x.example>\r\n"
#define ID       "Message-ID: <1@x.example>\r\n"
#define HEAD     DATE FROM ID
#define MIXED    HEAD "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
#define END      "\r\n.\r\n"
#define ENVELOPE "MAIL FROM:<a@x.example>\r\n", "RCPT TO:<joe@x>\r\n", "DATA\r\n"
#define EHLO     "EHLO c.example\r\n"
#define OPEN     EHLO, ENVELOPE
#define HELO     "helo lab\r\n"
#define STEPS    "mail from: ana\r\n", "rcpt to: joe\r\n", "data\r\n"
#define TEXTBOOK HELO, STEPS
#define QUIT     "QUIT\r\n"
#define X100                                                                                       \
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
    "xxx"                                                                                          \
    "xxxxx"
#define X1000 X100 X100 X100 X100 X100 X100 X100 X100 X100 X100

#define PIECES_MAX 16

enum server {
    PROTO,
    PROTO_STRICT,
    ESMTP,
    ESMTP_LENIENT,
    ESMTP_REPORT,
    ESMTP_PLAIN, /* without extensions */
    ESMTP_SMALL, /* at most 1000 bytes */
    ESMTP_TLS,
    ESMTP_TLS_ONLY,
    ESMTP_AUTH,
    ESMTP_AUTH_IN_CLEAR,
    ESMTP_AUTH_ONLY,
    SERVERS,
};

struct stage {
    bool is_slow; /* every byte comes alone */
    struct witness witness;
    struct session session;
    char in[8192];
    size_t held;
};

static inline struct dialect dialect_of(enum server server)
{
    struct dialect dialect = server <= PROTO_STRICT ? dialect_prototype : dialect_rfc5321;
    struct dialect_policy *policy = &dialect.policy;

    if (server == PROTO_STRICT)
        policy->endings = DIALECT_ENDINGS_STRICT;
    if (server == ESMTP_LENIENT)
        policy->endings = DIALECT_ENDINGS_LENIENT;
    if (server == ESMTP_REPORT)
        policy->endings = DIALECT_ENDINGS_REPORT;
    if (server == ESMTP_PLAIN)
        policy->extensions = 0;
    if (server >= ESMTP_TLS)
        policy->extensions |= DIALECT_EXTENSION_STARTTLS;
    policy->requires_tls = server == ESMTP_TLS_ONLY;
    if (server >= ESMTP_AUTH)
        policy->extensions |= DIALECT_EXTENSION_AUTH;
    policy->takes_secrets_in_clear = server >= ESMTP_AUTH_IN_CLEAR;
    policy->requires_auth = server == ESMTP_AUTH_ONLY;
    return dialect;
}

/* A mechanism without a response is challenged; every response is right. */
static inline void answer(struct stage *stage, struct session_event *event)
{
    bool is_challenge = session_asks(&stage->session) == SESSION_ASK_AUTHENTICATE &&
                        !stage->session.question.credentials.has_response;

    session_answer(&stage->session, is_challenge ? DIALECT_CHALLENGE : DIALECT_DONE, event);
}

/* What came in clear after STARTTLS is dropped. */
static inline void drop_unprotected(struct stage *stage)
{
    if (stage->held > 0)
        witness_unprotected(&stage->witness);
    stage->held = 0;
}

static inline void add_input(struct stage *stage, const char *text)
{
    for (; *text != '\0'; text++)
        stage->in[stage->held++] = *text == '\1' ? '\0' : *text;
}

static inline void take_step(struct stage *stage, struct session_event *event)
{
    static char text[sizeof stage->in];
    enum dialect_state state = stage->session.position.state;
    size_t consumed;

    session_next(&stage->session, stage->in, stage->held, text, event);
    consumed = event->consumed;
    witness_hear(&stage->witness, state, (struct span){stage->in, consumed});
    while (event->kind == SESSION_ASK)
        answer(stage, event);
    if (event->kind == SESSION_REPLY)
        witness_reply(&stage->witness, &stage->session, event, stage->held > consumed, NOW_S);
    stage->held -= consumed;
    memmove(stage->in, stage->in + consumed, stage->held);
    event->consumed = consumed;
}

static inline void take_input(struct stage *stage)
{
    struct session_event event;

    do {
        take_step(stage, &event);
        if (event.kind == SESSION_REPLY && event.cause == DIALECT_STARTTLS && event.reply[0] == '2')
            drop_unprotected(stage);
    } while (event.kind != SESSION_CLOSE &&
             (event.kind != SESSION_MORE || (event.consumed > 0 && stage->held > 0)));
}

static inline void say(struct stage *stage, const char *piece)
{
    if (!stage->is_slow) {
        add_input(stage, piece);
        take_input(stage);
        return;
    }
    for (; *piece != '\0'; piece++) {
        add_input(stage, (const char[]){*piece, '\0'});
        take_input(stage);
    }
}

/* Returns how the conversation ends. */
static inline enum witness_end play(struct stage *stage, const char *const *pieces)
{
    struct session_event greeting;

    if (pieces[0] != NULL && pieces[0][0] == '^')
        add_input(stage, *pieces++ + 1);
    session_signal(&stage->session, DIALECT_CONNECT, &greeting);
    witness_reply(&stage->witness, &stage->session, &greeting, stage->held > 0, NOW_S);
    if (stage->held > 0)
        take_input(stage);
    for (; *pieces != NULL; pieces++) {
        if ((*pieces)[0] == '#')
            return WITNESS_SERVER_LEFT;
        if ((*pieces)[0] == '~')
            return WITNESS_CLIENT_SILENT;
        say(stage, *pieces);
    }
    return WITNESS_CLIENT_LEFT;
}

/* Plays PIECES to SERVER; the caller releases the stage's witness. */
static inline void run(struct stage *stage, enum server server, const char *const *pieces)
{
    struct dialect dialect = dialect_of(server);
    struct users_error error;
    struct users *users = users_parse("joe ann", 7, &error);
    const struct session_config config = {
        .dialect = &dialect,
        .hostname = "h",
        .users = users,
        .message_size_max = server == ESMTP_SMALL ? 1000 : 1000000,
        .mechanisms = 1U << MECHANISM_PLAIN | 1U << MECHANISM_LOGIN | 1U << MECHANISM_CRAM_MD5};
    enum witness_end end;

    session_init(&stage->session, &config);
    witness_init(&stage->witness, &dialect);
    end = play(stage, pieces);
    witness_end(&stage->witness, &stage->session, stage->held > 0, end);
    session_release(&stage->session);
    users_free(users);
}

#endif
