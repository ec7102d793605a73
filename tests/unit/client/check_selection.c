/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_selection.c - the selected row of a list. */
#include <config.h>

#include "tui-client/panes/selection.h"

#include "tests/support/check_main.h"

static const struct {
    const char *name;
    enum keys_action action;
    size_t last, selected, moved;
    bool is_motion;
} cases[] = {
    {"down", KEYS_DOWN, 9, 3, 4, true},
    {"down at the end", KEYS_DOWN, 9, 9, 9, true},
    {"up", KEYS_UP, 9, 3, 2, true},
    {"up at the start", KEYS_UP, 9, 0, 0, true},
    {"a page down", KEYS_PAGE_DOWN, 9, 1, 5, true},
    {"a page down near the end", KEYS_PAGE_DOWN, 9, 7, 9, true},
    {"a page up", KEYS_PAGE_UP, 9, 8, 4, true},
    {"a page up near the start", KEYS_PAGE_UP, 9, 2, 0, true},
    {"the start", KEYS_START, 9, 5, 0, true},
    {"the end", KEYS_END, 9, 5, 9, true},
    {"a list of one", KEYS_PAGE_DOWN, 0, 0, 0, true},
    {"a page down in a list that has become shorter", KEYS_PAGE_DOWN, 3, 9, 3, true},
    {"up in a list that has become shorter", KEYS_UP, 3, 9, 2, true},
    {"something else", KEYS_SEND, 9, 5, 5, false},
};

START_TEST(a_key_moves_the_selection)
{
    size_t selected = cases[_i].selected;

    ck_assert_msg(selection_move(cases[_i].action, cases[_i].last, 5, &selected) ==
                      cases[_i].is_motion,
                  "%s", cases[_i].name);
    ck_assert_msg(selected == cases[_i].moved, "%s: %zu", cases[_i].name, selected);
}
END_TEST

START_TEST(the_selection_stays_in_sight)
{
    ck_assert_uint_eq(selection_scroll(0, 4, 5), 0);
    ck_assert_uint_eq(selection_scroll(0, 5, 5), 1);
    ck_assert_uint_eq(selection_scroll(3, 3, 5), 3);
    ck_assert_uint_eq(selection_scroll(3, 1, 5), 1);
    ck_assert_uint_eq(selection_scroll(3, 9, 0), 9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("selection");
    TCase *all = tcase_create("selection");

    tcase_add_loop_test(all, a_key_moves_the_selection, 0, CASES(cases));
    tcase_add_test(all, the_selection_stays_in_sight);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
