/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_duration.c - which texts are durations, and how long they are. */
#include <config.h>

#include "common/duration.h"

#include "tests/support/check_main.h"

#define WRONG (-1)

static const struct {
    const char *text;
    int64_t ms; /* WRONG: it is none */
} cases[] = {
    {"500ms", 500},
    {"10s", 10000},
    {"2m", 120000},
    {"0ms", 0},
    {"0s", 0},
    {"0m", 0},
    {"1ms", 1},
    {"007s", 7000},
    {"3600000000ms", DURATION_MAX_MS},
    {"3600000001ms", WRONG},
    {"3600000s", DURATION_MAX_MS},
    {"3600001s", WRONG},
    {"60000m", DURATION_MAX_MS},
    {"60001m", WRONG},
    {"99999999999999999999999999s", WRONG},
    {"18446744073709551617ms", WRONG},
    {"", WRONG},
    {"s", WRONG},
    {"10", WRONG},
    {"10 s", WRONG},
    {" 10s", WRONG},
    {"10s ", WRONG},
    {"+10s", WRONG},
    {"-10s", WRONG},
    {"1.5s", WRONG},
    {"0x10s", WRONG},
    {"10S", WRONG},
    {"10sec", WRONG},
    {"10h", WRONG},
    {"10m5s", WRONG},
    {"10mss", WRONG},
    {"ms", WRONG},
};

START_TEST(parses)
{
    int64_t ms = WRONG;
    bool is_one = duration_parse(span_of(cases[_i].text), &ms);

    ck_assert_msg(is_one == (cases[_i].ms != WRONG), "'%s' is%s one", cases[_i].text,
                  is_one ? "" : " not");
    ck_assert_msg(ms == cases[_i].ms, "'%s' is %lld ms", cases[_i].text, (long long)ms);
}
END_TEST

/* What follows the text is not read. */
START_TEST(ends_with_its_span)
{
    int64_t ms = WRONG;

    ck_assert(duration_parse((struct span){"10s:first=1", 3}, &ms));
    ck_assert_int_eq(ms, 10000);
    ck_assert(!duration_parse((struct span){"10s", 2}, &ms));
    ck_assert(!duration_parse((struct span){"10s", 0}, &ms));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("duration");
    TCase *tcase = tcase_create("duration");

    tcase_add_loop_test(tcase, parses, 0, CASES(cases));
    tcase_add_test(tcase, ends_with_its_span);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
