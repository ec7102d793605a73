/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_finder.c - an incremental search of a text, by cases. */
#include <config.h>

#include "tui-client/text/finder.h"

#include <locale.h>
#include <stdio.h>

#include "tests/support/area.h"
#include "tests/support/check_main.h"

#define LIMIT ((size_t)1 << 20)

/* A script: "/" begins a search and "?" one backwards, ">" and "<" go to the next match, "~"
 * removes a character, "=" keeps and "!" cancels; "^" and "$" move to the ends of the text;
 * anything else is typed. */
static const struct {
    const char *name, *text, *script, *expected; /* with | at the cursor */
    int outcome;
    size_t match;
} cases[] = {
    {"nothing sought", "one two", "/", "|one two", FINDER_FOUND, 0},
    {"a letter", "one two", "/t", "one |two", FINDER_FOUND, 1},
    {"at the cursor", "one two", "/o", "|one two", FINDER_FOUND, 1},
    {"letter by letter", "ta te to", "/to", "ta te |to", FINDER_FOUND, 2},
    {"in any case", "one TWO", "/tWo", "one |TWO", FINDER_FOUND, 3},
    {"the next", "a b a b", "/b>", "a b a |b", FINDER_FOUND, 1},
    {"and around", "a b a b", "/b>>", "a |b a b", FINDER_WRAPPED, 1},
    {"and on", "a b a b", "/b>>>", "a b a |b", FINDER_FOUND, 1},
    {"only one", "a b", "/b>", "a |b", FINDER_WRAPPED, 1},
    {"backwards", "a b a b", "$?b", "a b a |b", FINDER_FOUND, 1},
    {"the match before", "a b a b", "$?b<", "a |b a b", FINDER_FOUND, 1},
    {"and around the start", "b b", "?b<", "b |b", FINDER_WRAPPED, 1},
    {"longer backwards", "to ta", "$?to", "|to ta", FINDER_FOUND, 2},
    {"turned", "a b a b", "/b><", "a |b a b", FINDER_FOUND, 1},
    {"overlapping", "aaaa", "/aa>", "a|aaa", FINDER_FOUND, 2},
    {"overlapping backwards", "aaaa", "$?aa<", "a|aaa", FINDER_FOUND, 2},
    {"missing", "one two", "/x", "|one two", FINDER_MISSING, 0},
    {"missing in the end", "one two", "/tx", "one |two", FINDER_MISSING, 0},
    {"shorter again", "one two", "/tx~", "one |two", FINDER_FOUND, 1},
    {"shorter is where it began", "ta te to", "/to~", "|ta te to", FINDER_FOUND, 1},
    {"nothing left", "one two", "/t~", "|one two", FINDER_FOUND, 0},
    {"shorter than nothing", "one two", "/~", "|one two", FINDER_FOUND, 0},
    {"kept", "one two", "/t=", "one |two", FINDER_FOUND, 0},
    {"cancelled", "one two", "$/o!", "one two|", FINDER_WRAPPED, 0},
    {"what was sought last", "a b a b", "/b=^/>", "a |b a b", FINDER_FOUND, 1},
    {"last but one", "a b a b", "/b=/=^/>", "a |b a b", FINDER_FOUND, 1},
    {"nothing was sought", "a b", "/>", "|a b", FINDER_FOUND, 0},
    {"over line ends", "a\nb\nab", "/ab", "a\nb\n|ab", FINDER_FOUND, 2},
    {"a letter, not its mark", "e\xCC\x81 \xCC\x81", "/\xCC\x81", "|e\xCC\x81 \xCC\x81",
     FINDER_MISSING, 0},
    {"a letter with a mark", "xe\xCC\x81", "/e\xCC\x81", "x|e\xCC\x81", FINDER_FOUND, 3},
    {"not within a character", "e\xCC\x81", "$?\xCC\x81", "e\xCC\x81|", FINDER_MISSING, 0},
    {"a control is not sought", "ab\tc", "/ab\t", "|ab\tc", FINDER_FOUND, 2},
    {"in an empty text", "", "/a", "|", FINDER_MISSING, 0},
    {"backwards in an empty text", "", "?a<", "|", FINDER_MISSING, 0},
};

static void press(struct finder *finder, struct area *area, const char *key, size_t size)
{
    switch (key[0]) {
    case '/':
    case '?':
        finder_open(finder, area, key[0] == '?');
        break;
    case '>':
    case '<':
        finder_again(finder, area, key[0] == '<');
        break;
    case '~':
        finder_shorten(finder, area);
        break;
    case '=':
        finder_keep(finder);
        break;
    case '!':
        finder_cancel(finder, area);
        break;
    case '^':
    case '$':
        area_move(area, key[0] == '^' ? AREA_START : AREA_END);
        break;
    default:
        finder_type(finder, area, (struct span){key, size});
    }
}

/* Bytes of the code point that KEY begins with. */
static size_t code_point(const char *key)
{
    size_t size = 1;

    while (((unsigned char)key[size] & 0xC0) == 0x80)
        size++;
    return size;
}

START_TEST(a_script_leads_to_a_place)
{
    struct finder finder = {0};
    struct area area;
    char got[64];

    area_init(&area, LIMIT);
    ck_assert_int_eq(area_set(&area, span_of(cases[_i].text)), 0);
    for (const char *key = cases[_i].script; *key != '\0';) {
        size_t size = code_point(key);
        press(&finder, &area, key, size);
        check(&area);
        key += size;
    }
    snprintf(got, sizeof got, "%.*s|%s", (int)area.cursor, cases[_i].text,
             cases[_i].text + area.cursor);
    ck_assert_msg(strcmp(got, cases[_i].expected) == 0, "%s: %s", cases[_i].name, got);
    ck_assert_msg((int)finder.outcome == cases[_i].outcome, "%s: %d", cases[_i].name,
                  finder.outcome);
    ck_assert_msg(finder_match(&finder, &area) == cases[_i].match, "%s: %zu bytes", cases[_i].name,
                  finder_match(&finder, &area));
    area_release(&area);
}
END_TEST

START_TEST(what_does_not_fit_is_not_sought)
{
    static char text[FINDER_SOUGHT_MAX + 2];
    struct finder finder = {0};
    struct area area;

    memset(text, 'x', sizeof text);
    area_init(&area, LIMIT);
    ck_assert_int_eq(area_set(&area, (struct span){text, sizeof text}), 0);
    finder_open(&finder, &area, false);
    finder_type(&finder, &area, (struct span){text, FINDER_SOUGHT_MAX + 1});
    ck_assert_uint_eq(finder.size, 0);
    finder_type(&finder, &area, (struct span){text, FINDER_SOUGHT_MAX});
    finder_type(&finder, &area, span_of("x"));
    ck_assert_uint_eq(finder_match(&finder, &area), FINDER_SOUGHT_MAX);
    area_release(&area);
}
END_TEST

START_TEST(a_paste_is_sought_up_to_its_line_end)
{
    struct finder finder = {0};
    struct area area;

    area_init(&area, LIMIT);
    ck_assert_int_eq(area_set(&area, span_of("x ab")), 0);
    finder_open(&finder, &area, false);
    finder_type(&finder, &area, span_of("ab\nc"));
    ck_assert_uint_eq(area.cursor, 2);
    ck_assert(span_equal(finder_sought(&finder), span_of("ab")));
    area_release(&area);
}
END_TEST

/* The text may be replaced while it is searched, as when a message is delivered. */
START_TEST(a_text_that_is_gone_has_no_match)
{
    struct finder finder = {0};
    struct area area;

    area_init(&area, LIMIT);
    ck_assert_int_eq(area_set(&area, span_of("one two")), 0);
    area_move(&area, AREA_END);
    finder_open(&finder, &area, true);
    finder_type(&finder, &area, span_of("t"));
    ck_assert_int_eq(area_set(&area, span_of("")), 0);
    ck_assert_uint_eq(finder_match(&finder, &area), 0);
    finder_cancel(&finder, &area);
    ck_assert_uint_eq(area.cursor, 0);
    area_release(&area);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("finder");
    TCase *all = tcase_create("finder");

    setlocale(LC_ALL, "C.UTF-8");
    tcase_add_loop_test(all, a_script_leads_to_a_place, 0, CASES(cases));
    tcase_add_test(all, a_paste_is_sought_up_to_its_line_end);
    tcase_add_test(all, what_does_not_fit_is_not_sought);
    tcase_add_test(all, a_text_that_is_gone_has_no_match);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
