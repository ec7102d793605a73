/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_layout.c - terminal sizes: parts are on the screen and do not overlap. */
#include <config.h>

#include "tui-client/panes/layout.h"

#include <string.h>

#include "tests/support/check_main.h"

#define ROWS_MAX    120
#define COLUMNS_MAX 300

static bool is_shown(struct box box)
{
    return box.height > 0 && box.width > 0;
}

/* What is inside of the frame of part NUMBER; neighbours share the frame itself. */
static struct box inside(const struct layout *layout, int number)
{
    struct box box = layout->parts[number];

    if (number <= LAYOUT_LADDER && is_shown(box))
        return (struct box){box.row + 1, box.column + 1, box.height - 2, box.width - 2};
    return box;
}

static bool overlap(struct box a, struct box b)
{
    return is_shown(a) && is_shown(b) && a.row < b.row + b.height && b.row < a.row + a.height &&
           a.column < b.column + b.width && b.column < a.column + a.width;
}

/* Counts the parts that have the cell, frames included. */
static int owners(const struct layout *layout, int row, int column)
{
    int count = 0;

    for (int i = 0; i < LAYOUT_PARTS; i++) {
        struct box box = layout->parts[i];
        count += row >= box.row && row < box.row + box.height && column >= box.column &&
                 column < box.column + box.width;
    }
    return count;
}

/* Every cell belongs to a part, and there is one line between two neighbours. */
static void check_cells(const struct layout *layout, struct box size)
{
    for (int row = 0; row < size.height; row++)
        for (int column = 0; column < size.width; column++) {
            ck_assert_msg(owners(layout, row, column) > 0, "cell %d, %d is bare in %dx%d", row,
                          column, size.width, size.height);
            if (row > 0 && column > 0)
                ck_assert_msg(owners(layout, row, column) < 2 ||
                                  owners(layout, row - 1, column) < 2 ||
                                  owners(layout, row, column - 1) < 2 ||
                                  owners(layout, row - 1, column - 1) < 2,
                              "two lines at %d, %d in %dx%d", row, column, size.width, size.height);
        }
}

static void check(const struct layout *layout, struct box size, enum layout_part focus)
{
    for (int i = 0; i < LAYOUT_PARTS; i++) {
        struct box box = layout->parts[i];
        if (!is_shown(box))
            continue;
        ck_assert_msg(box.row >= 0 && box.column >= 0 && box.row + box.height <= size.height &&
                          box.column + box.width <= size.width,
                      "part %d is outside of %dx%d", i, size.width, size.height);
        for (int j = 0; j < LAYOUT_PARTS; j++)
            ck_assert_msg(i == j || !overlap(box, inside(layout, j)),
                          "part %d overlaps part %d in %dx%d", i, j, size.width, size.height);
    }
    if (focus < LAYOUT_PANES)
        ck_assert_msg(layout->parts[focus].height >= 3, "part %d is not shown in %dx%d", focus,
                      size.width, size.height);
}

START_TEST(sizes_are_laid_out)
{
    enum layout_part focus = (enum layout_part)_i;

    for (int height = 1; height <= ROWS_MAX; height += height < 40 ? 1 : 13)
        for (int width = 1; width <= COLUMNS_MAX; width += width < 120 ? 1 : 31) {
            struct box size = {0, 0, height, width};
            for (int form_rows = 5; form_rows <= 20; form_rows += 5) {
                struct layout layout = layout_of(size, focus, form_rows, form_rows == 20);
                bool is_small = height < LAYOUT_ROWS_MIN || width < LAYOUT_COLUMNS_MIN;
                ck_assert_int_eq(layout.is_too_small, is_small);
                if (!is_small)
                    check(&layout, size, focus);
                if (!is_small && width % 20 == 0)
                    check_cells(&layout, size);
                ck_assert_int_ge(layout_form_width(size), 0);
            }
        }
}
END_TEST

START_TEST(known_sizes_show_what_they_should)
{
    static const struct {
        int width, height;
        bool conversation, explanation;
    } sizes[] = {{80, 24, true, true},  {100, 30, true, true},  {200, 60, true, true},
                 {80, 18, true, false}, {40, 10, false, false}, {300, 12, true, false},
                 {40, 12, true, false}, {40, 11, false, false}};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct box size = {0, 0, sizes[i].height, sizes[i].width};
        struct layout layout = layout_of(size, LAYOUT_FORM, 5, false);
        ck_assert_int_eq(is_shown(layout.parts[LAYOUT_CONVERSATION]), sizes[i].conversation);
        ck_assert_int_eq(is_shown(layout.parts[LAYOUT_EXPLANATION]), sizes[i].explanation);
    }
}
END_TEST

/* From the size on at which the form is beside the conversation. */
START_TEST(a_form_beside_others_has_room_for_a_date)
{
    for (int width = 100; width <= COLUMNS_MAX; width++)
        ck_assert_int_ge(layout_form_width((struct box){0, 0, 30, width}) - 2,
                         (int)strlen("Message-ID Sun, 29 Nov 2026 12:00:00 +0000 "));
}
END_TEST

START_TEST(the_ladder_has_a_place_on_wide_screens)
{
    static const struct {
        int width, height;
        bool is_zoomed, is_shown;
    } sizes[] = {{160, 26, false, true},  {200, 60, false, true},  {159, 60, false, false},
                 {160, 25, false, false}, {100, 30, false, false}, {200, 60, true, false}};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct box size = {0, 0, sizes[i].height, sizes[i].width};
        struct layout layout = layout_of(size, LAYOUT_CONVERSATION, 5, sizes[i].is_zoomed);
        ck_assert_int_eq(is_shown(layout.parts[LAYOUT_LADDER]), sizes[i].is_shown);
        if (sizes[i].is_shown)
            ck_assert_int_ge(layout.parts[LAYOUT_LADDER].width, 40);
        layout_without_ladder(&layout);
        check(&layout, size, LAYOUT_CONVERSATION);
        ck_assert(!is_shown(layout.parts[LAYOUT_LADDER]));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layout");
    TCase *all = tcase_create("layout");

    tcase_add_loop_test(all, sizes_are_laid_out, 0, LAYOUT_PANES + 1);
    tcase_add_test(all, known_sizes_show_what_they_should);
    tcase_add_test(all, a_form_beside_others_has_room_for_a_date);
    tcase_add_test(all, the_ladder_has_a_place_on_wide_screens);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
