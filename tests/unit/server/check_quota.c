/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_quota.c - lines that are let through, and those that are counted. */
#include <config.h>

#include "server/base/quota.h"

#include "common/deadline.h"
#include "tests/support/check_main.h"

START_TEST(so_many_in_a_second)
{
    struct quota quota = {0};

    for (int64_t now_ms = 5000; now_ms < 5900; now_ms += 10)
        ck_assert(quota_takes(&quota, now_ms) == (now_ms < 5000 + 10 * QUOTA_LINES));
    ck_assert_int_eq(quota_due_ms(&quota), 6000);
    ck_assert_uint_eq(quota_take_sum(&quota, 5999), 0);
    ck_assert_uint_eq(quota_take_sum(&quota, 6000), 90 - QUOTA_LINES);
    ck_assert_uint_eq(quota_take_sum(&quota, 9000), 0);
    ck_assert_int_eq(quota_due_ms(&quota), DEADLINE_NEVER);
}
END_TEST

/* Whatever is counted only, there is one sum in a second. */
START_TEST(one_sum_in_a_second)
{
    struct quota quota = {0};
    unsigned sums = 0;
    uint64_t total = 0;

    for (int64_t now_ms = 5000; now_ms < 10000; now_ms++) {
        quota_withhold(&quota, now_ms);
        uint64_t sum = quota_take_sum(&quota, now_ms);
        sums += sum > 0;
        total += sum;
    }
    ck_assert_uint_le(sums, 5);
    total += quota_take_sum(&quota, DEADLINE_NEVER);
    ck_assert_uint_eq(total, 5000);
}
END_TEST

START_TEST(begins_anew_after_silence)
{
    struct quota quota = {0};

    for (int i = 0; i < QUOTA_LINES; i++)
        ck_assert(quota_takes(&quota, 5000));
    ck_assert(quota_takes(&quota, 6000));
    ck_assert_int_eq(quota_due_ms(&quota), DEADLINE_NEVER);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quota");
    TCase *all = tcase_create("quota");

    tcase_add_test(all, so_many_in_a_second);
    tcase_add_test(all, one_sum_in_a_second);
    tcase_add_test(all, begins_anew_after_silence);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
