/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_exchange.c - each mechanism, with what a client may say at each step. */
#include <config.h>

#include "server/auth/exchange.h"

#include "server/auth/bearer.h"
#include "tests/support/exchange.h"

#define STEPS_MAX 4

struct said {
    const char *text; /* NULL: nothing */
    size_t size;
};

#define SAID(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define NOTHING                                                                                    \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

static const struct {
    const char *name;
    enum mechanism mechanism;
    bool is_for_all;
    struct said steps[STEPS_MAX];
    size_t count;
    enum exchange_outcome outcome; /* after the last step; it goes on after the others */
} cases[] = {
    {"plain", MECHANISM_PLAIN, false, {SAID("\0alice\0one")}, 1, EXCHANGE_SUCCEEDS},
    {"plain, asked for",
     MECHANISM_PLAIN,
     false,
     {NOTHING, SAID("\0alice\0one")},
     2,
     EXCHANGE_SUCCEEDS},
    {"plain, for oneself",
     MECHANISM_PLAIN,
     false,
     {SAID("alice\0alice\0one")},
     1,
     EXCHANGE_SUCCEEDS},
    {"plain, for another",
     MECHANISM_PLAIN,
     false,
     {SAID("bob\0alice\0one")},
     1,
     EXCHANGE_IS_DENIED},
    {"plain, wrong", MECHANISM_PLAIN, false, {SAID("\0alice\0two")}, 1, EXCHANGE_IS_DENIED},
    {"plain, unknown", MECHANISM_PLAIN, false, {SAID("\0bob\0one")}, 1, EXCHANGE_IS_DENIED},
    {"plain, no NUL", MECHANISM_PLAIN, false, {SAID("alice one")}, 1, EXCHANGE_IS_MALFORMED},
    {"plain, one NUL", MECHANISM_PLAIN, false, {SAID("\0alice")}, 1, EXCHANGE_IS_MALFORMED},
    {"plain, no user", MECHANISM_PLAIN, false, {SAID("\0\0one")}, 1, EXCHANGE_IS_DENIED},
    {"plain, no password", MECHANISM_PLAIN, false, {SAID("\0alice\0")}, 1, EXCHANGE_IS_DENIED},
    {"plain, three NULs",
     MECHANISM_PLAIN,
     false,
     {SAID("\0alice\0one\0")},
     1,
     EXCHANGE_IS_MALFORMED},
    {"plain, NULs alone", MECHANISM_PLAIN, false, {SAID("\0\0")}, 1, EXCHANGE_IS_DENIED},
    {"plain, for nobody", MECHANISM_PLAIN, false, {SAID("x\0alice\0one")}, 1, EXCHANGE_IS_DENIED},
    {"plain, for nobody, by nobody",
     MECHANISM_PLAIN,
     false,
     {SAID("x\0x\0one")},
     1,
     EXCHANGE_IS_DENIED},
    {"plain, empty at once", MECHANISM_PLAIN, false, {SAID("")}, 1, EXCHANGE_IS_MALFORMED},
    {"plain, nothing twice", MECHANISM_PLAIN, false, {NOTHING, SAID("")}, 2, EXCHANGE_IS_MALFORMED},
    {"plain, all", MECHANISM_PLAIN, true, {SAID("z\0x\0y")}, 1, EXCHANGE_SUCCEEDS},
    {"login", MECHANISM_LOGIN, false, {NOTHING, SAID("alice"), SAID("one")}, 3, EXCHANGE_SUCCEEDS},
    {"login, user at once",
     MECHANISM_LOGIN,
     false,
     {SAID("alice"), SAID("one")},
     2,
     EXCHANGE_SUCCEEDS},
    {"login, no user", MECHANISM_LOGIN, false, {NOTHING, SAID("")}, 2, EXCHANGE_IS_MALFORMED},
    {"login, an empty user at once", MECHANISM_LOGIN, false, {SAID("")}, 1, EXCHANGE_IS_MALFORMED},
    {"login, a NUL in the user",
     MECHANISM_LOGIN,
     false,
     {NOTHING, SAID("alice\0x")},
     2,
     EXCHANGE_IS_MALFORMED},
    {"login, no password",
     MECHANISM_LOGIN,
     false,
     {NOTHING, SAID("alice"), SAID("")},
     3,
     EXCHANGE_IS_MALFORMED},
    {"login, a NUL in the password",
     MECHANISM_LOGIN,
     false,
     {NOTHING, SAID("alice"), SAID("one\0")},
     3,
     EXCHANGE_IS_MALFORMED},
    {"login, all", MECHANISM_LOGIN, true, {NOTHING, SAID("x"), SAID("y")}, 3, EXCHANGE_SUCCEEDS},
    {"login, wrong",
     MECHANISM_LOGIN,
     false,
     {NOTHING, SAID("alice"), SAID("x")},
     3,
     EXCHANGE_IS_DENIED},
    {"cram, at once", MECHANISM_CRAM_MD5, false, {SAID("x")}, 1, EXCHANGE_IS_MALFORMED},
    {"cram, nothing", MECHANISM_CRAM_MD5, false, {NOTHING, SAID("")}, 2, EXCHANGE_IS_MALFORMED},
    {"cram, no digest",
     MECHANISM_CRAM_MD5,
     false,
     {NOTHING, SAID("alice")},
     2,
     EXCHANGE_IS_MALFORMED},
    {"cram, wrong",
     MECHANISM_CRAM_MD5,
     false,
     {NOTHING, SAID("alice 00000000000000000000000000000000")},
     2,
     EXCHANGE_IS_DENIED},
    {"cram, unknown",
     MECHANISM_CRAM_MD5,
     false,
     {NOTHING, SAID("bob 00000000000000000000000000000000")},
     2,
     EXCHANGE_IS_DENIED},
    {"cram, too weak",
     MECHANISM_CRAM_MD5,
     false,
     {NOTHING, SAID("carol 00000000000000000000000000000000")},
     2,
     EXCHANGE_IS_TOO_WEAK},
    {"cram, all",
     MECHANISM_CRAM_MD5,
     true,
     {NOTHING, SAID("bob 00000000000000000000000000000000")},
     2,
     EXCHANGE_SUCCEEDS},
    {"cram, all, no digest",
     MECHANISM_CRAM_MD5,
     true,
     {NOTHING, SAID("bob 0")},
     2,
     EXCHANGE_IS_MALFORMED},
    {"scram, nonsense", MECHANISM_SCRAM_SHA_256, false, {SAID("x")}, 1, EXCHANGE_IS_MALFORMED},
    {"scram, empty at once", MECHANISM_SCRAM_SHA_256, false, {SAID("")}, 1, EXCHANGE_IS_MALFORMED},
    {"scram, bound to the channel",
     MECHANISM_SCRAM_SHA_256,
     false,
     {SAID("p=tls-unique,,n=alice,r=abc")},
     1,
     EXCHANGE_IS_MALFORMED},
    {"scram, bound to the channel, asked for",
     MECHANISM_SCRAM_SHA_256,
     false,
     {NOTHING, SAID("p=tls-exporter,,n=alice,r=abc")},
     2,
     EXCHANGE_IS_MALFORMED},
    {"scram, another header",
     MECHANISM_SCRAM_SHA_256,
     false,
     {SAID("n,,n=alice,r=abc"),
      SAID("c=eSws,r=abc,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")},
     2,
     EXCHANGE_IS_DENIED},
    {"scram, nothing twice",
     MECHANISM_SCRAM_SHA_256,
     false,
     {NOTHING, SAID("")},
     2,
     EXCHANGE_IS_MALFORMED},
    {"scram, another nonce",
     MECHANISM_SCRAM_SHA_256,
     false,
     {SAID("n,,n=alice,r=abc"),
      SAID("c=biws,r=abc,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")},
     2,
     EXCHANGE_IS_DENIED},
    {"bearer",
     MECHANISM_OAUTHBEARER,
     false,
     {SAID("n,a=alice,\1auth=Bearer one\1\1")},
     1,
     EXCHANGE_SUCCEEDS},
    {"bearer, with more",
     MECHANISM_OAUTHBEARER,
     false,
     {NOTHING, SAID("n,a=alice,\1host=h\1port=25\1auth=Bearer one\1\1")},
     2,
     EXCHANGE_SUCCEEDS},
    {"bearer, wrong",
     MECHANISM_OAUTHBEARER,
     false,
     {SAID("n,a=alice,\1auth=Bearer two\1\1"), SAID("\1")},
     2,
     EXCHANGE_IS_DENIED},
    {"bearer, without user",
     MECHANISM_OAUTHBEARER,
     false,
     {SAID("n,,\1auth=Bearer one\1\1"), SAID("\1")},
     2,
     EXCHANGE_IS_DENIED},
    {"xoauth2",
     MECHANISM_XOAUTH2,
     false,
     {SAID("user=alice\1auth=Bearer one\1\1")},
     1,
     EXCHANGE_SUCCEEDS},
    {"xoauth2, wrong",
     MECHANISM_XOAUTH2,
     false,
     {SAID("user=alice\1auth=Bearer two\1\1"), SAID("")},
     2,
     EXCHANGE_IS_DENIED},
    {"xoauth2, without end",
     MECHANISM_XOAUTH2,
     false,
     {SAID("user=alice\1auth=Bearer one\1"), SAID("")},
     2,
     EXCHANGE_IS_DENIED},
    {"xoauth2, all",
     MECHANISM_XOAUTH2,
     true,
     {SAID("user=x\1auth=Bearer y\1\1")},
     1,
     EXCHANGE_SUCCEEDS},
};

#define KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static struct passwords *passwords;

static void setup(void)
{
    exchange_setup();
    passwords = exchange_passwords("alice:one\ncarol:{SCRAM-SHA-256}1,AAAA," KEY "," KEY "\n");
}

static void teardown(void)
{
    passwords_drop(passwords);
    exchange_teardown();
}

START_TEST(conversations)
{
    struct exchange *exchange =
        exchange_new(cases[_i].mechanism, cases[_i].is_for_all ? NULL : passwords, &shared);

    for (size_t i = 0; i < cases[_i].count; i++) {
        const struct said *said = &cases[_i].steps[i];
        bool is_last = i + 1 == cases[_i].count;
        exchange_say(exchange, said->text, said->size);
        ck_assert_msg(exchange->outcome == (is_last ? cases[_i].outcome : EXCHANGE_GOES_ON),
                      "%s, step %zu: %d", cases[_i].name, i, (int)exchange->outcome);
    }
    ck_assert((exchange->user != NULL) == (exchange->outcome == EXCHANGE_SUCCEEDS));
    exchange_free(exchange);
}
END_TEST

START_TEST(names_of_bearers)
{
    static const struct {
        const char *text, *user; /* NULL: refused */
    } names[] = {
        {"n,a=a=2Cb=3Dc,\1auth=Bearer t\1\1", "a,b=c"},
        {"n,a=a=2X,\1auth=Bearer t\1\1", NULL},
        {"p=x,a=a,\1auth=Bearer t\1\1", NULL},
        {"n,a=,\1auth=Bearer t\1\1", NULL},
        {"n,a=a,\1\1", NULL},
        {"n,a=a", NULL},
        {"n,a=a,\1auth=Basic t\1\1", NULL},
        {"y,a=a,\1auth=bearer t\1\1", "a"},
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        struct bearer bearer;
        bool is_whole = bearer_parse(MECHANISM_OAUTHBEARER, span_of(names[i].text), &bearer);
        ck_assert_msg(is_whole == (names[i].user != NULL), "%s", names[i].text);
        ck_assert(!is_whole ||
                  span_equal((struct span){bearer.user, bearer.user_size}, span_of(names[i].user)));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exchange");
    TCase *all = tcase_create("exchange");

    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_loop_test(all, conversations, 0, CASES(cases));
    tcase_add_test(all, names_of_bearers);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
