/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialog.c - see dialog.h. */
#include <config.h>

#include "server/auth/dialog.h"

#include <errno.h>

#include <gsasl.h>

#include "server/auth/messages.h"

/* Nobody may act for another user. */
static void finish(struct exchange *exchange, struct span text)
{
    struct answers *answers = &exchange->answers;
    const struct password *user = answers_user(answers, exchange->dialog);

    if (user == NULL || !answers_is_for_oneself(answers, exchange->dialog, user)) {
        exchange_fail(exchange, answers->has_failed ? EXCHANGE_FAILS : EXCHANGE_IS_DENIED);
        return;
    }
    exchange_succeed(exchange, span_of(user->user));
    if (text.size > 0 && exchange->outcome == EXCHANGE_SUCCEEDS)
        exchange_tell(exchange, text, EXCHANGE_SUCCEEDS);
}

static enum exchange_outcome outcome_of(const struct exchange *exchange, int status)
{
    if (exchange->answers.is_too_weak)
        return EXCHANGE_IS_TOO_WEAK;
    switch (status) {
    case GSASL_MALLOC_ERROR:
    case GSASL_CRYPTO_ERROR:
        return EXCHANGE_FAILS;
    case GSASL_AUTHENTICATION_ERROR:
        return EXCHANGE_IS_DENIED;
    default:
        return EXCHANGE_IS_MALFORMED;
    }
}

/* The library has many names for a lack of memory, those of mistakes of the client among them, or
 * goes on with what it did not get. */
static void step(struct exchange *exchange)
{
    char *out = NULL;
    size_t out_size = 0;
    bool has_failed;
    int status;

    errno = 0;
    status =
        gsasl_step(exchange->dialog, exchange->response, exchange->response_size, &out, &out_size);
    has_failed = errno == ENOMEM || exchange->answers.has_failed;
    if (has_failed)
        exchange_fail(exchange, EXCHANGE_FAILS);
    else if (status == GSASL_NEEDS_MORE)
        exchange_ask(exchange, (struct span){out, out_size});
    else if (status == GSASL_OK)
        finish(exchange, (struct span){out, out_size});
    else
        exchange_fail(exchange, outcome_of(exchange, status));
    gsasl_free(out);
}

static int start(struct exchange *exchange)
{
    if (gsasl_server_start(exchange->shared->library, mechanism_name(exchange->mechanism),
                           &exchange->dialog) != GSASL_OK)
        return -1;
    answers_attach(&exchange->answers, exchange->dialog);
    return 0;
}

/* Whether SCRAM has come to the proof. */
static bool is_proof(const struct exchange *exchange)
{
    return exchange->mechanism == MECHANISM_SCRAM_SHA_256 &&
           gsasl_property_fast(exchange->dialog, GSASL_AUTHID) != NULL;
}

/* A response where the server must speak first, or an empty one, which none of them has. */
static bool is_out_of_place(const struct exchange *exchange)
{
    if (exchange->mechanism == MECHANISM_CRAM_MD5 && exchange->steps == 0)
        return exchange->has_response;
    return exchange->has_response && exchange->response_size == 0;
}

/* Returns the outcome of a response that the library must not see; EXCHANGE_GOES_ON: it may. */
static enum exchange_outcome screen(const struct exchange *exchange)
{
    struct span response = {exchange->response, exchange->response_size};

    if (is_out_of_place(exchange))
        return EXCHANGE_IS_MALFORMED;
    if (exchange->mechanism != MECHANISM_SCRAM_SHA_256 || is_proof(exchange))
        return EXCHANGE_GOES_ON;
    if (messages_binds_channel(response))
        return EXCHANGE_IS_MALFORMED;
    if (!messages_is_of_nobody(response))
        return EXCHANGE_GOES_ON;
    return errno == ENOMEM ? EXCHANGE_FAILS : EXCHANGE_IS_DENIED;
}

/* What the digest of CRAM-MD5 proves is not asked if everybody succeeds. */
static void take_anybody(struct exchange *exchange)
{
    struct span user =
        messages_cram_user((struct span){exchange->response, exchange->response_size});

    if (user.size > 0)
        exchange_succeed(exchange, user);
    else
        exchange_fail(exchange, EXCHANGE_IS_MALFORMED);
}

void dialog_go_on(struct exchange *exchange)
{
    enum exchange_outcome screened;

    if (exchange->dialog == NULL && start(exchange) != 0)
        exchange_fail(exchange, EXCHANGE_FAILS);
    else if ((screened = screen(exchange)) != EXCHANGE_GOES_ON)
        exchange_fail(exchange, screened);
    else if (exchange->passwords == NULL && exchange->steps > 0)
        take_anybody(exchange);
    else if (is_proof(exchange) && passwords_have_secrets(exchange->passwords))
        exchange->must_derive = true;
    else
        step(exchange);
}

/* SCRAM derives the key in its own step. */
void dialog_derive(struct exchange *exchange)
{
    step(exchange);
}
