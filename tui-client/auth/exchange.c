/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.c - see exchange.h.
 *
 * Whatever held a secret is wiped before it is freed, what GNU SASL has copied too.
 */
#include <config.h>

#include "tui-client/auth/exchange.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

#include "common/base64.h"
#include "common/count.h"
#include "tui-client/auth/bearer.h"

/* How an exchange in each mechanism goes. */
static const struct {
    unsigned responses_max; /* to a server that goes on as it should */
    bool is_first;          /* the client speaks first; the others say what it says then */
    unsigned fixed;         /* bytes beside those of the user and the password */
    bool escapes_user;      /* "," and "=" take three bytes (RFC 5801 section 4) */
    bool has_password;
} rules[] = {
    /* The nonce that GNU SASL makes has 24 bytes. */
    [MECHANISM_SCRAM_SHA_256] = {.responses_max = 3,
                                 .is_first = true,
                                 .fixed = 32,
                                 .escapes_user = true},
    [MECHANISM_CRAM_MD5] = {.responses_max = 1},
    [MECHANISM_PLAIN] = {.responses_max = 1, .is_first = true, .fixed = 2, .has_password = true},
    [MECHANISM_LOGIN] = {.responses_max = 2},
    [MECHANISM_OAUTHBEARER] = {.responses_max = 2,
                               .is_first = true,
                               .fixed = 20,
                               .escapes_user = true,
                               .has_password = true},
    [MECHANISM_XOAUTH2] = {.responses_max = 2, .is_first = true, .fixed = 20, .has_password = true},
};

static_assert(COUNT(rules) == MECHANISMS, "a row for each");

/* --- life ------------------------------------------------------------------------------------ */

bool exchange_is_built_in(void)
{
    return true;
}

enum mechanism exchange_best(unsigned offered)
{
    enum mechanism mechanism = 0;

    while (mechanism < MECHANISMS && (offered & 1U << mechanism) == 0)
        mechanism++;
    return mechanism;
}

static void wipe(char *secret, size_t size)
{
    if (secret != NULL)
        explicit_bzero(secret, size);
    free(secret);
}

static int start_dialog(struct exchange *exchange)
{
    if (gsasl_init(&exchange->library) != GSASL_OK)
        return -1;
    return gsasl_client_start(exchange->library, mechanism_name(exchange->mechanism),
                              &exchange->dialog) == GSASL_OK &&
                   gsasl_property_set(exchange->dialog, GSASL_AUTHID, exchange->user) == GSASL_OK &&
                   gsasl_property_set(exchange->dialog, GSASL_PASSWORD, exchange->password->text) ==
                       GSASL_OK
               ? 0
               : -1;
}

struct exchange *exchange_new(enum mechanism mechanism, struct span user,
                              const struct password *password)
{
    struct exchange *exchange;

    if (user.size > 0 && memchr(user.data, '\0', user.size) != NULL) {
        errno = EINVAL;
        return NULL;
    }
    exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL)
        return NULL;
    exchange->mechanism = mechanism;
    exchange->password = password;
    exchange->user = strndup(user.size > 0 ? user.data : "", user.size);
    if (exchange->user == NULL ||
        (!mechanism_sends_token(mechanism) && start_dialog(exchange) != 0)) {
        exchange_free(exchange);
        errno = ENOMEM;
        return NULL;
    }
    return exchange;
}

/* The library frees its copies as they are; they are its own, and not constant. */
static void wipe_dialog(struct Gsasl_session *dialog)
{
    static const Gsasl_property secrets[] = {GSASL_PASSWORD, GSASL_SCRAM_SALTED_PASSWORD};

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
    if (exchange->dialog != NULL) {
        wipe_dialog(exchange->dialog);
        gsasl_finish(exchange->dialog);
    }
    if (exchange->library != NULL)
        gsasl_done(exchange->library);
    wipe(exchange->line, exchange->line_size);
    free(exchange->user);
    free(exchange);
}

/* --- responses ------------------------------------------------------------------------------- */

/* Makes LINE of START and the base64 of the SIZE bytes at RESPONSE. */
static void put_line(struct exchange *exchange, const char *start, const char *response,
                     size_t size)
{
    struct buffer line;

    wipe(exchange->line, exchange->line_size);
    exchange->line = NULL;
    exchange->line_size = 0;
    buffer_init(&line, strlen(start) + (size + 2) / 3 * 4 + 1);
    /* All of it at once: no copy is left behind by a buffer that grows. */
    if (buffer_reserve(&line, line.limit) == NULL ||
        buffer_append(&line, start, strlen(start)) != 0 ||
        base64_encode_unbroken((struct span){response, size}, &line) != 0) {
        exchange->flaw = EXCHANGE_NO_MEMORY;
        buffer_release(&line);
        return;
    }
    exchange->line = line.data;
    exchange->line_size = buffer_size(&line);
}

/* What the library cannot tell apart, the place in the exchange does. */
static enum exchange_flaw flaw_of(const struct exchange *exchange, int status)
{
    switch (status) {
    case GSASL_MALLOC_ERROR:
        return EXCHANGE_NO_MEMORY;
    case GSASL_AUTHENTICATION_ERROR:
        return exchange->responses > 1 ? EXCHANGE_WRONG_PROOF : EXCHANGE_FOREIGN_NONCE;
    case GSASL_MECHANISM_PARSE_ERROR:
        return EXCHANGE_BROKEN;
    default:
        return exchange->responses > 1 ? EXCHANGE_BROKEN : EXCHANGE_UNFIT;
    }
}

static void step(struct exchange *exchange, const char *start, struct span challenge)
{
    char *response = NULL;
    size_t size = 0;
    int status = gsasl_step(exchange->dialog, challenge.data, challenge.size, &response, &size);

    if (status == GSASL_OK || status == GSASL_NEEDS_MORE)
        put_line(exchange, start, response, size);
    else
        exchange->flaw = flaw_of(exchange, status);
    exchange->is_proven = status == GSASL_OK;
    wipe(response, size);
}

static void bear(struct exchange *exchange, const char *start)
{
    size_t size = 0;
    char *message =
        bearer_message(exchange->mechanism, exchange->user, exchange->password->text, &size);

    if (message != NULL)
        put_line(exchange, start, message, size);
    else
        exchange->flaw = errno == EINVAL ? EXCHANGE_UNFIT : EXCHANGE_NO_MEMORY;
    exchange->is_proven = true;
    wipe(message, size);
}

static void make_response(struct exchange *exchange, const char *start, struct span challenge)
{
    struct span acknowledgement = bearer_acknowledgement(exchange->mechanism);

    if (!mechanism_sends_token(exchange->mechanism))
        step(exchange, start, challenge);
    else if (exchange->responses == 0)
        bear(exchange, start);
    else
        put_line(exchange, start, acknowledgement.data, acknowledgement.size);
    exchange->responses++;
}

/* --- the first of them ----------------------------------------------------------------------- */

static size_t escaped_size(struct span user)
{
    size_t size = user.size;

    for (size_t i = 0; i < user.size; i++)
        size += user.data[i] == ',' || user.data[i] == '=' ? 2 : 0;
    return size;
}

bool exchange_begins_with_response(enum mechanism mechanism, struct span user, size_t password_size)
{
    size_t name_size = strlen(mechanism_name(mechanism));
    size_t size = rules[mechanism].fixed;

    size += rules[mechanism].escapes_user ? escaped_size(user) : user.size;
    size += rules[mechanism].has_password ? password_size : 0;
    return rules[mechanism].is_first &&
           strlen("AUTH  ") + name_size + (size + 2) / 3 * 4 <= EXCHANGE_COMMAND_MAX;
}

static struct span line_of(const struct exchange *exchange)
{
    if (exchange->flaw != EXCHANGE_SOUND)
        return (struct span){"", 0};
    return (struct span){exchange->line, exchange->line_size};
}

struct span exchange_begin(struct exchange *exchange)
{
    size_t size = (size_t)snprintf(exchange->command, sizeof exchange->command, "AUTH %s ",
                                   mechanism_name(exchange->mechanism));

    if (exchange->password->text == NULL)
        exchange->flaw = EXCHANGE_UNFIT;
    else if (rules[exchange->mechanism].is_first)
        make_response(exchange, exchange->command, (struct span){NULL, 0});
    exchange->is_kept = exchange->line_size > EXCHANGE_COMMAND_MAX;
    if (exchange->flaw == EXCHANGE_SOUND && (exchange->is_kept || exchange->responses == 0))
        return (struct span){exchange->command, size - 1};
    return line_of(exchange);
}

/* --- challenges ------------------------------------------------------------------------------ */

/* RFC 2195 section 2: a challenge is a msg-id. */
static bool is_message_id(struct span challenge)
{
    for (size_t i = 0; i < challenge.size; i++)
        if (challenge.data[i] <= ' ' || challenge.data[i] == '\177')
            return false;
    return challenge.size > 2 && challenge.data[0] == '<' &&
           challenge.data[challenge.size - 1] == '>';
}

/* Then the password is hashed. */
bool exchange_takes_long(const struct exchange *exchange)
{
    return exchange->mechanism == MECHANISM_SCRAM_SHA_256 && exchange->responses == 1;
}

/* RFC 5802 section 5.1: iteration-count = "i=" posit-number, which a "," precedes. */
static bool costs_too_much(struct span challenge)
{
    unsigned long rounds = 0;
    size_t i = 0;

    while (i + 3 <= challenge.size && memcmp(challenge.data + i, ",i=", 3) != 0)
        i++;
    for (i += 3; i < challenge.size && challenge.data[i] != ',' && rounds <= EXCHANGE_ROUNDS_MAX;
         i++)
        if (challenge.data[i] >= '0' && challenge.data[i] <= '9')
            rounds = rounds * 10 + (unsigned long)(challenge.data[i] - '0');
    return rounds > EXCHANGE_ROUNDS_MAX;
}

static enum exchange_flaw judge(const struct exchange *exchange, struct span challenge)
{
    if (exchange->is_kept)
        return challenge.size > 0 ? EXCHANGE_BROKEN : EXCHANGE_SOUND;
    if (exchange->responses >= rules[exchange->mechanism].responses_max)
        return EXCHANGE_SURPLUS;
    if (exchange->mechanism == MECHANISM_CRAM_MD5 && !is_message_id(challenge))
        return EXCHANGE_BROKEN;
    if (exchange_takes_long(exchange) && costs_too_much(challenge))
        return EXCHANGE_TOO_COSTLY;
    return EXCHANGE_SOUND;
}

static struct span answer(struct exchange *exchange, struct span challenge)
{
    exchange->flaw = judge(exchange, challenge);
    if (exchange->is_kept && exchange->flaw == EXCHANGE_SOUND) {
        exchange->is_kept = false;
        return span_skip(line_of(exchange), strlen(exchange->command));
    }
    if (exchange->flaw == EXCHANGE_SOUND)
        make_response(exchange, "", challenge);
    return exchange->flaw == EXCHANGE_SOUND ? line_of(exchange) : span_of("*");
}

struct span exchange_answer(struct exchange *exchange, struct span challenge)
{
    char *bytes = malloc(challenge.size + 1);
    struct span line = span_of("*");
    size_t size;

    if (exchange->flaw != EXCHANGE_SOUND)
        exchange->flaw = EXCHANGE_ENDLESS;
    else if (bytes == NULL)
        exchange->flaw = EXCHANGE_NO_MEMORY;
    else if (!base64_decode(challenge, bytes, &size))
        exchange->flaw = EXCHANGE_NOT_BASE64;
    else
        line = answer(exchange, (struct span){bytes, size});
    free(bytes);
    return line;
}

/* RFC 5802 section 5: without the server's proof the exchange has failed. */
enum exchange_flaw exchange_conclude(struct exchange *exchange, unsigned code)
{
    bool must_prove = exchange->mechanism == MECHANISM_SCRAM_SHA_256;

    if (code / 100 == 2 && must_prove && !exchange->is_proven)
        exchange->flaw = EXCHANGE_UNPROVEN;
    return exchange->flaw;
}
