/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_search.c - substring search, and short texts in any case. */
#include <config.h>

#include "tui-client/text/search.h"

#include <stdlib.h>

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
    bool is_held;
} folded[] = {
    {"Stra\xC3\x9F"
     "e",
     "STRASSE", true},
    {"\xC3\x89t\xC3\xA9", "e\xCC\x81t", true},
    {"HELO a", "lo A", true},
    {"HELO a", "x", false},
    {"HELO a", "", true},
    {"", "", true},
    {"", "a", false},
};

START_TEST(short_texts_fold)
{
    ck_assert_msg(folded_holds(span_of(folded[_i].text), span_of(folded[_i].wanted)) ==
                      folded[_i].is_held,
                  "\"%s\" in \"%s\"", folded[_i].wanted, folded[_i].text);
}
END_TEST

/* U+0149 becomes half as long again, so that it may fit before it is folded, and not after. */
START_TEST(long_texts_hold_nothing)
{
    static const char unit[] = "\xC5\x89";
    char *text = malloc(64 * 1024);
    static const size_t sizes[] = {100, 200, 20000};

    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < 20000; i++)
        memcpy(text + 2 * i, unit, 2);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct span all = {text, 2 * sizes[i]};
        ck_assert_msg(folded_holds(all, span_of(unit)) == (i == 0), "%zu", sizes[i]);
        ck_assert_msg(folded_holds(all, all) == (i == 0), "%zu", sizes[i]);
        ck_assert(!folded_holds(span_of(unit), all));
        ck_assert(folded_holds(all, (struct span){text, 0}));
    }
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("search");
    TCase *all = tcase_create("search");

    tcase_add_loop_test(all, a_text_is_found, 0, CASES(cases));
    tcase_add_loop_test(all, short_texts_fold, 0, CASES(folded));
    tcase_add_test(all, long_texts_hold_nothing);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
