/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_keys.c - the table of keys: complete, and without ambiguous keys. */
#include <config.h>

#include "tui-client/terminal/keys.h"

#include <curses.h>
#include <string.h>

#include "tests/support/check_main.h"

static struct input input_of(const struct keys_row *row, size_t number)
{
    return (struct input){.kind = row->keys[number].kind, .code = row->keys[number].code};
}

/* A place in which ROW applies and no other scope overrides it. */
static struct keys_place place_of(const struct keys_row *row)
{
    struct keys_place place = {.scope = row->scope,
                               .is_text =
                                   row->scope != KEYS_OUTSIDE_TEXT && row->scope != KEYS_OVERLAY,
                               .is_overlay = row->scope == KEYS_OVERLAY};

    if (row->scope <= KEYS_ALWAYS)
        place.scope = KEYS_EVERYWHERE;
    return place;
}

START_TEST(every_key_does_what_its_row_says)
{
    const struct keys_row *row = &keys_rows[_i];

    ck_assert(keys_apply(place_of(row), row->scope) || row->scope == KEYS_EVERYWHERE);
    for (size_t i = 0; i < KEYS_PER_ROW && row->keys[i].kind != INPUT_NOTHING; i++) {
        struct input input = input_of(row, i);
        ck_assert_msg(keys_find(&input, place_of(row)) == row->action, "%s", row->names);
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

/* An answer begins with another letter in another language, the key of an action does not. */
START_TEST(the_name_of_an_answer_is_of_no_other_key)
{
    const struct keys_row *row = &keys_rows[_i];

    for (size_t i = 0; i < keys_row_count && row->action == KEYS_YES; i++)
        ck_assert_msg(keys_rows[i].action == KEYS_YES ||
                          strcmp(keys_rows[i].names, row->names) != 0,
                      "%s", row->names);
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
    static const enum keys_scope scopes[] = {KEYS_EVERYWHERE, KEYS_FORM, KEYS_BODY};
    struct input input = {.kind = INPUT_CHARACTER};

    for (input.code = ' '; input.code < 127; input.code++)
        for (size_t i = 0; i < COUNT(scopes); i++)
            ck_assert_int_eq(
                keys_find(&input, (struct keys_place){.scope = scopes[i], .is_text = true}),
                KEYS_NOTHING);
}
END_TEST

static const struct {
    const char *name;
    struct keys_place place;
    struct input input;
    enum keys_action action;
} cases[] = {
    {"a question takes all keys",
     {.scope = KEYS_QUESTION},
     {.kind = INPUT_KEY, .code = KEY_F(5)},
     KEYS_NOTHING},
    {"its own count", {.scope = KEYS_QUESTION}, {INPUT_CHARACTER, .code = 'y'}, KEYS_YES},
    {"another letter is no answer",
     {.scope = KEYS_QUESTION},
     {INPUT_CHARACTER, .code = 's'},
     KEYS_NOTHING},
    {"a form does not", {.scope = KEYS_FORM}, {.kind = INPUT_KEY, .code = KEY_F(5)}, KEYS_SEND},
    {"an overlay takes all keys",
     {.scope = KEYS_LIST, .is_overlay = true},
     {.kind = INPUT_KEY, .code = KEY_F(5)},
     KEYS_NOTHING},
    {"and letters",
     {.scope = KEYS_LIST, .is_overlay = true},
     {INPUT_CHARACTER, .code = 's'},
     KEYS_NOTHING},
    {"but Esc", {.scope = KEYS_LIST, .is_overlay = true}, {INPUT_CHARACTER, .code = 27}, KEYS_BACK},
    {"F10 quits from there too",
     {.scope = KEYS_LIST, .is_overlay = true},
     {.kind = INPUT_KEY, .code = KEY_F(10)},
     KEYS_QUIT},
    {"as Ctrl-Q does where one types to search",
     {.scope = KEYS_MENU, .is_text = true, .is_overlay = true},
     {INPUT_CHARACTER, .code = 'Q' - '@'},
     KEYS_QUIT},
    {"but not from a question",
     {.scope = KEYS_QUESTION, .is_text = true, .is_overlay = true},
     {.kind = INPUT_KEY, .code = KEY_F(10)},
     KEYS_NOTHING},
    {"its q closes",
     {.scope = KEYS_LIST, .is_overlay = true},
     {INPUT_CHARACTER, .code = 'q'},
     KEYS_BACK},
    {"q quits elsewhere", {.scope = KEYS_LIST}, {INPUT_CHARACTER, .code = 'q'}, KEYS_QUIT},
    {"the conversation's letters win",
     {.scope = KEYS_CONVERSATION},
     {INPUT_CHARACTER, .code = 's'},
     KEYS_SAVE},
    {"s sends elsewhere", {.scope = KEYS_BUTTON}, {INPUT_CHARACTER, .code = 's'}, KEYS_SEND},
};

START_TEST(a_key_means)
{
    ck_assert_msg(keys_find(&cases[_i].input, cases[_i].place) == cases[_i].action, "%s",
                  cases[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("keys");
    TCase *all = tcase_create("keys");

    tcase_add_loop_test(all, every_key_does_what_its_row_says, 0, (int)keys_row_count);
    tcase_add_loop_test(all, a_row_is_whole, 0, (int)keys_row_count);
    tcase_add_loop_test(all, the_name_of_an_answer_is_of_no_other_key, 0, (int)keys_row_count);
    tcase_add_test(all, every_action_has_a_key);
    tcase_add_test(all, a_letter_is_text_where_text_is_typed);
    tcase_add_loop_test(all, a_key_means, 0, COUNT(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
