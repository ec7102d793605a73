/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_exchange_prepared.c - all mechanisms agree on who has said which password, however it is
 * written. */
#include <config.h>

#include "server/auth/secret.h"
#include "tests/support/exchange.h"

#define SHY  "\xC2\xAD"         /* soft hyphen: removed */
#define NBSP "\xC2\xA0"         /* no-break space: a space */
#define A    "\xEF\xBD\x81"     /* full-width a: a */
#define NINE "\xE2\x85\xA8"     /* Roman numeral nine: IX */
#define C1   "\xC2\x85"         /* control character: forbidden */
#define FACE "\xF0\x9F\x98\x80" /* later than Unicode 3.2: forbidden */

/* One user, IX, with one password, "a b", as they may be written. */
static const char *const files[] = {
    "IX:a b",
    NINE ":" A NBSP "b",
    "I" SHY "X:a " SHY "b",
    ("IX:{SCRAM-SHA-256}4096,W22ZaJ0SNY7soEsUEjb6gQ==,"
     "XOy+aNogXQVyJeaGZa7wab3xltmM/loxEYYzoRCDlg4=,Quj1YswXpPWSBZzM1ofxmTeHS/PJ1sFplINhz8r1xIQ="),
};

static const struct {
    const char *name, *user, *secret;
    bool is_right;
} cases[] = {
    {"as it is", "IX", "a b", true},
    {"soft hyphens", SHY "I" SHY "X", "a" SHY " b" SHY, true},
    {"compatible characters", NINE, A " b", true},
    {"non-ASCII space", "IX", "a" NBSP "b", true},
    {"another case", "ix", "a b", false},
    {"another password", "IX", "a  b", false},
    {"forbidden in the user", "IX" C1, "a b", false},
    {"forbidden in the password", "IX", "a b" C1, false},
    {"unknown to Unicode 3.2 in the user", "IX" FACE, "a b", false},
    {"unknown to Unicode 3.2 in the password", "IX", "a b" FACE, false},
    {"no user is left", SHY, "a b", false},
    {"no password is left", "IX", SHY, false},
};

static struct passwords *passwords;

static void expect(int file, enum mechanism mechanism, int row, struct exchange *exchange)
{
    ck_assert_msg(exchange->outcome ==
                      (cases[row].is_right ? EXCHANGE_SUCCEEDS : EXCHANGE_IS_DENIED),
                  "file %d, %s, %s: %d", file, mechanism_name(mechanism), cases[row].name,
                  (int)exchange->outcome);
    if (cases[row].is_right)
        ck_assert_str_eq(exchange->user, "IX");
}

static void say_plain(struct exchange *exchange, const char *user, const char *secret)
{
    char said[64];
    int size = snprintf(said, sizeof said, "%c%s%c%s", 0, user, 0, secret);

    exchange_say(exchange, said, (size_t)size);
}

static void say_login(struct exchange *exchange, const char *user, const char *secret)
{
    exchange_say(exchange, NULL, 0);
    exchange_say(exchange, user, strlen(user));
    exchange_say(exchange, secret, strlen(secret));
}

static void say_bearer(struct exchange *exchange, const char *user, const char *secret)
{
    struct exchange_client client = {.user = user, .secret = secret};

    exchange_play(exchange, &client);
}

/* Clients send the password itself as it was written. */
START_TEST(password_is_sent)
{
    static const struct {
        enum mechanism mechanism;
        void (*say)(struct exchange *exchange, const char *user, const char *secret);
    } ways[] = {
        {MECHANISM_PLAIN, say_plain},
        {MECHANISM_LOGIN, say_login},
        {MECHANISM_OAUTHBEARER, say_bearer},
        {MECHANISM_XOAUTH2, say_bearer},
    };

    for (size_t file = 0; file < COUNT(files); file++) {
        passwords = exchange_passwords(files[file]);
        for (size_t i = 0; i < COUNT(ways); i++) {
            struct exchange *exchange = exchange_new(ways[i].mechanism, passwords, &shared);
            ways[i].say(exchange, cases[_i].user, cases[_i].secret);
            expect((int)file, ways[i].mechanism, _i, exchange);
            exchange_free(exchange);
        }
        passwords_drop(passwords);
    }
}
END_TEST

/* Puts another spelling of the user before the digest of CRAM-MD5. */
static void spell(unsigned number, char *said, size_t *size, void *context)
{
    const char *user = context;
    size_t rest = *size - 2, length = strlen(user);

    ck_assert_uint_eq(number, 0);
    ck_assert_mem_eq(said, "IX ", 3);
    memmove(said + length, said + 2, rest);
    memcpy(said, user, length);
    *size = length + rest;
}

/* What a digest proves is the prepared password; the user may be written in any way. */
START_TEST(cram)
{
    char *user = strdup(cases[_i].user);
    bool is_known = cases[_i].is_right;

    for (size_t file = 0; file < 3; file++) {
        struct exchange_client client = {"IX", "a b", spell, user, false};
        struct exchange *exchange;
        passwords = exchange_passwords(files[file]);
        exchange = exchange_new(MECHANISM_CRAM_MD5, passwords, &shared);
        exchange_play(exchange, &client);
        if (is_known || strcmp(user, "IX") == 0)
            ck_assert_int_eq(exchange->outcome, EXCHANGE_SUCCEEDS);
        else
            ck_assert_int_eq(exchange->outcome, EXCHANGE_IS_DENIED);
        exchange_free(exchange);
        passwords_drop(passwords);
    }
    free(user);
}
END_TEST

static bool can_be_prepared(const char *text)
{
    char *prepared = secret_prepare(span_of(text));

    secret_free(prepared);
    return prepared != NULL;
}

/* The client of GNU SASL prepares both, or fails. */
START_TEST(scram)
{
    if (!can_be_prepared(cases[_i].user) || !can_be_prepared(cases[_i].secret))
        return;
    for (size_t file = 0; file < COUNT(files); file++) {
        struct exchange_client client = {.user = cases[_i].user, .secret = cases[_i].secret};
        struct exchange *exchange;
        passwords = exchange_passwords(files[file]);
        exchange = exchange_new(MECHANISM_SCRAM_SHA_256, passwords, &shared);
        exchange_play(exchange, &client);
        expect((int)file, MECHANISM_SCRAM_SHA_256, _i, exchange);
        exchange_free(exchange);
        passwords_drop(passwords);
    }
}
END_TEST

/* A client that prepares nothing is given the salt of the same user, or is nobody. */
START_TEST(scram_as_it_is)
{
    static const char salt[] = ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    const char *user = cases[_i].user;
    struct exchange *exchange;
    char said[64];

    passwords = exchange_passwords(files[COUNT(files) - 1]);
    exchange = exchange_new(MECHANISM_SCRAM_SHA_256, passwords, &shared);
    snprintf(said, sizeof said, "n,,n=%s,r=abc", user);
    exchange_say(exchange, said, strlen(said));
    ck_assert_int_eq(exchange->outcome,
                     can_be_prepared(user) ? EXCHANGE_GOES_ON : EXCHANGE_IS_DENIED);
    if (cases[_i].is_right)
        ck_assert_ptr_nonnull(
            memmem(exchange->challenge, exchange->challenge_size, salt, strlen(salt)));
    exchange_free(exchange);
    passwords_drop(passwords);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exchange_prepared");
    TCase *all = tcase_create("exchange_prepared");

    tcase_add_checked_fixture(all, exchange_setup, exchange_teardown);
    tcase_add_loop_test(all, password_is_sent, 0, CASES(cases));
    tcase_add_loop_test(all, cram, 0, CASES(cases));
    tcase_add_loop_test(all, scram, 0, CASES(cases));
    tcase_add_loop_test(all, scram_as_it_is, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
