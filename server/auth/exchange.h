/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.h - what client and server say in one AUTH, until it is known whether it succeeds.
 *
 * GNU SASL knows PLAIN, LOGIN, CRAM-MD5 and SCRAM-SHA-256, bearer.h the others.  Bytes in, bytes
 * out: base64 and SMTP are not known here.  A step takes microseconds, unless a key must be
 * derived: then it is done in two parts, so that the second can have a thread of its own.
 */
#ifndef SERVER_AUTH_EXCHANGE_H
#define SERVER_AUTH_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

#include "common/mechanism.h"
#include "server/auth/answers.h"
#include "server/auth/passwords.h"

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
    EXCHANGE_FAILS,       /* out of memory */
    EXCHANGE_OUTCOMES,
};

struct exchange {
    enum mechanism mechanism;
    const struct exchange_shared *shared; /* borrowed */
    struct passwords *passwords;          /* a reference; NULL: everybody succeeds */
    struct answers answers;               /* of them */
    struct Gsasl_session *dialog;         /* owned; NULL: not started, or not of GNU SASL */
    char *response;                       /* owned; a secret; NULL if it is empty */
    size_t response_size;
    bool has_response;
    unsigned steps;   /* before this one */
    bool must_derive; /* this one needs exchange_derive() */
    bool is_decided;  /* only an answer to the last challenge is missing, which tells the outcome */
    enum exchange_outcome outcome, decision;
    size_t challenge_size;
    char challenge[EXCHANGE_CHALLENGE_MAX];
    char *user;  /* owned; of EXCHANGE_SUCCEEDS: as SASLprep wants it, unless everybody succeeds */
    void *owner; /* for the submitter's use */
    bool was_denied; /* used by authority.h, as the next one */
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

/* Finds out what follows from it: sets the outcome.  Returns false if a key must be derived for
 * that: exchange_derive() comes next. */
bool exchange_go_on(struct exchange *exchange);

/* Derives the key, which may take seconds, and sets the outcome. */
void exchange_derive(struct exchange *exchange);

#endif
