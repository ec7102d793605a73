/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.h - what the client says in one AUTH (RFC 4954), line by line.
 *
 * GNU SASL knows PLAIN, LOGIN, CRAM-MD5 and SCRAM-SHA-256, bearer.h the others.  What the server
 * says is not trusted: what is wrong with it ends the exchange.  Lines go in and out without their
 * ends; those that go out are secrets, and wiped by the next call.
 */
#ifndef TUI_CLIENT_AUTH_EXCHANGE_H
#define TUI_CLIENT_AUTH_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/mechanism.h"
#include "common/span.h"
#include "tui-client/auth/password.h"

/* Gsasl and Gsasl_session of GNU SASL. */
struct Gsasl;
struct Gsasl_session;

/* Rounds of a hash that a server may ask for in SCRAM: this many take seconds. */
#define EXCHANGE_ROUNDS_MAX 1000000UL

/* Longest "AUTH MECHANISM RESPONSE" (RFC 4954 section 4); a longer response waits to be asked for.
 */
#define EXCHANGE_COMMAND_MAX 510

/* Longest line of all, with its CRLF: no password is longer than PASSWORD_MAX. */
#define EXCHANGE_LINE_MAX ((size_t)2 * PASSWORD_MAX)

/* Why the client ends an exchange. */
enum exchange_flaw {
    EXCHANGE_SOUND,
    EXCHANGE_NOT_BASE64,    /* the challenge */
    EXCHANGE_BROKEN,        /* it is not one of the mechanism */
    EXCHANGE_FOREIGN_NONCE, /* it answers something else than the client said, maybe earlier */
    EXCHANGE_WRONG_PROOF,   /* the server does not know the password */
    EXCHANGE_UNPROVEN,      /* it has accepted without showing that it does */
    EXCHANGE_TOO_COSTLY,    /* it asks for more than EXCHANGE_ROUNDS_MAX */
    EXCHANGE_SURPLUS,       /* it asks for more although all was said */
    EXCHANGE_ENDLESS,       /* it asks for more although the client has ended the exchange */
    EXCHANGE_UNFIT,         /* the user name or the password cannot be said in this mechanism */
    EXCHANGE_NO_MEMORY,
    EXCHANGE_FLAWS,
};

struct exchange {
    enum mechanism mechanism;
    char *user;                      /* owned */
    const struct password *password; /* borrowed */
    struct Gsasl *library;           /* owned; NULL: not of GNU SASL */
    struct Gsasl_session *dialog;    /* owned */
    enum exchange_flaw flaw;
    unsigned responses; /* made so far */
    char command[32];   /* "AUTH MECHANISM " */
    bool is_kept;   /* the first of them was too long for the command; it is in line, behind it */
    bool is_proven; /* the server knows the password, as far as the mechanism can tell */
    char *line;     /* owned; a secret; what was returned last */
    size_t line_size;
};

/* Whether exchanges are possible in this build. */
bool exchange_is_built_in(void);

/* The mechanism among the bits OFFERED (1 << enum mechanism) that reveals least; MECHANISMS if
 * there is none.  Those for tokens come last. */
enum mechanism exchange_best(unsigned offered);

/* Begins one of USER with PASSWORD, which must outlive it.  NULL with errno ENOMEM, EINVAL for a
 * NUL in USER, or ENOSYS if it is not built in. */
struct exchange *exchange_new(enum mechanism mechanism, struct span user,
                              const struct password *password);

/* Wipes and frees EXCHANGE, which may be NULL. */
void exchange_free(struct exchange *exchange);

/* Whether the command that begins an exchange in MECHANISM holds a response too: in some the server
 * speaks first, and what makes it longer than EXCHANGE_COMMAND_MAX waits to be asked for. */
bool exchange_begins_with_response(enum mechanism mechanism, struct span user,
                                   size_t password_size);

/* Returns the command that begins the exchange; empty with a flaw. */
struct span exchange_begin(struct exchange *exchange);

/* Returns the answer to CHALLENGE, the text of a reply 334: "*" with a flaw, whose second one is
 * EXCHANGE_ENDLESS: a server that does not take "*" would be told it for ever. */
struct span exchange_answer(struct exchange *exchange, struct span challenge);

/* Whether the next answer may take that long. */
bool exchange_takes_long(const struct exchange *exchange);

/* The server has ended the exchange with CODE.  Returns the flaw: UNPROVEN if it has accepted what
 * the client has cancelled too. */
enum exchange_flaw exchange_conclude(struct exchange *exchange, unsigned code);

#endif
