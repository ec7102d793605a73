/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.c - see exchange.h. */
#include <config.h>

#include "server/auth/exchange.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

#include "server/auth/secret.h"

int exchange_share(struct exchange_shared *shared)
{
    shared->library = NULL;
    if (decoy_init(&shared->decoy) != 0)
        return -1;
    if (gsasl_init(&shared->library) != GSASL_OK) {
        errno = ENOMEM;
        return -1;
    }
    answers_prepare(shared->library);
    return 0;
}

void exchange_unshare(struct exchange_shared *shared)
{
    if (shared->library != NULL)
        gsasl_done(shared->library);
    explicit_bzero(shared, sizeof *shared);
}

struct exchange *exchange_new(enum mechanism mechanism, struct passwords *passwords,
                              const struct exchange_shared *shared)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);

    if (exchange == NULL)
        return NULL;
    exchange->mechanism = mechanism;
    exchange->shared = shared;
    exchange->passwords = passwords_hold(passwords);
    exchange->answers = (struct answers){.passwords = passwords, .decoy = &shared->decoy};
    return exchange;
}

static void forget_response(struct exchange *exchange)
{
    if (exchange->response != NULL)
        explicit_bzero(exchange->response, exchange->response_size);
    free(exchange->response);
    exchange->response = NULL;
    exchange->response_size = 0;
}

void exchange_free(struct exchange *exchange)
{
    if (exchange == NULL)
        return;
    forget_response(exchange);
    if (exchange->dialog != NULL)
        answers_detach(exchange->dialog);
    proof_release(&exchange->proof);
    secret_free(exchange->login_user);
    passwords_drop(exchange->passwords);
    free(exchange->user);
    free(exchange);
}

void exchange_hear(struct exchange *exchange, char *response, size_t size, bool has_response)
{
    forget_response(exchange);
    exchange->response = response;
    exchange->response_size = size;
    exchange->has_response = has_response;
}

void exchange_fail(struct exchange *exchange, enum exchange_outcome outcome)
{
    assert(outcome != EXCHANGE_GOES_ON && outcome != EXCHANGE_SUCCEEDS);
    exchange->outcome = outcome;
}

/* A challenge that is too long comes of a client that made it so. */
void exchange_ask(struct exchange *exchange, struct span text)
{
    if (text.size > sizeof exchange->challenge) {
        exchange_fail(exchange, EXCHANGE_IS_MALFORMED);
        return;
    }
    if (text.size > 0)
        memcpy(exchange->challenge, text.data, text.size);
    exchange->challenge_size = text.size;
    exchange->outcome = EXCHANGE_GOES_ON;
}

void exchange_succeed(struct exchange *exchange, struct span user)
{
    free(exchange->user);
    exchange->user = user.size > 0 ? strndup(user.data, user.size) : strdup("");
    exchange->outcome = exchange->user != NULL ? EXCHANGE_SUCCEEDS : EXCHANGE_FAILS;
}

void exchange_tell(struct exchange *exchange, struct span text, enum exchange_outcome decision)
{
    exchange->is_decided = true;
    exchange->decision = decision;
    exchange_ask(exchange, text);
}

void exchange_settle(struct exchange *exchange)
{
    bool is_wrong = exchange->decision == EXCHANGE_SUCCEEDS && exchange->response_size > 0;

    exchange->outcome = is_wrong ? EXCHANGE_IS_MALFORMED : exchange->decision;
}

void exchange_end_step(struct exchange *exchange)
{
    exchange->must_derive = false;
    exchange->steps++;
    forget_response(exchange);
}
