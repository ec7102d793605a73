/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_passwords.c - lines of a file of passwords, and who is found in them. */
#include <config.h>

#include "server/auth/passwords.h"

#include "server/auth/proof.h"
#include "tests/support/check_main.h"

#define KEY   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define SCRAM "{SCRAM-SHA-256}"
#define KEYS  "," KEY "," KEY

/* "pencil" of the example in RFC 7677 section 3. */
#define PENCIL                                                                                     \
    SCRAM "4096,W22ZaJ0SNY7soEsUEjb6gQ==,WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,"            \
          "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="

static const struct {
    const char *text;
    enum passwords_flaw flaw;
    size_t line; /* of the flaw; or number of users */
} cases[] = {
    {"a:b", PASSWORDS_OK, 1},
    {"a:b\nc:d\n", PASSWORDS_OK, 2},
    {"\xEF\xBB\xBF"
     "a:b\r\n\r\nc:d:e\r\n",
     PASSWORDS_OK, 2},
    {"#a: b", PASSWORDS_OK, 1},
    {"jo\xC3\xA3o:sen\xC3\xA7"
     "a",
     PASSWORDS_OK, 1},
    {"a:" SCRAM "1,AAAA" KEYS, PASSWORDS_OK, 1},
    {"a:" PENCIL, PASSWORDS_OK, 1},
    {"", PASSWORDS_NONE, 0},
    {"\n\n", PASSWORDS_NONE, 0},
    {"a:b\nc", PASSWORDS_NO_COLON, 2},
    {":b", PASSWORDS_NO_USER, 1},
    {"a:", PASSWORDS_NO_SECRET, 1},
    {"a:\xFF", PASSWORDS_ILL_FORMED, 1},
    {"a:b\tc", PASSWORDS_ILL_FORMED, 1},
    {"a:b\nc:d\na:e", PASSWORDS_REPEATED, 3},
    {"a:" SCRAM, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "0,AAAA" KEYS, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "10000001,AAAA" KEYS, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "99999999999999999999,AAAA" KEYS, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "x,AAAA" KEYS, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "1," KEYS, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "1,AAA" KEYS, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "1,AAAA," KEY, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "1,AAAA," KEY ",AAAA", PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "1,AAAA" KEYS ",", PASSWORDS_BAD_SCRAM, 1},
};

START_TEST(lines)
{
    struct passwords_error error;
    struct passwords *passwords = passwords_parse(span_of(cases[_i].text), &error);

    ck_assert_msg(error.flaw == cases[_i].flaw, "\"%s\": %d", cases[_i].text, (int)error.flaw);
    ck_assert((passwords != NULL) == (cases[_i].flaw == PASSWORDS_OK));
    if (passwords != NULL)
        ck_assert_uint_eq(passwords_count(passwords), cases[_i].line);
    else if (cases[_i].line > 0)
        ck_assert_uint_eq(error.line, cases[_i].line);
    passwords_drop(passwords);
}
END_TEST

START_TEST(users_are_found)
{
    static const char *const others[] = {"", "al", "alicea", "bo", "zoe", "Alice"};
    struct passwords_error error;
    struct passwords *passwords =
        passwords_parse(span_of("bob:2:3\nalice:1\ncarol:" PENCIL), &error);

    ck_assert_ptr_nonnull(passwords);
    ck_assert(passwords_have_secrets(passwords));
    ck_assert_str_eq(passwords_find(passwords, span_of("alice"))->secret, "1");
    ck_assert_str_eq(passwords_find(passwords, span_of("bob"))->secret, "2:3");
    ck_assert_ptr_null(passwords_find(passwords, span_of("carol"))->secret);
    for (size_t i = 0; i < COUNT(others); i++)
        ck_assert_msg(passwords_find(passwords, span_of(others[i])) == NULL, "%s", others[i]);
    passwords_drop(passwords_hold(passwords));
    passwords_drop(passwords);
}
END_TEST

START_TEST(proofs)
{
    static const struct {
        const char *user, *secret;
        bool is_right;
    } tries[] = {
        {"alice", "1", true},       {"alice", "", false},      {"alice", "2", false},
        {"alice", "11", false},     {"carol", "pencil", true}, {"carol", "pencils", false},
        {"carol", "Pencil", false}, {"carol", PENCIL, false},  {"nobody", "1", false},
    };
    struct passwords_error error;
    struct passwords *passwords = passwords_parse(span_of("alice:1\ncarol:" PENCIL), &error);

    for (size_t i = 0; i < COUNT(tries); i++)
        ck_assert_msg(proof_is_right(passwords_find(passwords, span_of(tries[i].user)),
                                     span_of(tries[i].secret)) == tries[i].is_right,
                      "%s, %s", tries[i].user, tries[i].secret);
    passwords_drop(passwords);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("passwords");
    TCase *all = tcase_create("passwords");

    tcase_add_loop_test(all, lines, 0, CASES(cases));
    tcase_add_test(all, users_are_found);
    tcase_add_test(all, proofs);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
