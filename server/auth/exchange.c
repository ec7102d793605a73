/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.c - see exchange.h.
 *
 * GNU SASL asks for what it needs to know by a callback.  What it copies is wiped before it frees
 * it.
 */
#include <config.h>

#include "server/auth/exchange.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <gsasl.h>

#include "common/base64.h"
#include "common/count.h"
#include "server/auth/bearer.h"
#include "server/auth/proof.h"

struct exchange *exchange_new(enum mechanism mechanism, struct passwords *passwords,
                              struct Gsasl *library)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);

    if (exchange == NULL)
        return NULL;
    exchange->mechanism = mechanism;
    exchange->library = library;
    exchange->passwords = passwords_hold(passwords);
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

/* The library frees its copies as they are; they are its own, and not constant. */
static void wipe_dialog(struct Gsasl_session *dialog)
{
    static const Gsasl_property secrets[] = {GSASL_PASSWORD, GSASL_SCRAM_SALTED_PASSWORD,
                                             GSASL_SCRAM_STOREDKEY, GSASL_SCRAM_SERVERKEY};

    for (size_t i = 0; i < COUNT(secrets); i++) {
        const char *secret = gsasl_property_fast(dialog, secrets[i]);
        if (secret != NULL)
            explicit_bzero((void *)(uintptr_t)secret, strlen(secret));
    }
}

void exchange_free(struct exchange *exchange)
{
    if (exchange == NULL)
        return;
    forget_response(exchange);
    if (exchange->dialog != NULL) {
        wipe_dialog(exchange->dialog);
        gsasl_finish(exchange->dialog);
    }
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

/* --- outcomes -------------------------------------------------------------------------------- */

static void conclude(struct exchange *exchange, enum exchange_outcome outcome)
{
    exchange->outcome = outcome;
}

/* A challenge that is too long comes of a client that made it so. */
static void challenge(struct exchange *exchange, const char *text, size_t size)
{
    if (size > sizeof exchange->challenge) {
        conclude(exchange, EXCHANGE_IS_MALFORMED);
        return;
    }
    if (size > 0)
        memcpy(exchange->challenge, text, size);
    exchange->challenge_size = size;
    conclude(exchange, EXCHANGE_GOES_ON);
}

static void remember_user(struct exchange *exchange, const char *user, size_t size)
{
    free(exchange->user);
    exchange->user = user != NULL ? strndup(user, size) : strdup("");
    if (exchange->user == NULL)
        conclude(exchange, EXCHANGE_FAILS);
}

/* The client learns DECISION when it has answered the challenge. */
static void decide_later(struct exchange *exchange, enum exchange_outcome decision)
{
    exchange->is_decided = true;
    exchange->decision = decision;
}

/* --- GNU SASL -------------------------------------------------------------------------------- */

static const struct password *password_of(const struct exchange *exchange,
                                          struct Gsasl_session *dialog)
{
    const char *user = gsasl_property_fast(dialog, GSASL_AUTHID);

    return user != NULL ? passwords_find(exchange->passwords, span_of(user)) : NULL;
}

static int validate(const struct exchange *exchange, struct Gsasl_session *dialog)
{
    const char *secret = gsasl_property_fast(dialog, GSASL_PASSWORD);

    if (exchange->passwords == NULL)
        return GSASL_OK;
    return secret != NULL && proof_is_right(password_of(exchange, dialog), span_of(secret))
               ? GSASL_OK
               : GSASL_AUTHENTICATION_ERROR;
}

/* Who is not known fails as late as who is. */
static int give_unknown(struct Gsasl_session *dialog)
{
    unsigned char bytes[24];
    char secret[2 * sizeof bytes + 1];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return GSASL_AUTHENTICATION_ERROR;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(secret + 2 * i, 3, "%02x", bytes[i]);
    return gsasl_property_set(dialog, GSASL_PASSWORD, secret);
}

static int give_password(struct exchange *exchange, struct Gsasl_session *dialog)
{
    const struct password *password = password_of(exchange, dialog);

    if (password == NULL)
        return give_unknown(dialog);
    if (password->secret != NULL)
        return gsasl_property_set(dialog, GSASL_PASSWORD, password->secret);
    exchange->is_too_weak = exchange->mechanism == MECHANISM_CRAM_MD5;
    return GSASL_NO_CALLBACK;
}

static int give_scram(const struct exchange *exchange, struct Gsasl_session *dialog,
                      Gsasl_property property)
{
    const struct password *password = password_of(exchange, dialog);
    char number[16];

    if (password == NULL || password->secret != NULL)
        return GSASL_NO_CALLBACK;
    snprintf(number, sizeof number, "%u", password->iterations);
    return gsasl_property_set(dialog, property,
                              property == GSASL_SCRAM_ITER        ? number
                              : property == GSASL_SCRAM_SALT      ? password->salt
                              : property == GSASL_SCRAM_STOREDKEY ? password->stored_key
                                                                  : password->server_key);
}

static int answer(Gsasl *library, Gsasl_session *dialog, Gsasl_property property)
{
    struct exchange *exchange = gsasl_session_hook_get(dialog);

    (void)library;
    switch (property) {
    case GSASL_VALIDATE_SIMPLE:
        return validate(exchange, dialog);
    case GSASL_PASSWORD:
        return give_password(exchange, dialog);
    case GSASL_SCRAM_ITER:
    case GSASL_SCRAM_SALT:
    case GSASL_SCRAM_STOREDKEY:
    case GSASL_SCRAM_SERVERKEY:
        return give_scram(exchange, dialog, property);
    default:
        return GSASL_NO_CALLBACK;
    }
}

/* Nobody may act for another user. */
static bool is_own(struct Gsasl_session *dialog)
{
    const char *user = gsasl_property_fast(dialog, GSASL_AUTHID);
    const char *acts_for = gsasl_property_fast(dialog, GSASL_AUTHZID);

    return acts_for == NULL || acts_for[0] == '\0' || (user != NULL && strcmp(user, acts_for) == 0);
}

static void finish_dialog(struct exchange *exchange, const char *text, size_t size)
{
    const char *user = gsasl_property_fast(exchange->dialog, GSASL_AUTHID);

    if (exchange->passwords != NULL && !is_own(exchange->dialog)) {
        conclude(exchange, EXCHANGE_IS_DENIED);
        return;
    }
    conclude(exchange, EXCHANGE_SUCCEEDS);
    remember_user(exchange, user, user != NULL ? strlen(user) : 0);
    if (size == 0 || exchange->outcome == EXCHANGE_FAILS)
        return;
    decide_later(exchange, EXCHANGE_SUCCEEDS);
    challenge(exchange, text, size);
}

static enum exchange_outcome outcome_of(const struct exchange *exchange, int status)
{
    if (exchange->is_too_weak)
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

static void step(struct exchange *exchange, const char *text, size_t size)
{
    char *out = NULL;
    size_t out_size = 0;
    int status = gsasl_step(exchange->dialog, text, size, &out, &out_size);

    if (status == GSASL_NEEDS_MORE)
        challenge(exchange, out, out_size);
    else if (status == GSASL_OK)
        finish_dialog(exchange, out, out_size);
    else
        conclude(exchange, outcome_of(exchange, status));
    gsasl_free(out);
}

/* RFC 2195: "USER DIGEST"; what the digest proves is not asked. */
static bool is_cram(struct span response, size_t *user_size)
{
    static const char digits[] = "0123456789abcdefABCDEF";

    if (response.size < 34 || response.data[response.size - 33] != ' ')
        return false;
    for (size_t i = response.size - 32; i < response.size; i++)
        if (response.data[i] == '\0' || strchr(digits, response.data[i]) == NULL)
            return false;
    *user_size = response.size - 33;
    return true;
}

void exchange_prepare(struct Gsasl *library)
{
    gsasl_callback_set(library, answer);
}

static int start_dialog(struct exchange *exchange)
{
    if (gsasl_server_start(exchange->library, mechanism_name(exchange->mechanism),
                           &exchange->dialog) != GSASL_OK)
        return -1;
    gsasl_session_hook_set(exchange->dialog, exchange);
    return 0;
}

/* A response where the server must speak first, or none where the client must. */
static bool is_out_of_place(const struct exchange *exchange)
{
    if (exchange->mechanism == MECHANISM_CRAM_MD5)
        return exchange->steps == 0 && exchange->has_response;
    return exchange->steps > 0 && exchange->mechanism != MECHANISM_LOGIN &&
           exchange->response_size == 0;
}

/* The server speaks first in LOGIN and CRAM-MD5; LOGIN is often sent with the user name that it
 * asks for. */
static void go_on_dialog(struct exchange *exchange)
{
    struct span response = {exchange->response, exchange->response_size};
    size_t user_size;

    if (exchange->dialog == NULL && start_dialog(exchange) != 0) {
        conclude(exchange, EXCHANGE_FAILS);
    } else if (is_out_of_place(exchange)) {
        conclude(exchange, EXCHANGE_IS_MALFORMED);
    } else if (exchange->steps > 0 && exchange->passwords == NULL &&
               exchange->mechanism == MECHANISM_CRAM_MD5) {
        bool is_whole = is_cram(response, &user_size);
        conclude(exchange, is_whole ? EXCHANGE_SUCCEEDS : EXCHANGE_IS_MALFORMED);
        if (is_whole)
            remember_user(exchange, response.data, user_size);
    } else {
        if (exchange->steps == 0 && exchange->mechanism == MECHANISM_LOGIN &&
            exchange->has_response)
            step(exchange, NULL, 0);
        step(exchange, response.data, response.size);
    }
}

/* --- bearers of a token ---------------------------------------------------------------------- */

static void go_on_bearer(struct exchange *exchange)
{
    struct span response = {exchange->response, exchange->response_size};
    struct bearer bearer;
    bool is_whole, is_right;

    if (!exchange->has_response) {
        challenge(exchange, NULL, 0);
        return;
    }
    is_whole = bearer_parse(exchange->mechanism, response, &bearer);
    is_right =
        is_whole && (exchange->passwords == NULL ||
                     proof_is_right(passwords_find(exchange->passwords,
                                                   (struct span){bearer.user, bearer.user_size}),
                                    bearer.token));
    if (is_right) {
        conclude(exchange, EXCHANGE_SUCCEEDS);
        remember_user(exchange, bearer.user, bearer.user_size);
        return;
    }
    const char *failure = bearer_failure(exchange->mechanism, !is_whole);
    decide_later(exchange, EXCHANGE_IS_DENIED);
    challenge(exchange, failure, strlen(failure));
}

/* RFC 4954 section 4: additional data with the success is a challenge, whose answer is empty. */
void exchange_go_on(struct exchange *exchange)
{
    static void (*const steps[])(struct exchange *) = {
        [MECHANISM_SCRAM_SHA_256] = go_on_dialog, [MECHANISM_CRAM_MD5] = go_on_dialog,
        [MECHANISM_PLAIN] = go_on_dialog,         [MECHANISM_LOGIN] = go_on_dialog,
        [MECHANISM_OAUTHBEARER] = go_on_bearer,   [MECHANISM_XOAUTH2] = go_on_bearer,
    };

    static_assert(COUNT(steps) == MECHANISMS, "a step for each");
    if (exchange->is_decided)
        conclude(exchange, exchange->decision == EXCHANGE_SUCCEEDS && exchange->response_size > 0
                               ? EXCHANGE_IS_MALFORMED
                               : exchange->decision);
    else
        steps[exchange->mechanism](exchange);
    exchange->steps++;
    forget_response(exchange);
}
