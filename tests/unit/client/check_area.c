/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_area.c - an editable text, against a simple model and by cases. */
#include <config.h>

#include "tui-client/text/area.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>

#include "tests/support/area.h"
#include "tests/support/check_main.h"

#define LIMIT ((size_t)1 << 20)

/* Moves are letters: h j k l as in vi, b w words, 0 $ row, g G text, u d pages; x X delete forward
 * and back, W a word back, K to the end of the line.  Anything in quotes is typed. */
static void drive(struct area *area, const char *script)
{
    static const struct {
        char letter;
        enum area_motion motion;
        bool deletes;
    } letters[] = {
        {'h', AREA_LEFT, false},      {'l', AREA_RIGHT, false},     {'k', AREA_UP, false},
        {'j', AREA_DOWN, false},      {'b', AREA_WORD_LEFT, false}, {'w', AREA_WORD_RIGHT, false},
        {'0', AREA_ROW_START, false}, {'$', AREA_ROW_END, false},   {'g', AREA_START, false},
        {'G', AREA_END, false},       {'u', AREA_PAGE_UP, false},   {'d', AREA_PAGE_DOWN, false},
        {'x', AREA_RIGHT, true},      {'X', AREA_LEFT, true},       {'W', AREA_WORD_LEFT, true},
    };

    for (; *script != '\0'; script++) {
        if (*script == '\'') {
            const char *end = strchr(script + 1, '\'');
            area_insert(area, (struct span){script + 1, (size_t)(end - script) - 1});
            script = end;
        }
        if (*script == 'K')
            area_kill_line(area);
        for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
            if (letters[i].letter != *script)
                continue;
            if (letters[i].deletes)
                area_delete(area, letters[i].motion);
            else
                area_move(area, letters[i].motion);
        }
    }
}

static const struct {
    const char *name, *text;
    size_t width;
    const char *script, *expected; /* with | at the cursor */
} cases[] = {
    {"typing", "", 20, "'abc'", "abc|"},
    {"typing in the middle", "ad", 20, "l'bc'", "abc|d"},
    {"line ends of all kinds", "", 20, "'a\r\nb\rc\nd'", "a\nb\nc\nd|"},
    {"controls are left out", "", 20, "'a\x01\x1B\x7F\tb'", "a\tb|"},
    {"C1 controls are left out", "", 20, "'a\xC2\x9B\xC2\xA0z'", "a\xC2\xA0z|"},
    {"nor made of what is left", "", 20, "'a\xC2\x01\x9Bz'", "az|"},
    {"a control alone", "", 20, "'\x01'", "|"},
    {"ill-formed bytes stay", "", 20, "'\xFF\xE6\xBC'hh", "\xFF|\xE6\xBC"},
    {"left over an accent", "ae\xCC\x81", 20, "Gh", "a|e\xCC\x81"},
    {"back over an accent", "ae\xCC\x81", 20, "GX", "a|"},
    {"a mark joins what is behind", "\xCC\x81", 20, "'e'", "e\xCC\x81|"},
    {"a deletion joins a mark", "e\n\xCC\x81x", 20, "lx", "e\xCC\x81|x"},
    {"bytes become a character", "\xE6\xA2", 20, "l'\xBC'", "\xE6\xBC\xA2|"},
    {"left over a mark that comes first",
     "\xD8\x80"
     "1x",
     20, "Ghh",
     "|\xD8\x80"
     "1x"},
    {"not before the start", "ab", 20, "hhX", "|ab"},
    {"not behind the end", "ab", 20, "Glx", "ab|"},
    {"words", "one two", 20, "Gb", "one |two"},
    {"words over lines", "one\ntwo", 20, "Gbb", "|one\ntwo"},
    {"a word on", "one two", 20, "w", "one| two"},
    {"delete a word", "one two", 20, "GW", "one |"},
    {"down keeps the column", "abcd\nx\nabcd", 20, "llljj", "abcd\nx\nabc|d"},
    {"down at the last", "ab\ncd", 20, "jjj", "ab\n|cd"},
    {"up at the first", "ab\ncd", 20, "Gkk", "ab|\ncd"},
    {"down in a wrapped line", "aaa bbb ccc", 5, "j", "aaa |bbb ccc"},
    {"end of a wrapped row", "aaa bbb ccc", 5, "$", "aaa| bbb ccc"},
    {"start of a wrapped row", "aaa bbb ccc", 5, "G0", "aaa bbb |ccc"},
    {"home and end", "abc", 20, "$0", "|abc"},
    {"kill to the end", "abc\nd", 20, "lK", "a|\nd"},
    {"kill the line end", "abc\nd", 20, "lKK", "a|d"},
    {"delete a line end", "a\nb", 20, "jX", "a|b"},
    {"a wide one", "\xE6\xBC\xA2x", 20, "l", "\xE6\xBC\xA2|x"},
    {"page down", "1\n2\n3\n4\n5\n6\n7", 20, "d", "1\n2\n3\n|4\n5\n6\n7"},
    {"page up", "1\n2\n3\n4\n5\n6\n7", 20, "Gu", "1\n2\n3\n4|\n5\n6\n7"},
};

START_TEST(a_script_leads_to_a_text)
{
    struct area area;
    char got[256];
    struct span text;

    area_init(&area, LIMIT);
    area_resize(&area, cases[_i].width, 4);
    ck_assert_int_eq(area_set(&area, span_of(cases[_i].text)), 0);
    drive(&area, cases[_i].script);
    text = area_text(&area);
    snprintf(got, sizeof got, "%.*s|%.*s", (int)area.cursor, text.data != NULL ? text.data : "",
             (int)(text.size - area.cursor), text.data != NULL ? text.data + area.cursor : "");
    ck_assert_msg(strcmp(got, cases[_i].expected) == 0, "%s: %s", cases[_i].name, got);
    area_release(&area);
}
END_TEST

START_TEST(random_changes_are_those_of_the_model)
{
    static const char *const typed[] = {"a",
                                        "bc ",
                                        "\n",
                                        "\xC3\xA3",
                                        "\xCC\x81",
                                        "\xD8\x80",
                                        "\xE6\xBC\xA2",
                                        "\xF0\x9F\x87\xA7",
                                        "\xE6",
                                        "\xBC",
                                        "\xA2",
                                        "\xE2\x80\x8D",
                                        "\t",
                                        " ",
                                        "\xF0\x9F\x92\xBB"};
    static struct model model;
    struct area area;

    srand((unsigned)_i + 1000);
    model.size = 0;
    area_init(&area, LIMIT);
    area_resize(&area, (size_t)(rand() % 12 + 1), (size_t)(rand() % 5 + 1));
    for (int i = 0; i < 400; i++) {
        struct span text = span_of(typed[(size_t)rand() % (sizeof typed / sizeof typed[0])]);
        size_t before = area.cursor;
        switch (rand() % 8) {
        case 0:
            delete_in_both(&area, &model, (enum area_motion)(rand() % (AREA_END + 1)));
            break;
        case 1:
            kill_in_both(&area, &model);
            break;
        case 2:
        case 3:
            area_move(&area, (enum area_motion)(rand() % (AREA_END + 1)));
            break;
        default:
            ck_assert_int_eq(area_insert(&area, text), 0);
            replace(&model, before, before, text);
        }
        ck_assert_msg(span_equal(area_text(&area), (struct span){model.text, model.size}),
                      "change %d", i);
        check(&area);
    }
    area_release(&area);
}
END_TEST

START_TEST(random_keys_keep_everything_true)
{
    static const char keys[] = "hjklbw0$gGudxXWK";
    static const char *const typed[] = {"a",
                                        "word ",
                                        "\n",
                                        "\t",
                                        "\xC3\xA3",
                                        "\xCC\x81",
                                        "\xE6\xBC\xA2",
                                        " ",
                                        "a long line that wraps around "};
    struct area area, fresh;

    srand((unsigned)_i);
    area_init(&area, LIMIT);
    area_resize(&area, (size_t)(rand() % 12 + 1), (size_t)(rand() % 5 + 1));
    for (int i = 0; i < 300; i++) {
        char key[2] = {keys[(size_t)rand() % (sizeof keys - 1)], '\0'};
        if (rand() % 2)
            area_insert(&area, span_of(typed[(size_t)rand() % (sizeof typed / sizeof typed[0])]));
        else
            drive(&area, key);
        if (rand() % 20 == 0)
            area_resize(&area, (size_t)(rand() % 12 + 1), (size_t)(rand() % 5 + 1));
        check(&area);
    }
    /* Rows do not depend on the path to the position. */
    area_init(&fresh, LIMIT);
    ck_assert_int_eq(area_set(&fresh, area_text(&area)), 0);
    area_resize(&fresh, area.width, area.height);
    check(&fresh);
    area_move(&fresh, AREA_END);
    check(&fresh);
    area_release(&fresh);
    area_release(&area);
}
END_TEST

START_TEST(the_limit_holds)
{
    struct area area;

    area_init(&area, 5);
    ck_assert_int_eq(area_insert(&area, span_of("abcd")), 0);
    ck_assert_int_eq(area_insert(&area, span_of("ef")), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    ck_assert(span_equal(area_text(&area), span_of("abcd")));
    ck_assert_int_eq(area_set(&area, span_of("123456")), -1);
    ck_assert(span_equal(area_text(&area), span_of("abcd")));
    area_release(&area);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("area");
    TCase *all = tcase_create("area");

    setlocale(LC_ALL, "C.UTF-8");
    tcase_add_loop_test(all, a_script_leads_to_a_text, 0, CASES(cases));
    tcase_add_loop_test(all, random_keys_keep_everything_true, 0, 60);
    tcase_add_loop_test(all, random_changes_are_those_of_the_model, 0, 60);
    tcase_add_test(all, the_limit_holds);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
