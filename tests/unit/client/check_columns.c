/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_columns.c - widths of text, and where its characters begin and end. */
#include <config.h>

#include "tui-client/text/columns.h"

#include <locale.h>
#include <stdbool.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define ACCENT "\xCC\x81" /* U+0301, combining acute */
#define TEN    ACCENT ACCENT ACCENT ACCENT ACCENT ACCENT ACCENT ACCENT ACCENT ACCENT
#define PREFIX "\xD8\x80"         /* U+0600, joins what follows it */
#define HAN    "\xE6\xBC\xA2"     /* a wide character */
#define ROCKET "\xF0\x9F\x9A\x80" /* a wide one of four bytes */

static const struct {
    const char *name;
    struct span text;
    size_t characters, width;
} cases[] = {
    {"empty", {"", 0}, 0, 0},
    {"ASCII", {"abc", 3}, 3, 3},
    {"composed", {"Jo\xC3\xA3o", 5}, 4, 4},
    {"decomposed", {"Joa\xCC\x83o", 6}, 4, 4},
    {"several marks", {"e" ACCENT ACCENT ACCENT "x", 8}, 2, 2},
    {"forty marks", {"e" TEN TEN TEN TEN "x", 82}, 2, 2},
    {"a mark on a blank", {"a " ACCENT "b", 5}, 3, 3},
    {"a mark that comes first", {PREFIX "1x", 4}, 2, 9},
    {"a skin tone", {"\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", 8}, 1, 4},
    {"a mark alone", {ACCENT, 2}, 1, 0},
    {"Han", {HAN HAN, 6}, 2, 4},
    {"emoji", {ROCKET "a", 5}, 2, 3},
    {"ill-formed bytes", {"\xFF\xC3x", 3}, 3, 9},
    {"cut off at the end", {"a\xE6\xBC", 3}, 3, 9},
    {"tab", {"a\tb", 3}, 3, 9},
    {"tabs", {"\t\t", 2}, 2, 16},
    {"tab behind a wide one", {HAN "\t", 4}, 2, 8},
    {"controls", {"\x01\x1B", 2}, 2, 8},
    {"a hidden one", {"x\xE2\x80\x8By", 5}, 3, 10},
    {"a heart and its selector", {"\xE2\x9D\xA4\xEF\xB8\x8F", 6}, 1, 9},
    {"blank behind an accent", {"a" ACCENT " b", 5}, 3, 3},
};

#define JOINER "\xE2\x80\x8D"
#define WOMAN  "\xF0\x9F\x91\xA9"
#define TONE   "\xF0\x9F\x8F\xBD"
#define HEART  "\xE2\x9D\xA4\xEF\xB8\x8F" /* with its selector */
#define TAG    "\xF3\xA0\x81\xA7"

/* The first SIZE bytes of typed text, shown in WIDTH columns. */
static const struct {
    const char *name, *text;
    size_t size, width;
} own[] = {
    {"joined emoji", WOMAN JOINER WOMAN "x", 12, 5},
    {"a heart and its selector", HEART "x", 7, 2},
    {"joined by way of a selector", WOMAN JOINER HEART JOINER WOMAN, 20, 5},
    {"a skin tone before the joiner", WOMAN TONE JOINER WOMAN, 15, 6},
    {"a keycap", "1\xEF\xB8\x8F\xE2\x83\xA3", 7, 1},
    {"tags", ROCKET TAG TAG "x", 13, 3},
    {"a joiner whose emoji is still to come", WOMAN JOINER, 7, 2},
    {"a joiner before a letter", WOMAN JOINER "x", 8, 11},
    {"a joiner between letters", "a" JOINER "b", 5, 10},
    {"a selector behind a letter", "a\xEF\xB8\x8F", 4, 9},
    {"two joiners", WOMAN JOINER JOINER WOMAN, 14, 20},
    {"a hidden one", "x\xE2\x80\x8By", 5, 10},
};

START_TEST(own_emoji_are_not_escaped)
{
    struct span text = {own[_i].text, own[_i].size};
    size_t used;

    ck_assert_msg(columns_own_width(text, text.size) == own[_i].width, "%s: %zu", own[_i].name,
                  columns_own_width(text, text.size));
    ck_assert_uint_eq(columns_own_fit(text, own[_i].width, &used), text.size);
    ck_assert_uint_eq(used, own[_i].width);
    ck_assert_uint_eq(columns_own_wrap(text, own[_i].width), text.size);
}
END_TEST

/* A joiner at the end is judged by what follows there. */
START_TEST(own_width_looks_beyond_its_end)
{
    ck_assert_uint_eq(columns_own_width(span_of(WOMAN JOINER "x"), 7), 10);
    ck_assert_uint_eq(columns_own_width(span_of(WOMAN JOINER WOMAN), 7), 2);
}
END_TEST

/* Each text ends at an unreadable page. */
static struct span guarded(size_t number)
{
    struct span text = cases[number].text;

    return (struct span){guard_copy(text.data, text.size), text.size};
}

START_GUARDED_TEST(characters_are_counted_from_both_ends)
{
    struct span text = guarded((size_t)_i), rest = text;
    size_t count = 0;

    for (; rest.size > 0; count++)
        rest = span_skip(rest, columns_next(rest));
    ck_assert_msg(count == cases[_i].characters, "%s: %zu forwards", cases[_i].name, count);
    count = 0;
    for (rest = text; rest.size > 0; count++)
        rest.size -= columns_previous(rest);
    ck_assert_msg(count == cases[_i].characters, "%s: %zu backwards", cases[_i].name, count);
    guard_free((char *)text.data, text.size);
}
END_TEST

/* The number of characters depends on the version of libunistring, but boundaries must be
 * consistent. */
static const struct {
    const char *name, *text;
} sequences[] = {
    {"flag", "a\xF0\x9F\x87\xA7\xF0\x9F\x87\xB7z"},
    {"two flags", "\xF0\x9F\x87\xA7\xF0\x9F\x87\xB7\xF0\x9F\x87\xB5\xF0\x9F\x87\xB9"},
    {"joined emoji", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB!"},
    {"a joiner without emoji", "a\xE2\x80\x8D"
                               "b"},
    {"keycap", "1\xEF\xB8\x8F\xE2\x83\xA3"
               "2"},
    {"marks that come first", PREFIX PREFIX "1" ACCENT PREFIX " " PREFIX "\n"},
    {"marks behind ill-formed bytes", "\xFF" ACCENT "\xE6\xBC" ACCENT "\x80\x80" ACCENT},
    {"Hangul of parts", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\xE1\x84\x92"},
};

START_TEST(both_ends_find_the_same_characters)
{
    struct span text = span_of(sequences[_i].text), rest = text;
    size_t ends[64], count = 0;

    for (; rest.size > 0; count++) {
        ends[count] = text.size - rest.size;
        rest = span_skip(rest, columns_next(rest));
    }
    for (rest = text; count > 0; count--) {
        rest.size -= columns_previous(rest);
        ck_assert_msg(rest.size == ends[count - 1], "%s: %zu, not %zu", sequences[_i].name,
                      rest.size, ends[count - 1]);
    }
}
END_TEST

START_GUARDED_TEST(a_width_is_that_of_the_terminal)
{
    struct span text = guarded((size_t)_i);

    ck_assert_msg(columns_width(text) == cases[_i].width, "%s: %zu", cases[_i].name,
                  columns_width(text));
    guard_free((char *)text.data, text.size);
}
END_TEST

START_TEST(what_fits_is_the_most_that_does)
{
    struct span text = cases[_i].text;

    for (size_t width = 0; width <= cases[_i].width + 1; width++) {
        size_t used, size = columns_fit(text, width, &used);
        size_t next = size + columns_next(span_skip(text, size));
        ck_assert_msg(used <= width, "%s in %zu", cases[_i].name, width);
        ck_assert_uint_eq(used, columns_width((struct span){text.data, size}));
        if (size < text.size)
            ck_assert_msg(columns_width((struct span){text.data, next}) > width, "%s in %zu",
                          cases[_i].name, width);
    }
}
END_TEST

static const struct {
    const char *name, *text;
    size_t width;
    const char *rows[5];
} wraps[] = {
    {"fits", "abc", 3, {"abc"}},
    {"at a blank", "ab cd", 4, {"ab ", "cd"}},
    {"a blank hangs over", "abcd ef", 4, {"abcd ", "ef"}},
    {"many blanks hang over", "abcd    ef", 4, {"abcd    ", "ef"}},
    {"within a word", "abcdefgh", 3, {"abc", "def", "gh"}},
    {"a long word behind a short one", "a bcdefgh", 4, {"a ", "bcde", "fgh"}},
    {"a wide one does not fit", "abc" HAN, 4, {"abc", HAN}},
    {"wider than the row", HAN HAN, 1, {HAN, HAN}},
    {"width 1", "a b", 1, {"a ", "b"}},
    {"at a tab", "ab\tcdef", 10, {"ab\t", "cdef"}},
    {"a tab hangs over", "ab\tcd", 2, {"ab\t", "cd"}},
    {"no break before a mark", "ab " ACCENT "cd", 4, {"ab " ACCENT "c", "d"}},
    {"a blank with a mark stays", "abcd " ACCENT "e", 4, {"abcd", " " ACCENT "e"}},
    {"an accent at the last column", "abe" ACCENT "x", 3, {"abe" ACCENT, "x"}},
    {"a wide one at the last column", "ab" HAN "x", 4, {"ab" HAN, "x"}},
    {"accents at width 1", "e" ACCENT "e" ACCENT, 1, {"e" ACCENT, "e" ACCENT}},
    {"an escape is not broken", "ab\xFF", 5, {"ab", "\xFF"}},
    {"blanks alone", "   ", 1, {"   "}},
};

START_TEST(a_line_is_broken_to_a_width)
{
    struct span rest = span_of(wraps[_i].text);
    size_t row = 0;

    for (; rest.size > 0; row++) {
        size_t size = columns_wrap(rest, wraps[_i].width);
        ck_assert_msg(wraps[_i].rows[row] != NULL, "%s: too many rows", wraps[_i].name);
        ck_assert_msg(span_equal((struct span){rest.data, size}, span_of(wraps[_i].rows[row])),
                      "%s: row %zu", wraps[_i].name, row);
        rest = span_skip(rest, size);
    }
    ck_assert_msg(wraps[_i].rows[row] == NULL, "%s: too few rows", wraps[_i].name);
    ck_assert_uint_eq(columns_wrap(span_of(""), wraps[_i].width), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("columns");
    TCase *all = tcase_create("columns");

    setlocale(LC_ALL, "C.UTF-8");
    tcase_add_loop_test(all, characters_are_counted_from_both_ends, 0, CASES(cases));
    tcase_add_loop_test(all, both_ends_find_the_same_characters, 0, CASES(sequences));
    tcase_add_loop_test(all, a_width_is_that_of_the_terminal, 0, CASES(cases));
    tcase_add_loop_test(all, what_fits_is_the_most_that_does, 0, CASES(cases));
    tcase_add_test(all, own_width_looks_beyond_its_end);
    tcase_add_loop_test(all, own_emoji_are_not_escaped, 0, CASES(own));
    tcase_add_loop_test(all, a_line_is_broken_to_a_width, 0, CASES(wraps));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
