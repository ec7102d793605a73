/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_scroller.c - where the rows of a long text begin, and how much of it is read to draw one.
 */
#include <config.h>

#include "tui-client/panes/scroller.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"
#include "tests/support/memory.h"
#include "tui-client/terminal/screen.h"

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

static const int widths[] = {1, 20, 100, 20};

/* Draws on a terminal that nobody sees. */
static SCREEN *start_screen(FILE *nowhere)
{
    SCREEN *screen;

    ck_assert_ptr_nonnull(nowhere);
    ck_assert_int_eq(setenv("LINES", "2", 1), 0);
    ck_assert_int_eq(setenv("COLUMNS", "100", 1), 0);
    screen = newterm("xterm", nowhere, nowhere);
    ck_assert_ptr_nonnull(screen);
    return screen;
}

static void stop_screen(SCREEN *screen, FILE *nowhere)
{
    (void)endwin();
    delscreen(screen);
    ck_assert_int_eq(fclose(nowhere), 0);
}

/* Draws the row at the top of SCROLLER in the first one of the screen, and WANTED in the second. */
static void expect_row(struct scroller *scroller, struct span text, int width, struct span wanted)
{
    char first[128], second[128];

    screen_begin();
    scroller_draw_kept(scroller, (struct box){0, 0, 1, width}, text);
    screen_text(1, 0, width, STYLE_NORMAL, wanted);
    ck_assert_int_ne(mvinnstr(0, 0, first, width), ERR);
    ck_assert_int_ne(mvinnstr(1, 0, second, width), ERR);
    ck_assert_msg(strcmp(first, second) == 0, "row %zu: '%s', not '%s'", scroller->skip, first,
                  second);
}

/* Wherever one scrolls to, the row is the one that a walk from the beginning finds. */
START_TEST(every_row_is_found)
{
    FILE *nowhere = fopen("/dev/null", "r+");
    SCREEN *screen = start_screen(nowhere);
    struct scroller scroller = {0};
    struct buffer text;

    make_text(&text, 60);
    for (size_t i = 0; i < CASES(widths); i++) {
        struct widgets_rows all = {.text = buffer_span(&text)};
        struct span wanted;
        size_t number = 0;
        for (; widgets_next_row(&all, (size_t)widths[i], &wanted); number++) {
            scroller.skip = number;
            expect_row(&scroller, buffer_span(&text), widths[i], wanted);
            ck_assert_uint_eq(scroller.skip, number);
        }
        ck_assert_uint_eq(scroller.rows, number);
    }
    ck_assert_uint_gt(scroller.rows, SCROLLER_STRIDE);
    scroller_release(&scroller);
    buffer_release(&text);
    stop_screen(screen, nowhere);
}
END_TEST

/* Places that are not kept, all or those from one on, are found again. */
START_TEST(every_row_is_found_without_memory)
{
    FILE *nowhere = fopen("/dev/null", "r+");
    SCREEN *screen = start_screen(nowhere);
    struct scroller scroller = {0};
    struct widgets_rows all;
    struct buffer text;
    struct span wanted;
    bool has_failed = true;

    make_text(&text, 60);
    all = (struct widgets_rows){.text = buffer_span(&text)};
    for (size_t number = 0; number <= SCROLLER_STRIDE; number++)
        ck_assert(widgets_next_row(&all, 20, &wanted));
    for (unsigned fault = 1; has_failed; fault++) {
        scroller_begin(&scroller);
        scroller.rows = scroller.skip = SCROLLER_STRIDE;
        memory_fail_at(fault);
        expect_row(&scroller, buffer_span(&text), 20, wanted);
        has_failed = memory_has_failed();
        ck_assert(has_failed == (scroller.places.at == NULL));
        ck_assert(has_failed || fault > 1);
    }
    scroller_release(&scroller);
    buffer_release(&text);
    stop_screen(screen, nowhere);
}
END_TEST

/* Only another width, or another text, is read from its beginning. */
START_TEST(a_text_that_stays_is_read_once)
{
    static const struct box box = {0, 0, 1, 80};
    struct scroller scroller = {0};
    struct widgets_rows *at;
    struct buffer text;

    make_text(&text, 2000);
    scroller_draw_kept(&scroller, box, buffer_span(&text));
    at = scroller.places.at;
    ck_assert_uint_gt(scroller.rows, 10 * SCROLLER_STRIDE);
    ck_assert_uint_eq(scroller.places.count, scroller.rows / SCROLLER_STRIDE + 1);
    /* It cannot be read now. */
    scroller.skip = scroller.rows;
    scroller_draw_kept(&scroller, box, (struct span){NULL, buffer_size(&text)});
    ck_assert_ptr_eq(scroller.places.at, at);
    ck_assert_uint_eq(scroller.skip, scroller.rows - 1);
    scroller_begin(&scroller);
    scroller_draw_kept(&scroller, box, span_of("a\n\nb"));
    ck_assert_uint_eq(scroller.rows, 3);
    scroller_begin(&scroller);
    scroller_draw_kept(&scroller, box, span_of(""));
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
    tcase_add_test(all, every_row_is_found_without_memory);
    tcase_add_test(all, a_text_that_stays_is_read_once);
    tcase_add_loop_test(all, keys_scroll, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
