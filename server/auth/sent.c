/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sent.c - see sent.h. */
#include <config.h>

#include "server/auth/sent.h"

#include <errno.h>
#include <string.h>

#include "server/auth/bearer.h"
#include "server/auth/messages.h"

static const struct span nothing = {NULL, 0};

static void refuse_bearer(struct exchange *exchange, bool is_malformed)
{
    exchange_tell(exchange, span_of(bearer_failure(exchange->mechanism, is_malformed)),
                  EXCHANGE_IS_DENIED);
}

/* Nobody may act for another user. */
static void conclude(struct exchange *exchange)
{
    const struct proof *proof = &exchange->proof;

    if (proof->has_failed)
        exchange_fail(exchange, EXCHANGE_FAILS);
    else if (proof->is_right && !exchange->acts_for_another)
        exchange_succeed(exchange, span_of(proof->user->user));
    else if (mechanism_sends_token(exchange->mechanism))
        refuse_bearer(exchange, false);
    else
        exchange_fail(exchange, EXCHANGE_IS_DENIED);
}

/* Finds out whether ACTS_FOR is another than the user of the proof. */
static void find_other(struct exchange *exchange, struct span acts_for)
{
    struct proof *proof = &exchange->proof;
    const struct password *found = passwords_find(exchange->passwords, acts_for);

    proof->has_failed |= found == NULL && errno == ENOMEM;
    exchange->acts_for_another = found != proof->user;
}

static void judge(struct exchange *exchange, struct span acts_for, struct span user,
                  struct span secret)
{
    struct proof *proof = &exchange->proof;

    if (exchange->passwords == NULL) {
        exchange_succeed(exchange, user);
        return;
    }
    proof_begin(proof, exchange->passwords, user, secret);
    if (acts_for.size > 0)
        find_other(exchange, acts_for);
    exchange->must_derive = proof_must_derive(proof);
    if (!exchange->must_derive)
        conclude(exchange);
}

void sent_derive(struct exchange *exchange)
{
    proof_derive(&exchange->proof);
    conclude(exchange);
}

static void go_on_bearer(struct exchange *exchange, struct span response)
{
    struct bearer bearer;

    if (!exchange->has_response)
        exchange_ask(exchange, nothing);
    else if (bearer_parse(exchange->mechanism, response, &bearer))
        judge(exchange, nothing, (struct span){bearer.user, bearer.user_size}, bearer.token);
    else
        refuse_bearer(exchange, true);
}

static void go_on_plain(struct exchange *exchange, struct span response)
{
    struct messages_plain plain;

    if (!exchange->has_response)
        exchange_ask(exchange, nothing);
    else if (messages_plain_parse(response, &plain))
        judge(exchange, plain.acts_for, plain.user, plain.secret);
    else
        exchange_fail(exchange, EXCHANGE_IS_MALFORMED);
}

static void take_user(struct exchange *exchange, struct span user)
{
    exchange->login_user = strndup(user.data, user.size);
    if (exchange->login_user != NULL)
        exchange_ask(exchange, span_of("Password"));
    else
        exchange_fail(exchange, EXCHANGE_FAILS);
}

/* The server speaks first; the user name that it asks for may come at once. */
static void go_on_login(struct exchange *exchange, struct span response)
{
    if (!exchange->has_response)
        exchange_ask(exchange, span_of("User Name"));
    else if (response.size == 0 || memchr(response.data, '\0', response.size) != NULL)
        exchange_fail(exchange, EXCHANGE_IS_MALFORMED);
    else if (exchange->login_user == NULL)
        take_user(exchange, response);
    else
        judge(exchange, nothing, span_of(exchange->login_user), response);
}

void sent_go_on(struct exchange *exchange)
{
    struct span response = {exchange->response, exchange->response_size};

    if (mechanism_sends_token(exchange->mechanism))
        go_on_bearer(exchange, response);
    else if (exchange->mechanism == MECHANISM_PLAIN)
        go_on_plain(exchange, response);
    else
        go_on_login(exchange, response);
}
