/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* login.c - see login.h. */
#include <config.h>

#include "server/net/login.h"

#include <assert.h>

#include "common/count.h"

int login_submit(struct login *login, struct authority *authority, struct session *session,
                 void *owner)
{
    struct session_credentials *credentials = &session->question.credentials;

    if (credentials->is_first)
        login->exchange = authority_begin(authority, credentials->mechanism);
    if (login->exchange == NULL)
        return -1;
    exchange_hear(login->exchange, credentials->response, credentials->size,
                  credentials->has_response);
    credentials->response = NULL;
    authority_submit(authority, login->exchange, owner, login->was_denied);
    return 0;
}

void login_release(struct login *login)
{
    exchange_free(login->exchange);
    login->exchange = NULL;
}

void login_break_off(struct login *login, const struct session *session)
{
    if (session_asks(session) != SESSION_ASK_AUTHENTICATE)
        login_release(login);
}

void login_abandon(struct login *login)
{
    login->exchange = NULL;
}

static void tell(const struct exchange *exchange, const struct observer *observer)
{
    observer_tell(observer, (struct event){.kind = EVENT_AUTHENTICATED,
                                           .authenticated = {exchange->user, exchange->mechanism}});
}

enum dialect_result login_take(struct login *login, struct session *session,
                               const struct observer *observer)
{
    static const enum dialect_result results[] = {
        [EXCHANGE_GOES_ON] = DIALECT_CHALLENGE,    [EXCHANGE_SUCCEEDS] = DIALECT_DONE,
        [EXCHANGE_IS_DENIED] = DIALECT_DENIED,     [EXCHANGE_IS_MALFORMED] = DIALECT_BAD_RESPONSE,
        [EXCHANGE_IS_TOO_WEAK] = DIALECT_TOO_WEAK, [EXCHANGE_FAILS] = DIALECT_LOCAL_ERROR,
    };
    static_assert(COUNT(results) == EXCHANGE_OUTCOMES, "a result for each");
    const struct exchange *exchange = login->exchange;
    enum exchange_outcome outcome = exchange->outcome;

    if (outcome == EXCHANGE_GOES_ON &&
        session_set_challenge(session,
                              (struct span){exchange->challenge, exchange->challenge_size}) == 0)
        return DIALECT_CHALLENGE;
    if (outcome == EXCHANGE_GOES_ON ||
        (outcome == EXCHANGE_IS_MALFORMED &&
         session_set_flaw(session, "The response is not what the mechanism asks for") != 0))
        outcome = EXCHANGE_FAILS;
    if (outcome == EXCHANGE_SUCCEEDS)
        tell(exchange, observer);
    login->was_denied |= outcome == EXCHANGE_IS_DENIED;
    login_release(login);
    return results[outcome];
}
