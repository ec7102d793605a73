/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_goal.c - when the server ends by itself, and with which exit status. */
#include <config.h>

#include "server/net/goal.h"

#include "common/deadline.h"
#include "tests/support/check_main.h"

#define NEVER DEADLINE_NEVER

/* The goal begins at 1000. */
static const struct {
    const char *name;
    uint64_t messages; /* wanted */
    int64_t within_ms;
    int64_t come_ms[3]; /* when messages are delivered; 0: no more */
    int64_t blamed_ms;  /* when a client makes an error; 0: never */
    int64_t stops_ms;   /* when a signal stops the server; 0: never */
    int64_t reached_ms; /* first time at which it is reached; NEVER */
    int64_t over_ms;    /* and over */
    int status;
} cases[] = {
    {"no goal", 0, 0, {1500, 1600}, 0, 5000, NEVER, NEVER, 0},
    {"no goal, and an error", 0, 0, {1500}, 1600, 5000, NEVER, NEVER, 0},
    {"one message", 1, 0, {1500}, 0, 0, 1500, 2500, 0},
    {"two messages", 2, 0, {1500, 1700}, 0, 0, 1700, 2700, 0},
    {"one more", 1, 0, {1500, 1700, 1800}, 0, 0, 1500, 2500, 0},
    {"in time", 1, 500, {1499}, 0, 0, 1499, 2499, 0},
    {"with the end", 1, 500, {1500}, 0, 0, 1500, 2500, 0},
    {"just too late", 1, 500, {1501}, 0, 0, NEVER, 1500, 5},
    {"much too late", 1, 500, {0}, 0, 0, NEVER, 1500, 5},
    {"not all of them", 3, 2000, {1500, 1700}, 0, 0, NEVER, 3000, 5},
    {"in time, with an error", 1, 500, {1400}, 1300, 0, 1400, 2400, 3},
    {"an error when it is reached", 1, 500, {1400}, 1900, 0, 1400, 2400, 3},
    {"an error, and too late", 1, 500, {0}, 1300, 0, NEVER, 1500, 5},
    {"time alone", 0, 500, {1200}, 0, 0, NEVER, 1500, 0},
    {"time alone, and an error", 0, 500, {1200}, 1300, 0, NEVER, 1500, 3},
    {"stopped before", 1, 0, {0}, 0, 1300, NEVER, NEVER, 1},
    {"stopped before, with an error", 1, 0, {0}, 1200, 1300, NEVER, NEVER, 1},
    {"stopped before the time", 1, 500, {0}, 0, 1300, NEVER, NEVER, 1},
    {"time alone, stopped", 0, 500, {0}, 0, 1300, NEVER, NEVER, 0},
    {"time alone, stopped, an error", 0, 500, {0}, 1200, 1300, NEVER, NEVER, 3},
    {"stopped when it is reached", 1, 500, {1200}, 0, 1300, 1200, NEVER, 0},
};

START_TEST(ends_in_its_time)
{
    const struct event accepted = {.kind = EVENT_ACCEPTED};
    int64_t reached_ms = NEVER, over_ms = NEVER;
    struct events events = {0};
    struct goal goal;
    size_t come = 0;

    goal_init(&goal, cases[_i].messages, cases[_i].within_ms);
    events_subscribe(&events, goal_subscriber(&goal));
    goal_begin(&goal, 1000);
    for (int64_t now_ms = 1000; now_ms < 6000 && over_ms == NEVER; now_ms++) {
        if (now_ms == cases[_i].stops_ms)
            break;
        if (come < COUNT(cases[_i].come_ms) && cases[_i].come_ms[come] == now_ms) {
            events_tell(&events, &accepted);
            come++;
        }
        if (now_ms == cases[_i].blamed_ms)
            goal_blame_client(&goal);
        enum goal_stage stage = goal_look(&goal, now_ms);
        if (stage == GOAL_IS_REACHED && reached_ms == NEVER)
            reached_ms = now_ms;
        if (stage == GOAL_IS_OVER)
            over_ms = now_ms;
        ck_assert_msg(stage == GOAL_IS_OVER || goal_due_ms(&goal) > now_ms, "%s: due at once",
                      cases[_i].name);
    }
    ck_assert_msg(reached_ms == cases[_i].reached_ms, "%s: reached at %lld", cases[_i].name,
                  (long long)reached_ms);
    ck_assert_msg(over_ms == cases[_i].over_ms, "%s: over at %lld", cases[_i].name,
                  (long long)over_ms);
    ck_assert_msg(goal_status(&goal) == cases[_i].status, "%s: status %d", cases[_i].name,
                  goal_status(&goal));
}
END_TEST

/* A loop that is woken only when something is due sees the same ends. */
START_TEST(is_due_when_something_happens)
{
    struct goal goal;

    goal_init(&goal, 0, 0);
    ck_assert_int_eq(goal_due_ms(&goal), NEVER);
    goal_init(&goal, 1, 500);
    goal_begin(&goal, 1000);
    ck_assert_int_eq(goal_due_ms(&goal), 1500);
    goal.messages = 1;
    ck_assert_int_eq(goal_look(&goal, 1400), GOAL_IS_REACHED);
    ck_assert_int_eq(goal_due_ms(&goal), 2400);
    ck_assert_int_eq(goal_look(&goal, 2399), GOAL_IS_REACHED);
    ck_assert_int_eq(goal_look(&goal, 2400), GOAL_IS_OVER);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("goal");
    TCase *tcase = tcase_create("goal");

    tcase_add_loop_test(tcase, ends_in_its_time, 0, CASES(cases));
    tcase_add_test(tcase, is_due_when_something_happens);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
