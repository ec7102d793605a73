/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_passwords.c - lines of a file of passwords, and who is found in them. */
#include <config.h>

#include "server/auth/passwords.h"

#include "server/auth/proof.h"
#include "server/auth/secret.h"
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
    {"a:b\r", PASSWORDS_ILL_FORMED, 1},
    {"a:b\nc:d\na:e", PASSWORDS_REPEATED, 3},
    {"IX:b\nI\xC2\xADX:c", PASSWORDS_REPEATED, 2},
    {"a:b\n\xC2\xAD:b", PASSWORDS_BAD_USER, 2},
    {"a:b\n\xC2\x80:b", PASSWORDS_BAD_USER, 2},
    {"\xEE\x80\x80:b", PASSWORDS_BAD_USER, 1},
    {"\xF0\x9F\x98\x80:" PENCIL, PASSWORDS_BAD_USER, 1},
    {"a:b\nc:\xC2\xAD", PASSWORDS_BAD_SECRET, 2},
    {"a:b\nc:d\xEF\xBF\xBE", PASSWORDS_BAD_SECRET, 2},
    {"a:\xD8\xA7"
     "1",
     PASSWORDS_BAD_SECRET, 1},
    {"a:\xF0\x9F\x98\x80", PASSWORDS_BAD_SECRET, 1},
    {"a:" SCRAM, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "0,AAAA" KEYS, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "1000000,AAAA" KEYS, PASSWORDS_OK, 1},
    {"a:" SCRAM "1000001,AAAA" KEYS, PASSWORDS_TOO_SLOW, 1},
    {"b:c\na:" SCRAM "99999999999999999999,AAAA" KEYS, PASSWORDS_TOO_SLOW, 2},
    {"a:" SCRAM "4294967297,AAAA" KEYS, PASSWORDS_TOO_SLOW, 1},
    {"a:" SCRAM ",AAAA" KEYS, PASSWORDS_BAD_SCRAM, 1},
    {"a:" SCRAM "-1,AAAA" KEYS, PASSWORDS_BAD_SCRAM, 1},
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

static const struct {
    const char *text, *user; /* NULL: there is none */
} files[] = {
    {"a:b\nc:d", NULL},
    {"a:b\nc:" SCRAM "7,AAAA" KEYS, "c"},
    {"a:" SCRAM "7,AAAA" KEYS "\nb:" SCRAM "9,AAAA" KEYS "\nc:" SCRAM "9,BBBB" KEYS, "b"},
    {"a:" SCRAM "7,AAAA" KEYS "\nb:" SCRAM "7,AAAAAAAA" KEYS "\nc:" SCRAM "7,AAAAAAAA" KEYS, "b"},
    {"a:" SCRAM "9,AAAA" KEYS "\nb:" SCRAM "7,AAAA" KEYS "\nc:" SCRAM "9,AAAA" KEYS, "a"},
};

/* Whose iterations and salt those have who do not exist. */
START_TEST(typical_users)
{
    struct passwords_error error;
    struct passwords *passwords = passwords_parse(span_of(files[_i].text), &error);
    const struct password *found, *wanted;

    ck_assert_ptr_nonnull(passwords);
    found = passwords_typical(passwords);
    ck_assert_msg((found == NULL) == (files[_i].user == NULL), "%s", files[_i].text);
    if (found != NULL) {
        wanted = passwords_find(passwords, span_of(files[_i].user));
        ck_assert_uint_eq(found->iterations, wanted->iterations);
        ck_assert_uint_eq(found->salt_size, wanted->salt_size);
    }
    passwords_drop(passwords);
}
END_TEST

/* Where there are keys, one is derived for every password that is wrong. */
START_TEST(proofs)
{
    static const struct {
        const char *user, *secret;
        bool is_right, derives;
    } tries[] = {
        {"alice", "1", true, false},
        {"alice", "", false, false},
        {"alice", "2", false, true},
        {"alice", "11", false, true},
        {"alice", "pencil", false, true},
        {"carol", "pencil", true, true},
        {"carol", "pencils", false, true},
        {"carol", "Pencil", false, true},
        {"carol", PENCIL, false, true},
        {"nobody", "1", false, true},
        {"nobody", "pencil", false, true},
        {"carol",
         "pen\xC2\xAD"
         "cil",
         true, true},
        {"c\xC2\xAD"
         "arol",
         "pencil", true, true},
    };
    struct passwords_error error;
    struct passwords *with = passwords_parse(span_of("alice:1\ncarol:" PENCIL), &error);
    struct passwords *without = passwords_parse(span_of("alice:1\n"), &error);

    for (size_t i = 0; i < COUNT(tries); i++) {
        struct span user = span_of(tries[i].user), secret = span_of(tries[i].secret);
        struct proof proof = {0};
        proof_begin(&proof, with, user, secret);
        ck_assert_msg(proof_must_derive(&proof) == tries[i].derives, "%s, %s: derives",
                      tries[i].user, tries[i].secret);
        if (tries[i].derives)
            proof_derive(&proof);
        ck_assert_msg(proof.is_right == tries[i].is_right, "%s, %s", tries[i].user,
                      tries[i].secret);
        proof_begin(&proof, without, user, secret);
        ck_assert(!proof_must_derive(&proof));
        ck_assert(proof.is_right == (i == 0));
        proof_release(&proof);
    }
    passwords_drop(with);
    passwords_drop(without);
}
END_TEST

static const struct {
    const char *name, *text, *prepared; /* NULL: refused */
} texts[] = {
    {"ASCII", "a ~!", "a ~!"},
    {"case", "aA", "aA"},
    {"soft hyphen", "I\xC2\xADX", "IX"},
    {"zero width joiner", "I\xE2\x80\x8DX", "IX"},
    {"compatibility: Roman numeral nine", "\xE2\x85\xA8", "IX"},
    {"compatibility: feminine ordinal", "\xC2\xAA", "a"},
    {"composition", "a\xCC\x83", "\xC3\xA3"},
    {"no-break space",
     "a\xC2\xA0"
     "b",
     "a b"},
    {"ideographic space",
     "a\xE3\x80\x80"
     "b",
     "a b"},
    {"right to left", "\xD7\x90\xD7\x91", "\xD7\x90\xD7\x91"},
    {"both directions",
     "\xD7\x90"
     "b",
     NULL},
    {"control character", "a\x07", NULL},
    {"delete", "a\x7F", NULL},
    {"control character beyond ASCII", "a\xC2\x85", NULL},
    {"private use", "\xEE\x80\x80", NULL},
    {"no character", "\xEF\xBF\xBE", NULL},
    {"tag", "\xF3\xA0\x80\x81", NULL},
    {"replacement character", "\xEF\xBF\xBD", NULL},
    {"later than Unicode 3.2", "\xF0\x9F\x98\x80", NULL},
    {"not UTF-8", "a\xFF", NULL},
    {"nothing left", "\xC2\xAD", NULL},
    {"nothing", "", NULL},
};

/* What is prepared stays as it is when it is prepared again. */
START_TEST(preparations)
{
    char *once = secret_prepare(span_of(texts[_i].text)), *twice;

    ck_assert_msg((once == NULL) == (texts[_i].prepared == NULL), "%s", texts[_i].name);
    if (once == NULL)
        return;
    ck_assert_msg(strcmp(once, texts[_i].prepared) == 0, "%s: \"%s\"", texts[_i].name, once);
    twice = secret_prepare(span_of(once));
    ck_assert_str_eq(once, twice);
    secret_free(once);
    secret_free(twice);
    ck_assert_ptr_null(secret_prepare((struct span){"a\0b", 3}));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("passwords");
    TCase *all = tcase_create("passwords");

    tcase_add_loop_test(all, lines, 0, CASES(cases));
    tcase_add_test(all, users_are_found);
    tcase_add_loop_test(all, typical_users, 0, CASES(files));
    tcase_add_loop_test(all, preparations, 0, CASES(texts));
    tcase_add_test(all, proofs);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
