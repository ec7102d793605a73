/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_exchange.c - what the client says in AUTH, to servers that go on as they should and others.
 */
#include <config.h>

#include "tui-client/auth/exchange.h"

#include <stdio.h>
#include <stdlib.h>

#include <gsasl.h>

#include "common/base64.h"
#include "common/count.h"
#include "tests/support/check_main.h"
#include "tests/support/guard.h"

static struct password password;

static void set_up(void)
{
    ck_assert_int_eq(password_append(&password, span_of("tanstaaftanstaaf")), 0);
}

static void tear_down(void)
{
    password_wipe(&password);
}

/* The line in memory that ends with it, so that nothing beyond it is read. */
static struct span answer(struct exchange *exchange, struct span challenge)
{
    char *copy = guard_copy(challenge.data, challenge.size);
    struct span line = exchange_answer(exchange, (struct span){copy, challenge.size});

    guard_free(copy, challenge.size);
    return line;
}

#define LINES_MAX 4

static const struct {
    enum mechanism mechanism;
    const char *challenges[LINES_MAX]; /* after the first line of the client */
    const char *lines[LINES_MAX];
    enum exchange_flaw flaw;
} cases[] = {
    {MECHANISM_PLAIN, {NULL}, {"AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm"}, EXCHANGE_SOUND},
    {MECHANISM_PLAIN, {""}, {"AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm", "*"}, EXCHANGE_SURPLUS},
    {MECHANISM_LOGIN,
     {"VXNlcm5hbWU6", "UGFzc3dvcmQ6"},
     {"AUTH LOGIN", "dGlt", "dGFuc3RhYWZ0YW5zdGFhZg=="},
     EXCHANGE_SOUND},
    {MECHANISM_LOGIN,
     {"VXNlcm5hbWU6", "UGFzc3dvcmQ6", "TW9yZTo="},
     {"AUTH LOGIN", "dGlt", "dGFuc3RhYWZ0YW5zdGFhZg==", "*"},
     EXCHANGE_SURPLUS},
    {MECHANISM_LOGIN, {"Username:"}, {"AUTH LOGIN", "*"}, EXCHANGE_NOT_BASE64},
    /* RFC 2195 section 3. */
    {MECHANISM_CRAM_MD5,
     {"PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+"},
     {"AUTH CRAM-MD5", "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"},
     EXCHANGE_SOUND},
    {MECHANISM_CRAM_MD5, {""}, {"AUTH CRAM-MD5", "*"}, EXCHANGE_BROKEN},
    {MECHANISM_CRAM_MD5, {"PD4="}, {"AUTH CRAM-MD5", "*"}, EXCHANGE_BROKEN},
    {MECHANISM_CRAM_MD5, {"PGFAYgBjPg=="}, {"AUTH CRAM-MD5", "*"}, EXCHANGE_BROKEN},
    {MECHANISM_CRAM_MD5, {"MTIzNA=="}, {"AUTH CRAM-MD5", "*"}, EXCHANGE_BROKEN},
    {MECHANISM_XOAUTH2,
     {"eyJzdGF0dXMiOiI0MDEifQ=="},
     {"AUTH XOAUTH2 dXNlcj10aW0BYXV0aD1CZWFyZXIgdGFuc3RhYWZ0YW5zdGFhZgEB", ""},
     EXCHANGE_SOUND},
    {MECHANISM_OAUTHBEARER,
     {"eyJzdGF0dXMiOiI0MDEifQ==", ""},
     {"AUTH OAUTHBEARER bixhPXRpbSwBYXV0aD1CZWFyZXIgdGFuc3RhYWZ0YW5zdGFhZgEB", "AQ==", "*"},
     EXCHANGE_SURPLUS},
    {MECHANISM_SCRAM_SHA_256, {NULL}, {NULL}, EXCHANGE_SOUND},
    {MECHANISM_SCRAM_SHA_256, {""}, {NULL, "*"}, EXCHANGE_BROKEN},
    {MECHANISM_SCRAM_SHA_256, {"bm9uc2Vuc2U="}, {NULL, "*"}, EXCHANGE_BROKEN},
    /* "r=x,s=AAAA,i=4096": not the client's nonce. */
    {MECHANISM_SCRAM_SHA_256, {"cj14LHM9QUFBQSxpPTQwOTY="}, {NULL, "*"}, EXCHANGE_FOREIGN_NONCE},
    /* "r=x,s=AAAA,i=4096,x=9999999": what follows is no part of the number. */
    {MECHANISM_SCRAM_SHA_256,
     {"cj14LHM9QUFBQSxpPTQwOTYseD05OTk5OTk5"},
     {NULL, "*"},
     EXCHANGE_FOREIGN_NONCE},
    /* "r=x,s=AAAA,i=4294967295" */
    {MECHANISM_SCRAM_SHA_256,
     {"cj14LHM9QUFBQSxpPTQyOTQ5NjcyOTU="},
     {NULL, "*"},
     EXCHANGE_TOO_COSTLY},
};

static void expect(struct span line, const char *wanted)
{
    ck_assert_msg(wanted == NULL || span_equal(line, span_of(wanted)), "\"%.*s\"", (int)line.size,
                  line.data);
}

START_GUARDED_TEST(lines_follow_challenges)
{
    struct exchange *exchange = exchange_new(cases[_i].mechanism, span_of("tim"), &password);

    ck_assert_ptr_nonnull(exchange);
    expect(exchange_begin(exchange), cases[_i].lines[0]);
    for (size_t i = 0; i + 1 < LINES_MAX && cases[_i].challenges[i] != NULL; i++)
        expect(answer(exchange, span_of(cases[_i].challenges[i])), cases[_i].lines[i + 1]);
    ck_assert_msg(exchange->flaw == cases[_i].flaw, "case %d: flaw %d", _i, exchange->flaw);
    exchange_free(exchange);
}
END_TEST

START_GUARDED_TEST(names_with_separators_are_escaped_or_refused)
{
    struct exchange *exchange = exchange_new(MECHANISM_OAUTHBEARER, span_of("a,b=c"), &password);

    expect(exchange_begin(exchange),
           "AUTH OAUTHBEARER bixhPWE9MkNiPTNEYywBYXV0aD1CZWFyZXIgdGFuc3RhYWZ0YW5zdGFhZgEB");
    exchange_free(exchange);
    exchange = exchange_new(MECHANISM_XOAUTH2, span_of("a\001b"), &password);
    ck_assert_uint_eq(exchange_begin(exchange).size, 0);
    ck_assert_int_eq(exchange->flaw, EXCHANGE_UNFIT);
    exchange_free(exchange);
    ck_assert_ptr_null(exchange_new(MECHANISM_PLAIN, (struct span){"a\0b", 3}, &password));
}
END_TEST

/* RFC 4954 section 4: a command has at most 512 bytes. */
START_GUARDED_TEST(a_long_response_waits_to_be_asked_for)
{
    char token[600];
    struct exchange *exchange;
    struct span line;

    memset(token, 't', sizeof token);
    ck_assert_int_eq(password_append(&password, (struct span){token, sizeof token}), 0);
    exchange = exchange_new(MECHANISM_XOAUTH2, span_of("tim"), &password);
    expect(exchange_begin(exchange), "AUTH XOAUTH2");
    line = answer(exchange, span_of(""));
    ck_assert_uint_eq(line.size, (9 + 12 + password.size + 2 + 2) / 3 * 4);
    ck_assert_int_eq(memcmp(line.data, "dXNlcj10aW0B", 12), 0);
    exchange_free(exchange);
}
END_TEST

/* Users of all sizes around those with which the command becomes too long. */
START_TEST(whether_the_response_waits_is_known_before)
{
    char user[380];

    memset(user, 'u', sizeof user);
    user[0] = ',';
    user[1] = '=';
    for (size_t size = 320; size < sizeof user; size++) {
        struct span name = {user, size};
        struct exchange *exchange = exchange_new((enum mechanism)_i, name, &password);
        struct span line = exchange_begin(exchange);
        bool has_response = memchr(line.data + strlen("AUTH "), ' ', line.size - strlen("AUTH "));
        ck_assert_msg(exchange_begins_with_response((enum mechanism)_i, name, password.size) ==
                          has_response,
                      "%s, %zu bytes: \"%.*s\"", mechanism_name((enum mechanism)_i), size,
                      (int)line.size, line.data);
        exchange_free(exchange);
    }
}
END_TEST

/* --- SCRAM, with the server's side of GNU SASL ----------------------------------------------- */

static int give(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
    (void)library;
    return property == GSASL_PASSWORD
               ? gsasl_property_set(session, property, gsasl_callback_hook_get(library))
               : GSASL_NO_CALLBACK;
}

struct server {
    Gsasl *library;
    Gsasl_session *session;
};

static void server_start(struct server *server, const char *secret)
{
    ck_assert_int_eq(gsasl_init(&server->library), GSASL_OK);
    gsasl_callback_set(server->library, give);
    gsasl_callback_hook_set(server->library, (void *)(uintptr_t)secret);
    ck_assert_int_eq(gsasl_server_start(server->library, "SCRAM-SHA-256", &server->session),
                     GSASL_OK);
}

static void server_stop(struct server *server)
{
    gsasl_finish(server->session);
    gsasl_done(server->library);
}

/* Returns what the server says to LINE, in base64, which the caller frees. */
static char *server_hear(struct server *server, struct span line)
{
    char *copy = strndup(line.data, line.size), *said = NULL;
    int status = gsasl_step64(server->session, copy, &said);

    ck_assert_msg(status == GSASL_OK || status == GSASL_NEEDS_MORE, "%s", gsasl_strerror(status));
    free(copy);
    return said;
}

static struct exchange *begin_scram(struct server *server, char **first)
{
    struct exchange *exchange = exchange_new(MECHANISM_SCRAM_SHA_256, span_of("tim"), &password);
    struct span line = exchange_begin(exchange);

    server_start(server, "tanstaaftanstaaf");
    ck_assert_int_eq(memcmp(line.data, "AUTH SCRAM-SHA-256 ", 19), 0);
    *first = server_hear(server, span_skip(line, 19));
    return exchange;
}

START_GUARDED_TEST(the_server_proves_itself)
{
    struct server server;
    char *first, *last;
    struct exchange *exchange = begin_scram(&server, &first);

    last = server_hear(&server, answer(exchange, span_of(first)));
    ck_assert_int_eq(exchange->is_proven, false);
    ck_assert_uint_eq(answer(exchange, span_of(last)).size, 0);
    ck_assert_int_eq(exchange->flaw, EXCHANGE_SOUND);
    ck_assert_int_eq(exchange_conclude(exchange, 235), EXCHANGE_SOUND);
    exchange_free(exchange);
    server_stop(&server);
    gsasl_free(first);
    gsasl_free(last);
}
END_TEST

START_GUARDED_TEST(a_server_that_proves_nothing_is_not_believed)
{
    struct server server;
    char *first;
    struct exchange *exchange = begin_scram(&server, &first);

    answer(exchange, span_of(first));
    ck_assert_int_eq(exchange_conclude(exchange, 535), EXCHANGE_SOUND);
    ck_assert_int_eq(exchange_conclude(exchange, 235), EXCHANGE_UNPROVEN);
    exchange_free(exchange);
    server_stop(&server);
    gsasl_free(first);
}
END_TEST

/* Another signature, and the message that the server has sent before. */
START_GUARDED_TEST(a_wrong_proof_is_refused)
{
    static const char wrong[] = "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    struct server server;
    char *first;
    struct exchange *exchange = begin_scram(&server, &first);
    struct buffer line;

    buffer_init(&line, 256);
    ck_assert_int_eq(base64_encode_unbroken(span_of(wrong), &line), 0);
    answer(exchange, span_of(first));
    if (_i == 0)
        expect(answer(exchange, buffer_span(&line)), "*");
    else
        expect(answer(exchange, span_of(first)), "*");
    ck_assert_int_eq(exchange->flaw, _i == 0 ? EXCHANGE_WRONG_PROOF : EXCHANGE_BROKEN);
    ck_assert_int_eq(exchange_conclude(exchange, 501), exchange->flaw);
    ck_assert_int_eq(exchange_conclude(exchange, 235), EXCHANGE_UNPROVEN);
    exchange_free(exchange);
    server_stop(&server);
    gsasl_free(first);
    buffer_release(&line);
}
END_TEST

START_GUARDED_TEST(a_replayed_message_is_refused)
{
    struct server before, server;
    char *old, *first;
    struct exchange *past = begin_scram(&before, &old);
    struct exchange *exchange = begin_scram(&server, &first);

    expect(answer(exchange, span_of(old)), "*");
    ck_assert_int_eq(exchange->flaw, EXCHANGE_FOREIGN_NONCE);
    exchange_free(past);
    exchange_free(exchange);
    server_stop(&before);
    server_stop(&server);
    gsasl_free(old);
    gsasl_free(first);
}
END_TEST

/* Whether the first SIZE characters of the base64 FIRST are a whole message of their own. */
static bool is_whole(const char *first, size_t size)
{
    char text[256];
    size_t length;

    return base64_decode((struct span){first, size}, text, &length) &&
           memmem(text, length, ",i=4", 4) != NULL;
}

/* What ends within its last number is a message with another one, whose proof fails. */
START_GUARDED_TEST(base64_cut_at_any_byte_is_refused)
{
    struct server server;
    char *first;
    size_t size;

    exchange_free(begin_scram(&server, &first));
    size = strlen(first);
    server_stop(&server);
    gsasl_free(first);
    for (size_t cut = 0; cut < size; cut++) {
        struct exchange *exchange = begin_scram(&server, &first);
        ck_assert_uint_ge(strlen(first), cut);
        bool is_message = is_whole(first, cut);
        expect(answer(exchange, (struct span){first, cut}), is_message ? NULL : "*");
        ck_assert_int_eq(exchange->flaw, is_message     ? EXCHANGE_SOUND
                                         : cut % 4 != 0 ? EXCHANGE_NOT_BASE64
                                                        : EXCHANGE_BROKEN);
        exchange_free(exchange);
        server_stop(&server);
        gsasl_free(first);
    }
}
END_TEST

/* --- choosing -------------------------------------------------------------------------------- */

static const struct {
    unsigned offered;
    enum mechanism best;
} offers[] = {
    {0, MECHANISMS},
    {1U << MECHANISM_PLAIN | 1U << MECHANISM_LOGIN, MECHANISM_PLAIN},
    {1U << MECHANISM_PLAIN | 1U << MECHANISM_CRAM_MD5, MECHANISM_CRAM_MD5},
    {(1U << MECHANISMS) - 1, MECHANISM_SCRAM_SHA_256},
    {1U << MECHANISM_XOAUTH2, MECHANISM_XOAUTH2},
};

START_TEST(the_best_mechanism_reveals_least)
{
    ck_assert_int_eq(exchange_best(offers[_i].offered), offers[_i].best);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exchange");
    TCase *all = tcase_create("exchange");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, lines_follow_challenges, 0, CASES(cases));
    tcase_add_test(all, names_with_separators_are_escaped_or_refused);
    tcase_add_test(all, a_long_response_waits_to_be_asked_for);
    tcase_add_loop_test(all, whether_the_response_waits_is_known_before, 0, MECHANISMS);
    tcase_add_test(all, the_server_proves_itself);
    tcase_add_test(all, a_server_that_proves_nothing_is_not_believed);
    tcase_add_loop_test(all, a_wrong_proof_is_refused, 0, 2);
    tcase_add_test(all, a_replayed_message_is_refused);
    tcase_add_test(all, base64_cut_at_any_byte_is_refused);
    tcase_add_loop_test(all, the_best_mechanism_reveals_least, 0, CASES(offers));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
