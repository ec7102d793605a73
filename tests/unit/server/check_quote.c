/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_quote.c - untrusted bytes in the log: visible, folded, cut. */
#include <config.h>

#include "server/log/quote.h"

#include "tests/support/check_main.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

#define Z10 "\0\0\0\0\0\0\0\0\0\0"

static const struct {
    const char *name;
    struct span text;
    const char *rest;
    size_t size;
    const char *expected;
} cases[] = {
    {"plain", TEXT("HELO lab"), "", 64, "\"HELO lab\""},
    {"nothing", TEXT(""), "", 64, "\"\""},
    {"blanks", TEXT(" a "), "", 64, "\" a \""},
    {"controls", TEXT("a\r\033\xff"), "", 64, "\"a\\x0D\\x1B\\xFF\""},
    {"a few NULs",
     TEXT("a\0\0\0"
          "b"),
     "", 64, "\"a\\x00\\x00\\x00b\""},
    {"a run of NULs", TEXT("a" Z10 Z10 "b"), "", 64, "\"a(20 x \\x00)b\""},
    {"only NULs", TEXT("\0\0\0\0"), "", 64, "\"(4 x \\x00)\""},
    {"several runs", TEXT(Z10 "a\0" Z10 "b\0"), "", 64, "\"(10 x \\x00)a(11 x \\x00)b\\x00\""},
    {"a rest", TEXT("AUTH"), " ***", 64, "\"AUTH ***\""},
    {"just fits", TEXT("0123456789abc"), "", 16, "\"0123456789abc\""},
    {"does not fit", TEXT("0123456789abcd"), "", 16, "\"0123456789...\""},
    {"with its rest does not fit", TEXT("0123456789abc"), "***", 16, "\"0123456...***\""},
    {"a run does not fit", TEXT("0123" Z10), "", 16, "\"0123...\""},
    {"what is behind a run does not fit", TEXT(Z10 "xyz"), "", 16, "\"...\""},
};

START_TEST(quotes)
{
    char out[64];

    memset(out, '#', sizeof out);
    quote_part(cases[_i].text, cases[_i].rest, out, cases[_i].size);
    ck_assert_msg(strcmp(out, cases[_i].expected) == 0, "%s: %s", cases[_i].name, out);
    if (cases[_i].size < sizeof out)
        ck_assert_int_eq(out[cases[_i].size], '#');
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quote");
    TCase *all = tcase_create("quote");

    tcase_add_loop_test(all, quotes, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
