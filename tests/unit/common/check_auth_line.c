/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_auth_line.c - which lines are AUTH, and what their parts are. */
#include <config.h>

#include "common/auth_line.h"

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

static const struct {
    const char *line;
    const char *mechanism, *response; /* NULL: it is not AUTH */
} cases[] = {
    {"AUTH", "", ""},
    {"AUTH \t", "", ""},
    {"AUTH PLAIN", "PLAIN", ""},
    {"auth plain AGEAYg==", "plain", "AGEAYg=="},
    {" \tAuth \t LOGIN \t dXNlcg== ", "LOGIN", "dXNlcg=="},
    {"AUTH PLAIN a user with blanks", "PLAIN", "a user with blanks"},
    {"AUTH dXNlcg", "dXNlcg", ""},
    /* what only a lenient server takes */
    {"AUTH=PLAIN AGEAYg==", "", "=PLAIN AGEAYg=="},
    {"AUTH: PLAIN AGEAYg== ", "", ": PLAIN AGEAYg=="},
    {"AUTH\xC3\xA9", "", "\xC3\xA9"},
    /* others */
    {"", NULL, NULL},
    {"  ", NULL, NULL},
    {"AUT", NULL, NULL},
    {"AUTHOR x", NULL, NULL},
    {"XAUTH PLAIN", NULL, NULL},
    {"$AUTH PLAIN", NULL, NULL},
};

static bool is_text(struct span span, const char *text)
{
    return span_equal(span, span_of(text != NULL ? text : ""));
}

START_GUARDED_TEST(finds_the_parts)
{
    size_t size = strlen(cases[_i].line);
    char *copy = guard_copy(cases[_i].line, size);
    struct auth_line parts;

    ck_assert_msg(auth_line_parse((struct span){copy, size}, &parts) ==
                      (cases[_i].mechanism != NULL),
                  "'%s'", cases[_i].line);
    ck_assert_msg(is_text(parts.mechanism, cases[_i].mechanism), "'%s': '%.*s'", cases[_i].line,
                  (int)parts.mechanism.size, parts.mechanism.data);
    ck_assert_msg(is_text(parts.response, cases[_i].response), "'%s': '%.*s'", cases[_i].line,
                  (int)parts.response.size, parts.response.data);
    guard_free(copy, size);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("auth_line");
    TCase *all = tcase_create("auth_line");

    tcase_add_loop_test(all, finds_the_parts, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
