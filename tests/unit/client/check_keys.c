/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_keys.c - the table of keys: complete, and without ambiguous keys. */
#include <config.h>

#include "tui-client/terminal/keys.h"

#include <curses.h>

#include "tests/support/check_main.h"

static struct input input_of(const struct keys_row *row, size_t number)
{
    return (struct input){.kind = row->keys[number].kind, .code = row->keys[number].code};
}

START_TEST(every_key_does_what_its_row_says)
{
    const struct keys_row *row = &keys_rows[_i];
    bool is_text = row->scope != KEYS_OUTSIDE_TEXT;
    enum keys_scope scope = row->scope == KEYS_OUTSIDE_TEXT ? KEYS_EVERYWHERE : row->scope;

    for (size_t i = 0; i < KEYS_PER_ROW && row->keys[i].kind != INPUT_NOTHING; i++) {
        struct input input = input_of(row, i);
        ck_assert_msg(keys_find(&input, scope, is_text) == row->action, "%s", row->names);
    }
}
END_TEST

START_TEST(a_row_is_whole)
{
    const struct keys_row *row = &keys_rows[_i];

    ck_assert_int_ne(row->action, KEYS_NOTHING);
    ck_assert_msg(row->names != NULL && row->help != NULL, "row %d", _i);
    ck_assert_msg(row->keys[0].kind != INPUT_NOTHING, "%s: no key", row->names);
}
END_TEST

START_TEST(every_action_has_a_key)
{
    for (enum keys_action action = KEYS_NOTHING + 1; action < KEYS_ACTIONS; action++) {
        bool has_key = false;
        for (size_t i = 0; i < keys_row_count; i++)
            has_key = has_key || keys_rows[i].action == action;
        ck_assert_msg(has_key, "action %d", action);
    }
}
END_TEST

START_TEST(a_letter_is_text_where_text_is_typed)
{
    struct input input = {.kind = INPUT_CHARACTER};

    for (input.code = ' '; input.code < 127; input.code++) {
        ck_assert_int_eq(keys_find(&input, KEYS_EVERYWHERE, true), KEYS_NOTHING);
        ck_assert_int_eq(keys_find(&input, KEYS_FORM, true), KEYS_NOTHING);
        ck_assert_int_eq(keys_find(&input, KEYS_BODY, true), KEYS_NOTHING);
    }
}
END_TEST

START_TEST(at_a_question_nothing_else_happens)
{
    struct input input = {.kind = INPUT_KEY, .code = KEY_F(5)};

    ck_assert_int_eq(keys_find(&input, KEYS_QUESTION, true), KEYS_NOTHING);
    ck_assert_int_eq(keys_find(&input, KEYS_FORM, true), KEYS_SEND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("keys");
    TCase *all = tcase_create("keys");

    tcase_add_loop_test(all, every_key_does_what_its_row_says, 0, (int)keys_row_count);
    tcase_add_loop_test(all, a_row_is_whole, 0, (int)keys_row_count);
    tcase_add_test(all, every_action_has_a_key);
    tcase_add_test(all, a_letter_is_text_where_text_is_typed);
    tcase_add_test(all, at_a_question_nothing_else_happens);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
