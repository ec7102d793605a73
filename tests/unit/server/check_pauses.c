/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_pauses.c - lanes that are put off: in which order they are due, and how often. */
#include <config.h>

#include "server/mail/pauses.h"

#include "common/deadline.h"
#include "tests/support/check_main.h"

static struct pauses pauses;

/* Attempts for a lane that stays as it is, in the MS milliseconds after the first one. */
static unsigned count_attempts(struct lane *lane, enum pause_cause cause, int64_t ms)
{
    unsigned count = 0;

    pauses_add(&pauses, lane, cause, 0);
    for (int64_t due_ms; (due_ms = pauses_due_ms(&pauses)) <= ms; count++) {
        ck_assert_ptr_null(pauses_take(&pauses, due_ms - 1));
        ck_assert_ptr_eq(pauses_take(&pauses, due_ms), lane);
        pauses_add(&pauses, lane, cause, due_ms);
    }
    ck_assert_ptr_eq(pauses_take(&pauses, INT64_MAX - 1), lane);
    return count;
}

/* A mailbox that stays locked or broken costs little, and one that is free soon is had soon. */
START_TEST(pauses_grow)
{
    struct lane locked = {.pauses = 0}, broken = {.pauses = 0};

    pauses_init(&pauses);
    ck_assert_uint_eq(count_attempts(&locked, PAUSE_LOCK, 640), 5);
    locked.pauses = 0;
    ck_assert_uint_eq(count_attempts(&locked, PAUSE_LOCK, 5000), 13);
    ck_assert_uint_eq(count_attempts(&locked, PAUSE_LOCK, 5000), 10);
    ck_assert_uint_eq(count_attempts(&broken, PAUSE_REPAIR, 60000), 35);
}
END_TEST

/* The pauses of a repair do not lengthen those of the lock. */
START_TEST(another_cause)
{
    struct lane lane = {.pauses = 0};

    pauses_init(&pauses);
    (void)count_attempts(&lane, PAUSE_REPAIR, 60000);
    pauses_add(&pauses, &lane, PAUSE_LOCK, 0);
    ck_assert_int_eq(pauses_due_ms(&pauses), 500);
}
END_TEST

START_TEST(in_order_of_time)
{
    struct lane lanes[] = {{.pauses = 9}, {.pauses = 0}, {.pauses = 2}, {.pauses = 2}};
    static const int order[] = {1, 2, 3, 0};

    pauses_init(&pauses);
    ck_assert_int_eq(pauses_due_ms(&pauses), DEADLINE_NEVER);
    ck_assert_ptr_null(pauses_take(&pauses, INT64_MAX - 1));
    for (int i = 0; i < CASES(lanes); i++) {
        pauses_add(&pauses, &lanes[i], PAUSE_LOCK, i);
        ck_assert_int_eq(lanes[i].state, LANE_PUT_OFF);
    }
    for (int i = 0; i < CASES(lanes); i++) {
        struct lane *expected = &lanes[order[i]];
        ck_assert_int_eq(pauses_due_ms(&pauses), expected->retry_ms);
        ck_assert_ptr_eq(pauses_take(&pauses, 1000), expected);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pauses");
    TCase *tcase = tcase_create("pauses");

    tcase_add_test(tcase, pauses_grow);
    tcase_add_test(tcase, another_cause);
    tcase_add_test(tcase, in_order_of_time);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
