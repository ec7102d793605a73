/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_scroller.c - where the rows of a long text begin, and how much of it is read to draw one.
 */
#include <config.h>

#include "tui-client/panes/scroller.h"

#include <stdio.h>

#include "tests/support/check_main.h"

#define TEXT_MAX ((size_t)1 << 20)

/* Paragraphs of 0 to 36 words. */
static void make_text(struct buffer *text, int paragraphs)
{
    buffer_init(text, TEXT_MAX);
    for (int i = 0; i < paragraphs; i++) {
        for (int word = 0; word < i * 7 % 37; word++)
            ck_assert_int_eq(buffer_append(text, "word word-\xC3\xA9 ", 13), 0);
        ck_assert_int_eq(buffer_append(text, "\n", 1), 0);
    }
}

static const size_t widths[] = {1, 20, 100, 20};

/* From each place on, the rows are those that a walk from the beginning finds. */
START_TEST(every_row_is_found)
{
    struct scroller scroller = {0};
    struct buffer text;

    make_text(&text, 60);
    for (int i = 0; i < CASES(widths); i++) {
        struct widgets_rows all = {.text = buffer_span(&text)}, place;
        struct span wanted, row;
        size_t number = 0, left;
        for (; widgets_next_row(&all, widths[i], &wanted); number++) {
            place = scroller_place(&scroller, buffer_span(&text), widths[i], number, &left);
            ck_assert_uint_lt(left, SCROLLER_STRIDE);
            do
                ck_assert(widgets_next_row(&place, widths[i], &row));
            while (left-- > 0);
            ck_assert_msg(row.data == wanted.data && row.size == wanted.size, "row %zu", number);
        }
        ck_assert_uint_eq(scroller.rows, number);
    }
    scroller_release(&scroller);
    buffer_release(&text);
}
END_TEST

/* Only another width, or another text, is read from its beginning. */
START_TEST(a_text_that_stays_is_read_once)
{
    struct scroller scroller = {0};
    struct widgets_rows *at;
    struct buffer text;
    size_t left;

    make_text(&text, 2000);
    (void)scroller_place(&scroller, buffer_span(&text), 80, 0, &left);
    at = scroller.places.at;
    ck_assert_uint_gt(scroller.rows, 10 * SCROLLER_STRIDE);
    ck_assert_uint_eq(scroller.places.count, scroller.rows / SCROLLER_STRIDE + 1);
    /* It cannot be read now. */
    (void)scroller_place(&scroller, (struct span){NULL, buffer_size(&text)}, 80, scroller.rows - 1,
                         &left);
    ck_assert_ptr_eq(scroller.places.at, at);
    scroller_begin(&scroller);
    (void)scroller_place(&scroller, span_of("a\n\nb"), 80, 2, &left);
    ck_assert_uint_eq(scroller.rows, 3);
    ck_assert_uint_eq(left, 2);
    scroller_begin(&scroller);
    (void)scroller_place(&scroller, span_of(""), 80, 0, &left);
    ck_assert_uint_eq(scroller.rows, 0);
    scroller_release(&scroller);
    buffer_release(&text);
}
END_TEST

static const struct {
    const char *name;
    enum keys_action action;
    size_t skip, rows, moved;
} cases[] = {
    {"down", KEYS_DOWN, 3, 20, 4},
    {"a page down", KEYS_PAGE_DOWN, 3, 20, 10},
    {"the end is the last page", KEYS_END, 3, 20, 12},
    {"down at the end", KEYS_DOWN, 12, 20, 12},
    {"a text that fits", KEYS_DOWN, 0, 8, 0},
    {"a text that has become shorter", KEYS_DOWN, 12, 9, 1},
};

START_TEST(keys_scroll)
{
    struct scroller scroller = {.skip = cases[_i].skip, .rows = cases[_i].rows, .height = 8};

    ck_assert(scroller_act(&scroller, cases[_i].action));
    ck_assert_msg(scroller.skip == cases[_i].moved, "%s: %zu", cases[_i].name, scroller.skip);
    ck_assert_uint_eq(scroller_beyond(&scroller).above, cases[_i].moved);
    ck_assert_uint_eq(scroller_beyond(&scroller).below, cases[_i].rows - cases[_i].moved - 8);
    ck_assert(!scroller_act(&scroller, KEYS_SEND));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scroller");
    TCase *all = tcase_create("scroller");

    tcase_add_test(all, every_row_is_found);
    tcase_add_test(all, a_text_that_stays_is_read_once);
    tcase_add_loop_test(all, keys_scroll, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
