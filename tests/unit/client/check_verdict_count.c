/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_verdict_count.c - which exit status says the least of several verdicts. */
#include <config.h>

#include <check.h>

#include "tests/support/check_main.h"
#include "tui-client/replay/verdict.h"

static const struct {
    enum verdict verdicts[3];
    int status;
} statuses[] = {
    {{VERDICT_PASSED, VERDICT_PASSED, VERDICT_PASSED}, 0},
    {{VERDICT_PASSED, VERDICT_SKIPPED, VERDICT_PASSED}, 0},
    {{VERDICT_PASSED, VERDICT_DIFFERED, VERDICT_SKIPPED}, 3},
    {{VERDICT_UNREACHED, VERDICT_DIFFERED, VERDICT_PASSED}, 4},
    {{VERDICT_LOST, VERDICT_DIFFERED, VERDICT_PASSED}, 4},
    {{VERDICT_UNTRIED, VERDICT_DIFFERED, VERDICT_PASSED}, 4},
    {{VERDICT_UNREACHED, VERDICT_UNTRIED, VERDICT_BROKEN}, 1},
    {{VERDICT_DIFFERED, VERDICT_LATE, VERDICT_PASSED}, 4},
    {{VERDICT_DIFFERED, VERDICT_LATE, VERDICT_BROKEN}, 1},
    {{VERDICT_DIFFERED, VERDICT_INTERRUPTED, VERDICT_LOST}, 1},
};

START_TEST(a_status_says_least)
{
    struct verdict_count count = {0};

    for (int i = 0; i < CASES(statuses[_i].verdicts); i++)
        verdict_count_add(&count, statuses[_i].verdicts[i]);
    ck_assert_uint_eq(count.all, 3);
    ck_assert_int_eq(verdict_count_status(&count), statuses[_i].status);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("verdict_count");
    TCase *cases = tcase_create("statuses");

    tcase_add_loop_test(cases, a_status_says_least, 0, CASES(statuses));
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
