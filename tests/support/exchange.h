/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.h - exchanges of the server, and a client that plays them.
 *
 * The client does what its mechanism asks, with GNU SASL as far as that knows it; a test may change
 * what it says.
 */
#ifndef TESTS_SUPPORT_EXCHANGE_H
#define TESTS_SUPPORT_EXCHANGE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

#include "server/auth/steps.h"
#include "tests/support/check_main.h"

static struct exchange_shared shared;

/* Called before and after each step of the server; NULL: nothing. */
static void (*exchange_watch)(bool is_over);

/* What the client says next, number NUMBER from 0: SIZE bytes at SAID, in room for 256 more. */
typedef void exchange_change(unsigned number, char *said, size_t *size, void *context);

struct exchange_client {
    const char *user, *secret;
    exchange_change *change; /* NULL: none */
    void *context;
    bool has_derived; /* the server has derived a key */
};

static inline struct passwords *exchange_passwords(const char *text)
{
    struct passwords_error error;
    struct passwords *passwords = passwords_parse(span_of(text), &error);

    ck_assert_msg(passwords != NULL, "line %zu: flaw %d", error.line, (int)error.flaw);
    return passwords;
}

/* Says TEXT (NULL: nothing); returns whether a key was derived for that. */
static inline bool exchange_say(struct exchange *exchange, const char *text, size_t size)
{
    char *copy = size > 0 ? malloc(size) : NULL;
    bool is_done;

    if (copy != NULL)
        memcpy(copy, text, size);
    exchange_hear(exchange, copy, size, text != NULL);
    if (exchange_watch != NULL)
        exchange_watch(false);
    is_done = steps_go_on(exchange);
    if (!is_done)
        steps_derive(exchange);
    if (exchange_watch != NULL)
        exchange_watch(true);
    ck_assert_ptr_null(exchange->response);
    return !is_done;
}

static inline int exchange_answer(Gsasl *library, Gsasl_session *dialog, Gsasl_property property)
{
    const struct exchange_client *client = gsasl_callback_hook_get(library);

    if (property == GSASL_AUTHID)
        return gsasl_property_set(dialog, property, client->user);
    if (property == GSASL_PASSWORD)
        return gsasl_property_set(dialog, property, client->secret);
    return GSASL_NO_CALLBACK;
}

/* One step of the client: returns false if it does not want to go on. */
static inline bool exchange_play_step(struct exchange *exchange, Gsasl_session *dialog,
                                      struct exchange_client *client, unsigned number)
{
    char *said = NULL, *copy;
    size_t size = 0;
    int status = gsasl_step(dialog, exchange->challenge, exchange->challenge_size, &said, &size);

    if (status != GSASL_OK && status != GSASL_NEEDS_MORE)
        return false;
    copy = calloc(1, size + 256);
    ck_assert_ptr_nonnull(copy);
    if (size > 0)
        memcpy(copy, said, size);
    gsasl_free(said);
    if (client->change != NULL)
        client->change(number, copy, &size, client->context);
    client->has_derived |= exchange_say(exchange, copy, size);
    free(copy);
    return true;
}

/* A token, and the answer to what tells a failure. */
static inline enum exchange_outcome exchange_play_bearer(struct exchange *exchange,
                                                         struct exchange_client *client)
{
    bool is_xoauth2 = exchange->mechanism == MECHANISM_XOAUTH2;
    char said[256];

    snprintf(said, sizeof said,
             is_xoauth2 ? "user=%s\1auth=Bearer %s\1\1" : "n,a=%s,\1auth=Bearer %s\1\1",
             client->user, client->secret);
    client->has_derived |= exchange_say(exchange, said, strlen(said));
    if (exchange->outcome == EXCHANGE_GOES_ON)
        exchange_say(exchange, is_xoauth2 ? "" : "\1", !is_xoauth2);
    return exchange->outcome;
}

/* Plays EXCHANGE, which is new, with CLIENT.  Returns the outcome; EXCHANGE_GOES_ON: the client has
 * refused to go on. */
static inline enum exchange_outcome exchange_play(struct exchange *exchange,
                                                  struct exchange_client *client)
{
    if (exchange->mechanism == MECHANISM_XOAUTH2 || exchange->mechanism == MECHANISM_OAUTHBEARER)
        return exchange_play_bearer(exchange, client);
    Gsasl *library;
    Gsasl_session *dialog;

    ck_assert_int_eq(gsasl_init(&library), GSASL_OK);
    gsasl_callback_set(library, exchange_answer);
    gsasl_callback_hook_set(library, client);
    ck_assert_int_eq(gsasl_client_start(library, mechanism_name(exchange->mechanism), &dialog),
                     GSASL_OK);
    exchange_say(exchange, NULL, 0);
    for (unsigned i = 0; exchange->outcome == EXCHANGE_GOES_ON && i < 4; i++)
        if (!exchange_play_step(exchange, dialog, client, i))
            break;
    gsasl_finish(dialog);
    gsasl_done(library);
    return exchange->outcome;
}

static inline void exchange_setup(void)
{
    ck_assert_int_eq(exchange_share(&shared), 0);
}

static inline void exchange_teardown(void)
{
    exchange_unshare(&shared);
}

#endif
