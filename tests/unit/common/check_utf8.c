/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_utf8.c - where characters of UTF-8 begin and end, also in text that is ill-formed. */
#include <config.h>

#include "common/utf8.h"

#include "tests/support/check_main.h"

#define E_ACUTE "\xC3\xA9"
#define EURO    "\xE2\x82\xAC"
#define SMILE   "\xF0\x9F\x98\x80"

static const struct {
    const char *text;
    size_t count, first;
    size_t whole; /* bytes that are left if the text is the front of another one */
} texts[] = {
    {"a", 1, 1, 1},
    {"abc", 3, 1, 3},
    {E_ACUTE "e", 2, 2, 3},
    {EURO E_ACUTE, 2, 3, 5},
    {SMILE, 1, 4, 4},
    {"a\xC3", 2, 1, 1},
    {"a\xE2\x82", 2, 1, 1},
    {"a\xF0\x9F\x98", 2, 1, 1},
    {"\xC3", 1, 1, 0},
    /* ill-formed */
    {"\xA9", 0, 1, 1},
    {"\xA9\xA9\xA9\xA9\xA9", 0, 5, 5},
    {"a\xA9\xA9\xA9\xA9", 1, 5, 5},
    {SMILE "\x80", 1, 5, 5},
};

START_TEST(characters_are_counted)
{
    struct span text = span_of(texts[_i].text);

    ck_assert_msg(utf8_count(text) == texts[_i].count, "%s: %zu", texts[_i].text, utf8_count(text));
    ck_assert_msg(utf8_first_size(text) == texts[_i].first, "%s: first of %zu", texts[_i].text,
                  utf8_first_size(text));
}
END_TEST

START_TEST(a_last_character_that_lacks_bytes_goes)
{
    struct span whole = utf8_whole(span_of(texts[_i].text));

    ck_assert_msg(whole.size == texts[_i].whole, "%s: %zu", texts[_i].text, whole.size);
}
END_TEST

START_TEST(nothing_has_no_characters)
{
    ck_assert_uint_eq(utf8_count((struct span){NULL, 0}), 0);
    ck_assert_uint_eq(utf8_cut((struct span){NULL, 0}, 0), 0);
    ck_assert_uint_eq(utf8_whole((struct span){NULL, 0}).size, 0);
}
END_TEST

static const struct {
    const char *text;
    size_t size, end;
} cuts[] = {
    {"abc", 2, 2},
    {"abc", 3, 3},
    {"abc", 9, 3},
    {"a" E_ACUTE, 2, 1},
    {"a" E_ACUTE, 3, 3},
    {"a" SMILE, 4, 1},
    {E_ACUTE, 0, 0},
    {E_ACUTE, 1, 0},
    /* ill-formed */
    {"a\xA9\xA9\xA9\xA9\xA9\xA9", 5, 5},
    {"\xA9\xA9\xA9", 1, 1},
};

START_TEST(a_cut_is_between_characters)
{
    size_t end = utf8_cut(span_of(cuts[_i].text), cuts[_i].size);

    ck_assert_msg(end == cuts[_i].end, "%s at %zu: %zu", cuts[_i].text, cuts[_i].size, end);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("utf8");
    TCase *all = tcase_create("utf8");

    tcase_add_loop_test(all, characters_are_counted, 0, CASES(texts));
    tcase_add_loop_test(all, a_last_character_that_lacks_bytes_goes, 0, CASES(texts));
    tcase_add_test(all, nothing_has_no_characters);
    tcase_add_loop_test(all, a_cut_is_between_characters, 0, CASES(cuts));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
