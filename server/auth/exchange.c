/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.c - see exchange.h.
 *
 * What GNU SASL copies is wiped before it frees it, as far as it tells where it is.
 */
#include <config.h>

#include "server/auth/exchange.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

#include "common/count.h"
#include "server/auth/bearer.h"
#include "server/auth/messages.h"

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
    proof_release(&exchange->answers.proof);
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

/* Nobody may act for another user. */
static void finish_dialog(struct exchange *exchange, const char *text, size_t size)
{
    const char *name = gsasl_property_fast(exchange->dialog, GSASL_AUTHID);

    if (exchange->passwords != NULL) {
        const struct password *user = answers_user(&exchange->answers, exchange->dialog);
        if (user == NULL || !answers_is_for_oneself(&exchange->answers, exchange->dialog)) {
            conclude(exchange, EXCHANGE_IS_DENIED);
            return;
        }
        name = user->user;
    }
    conclude(exchange, EXCHANGE_SUCCEEDS);
    remember_user(exchange, name, name != NULL ? strlen(name) : 0);
    if (size == 0 || exchange->outcome == EXCHANGE_FAILS)
        return;
    decide_later(exchange, EXCHANGE_SUCCEEDS);
    challenge(exchange, text, size);
}

static enum exchange_outcome outcome_of(const struct exchange *exchange, int status)
{
    if (exchange->answers.is_too_weak)
        return EXCHANGE_IS_TOO_WEAK;
    if (status == GSASL_SASLPREP_ERROR && exchange->passwords != NULL)
        return EXCHANGE_IS_DENIED;
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
    else if (status == GSASL_OK && proof_must_derive(&exchange->answers.proof))
        exchange->must_derive = true;
    else if (status == GSASL_OK)
        finish_dialog(exchange, out, out_size);
    else
        conclude(exchange, outcome_of(exchange, status));
    gsasl_free(out);
}

static int start_dialog(struct exchange *exchange)
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

/* A response where the server must speak first, or none where the client must. */
static bool is_out_of_place(const struct exchange *exchange)
{
    if (exchange->mechanism == MECHANISM_CRAM_MD5)
        return exchange->steps == 0 ? exchange->has_response : exchange->response_size == 0;
    return exchange->steps > 0 && exchange->mechanism != MECHANISM_LOGIN &&
           exchange->response_size == 0;
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
    return messages_is_of_nobody(response) ? EXCHANGE_IS_DENIED : EXCHANGE_GOES_ON;
}

/* What the digest of CRAM-MD5 proves is not asked if everybody succeeds. */
static void take_anybody(struct exchange *exchange)
{
    struct span user =
        messages_cram_user((struct span){exchange->response, exchange->response_size});

    conclude(exchange, user.size > 0 ? EXCHANGE_SUCCEEDS : EXCHANGE_IS_MALFORMED);
    if (user.size > 0)
        remember_user(exchange, user.data, user.size);
}

/* The server speaks first in LOGIN and CRAM-MD5; LOGIN is often sent with the user name that it
 * asks for. */
static void go_on_dialog(struct exchange *exchange)
{
    enum exchange_outcome screened;

    if (exchange->dialog == NULL && start_dialog(exchange) != 0)
        conclude(exchange, EXCHANGE_FAILS);
    else if ((screened = screen(exchange)) != EXCHANGE_GOES_ON)
        conclude(exchange, screened);
    else if (exchange->steps > 0 && exchange->passwords == NULL &&
             exchange->mechanism == MECHANISM_CRAM_MD5)
        take_anybody(exchange);
    else if (is_proof(exchange) && passwords_have_secrets(exchange->passwords))
        exchange->must_derive = true;
    else {
        if (exchange->steps == 0 && exchange->mechanism == MECHANISM_LOGIN &&
            exchange->has_response)
            step(exchange, NULL, 0);
        step(exchange, exchange->response, exchange->response_size);
    }
}

/* SCRAM derives the key in its own step. */
static void derive_in_dialog(struct exchange *exchange)
{
    struct proof *proof = &exchange->answers.proof;

    if (!proof_must_derive(proof)) {
        step(exchange, exchange->response, exchange->response_size);
        return;
    }
    proof_derive(proof);
    if (proof->is_right)
        finish_dialog(exchange, NULL, 0);
    else
        conclude(exchange, EXCHANGE_IS_DENIED);
}

/* --- bearers of a token ---------------------------------------------------------------------- */

static void refuse_bearer(struct exchange *exchange, bool is_malformed)
{
    const char *failure = bearer_failure(exchange->mechanism, is_malformed);

    decide_later(exchange, EXCHANGE_IS_DENIED);
    challenge(exchange, failure, strlen(failure));
}

static void finish_bearer(struct exchange *exchange)
{
    const struct proof *proof = &exchange->answers.proof;

    if (!proof->is_right) {
        refuse_bearer(exchange, false);
        return;
    }
    conclude(exchange, EXCHANGE_SUCCEEDS);
    remember_user(exchange, proof->user->user, strlen(proof->user->user));
}

static void judge_bearer(struct exchange *exchange, const struct bearer *bearer)
{
    struct span user = {bearer->user, bearer->user_size};
    struct proof *proof = &exchange->answers.proof;

    if (exchange->passwords == NULL) {
        conclude(exchange, EXCHANGE_SUCCEEDS);
        remember_user(exchange, user.data, user.size);
        return;
    }
    proof_begin(proof, exchange->passwords, user, bearer->token);
    exchange->must_derive = proof_must_derive(proof);
    if (!exchange->must_derive)
        finish_bearer(exchange);
}

static void go_on_bearer(struct exchange *exchange)
{
    struct span response = {exchange->response, exchange->response_size};
    struct bearer bearer;

    if (!exchange->has_response)
        challenge(exchange, NULL, 0);
    else if (bearer_parse(exchange->mechanism, response, &bearer))
        judge_bearer(exchange, &bearer);
    else
        refuse_bearer(exchange, true);
}

static void derive_of_bearer(struct exchange *exchange)
{
    proof_derive(&exchange->answers.proof);
    finish_bearer(exchange);
}

/* --- steps ----------------------------------------------------------------------------------- */

static const struct {
    void (*go_on)(struct exchange *);
    void (*derive)(struct exchange *);
} kinds[] = {
    [MECHANISM_SCRAM_SHA_256] = {go_on_dialog, derive_in_dialog},
    [MECHANISM_CRAM_MD5] = {go_on_dialog, derive_in_dialog},
    [MECHANISM_PLAIN] = {go_on_dialog, derive_in_dialog},
    [MECHANISM_LOGIN] = {go_on_dialog, derive_in_dialog},
    [MECHANISM_OAUTHBEARER] = {go_on_bearer, derive_of_bearer},
    [MECHANISM_XOAUTH2] = {go_on_bearer, derive_of_bearer},
};

static_assert(COUNT(kinds) == MECHANISMS, "a row for each");

static void end_step(struct exchange *exchange)
{
    exchange->must_derive = false;
    exchange->steps++;
    forget_response(exchange);
}

/* RFC 4954 section 4: additional data with the success is a challenge, whose answer is empty. */
bool exchange_go_on(struct exchange *exchange)
{
    if (exchange->is_decided)
        conclude(exchange, exchange->decision == EXCHANGE_SUCCEEDS && exchange->response_size > 0
                               ? EXCHANGE_IS_MALFORMED
                               : exchange->decision);
    else
        kinds[exchange->mechanism].go_on(exchange);
    if (exchange->must_derive)
        return false;
    end_step(exchange);
    return true;
}

void exchange_derive(struct exchange *exchange)
{
    kinds[exchange->mechanism].derive(exchange);
    end_step(exchange);
}
