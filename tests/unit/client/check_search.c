/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_search.c - substring search, in ASCII and in any script. */
#include <config.h>

#include "tui-client/text/search.h"

#include "tests/support/check_main.h"
#include "tests/support/guard.h"
#include "tui-client/text/folded.h"

static const struct {
    const char *text, *sought;
    size_t place, last;
} cases[] = {
    {"hello", "hello", 0, 0},
    {"hello", "l", 2, 3},
    {"hello", "lo", 3, 3},
    {"HELO a", "heLo", 0, 0},
    {"250 \xC3\x89", "\xC3\x89", 4, 4},
    /* A partial match at the end does not count. */
    {"hello", "x", 5, 5},
    {"hello", "low", 5, 5},
    {"hello", "hello you", 5, 5},
    {"", "a", 0, 0},
    /* Only ASCII letters ignore case. */
    {"\xC3\x89", "\xC3\xA9", 2, 2},
    {"a@b", "a`b", 3, 3},
    /* The search continues after a partial match. */
    {"aab", "ab", 1, 1},
    {"aba ABA", "aBa", 0, 4},
    {"aaa", "aa", 0, 1},
};

START_GUARDED_TEST(a_text_is_found)
{
    size_t size = strlen(cases[_i].text);
    char *text = guard_copy(cases[_i].text, size);
    size_t place = search_find((struct span){text, size}, span_of(cases[_i].sought));

    ck_assert_msg(place == cases[_i].place, "\"%s\" in \"%s\": %zu", cases[_i].sought,
                  cases[_i].text, place);
    place = search_find_last((struct span){text, size}, span_of(cases[_i].sought));
    ck_assert_msg(place == cases[_i].last, "\"%s\" last in \"%s\": %zu", cases[_i].sought,
                  cases[_i].text, place);
    guard_free(text, size);
}
END_TEST

static const struct {
    const char *text, *wanted;
    bool is_found;
} folds[] = {
    {"Mail \xC3\x89", "\xC3\xA9", true},
    /* The same letter, composed and not. */
    {"e\xCC\x81", "\xC3\xA9", true},
    {"stra\xC3\x9F"
     "e",
     "STRASSE", true},
    {"a", "b", false},
    {"a", "", true},
    {"", "", true},
    {"", "a", false},
    {"\xFF", "a", false},
    {"a", "\xFF", false},
};

START_TEST(a_text_is_found_in_any_case)
{
    ck_assert_msg(folded_holds(span_of(folds[_i].text), span_of(folds[_i].wanted)) ==
                      folds[_i].is_found,
                  "\"%s\" in \"%s\"", folds[_i].wanted, folds[_i].text);
}
END_TEST

/* A text that is too long to be sought is not none, which all contain. */
START_TEST(a_long_text_is_not_found)
{
    char text[2000];

    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "\xCE\x90", 2);
    for (size_t size = 400; size <= sizeof text; size += 400) {
        struct span part = {text, size};
        ck_assert_msg(!folded_holds(span_of("\xCE\x90"), part), "%zu", size);
        ck_assert(folded_holds(part, (struct span){0}));
    }
    ck_assert(folded_holds((struct span){text, 100}, (struct span){text, 10}));
    ck_assert(!folded_holds((struct span){text, sizeof text}, (struct span){text, 10}));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("search");
    TCase *all = tcase_create("search");

    tcase_add_loop_test(all, a_text_is_found, 0, CASES(cases));
    tcase_add_loop_test(all, a_text_is_found_in_any_case, 0, CASES(folds));
    tcase_add_test(all, a_long_text_is_not_found);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
