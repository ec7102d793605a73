/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_kill_ring.c - what is killed can be yanked; by cases, and with failing allocations. */
#include <config.h>

#include "tui-client/text/kill_ring.h"

#include <string.h>

#include "tests/support/check_main.h"
#include "tests/support/killed.h"
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
    {"the oldest is dropped", "abcdefghijtttttttt", "b", "j"},
    {"until the rest fits", "abcd+e+f+g+h+i+jktt", "c", "k"},
    {"a large one before a small one", "ab+c+d+e+f+g+h+i+jkt", "a", "k"},
    {"the newest may be larger", "ab+c+d+e+f+g+h+i+jt", "a", "bcdefghij"},
};

static void kill(struct kill_ring *ring, char letter, enum kill_ring_side side, size_t limit)
{
    struct scrap *scrap = scrap_new(1);

    scrap->bytes[0] = letter;
    ck_assert_int_eq(kill_ring_prepare(ring, scrap_span(scrap), side, limit), 0);
    kill_ring_take(ring, scrap);
    scrap_drop(scrap);
}

static void drive(struct kill_ring *ring, const char *script, size_t limit)
{
    enum kill_ring_side side = KILL_RING_NEW;

    for (; *script != '\0'; script++) {
        if (*script == 't') {
            kill_ring_turn(ring);
        } else if (*script == '+' || *script == '-') {
            side = *script == '+' ? KILL_RING_BEHIND : KILL_RING_BEFORE;
        } else {
            kill(ring, *script, side, limit);
            side = KILL_RING_NEW;
        }
    }
}

static void expect(const struct kill_ring_text *text, const char *expected, const char *name)
{
    ck_assert_msg(is_killed(text, expected), "%s: not \"%s\"", name, expected);
}

START_TEST(a_script_leads_to_a_text)
{
    struct kill_ring ring;

    kill_ring_init(&ring);
    drive(&ring, cases[_i].script, LIMIT);
    expect(kill_ring_text(&ring), cases[_i].text, cases[_i].name);
    expect(kill_ring_next(&ring), cases[_i].next, cases[_i].name);
    kill_ring_release(&ring);
}
END_TEST

START_TEST(only_the_last_ones_are_kept)
{
    struct kill_ring ring;

    kill_ring_init(&ring);
    drive(&ring, "abcdefghijklmno", 1000);
    ck_assert_uint_eq(ring.count, KILL_RING_MAX);
    drive(&ring, "ttttttttt", LIMIT);
    expect(kill_ring_text(&ring), "f", "the oldest");
    drive(&ring, "t", LIMIT);
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

    kill_ring_init(&ring);
    drive(&ring, "ab", LIMIT);
    memory_fail_at(1);
    status = kill_ring_prepare(&ring, span_of("x"), KILL_RING_BEHIND, LIMIT);
    has_failed = memory_has_failed();
    ck_assert(has_failed);
    ck_assert_int_eq(status, -1);
    expect(kill_ring_text(&ring), "b", "not prepared");
    ck_assert_int_eq(kill_ring_prepare(&ring, span_of("x"), KILL_RING_BEHIND, LIMIT), 0);
    expect(kill_ring_text(&ring), "b", "not taken");
    drive(&ring, "c", LIMIT);
    expect(kill_ring_text(&ring), "c", "another");
    expect(kill_ring_next(&ring), "b", "before it");
    kill_ring_release(&ring);
}
END_TEST

/* --- large pieces ---------------------------------------------------------------------------- */

/* Kills SIZE bytes of LETTER; returns the piece, which the caller owns. */
static struct scrap *kill_many(struct kill_ring *ring, char letter, size_t size,
                               enum kill_ring_side side)
{
    struct scrap *scrap = scrap_new(size);

    memset(scrap->bytes, letter, size);
    ck_assert_int_eq(kill_ring_prepare(ring, scrap_span(scrap), side, 100 * KILL_RING_PIECE), 0);
    kill_ring_take(ring, scrap);
    return scrap;
}

/* Whoever can undo the kills has the same pieces: no byte is there twice. */
START_TEST(large_kills_are_held_once)
{
    enum kill_ring_side sides[] = {KILL_RING_NEW, KILL_RING_BEHIND, KILL_RING_BEFORE,
                                   KILL_RING_BEHIND};
    static const size_t order[] = {2, 0, 1, 3};
    struct scrap *kills[CASES(sides)];
    const struct kill_ring_text *text;
    struct kill_ring ring;

    kill_ring_init(&ring);
    for (size_t i = 0; i < CASES(sides); i++)
        kills[i] = kill_many(&ring, (char)('a' + i), KILL_RING_PIECE, sides[i]);
    text = kill_ring_text(&ring);
    ck_assert_uint_eq(ring.count, 1);
    ck_assert_uint_eq(text->count, CASES(sides));
    ck_assert_uint_eq(text->size, CASES(sides) * KILL_RING_PIECE);
    for (size_t i = 0; i < CASES(sides); i++) {
        ck_assert_ptr_eq(text->pieces[i], kills[order[i]]);
        ck_assert_uint_eq(kills[i]->owners, 2);
    }
    kill_ring_release(&ring);
    for (size_t i = 0; i < CASES(sides); i++) {
        ck_assert_uint_eq(kills[i]->owners, 1);
        scrap_drop(kills[i]);
    }
}
END_TEST

/* A word at a time, as with a key that is held down. */
START_TEST(small_kills_make_few_pieces)
{
    struct kill_ring ring;

    kill_ring_init(&ring);
    for (size_t i = 0; i < KILL_RING_PIECE; i++)
        scrap_drop(kill_many(&ring, 'x', 3, _i ? KILL_RING_BEFORE : KILL_RING_BEHIND));
    ck_assert_uint_eq(kill_ring_text(&ring)->size, 3 * KILL_RING_PIECE);
    ck_assert_uint_le(kill_ring_text(&ring)->count, 4);
    kill_ring_release(&ring);
}
END_TEST

START_TEST(a_large_kill_that_fails_changes_nothing)
{
    struct kill_ring ring;
    struct scrap *first, *second = scrap_new(KILL_RING_PIECE);

    kill_ring_init(&ring);
    first = kill_many(&ring, 'a', KILL_RING_PIECE, KILL_RING_NEW);
    memset(second->bytes, 'b', second->size);
    memory_fail_at(1);
    ck_assert_int_eq(
        kill_ring_prepare(&ring, scrap_span(second), KILL_RING_BEFORE, 100 * KILL_RING_PIECE), -1);
    ck_assert(memory_has_failed());
    ck_assert_uint_eq(kill_ring_text(&ring)->count, 1);
    ck_assert_int_eq(
        kill_ring_prepare(&ring, scrap_span(second), KILL_RING_BEFORE, 100 * KILL_RING_PIECE), 0);
    kill_ring_take(&ring, second);
    ck_assert_ptr_eq(kill_ring_text(&ring)->pieces[0], second);
    kill_ring_release(&ring);
    scrap_drop(first);
    scrap_drop(second);
}
END_TEST

/* Before the next kill needs its memory, what would not be kept beside it is given up. */
START_TEST(room_is_made_before_a_kill)
{
    static const struct {
        enum kill_ring_side side;
        size_t limit, kept;
    } rooms[] = {
        {KILL_RING_NEW, KILL_RING_PIECE, 1},
        {KILL_RING_NEW, KILL_RING_PIECE - 1, 0},
        {KILL_RING_BEHIND, KILL_RING_PIECE - 1, 1},
    };
    struct kill_ring ring;
    struct scrap *scrap;

    kill_ring_init(&ring);
    scrap = kill_many(&ring, 'a', KILL_RING_PIECE, KILL_RING_NEW);
    ck_assert_int_eq(kill_ring_prepare(&ring, scrap_span(scrap), rooms[_i].side, rooms[_i].limit),
                     0);
    ck_assert_uint_eq(ring.count, rooms[_i].kept);
    ck_assert_uint_eq(scrap->owners, 1 + rooms[_i].kept);
    kill_ring_release(&ring);
    scrap_drop(scrap);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kill_ring");
    TCase *all = tcase_create("kill_ring");

    tcase_add_loop_test(all, a_script_leads_to_a_text, 0, CASES(cases));
    tcase_add_test(all, only_the_last_ones_are_kept);
    tcase_add_test(all, a_kill_that_fails_changes_nothing);
    tcase_add_test(all, large_kills_are_held_once);
    tcase_add_loop_test(all, small_kills_make_few_pieces, 0, 2);
    tcase_add_test(all, a_large_kill_that_fails_changes_nothing);
    tcase_add_loop_test(all, room_is_made_before_a_kill, 0, 3);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
