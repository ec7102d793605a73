/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_kill_ring.c - what is killed can be yanked; by cases, and with failing allocations. */
#include <config.h>

#include "tui-client/text/kill_ring.h"

#include <string.h>

#include "tests/support/check_main.h"
#include "tests/support/memory.h"

#define LIMIT 8

/* A script: a letter is killed by itself, "+" before it joins it behind the newest, "-" in front;
 * "t" turns the ring. */
static const struct {
    const char *name, *script, *text, *next;
} cases[] = {
    {"nothing", "", "", ""},
    {"nothing to turn", "t", "", ""},
    {"one", "a", "a", "a"},
    {"turned to itself", "at", "a", "a"},
    {"the newest", "ab", "b", "a"},
    {"the one before", "abct", "b", "a"},
    {"and around", "abcttt", "c", "b"},
    {"a kill turns it back", "abctd", "d", "c"},
    {"joined behind", "ab+c", "bc", "a"},
    {"joined in front", "ab-c", "cb", "a"},
    {"joined on both sides", "ab-c+d", "cbd", "a"},
    {"joined to nothing", "+a", "a", "a"},
    {"in front of nothing", "-a", "a", "a"},
    {"joined when turned", "abt+c", "bc", "a"},
    {"the oldest is dropped", "abcdefghittttttt", "b", "i"},
    {"until the rest fits", "abcdefg+h+i+jt", "f", "e"},
    {"the newest may be larger", "ab+c+d+e+f+g+h+i+j", "bcdefghij", "bcdefghij"},
};

static void drive(struct kill_ring *ring, const char *script)
{
    enum kill_ring_side side = KILL_RING_NEW;

    for (; *script != '\0'; script++) {
        if (*script == 't') {
            kill_ring_turn(ring);
        } else if (*script == '+' || *script == '-') {
            side = *script == '+' ? KILL_RING_BEHIND : KILL_RING_BEFORE;
        } else {
            ck_assert_int_eq(kill_ring_prepare(ring, (struct span){script, 1}, side), 0);
            kill_ring_take(ring);
            side = KILL_RING_NEW;
        }
    }
}

static void expect(struct span text, const char *expected, const char *name)
{
    ck_assert_msg(span_equal(text, span_of(expected)), "%s: %.*s", name, (int)text.size, text.data);
}

START_TEST(a_script_leads_to_a_text)
{
    struct kill_ring ring;

    kill_ring_init(&ring, LIMIT);
    drive(&ring, cases[_i].script);
    expect(kill_ring_text(&ring), cases[_i].text, cases[_i].name);
    expect(kill_ring_next(&ring), cases[_i].next, cases[_i].name);
    kill_ring_release(&ring);
}
END_TEST

START_TEST(only_the_last_ones_are_kept)
{
    struct kill_ring ring;

    kill_ring_init(&ring, 1000);
    drive(&ring, "abcdefghijklmno");
    ck_assert_uint_eq(ring.count, KILL_RING_MAX);
    drive(&ring, "ttttttttt");
    expect(kill_ring_text(&ring), "f", "the oldest");
    drive(&ring, "t");
    expect(kill_ring_text(&ring), "o", "the newest");
    kill_ring_release(&ring);
}
END_TEST

/* What was prepared and not taken leaves no trace. */
START_TEST(a_kill_that_fails_changes_nothing)
{
    struct kill_ring ring;
    bool has_failed;
    int status;

    kill_ring_init(&ring, LIMIT);
    drive(&ring, "ab");
    memory_fail_at(1);
    status = kill_ring_prepare(&ring, span_of("x"), KILL_RING_BEHIND);
    has_failed = memory_has_failed();
    ck_assert(has_failed);
    ck_assert_int_eq(status, -1);
    expect(kill_ring_text(&ring), "b", "not prepared");
    ck_assert_int_eq(kill_ring_prepare(&ring, span_of("x"), KILL_RING_BEHIND), 0);
    expect(kill_ring_text(&ring), "b", "not taken");
    drive(&ring, "c");
    expect(kill_ring_text(&ring), "c", "another");
    expect(kill_ring_next(&ring), "b", "before it");
    kill_ring_release(&ring);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kill_ring");
    TCase *all = tcase_create("kill_ring");

    tcase_add_loop_test(all, a_script_leads_to_a_text, 0, CASES(cases));
    tcase_add_test(all, only_the_last_ones_are_kept);
    tcase_add_test(all, a_kill_that_fails_changes_nothing);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
