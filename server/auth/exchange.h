/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.h - what is known of one AUTH, until it is decided whether it succeeds.
 *
 * Bytes in, bytes out: base64 and SMTP are not known here, nor what the mechanisms say: steps.h
 * makes of each response an outcome.
 */
#ifndef SERVER_AUTH_EXCHANGE_H
#define SERVER_AUTH_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

#include "common/mechanism.h"
#include "common/span.h"
#include "server/auth/answers.h"
#include "server/auth/passwords.h"
#include "server/auth/proof.h"

/* Maximum bytes of a challenge: in base64 it fits in a line of a reply. */
#define EXCHANGE_CHALLENGE_MAX 360

/* Shared by all exchanges, which do not change it. */
struct exchange_shared {
    struct Gsasl *library; /* owned */
    struct decoy decoy;
};

enum exchange_outcome {
    EXCHANGE_GOES_ON, /* with the challenge */
    EXCHANGE_SUCCEEDS,
    EXCHANGE_IS_DENIED,
    EXCHANGE_IS_MALFORMED,
    EXCHANGE_IS_TOO_WEAK, /* the mechanism needs a password that is not known */
    EXCHANGE_FAILS,       /* out of memory, or of random bytes */
    EXCHANGE_OUTCOMES,
};

struct exchange {
    enum mechanism mechanism;
    const struct exchange_shared *shared; /* borrowed */
    struct passwords *passwords;          /* a reference; NULL: everybody succeeds */
    char *response;                       /* owned; a secret; NULL if it is empty */
    size_t response_size;
    bool has_response;
    unsigned steps;   /* before this one */
    bool must_derive; /* this one needs steps_derive() */
    enum exchange_outcome outcome;
    bool is_decided; /* only an answer to the last challenge is missing, which tells the decision */
    enum exchange_outcome decision;
    size_t challenge_size;
    char challenge[EXCHANGE_CHALLENGE_MAX];
    char *user; /* owned; of EXCHANGE_SUCCEEDS: as SASLprep wants it, unless everybody succeeds */
    /* Used by dialog.h: */
    struct Gsasl_session *dialog; /* owned; NULL: not started */
    struct answers answers;       /* to what it asks */
    /* Used by sent.h: */
    struct proof proof;
    bool acts_for_another; /* a user of PLAIN wants to */
    char *login_user;      /* owned; of LOGIN; NULL: not yet known */
    /* Used by authority.h: */
    void *owner;     /* for the submitter's use */
    bool was_denied; /* the client, before */
    STAILQ_ENTRY(exchange) next;
};

/* Makes SHARED, to be released after the last exchange; returns -1 with errno on failure, after
 * which it must be released, too. */
int exchange_share(struct exchange_shared *shared);
void exchange_unshare(struct exchange_shared *shared);

/* Begins an exchange with users of PASSWORDS (NULL: anybody), of which it holds a reference.
 * Returns NULL if out of memory. */
struct exchange *exchange_new(enum mechanism mechanism, struct passwords *passwords,
                              const struct exchange_shared *shared);

/* Wipes and frees EXCHANGE, which may be NULL. */
void exchange_free(struct exchange *exchange);

/* Takes what the client says: RESPONSE of SIZE bytes, which it owns from now on, or nothing. */
void exchange_hear(struct exchange *exchange, char *response, size_t size, bool has_response);

/* How a step ends: it fails with OUTCOME, which is neither EXCHANGE_GOES_ON nor _SUCCEEDS; */
void exchange_fail(struct exchange *exchange, enum exchange_outcome outcome);

/* or the client is asked TEXT; */
void exchange_ask(struct exchange *exchange, struct span text);

/* or it is USER; */
void exchange_succeed(struct exchange *exchange, struct span user);

/* or it is told TEXT, which it answers before it learns the DECISION (RFC 4954 section 4: what
 * comes with a success is a challenge, whose answer is empty). */
void exchange_tell(struct exchange *exchange, struct span text, enum exchange_outcome decision);

/* The client has answered what it was told. */
void exchange_settle(struct exchange *exchange);

/* Ends a step: the response is forgotten. */
void exchange_end_step(struct exchange *exchange);

#endif
