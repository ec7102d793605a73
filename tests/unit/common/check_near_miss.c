/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_near_miss.c - what misspelt commands are taken for, in both dialects. */
#include <config.h>

#include "common/near_miss.h"

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

static const struct {
    const char *line;
    const char *prototype; /* the guess; NULL: none */
    const char *rfc5321;   /* the same if NULL, none if "" */
} cases[] = {
    /* The colon of two words. */
    {"MAIL FROM <a@b>", "MAIL FROM:<a@b>", NULL},
    {"mail from a@b", "MAIL FROM:<a@b>", NULL},
    {"MAIL FROM : <a@b>", "MAIL FROM:<a@b>", NULL},
    {"RCPT TO ; <a@b>", "RCPT TO:<a@b>", NULL},
    {"MAIL: FROM <a@b>", "MAIL FROM:<a@b>", NULL},
    /* Joined and split words. */
    {"MAILFROM:<a@b>", "MAIL FROM:<a@b>", NULL},
    {"rcptto: <a@b>", "RCPT TO:<a@b>", NULL},
    {"MAIL-FROM: <a@b>", "MAIL FROM:<a@b>", NULL},
    {"MAIL FROMa@b", "MAIL FROM:<a@b>", NULL},
    {"QU IT", "QUIT", NULL},
    {"HELOlab", "HELO lab", NULL},
    /* One word of two. */
    {"MAIL <a@b>", "MAIL FROM:<a@b>", NULL},
    {"RCPT <a@b>", "RCPT TO:<a@b>", NULL},
    {"MAIL", "MAIL FROM:", NULL},
    {"FROM : <a@b>", "MAIL FROM:<a@b>", NULL},
    {"TO: a@b", "RCPT TO:<a@b>", NULL},
    {"RCPT FROM:<a@b>", "RCPT TO:<a@b>", NULL},
    {"MAIL TO:<a@b>", "MAIL FROM:<a@b>", NULL},
    /* Letters. */
    {"HELLO lab", "HELO lab", NULL},
    {"HEL0 lab", "HELO lab", NULL},
    {"hel lab", "HELO lab", NULL},
    {"RCTP TO:<a@b>", "RCPT TO:<a@b>", NULL},
    {"QIUT", "QUIT", NULL},
    {"DAT", "DATA", NULL},
    {"DTAA", "DATA", NULL},
    {"MAIL FORM:<a@b>", "MAIL FROM:<a@b>", NULL},
    {"MIALFROM:<a@b>", "MAIL FROM:<a@b>", NULL},
    {"REST", NULL, "RSET"},
    /* A sign after a command, or after its argument. */
    {"HELO:", "HELO", NULL},
    {"HELO: lab", "HELO lab", NULL},
    {"DATA.", "DATA", NULL},
    {"QUIT;", "QUIT", NULL},
    {"DATA\\r\\n", "DATA", NULL},
    {"DATA\\r\\n'", "DATA", NULL},
    {"HELLO lab\\r\\n", "HELO lab", NULL},
    /* Untrusted bytes, and more than anybody wants to read. */
    {"HELLO \033[1m", "HELO \\x1B[1m", NULL},
    {"HELLO "
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
     "HELO", NULL},
    /* Nothing like a command, or one of another dialect. */
    {"", NULL, ""},
    {":", NULL, ""},
    {"foo", NULL, ""},
    {"HI lab", NULL, ""},
    {"DATABASE", NULL, ""},
    {"DAT now", NULL, ""},
    {"Subject: x", NULL, ""},
    {"EHLO lab", NULL, ""},
    {"HELP", NULL, ""},
    {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", NULL, ""},
};

static void check(const struct dialect *dialect, const char *line, const char *expected)
{
    char out[NEAR_MISS_MAX] = "nothing";
    char *copy = guard_copy(line, strlen(line));
    bool found = near_miss(dialect, (struct span){copy, strlen(line)}, out);

    ck_assert_msg(found == (expected != NULL), "%s: %s: %s", dialect->name, line,
                  found ? out : "nothing");
    ck_assert((near_miss_verb(dialect, span_of(line)) != DIALECT_EVENTS) == found);
    if (expected != NULL)
        ck_assert_msg(strcmp(out, expected) == 0, "%s: %s: %s", dialect->name, line, out);
    guard_free(copy, strlen(line));
}

START_GUARDED_TEST(guesses)
{
    const char *other = cases[_i].rfc5321 != NULL ? cases[_i].rfc5321 : cases[_i].prototype;

    check(&dialect_prototype, cases[_i].line, cases[_i].prototype);
    if (other != NULL && other[0] == '\0')
        other = NULL;
    if (near_miss_dialect(&dialect_prototype, span_of(cases[_i].line)) == NULL)
        check(&dialect_rfc5321, cases[_i].line, other);
}
END_TEST

static const struct {
    const char *line, *ending;
} endings[] = {
    {"b'QUIT\\r\\n'", "\\r\\n"},
    {"\"\\n\"", "\\n"},
    {"'", ""},
    {"QUIT\\r\\n", "\\r\\n"},
    {"QUIT/r/n", "/r/n"},
    {"QUIT\\n", "\\n"},
    {"\\r", "\\r"},
    {"QUIT\\n\\r", "\\n\\r"},
    {"QUIT/n", "/n"},
    {"QUIT", ""},
    {"\\r\\n x", ""},
    {"", ""},
    {"n", ""},
};

START_GUARDED_TEST(finds_endings_in_text)
{
    size_t size = strlen(endings[_i].line);
    char *copy = guard_copy(endings[_i].line, size);
    struct span ending = near_miss_ending((struct span){copy, size});

    ck_assert_msg(span_equal(ending, span_of(endings[_i].ending)), "%s: %.*s", endings[_i].line,
                  (int)ending.size, ending.data);
    guard_free(copy, size);
}
END_TEST

START_TEST(names_the_verb)
{
    ck_assert_int_eq(near_miss_verb(&dialect_rfc5321, span_of("STARTLS")), DIALECT_STARTTLS);
    ck_assert_int_eq(near_miss_verb(&dialect_prototype, span_of("mail <a>")), DIALECT_MAIL);
}
END_TEST

START_TEST(names_another_dialect)
{
    ck_assert_ptr_eq(near_miss_dialect(&dialect_prototype, span_of("ehlo x")), &dialect_rfc5321);
    ck_assert_ptr_null(near_miss_dialect(&dialect_rfc5321, span_of("ehlo x")));
    ck_assert_ptr_null(near_miss_dialect(&dialect_prototype, span_of("foo")));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("near_miss");
    TCase *all = tcase_create("near_miss");

    tcase_add_loop_test(all, guesses, 0, CASES(cases));
    tcase_add_loop_test(all, finds_endings_in_text, 0, CASES(endings));
    tcase_add_test(all, names_the_verb);
    tcase_add_test(all, names_another_dialect);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
