/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_area_undo.c - every change of an area is undone and redone, against a plain model, and when
 * an allocation fails nothing has changed. */
#include <config.h>

#include "tui-client/text/area.h"

#include <errno.h>
#include <locale.h>

#include "tests/support/area.h"
#include "tests/support/check_main.h"
#include "tests/support/killed.h"
#include "tests/support/memory.h"

#define LIMIT ((size_t)1 << 20)

/* --- random changes -------------------------------------------------------------------------- */

#define STATES 200

/* The text after each change; those after NOW were undone. */
static struct model states[STATES];
static size_t now, count;
static bool was_typed; /* the last change: what is typed next belongs to it */

static void note(struct area *area, bool is_typed)
{
    struct span text = area_text(area);

    if (span_equal(text, (struct span){states[now].text, states[now].size}))
        return;
    was_typed = is_typed;
    now++;
    count = now + 1;
    states[now].size = 0;
    replace(&states[now], 0, 0, text);
}

static struct span some_text(void)
{
    static const char *const texts[] = {"a",        "word ",        "\n",         "\xC3\xA3",
                                        "\xCC\x81", "\xE6\xBC\xA2", "one\ntwo\n", "\xE6"};

    return span_of(texts[(size_t)rand() % (sizeof texts / sizeof texts[0])]);
}

/* A block of text, which the area cuts. */
static struct span much_text(void)
{
    static char text[3 * AREA_BLOCK_MAX];
    size_t line = (size_t)rand() % 9000 + 1;

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % line == 0 ? '\n' : 'x';
    return (struct span){text, (size_t)rand() % sizeof text + 1};
}

/* Whether it was by typing. */
static bool change(struct area *area, struct kill_ring *ring)
{
    enum area_motion motion = (enum area_motion)(rand() % (AREA_END + 1));
    bool is_short = area_size(area) < (size_t)1 << 17;

    switch (rand() % 9) {
    case 0:
        ck_assert_int_eq(area_delete(area, motion), 0);
        break;
    case 1:
    case 2:
        ck_assert_int_eq(area_kill(area, motion, ring), 0);
        break;
    case 3:
        if (is_short)
            ck_assert_int_eq(area_yank(area, ring), 0);
        break;
    case 4:
        if (is_short)
            ck_assert_int_eq(area_replace(area, rand() % 4 ? some_text() : much_text()), 0);
        break;
    case 5:
        if (is_short)
            ck_assert_int_eq(area_paste(area, rand() % 4 ? some_text() : much_text()), 0);
        break;
    case 6:
        ck_assert_int_eq(area_transpose(area), 0);
        break;
    default:
        /* A move ends the run of what is typed, so that each is a state. */
        if (was_typed)
            area_move(area, motion);
        ck_assert_int_eq(area_insert(area, some_text()), 0);
        return true;
    }
    return false;
}

static void undo(struct area *area)
{
    ck_assert_int_eq(area_undo(area), now > 0);
    now -= now > 0;
    was_typed = false;
}

static void redo(struct area *area)
{
    ck_assert_int_eq(area_redo(area), now + 1 < count);
    now += now + 1 < count;
    was_typed = false;
}

START_TEST(random_changes_are_undone_and_redone)
{
    struct area area;
    struct kill_ring ring;

    srand((unsigned)_i + 3000);
    area_init(&area, LIMIT);
    /* As if it had been large, so that nothing is dropped. */
    area.store.largest = LIMIT;
    area_resize(&area, (size_t)(rand() % 90 + 2), (size_t)(rand() % 20 + 1));
    kill_ring_init(&ring);
    now = 0;
    count = 1;
    states[0].size = 0;
    while (now + 1 < STATES / 2) {
        int choice = rand() % 10;
        if (choice < 2)
            undo(&area);
        else if (choice < 3)
            redo(&area);
        else
            note(&area, change(&area, &ring));
        ck_assert_msg(
            span_equal(area_text(&area), (struct span){states[now].text, states[now].size}),
            "state %zu", now);
        check(&area);
    }
    while (now > 0)
        undo(&area);
    ck_assert_uint_eq(area_size(&area), 0);
    undo(&area);
    while (now + 1 < count) {
        redo(&area);
        ck_assert(span_equal(area_text(&area), (struct span){states[now].text, states[now].size}));
        check(&area);
    }
    kill_ring_release(&ring);
    area_release(&area);
}
END_TEST

/* --- what is dropped ------------------------------------------------------------------------- */

START_TEST(the_steps_are_bounded)
{
    struct area area;
    size_t undone = 0;

    area_init(&area, LIMIT);
    for (size_t i = 0; i < TEXT_STORE_STEPS_MAX + 50; i++)
        ck_assert_int_eq(area_paste(&area, span_of("x")), 0);
    while (area_undo(&area) == 1)
        undone++;
    ck_assert_uint_eq(undone, TEXT_STORE_STEPS_MAX);
    ck_assert_uint_eq(area_size(&area), 50);
    area_release(&area);
}
END_TEST

/* Even a text as large as may be is not lost. */
START_TEST(the_newest_change_can_always_be_undone)
{
    static char text[5000];
    struct area area;
    struct kill_ring ring;

    memset(text, 'x', sizeof text);
    area_init(&area, sizeof text);
    kill_ring_init(&ring);
    ck_assert_int_eq(area_paste(&area, (struct span){text, sizeof text}), 0);
    ck_assert_int_eq(area_kill(&area, AREA_START, &ring), 0);
    ck_assert_int_eq(area_undo(&area), 1);
    ck_assert(span_equal(area_text(&area), (struct span){text, sizeof text}));
    ck_assert_int_eq(area_replace(&area, span_of("other")), 0);
    ck_assert_int_eq(area_undo(&area), 1);
    ck_assert(span_equal(area_text(&area), (struct span){text, sizeof text}));
    kill_ring_release(&ring);
    area_release(&area);
}
END_TEST

/* A text that was set begins afresh, as after a delivery. */
START_TEST(a_text_that_was_set_brings_nothing_back)
{
    struct area area;

    area_init(&area, LIMIT);
    ck_assert_int_eq(area_insert(&area, span_of("delivered")), 0);
    ck_assert_int_eq(area_set(&area, span_of("")), 0);
    ck_assert_int_eq(area_undo(&area), 0);
    ck_assert_uint_eq(area_size(&area), 0);
    area_release(&area);
}
END_TEST

/* --- failures -------------------------------------------------------------------------------- */

START_TEST(what_is_too_large_changes_nothing)
{
    struct area area;
    struct kill_ring ring;

    area_init(&area, 10);
    kill_ring_init(&ring);
    ck_assert_int_eq(area_paste(&area, span_of("abcdef")), 0);
    ck_assert_int_eq(area_kill(&area, AREA_START, &ring), 0);
    ck_assert_int_eq(area_undo(&area), 1);
    ck_assert_int_eq(area_yank(&area, &ring), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    ck_assert_int_eq(area_replace(&area, span_of("abXXXXXXXXXXXXXf")), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    ck_assert(span_equal(area_text(&area), span_of("abcdef")));
    ck_assert_uint_eq(area.cursor, 6);
    /* The removal that was taken back is no step. */
    ck_assert_int_eq(area_redo(&area), 0);
    check(&area);
    kill_ring_release(&ring);
    area_release(&area);
}
END_TEST

/* The next text of the ring does not fit where the first did. */
START_TEST(a_yank_stays_if_the_next_does_not_fit)
{
    struct area area;
    struct kill_ring ring;

    area_init(&area, 18);
    kill_ring_init(&ring);
    ck_assert_int_eq(area_paste(&area, span_of("abcde")), 0);
    ck_assert_int_eq(area_kill(&area, AREA_START, &ring), 0);
    ck_assert_int_eq(area_paste(&area, span_of("1234567890 12 678")), 0);
    ck_assert_int_eq(area_kill(&area, AREA_WORD_LEFT, &ring), 0);
    ck_assert_int_eq(area_yank(&area, &ring), 0);
    ck_assert_int_eq(area_yank_next(&area, &ring), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    ck_assert(span_equal(area_text(&area), span_of("1234567890 12 678")));
    ck_assert(is_killed(kill_ring_text(&ring), "678"));
    check(&area);
    kill_ring_release(&ring);
    area_release(&area);
}
END_TEST

static int insert(struct area *area, struct kill_ring *ring)
{
    (void)ring;
    return area_insert(area, span_of("typed"));
}

static int replace_all(struct area *area, struct kill_ring *ring)
{
    (void)ring;
    return area_replace(area, span_of("one other text, longer than the one before it, two three"));
}

static int transpose(struct area *area, struct kill_ring *ring)
{
    (void)ring;
    return area_transpose(area);
}

static int kill_word(struct area *area, struct kill_ring *ring)
{
    return area_kill(area, AREA_WORD_LEFT, ring);
}

static int undo_kill(struct area *area, struct kill_ring *ring)
{
    (void)ring;
    return area_undo(area) == 1 ? 0 : -1;
}

static int undo_paste(struct area *area, struct kill_ring *ring)
{
    (void)ring;
    return area_undo(area) == 1 ? 0 : -1;
}

static int redo_kill(struct area *area, struct kill_ring *ring)
{
    (void)ring;
    return area_redo(area) == 1 ? 0 : -1;
}

static int yank_again(struct area *area, struct kill_ring *ring)
{
    return area_yank(area, ring);
}

/* What is done before, and the call that fails. */
static const struct {
    const char *name;
    int (*before[3])(struct area *area, struct kill_ring *ring);
    int (*call)(struct area *area, struct kill_ring *ring);
} calls[] = {
    {"insert", {NULL}, insert},
    {"replace", {NULL}, replace_all},
    {"transpose", {NULL}, transpose},
    {"transpose after a kill", {kill_word}, transpose},
    {"kill", {NULL}, kill_word},
    {"kill more", {kill_word}, kill_word},
    {"undo a kill", {kill_word}, undo_kill},
    {"undo a paste", {NULL}, undo_paste},
    {"undo another text", {replace_all}, undo_kill},
    {"redo a kill", {kill_word, undo_kill}, redo_kill},
    {"redo another text", {replace_all, undo_kill}, redo_kill},
    {"yank", {kill_word}, yank_again},
    {"the next one", {kill_word, insert, NULL}, kill_word},
    {"yank the next one", {kill_word, insert, yank_again}, area_yank_next},
};

static void prepare(struct area *area, struct kill_ring *ring, size_t number)
{
    area_init(area, LIMIT);
    kill_ring_init(ring);
    ck_assert_int_eq(area_paste(area, span_of("zero one")), 0);
    ck_assert_int_eq(area_kill(area, AREA_WORD_LEFT, ring), 0);
    ck_assert_int_eq(area_paste(area, span_of("one two three")), 0);
    for (size_t i = 0; i < 3 && calls[number].before[i] != NULL; i++)
        ck_assert_int_eq(calls[number].before[i](area, ring), 0);
}

/* Every allocation fails once: the text and the cursor are as before, and so is what a yank gives;
 * the repeated call succeeds. */
START_TEST(a_failed_allocation_changes_nothing)
{
    for (unsigned fault = 1, has_failed = 1; has_failed; fault++) {
        struct area area;
        struct kill_ring ring;
        static struct model before;
        struct span text;
        const struct kill_ring_text *killed;
        size_t killed_size;
        size_t cursor;
        int status;
        prepare(&area, &ring, (size_t)_i);
        before.size = 0;
        text = area_text(&area);
        replace(&before, 0, 0, text);
        cursor = area.cursor;
        killed = kill_ring_text(&ring);
        killed_size = killed->size;
        memory_fail_at(fault);
        status = calls[_i].call(&area, &ring);
        has_failed = memory_has_failed();
        ck_assert_msg((status != 0) == has_failed, "%s, allocation %u", calls[_i].name, fault);
        if (has_failed) {
            ck_assert_msg(span_equal(area_text(&area), (struct span){before.text, before.size}) &&
                              area.cursor == cursor,
                          "%s, allocation %u", calls[_i].name, fault);
            ck_assert(kill_ring_text(&ring) == killed && killed->size == killed_size);
            check(&area);
            ck_assert_int_eq(calls[_i].call(&area, &ring), 0);
        }
        check(&area);
        kill_ring_release(&ring);
        area_release(&area);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("area_undo");
    TCase *all = tcase_create("area_undo");

    setlocale(LC_ALL, "C.UTF-8");
    tcase_add_loop_test(all, random_changes_are_undone_and_redone, 0, 12);
    tcase_add_test(all, the_steps_are_bounded);
    tcase_add_test(all, the_newest_change_can_always_be_undone);
    tcase_add_test(all, a_text_that_was_set_brings_nothing_back);
    tcase_add_test(all, what_is_too_large_changes_nothing);
    tcase_add_test(all, a_yank_stays_if_the_next_does_not_fit);
    tcase_add_loop_test(all, a_failed_allocation_changes_nothing, 0, CASES(calls));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
