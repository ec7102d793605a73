/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_list.c - which row of an overlay's list keys and clicks select. */
#include <config.h>

#include "tui-client/panes/list.h"

#include "tests/support/check_main.h"

#define HEIGHT 5

static const struct {
    const char *name;
    enum keys_action action;
    size_t count, selected, moved;
} motions[] = {
    {"down", KEYS_DOWN, 9, 3, 4},         {"down in the last row", KEYS_DOWN, 9, 8, 8},
    {"the end", KEYS_END, 9, 3, 8},       {"a page down", KEYS_PAGE_DOWN, 9, 0, HEIGHT - 1},
    {"an empty list", KEYS_END, 0, 0, 0},
};

START_TEST(keys_move)
{
    struct list list = {motions[_i].count, motions[_i].selected, 0, HEIGHT};

    ck_assert(list_act(&list, motions[_i].action));
    ck_assert_msg(list.selected == motions[_i].moved, "%s: %zu", motions[_i].name, list.selected);
    ck_assert(!list_act(&list, KEYS_ENTER));
}
END_TEST

static const struct {
    const char *name;
    size_t number, selected;
    bool is_enter;
} clicks[] = {
    {"another row", 4, 4, false},
    {"the selected row", 2, 2, true},
    {"no row", 9, 2, false},
};

START_TEST(a_click_selects_and_another_one_acts)
{
    struct list list = {9, 2, 0, HEIGHT};

    ck_assert_msg(list_click(&list, clicks[_i].number) == clicks[_i].is_enter, "%s",
                  clicks[_i].name);
    ck_assert_msg(list.selected == clicks[_i].selected, "%s: %zu", clicks[_i].name, list.selected);
}
END_TEST

START_TEST(it_knows_what_is_hidden)
{
    struct list list = {9, 2, 1, HEIGHT};

    ck_assert_uint_eq(list_beyond(&list).above, 1);
    ck_assert_uint_eq(list_beyond(&list).below, 9 - HEIGHT - 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("list");
    TCase *all = tcase_create("list");

    tcase_add_loop_test(all, keys_move, 0, CASES(motions));
    tcase_add_loop_test(all, a_click_selects_and_another_one_acts, 0, CASES(clicks));
    tcase_add_test(all, it_knows_what_is_hidden);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
