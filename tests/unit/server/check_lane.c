/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_lane.c - lanes of many mailboxes: which are kept. */
#include <config.h>

#include "server/mail/lane.h"

#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/memory.h"

enum { MANY = 3 * LANES_RESTING_MAX };

static struct lane_table table;
static struct lane *lanes[MANY];

static void set_up(void)
{
    ck_assert_int_eq(lane_table_init(&table), 0);
}

static void tear_down(void)
{
    lane_table_release(&table);
}

static struct lane *find(unsigned number)
{
    char file_name[16];

    snprintf(file_name, sizeof file_name, "user%u.txt", number);
    return lane_find(&table, file_name);
}

/* Mail for mailbox NUMBER, whose size is then NUMBER + 1.  Returns whether its lane was known. */
static bool serve(unsigned number)
{
    struct lane *lane = find(number);

    ck_assert_ptr_nonnull(lane);
    bool is_known = lane->known.size == number + 1;
    lane->known.size = number + 1;
    lane->state = LANE_IDLE;
    lane_rest(&table, lane);
    return is_known;
}

/* While they have mail, none is freed. */
START_TEST(many_busy_lanes)
{
    for (unsigned i = 0; i < MANY; i++) {
        lanes[i] = find(i);
        ck_assert_ptr_nonnull(lanes[i]);
        lanes[i]->state = LANE_SUBMITTED;
    }
    ck_assert_uint_eq(table.all.count, MANY);
    ck_assert_uint_ge(table.all.chain_count, MANY);
    for (unsigned i = 0; i < MANY; i++)
        ck_assert_msg(find(i) == lanes[i], "user%u.txt", i);
}
END_TEST

START_TEST(many_resting_lanes)
{
    for (unsigned i = 0; i < MANY; i++) {
        ck_assert(!serve(i));
        ck_assert_uint_le(table.all.count, LANES_RESTING_MAX);
    }
    for (unsigned i = MANY; i-- > MANY - LANES_RESTING_MAX;)
        ck_assert_msg(serve(i), "user%u.txt", i);
    ck_assert(!serve(0));
    ck_assert(!serve(MANY - LANES_RESTING_MAX - 1));
    ck_assert_uint_eq(table.all.count, LANES_RESTING_MAX);
}
END_TEST

/* A mailbox that gets mail again and again is remembered, however many others there are. */
START_TEST(used_lanes_are_kept)
{
    for (unsigned i = 1; i < MANY; i++) {
        serve(0);
        serve(i);
    }
    ck_assert(serve(0));
    ck_assert(!serve(1));
}
END_TEST

/* A lane that does not rest is not freed for those that do. */
START_TEST(busy_lane_among_resting_ones)
{
    serve(0);
    struct lane *busy = find(0);
    busy->state = LANE_IN_HAND;
    for (unsigned i = 1; i < MANY; i++)
        serve(i);
    ck_assert_ptr_eq(find(0), busy);
    ck_assert_uint_eq(busy->known.size, 1);
    ck_assert_uint_eq(table.all.count, LANES_RESTING_MAX + 1);
}
END_TEST

/* Only the lane itself is needed for a delivery. */
START_TEST(out_of_memory)
{
    for (unsigned i = 0; i < 200; i++) {
        memory_fail_at(1);
        ck_assert_ptr_null(find(i));
        ck_assert(memory_has_failed());
        memory_fail_at(2);
        ck_assert_ptr_nonnull(find(i));
        (void)memory_has_failed();
    }
    ck_assert_uint_eq(table.all.count, 200);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lane");
    TCase *many = tcase_create("many");

    tcase_add_checked_fixture(many, set_up, tear_down);
    tcase_add_test(many, many_busy_lanes);
    tcase_add_test(many, many_resting_lanes);
    tcase_add_test(many, used_lanes_are_kept);
    tcase_add_test(many, busy_lane_among_resting_ones);
    tcase_add_test(many, out_of_memory);
    suite_add_tcase(suite, many);
    return check_main(suite);
}
