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

/* Moves are letters: h j k l as in vi, b w words, 0 $ row, ( ) line, g G text, u d pages; x X
 * delete forward and back; W B D kill a chunk back, a word back and on, U K to the start of the
 * line and the rest of it; y Y yank and the next, t transposes, z r undo and
 * redo.  Anything in quotes is typed,
 * in double ones pasted, and between < and > it replaces all. */
static void drive(struct area *area, struct kill_ring *ring, const char *script)
{
    static const struct {
        char letter;
        enum area_motion motion;
        enum { MOVES, DELETES, KILLS } way;
    } letters[] = {
        {'h', AREA_LEFT, MOVES},       {'l', AREA_RIGHT, MOVES},      {'k', AREA_UP, MOVES},
        {'j', AREA_DOWN, MOVES},       {'b', AREA_WORD_LEFT, MOVES},  {'w', AREA_WORD_RIGHT, MOVES},
        {'0', AREA_ROW_START, MOVES},  {'$', AREA_ROW_END, MOVES},    {'(', AREA_LINE_START, MOVES},
        {')', AREA_LINE_END, MOVES},   {'g', AREA_START, MOVES},      {'G', AREA_END, MOVES},
        {'u', AREA_PAGE_UP, MOVES},    {'d', AREA_PAGE_DOWN, MOVES},  {'x', AREA_RIGHT, DELETES},
        {'X', AREA_LEFT, DELETES},     {'W', AREA_CHUNK_LEFT, KILLS}, {'B', AREA_WORD_LEFT, KILLS},
        {'D', AREA_WORD_RIGHT, KILLS}, {'U', AREA_LINE_START, KILLS}, {'K', AREA_LINE_REST, KILLS},
    };

    for (; *script != '\0'; script++) {
        char closing = *script == '<' ? '>' : *script;
        if (strchr("'\"<", *script) != NULL) {
            const char *end = strchr(script + 1, closing);
            struct span text = {script + 1, (size_t)(end - script) - 1};
            int (*const take)(struct area *, struct span) = closing == '\''  ? area_insert
                                                            : closing == '"' ? area_paste
                                                                             : area_replace;
            ck_assert_int_eq(take(area, text), 0);
            script = end;
        }
        for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
            if (letters[i].letter != *script)
                continue;
            if (letters[i].way == KILLS)
                ck_assert_int_eq(area_kill(area, letters[i].motion, ring), 0);
            else if (letters[i].way == DELETES)
                ck_assert_int_eq(area_delete(area, letters[i].motion), 0);
            else
                area_move(area, letters[i].motion);
        }
        if (*script == 'y')
            ck_assert_int_eq(area_yank(area, ring), 0);
        if (*script == 'Y')
            ck_assert_int_eq(area_yank_next(area, ring), 0);
        if (*script == 't')
            ck_assert_int_eq(area_transpose(area), 0);
        if (*script == 'z')
            ck_assert_int_ge(area_undo(area), 0);
        if (*script == 'r')
            ck_assert_int_ge(area_redo(area), 0);
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
    {"swap two characters", "abcd", 20, "lt", "ba|cd"},
    {"and on", "abcd", 20, "ltt", "bca|d"},
    {"at the end the last two", "abcd\nx", 20, ")t", "abdc|\nx"},
    {"at the end of the text", "x\nab", 20, "Gt", "x\nba|"},
    {"not at the start of a line", "ab\ncd", 20, "jt", "ab\n|cd"},
    {"nor of the text", "ab", 20, "t", "|ab"},
    {"nor a character alone", "ab\nc\nd", 20, "j)t", "ab\nc|\nd"},
    {"nor nothing", "", 20, "t", "|"},
    {"with its marks", "ae\xCC\x81x", 20, "llt", "axe\xCC\x81|"},
    {"over a wrap", "abcdef", 3, "lllt", "abdc|ef"},
    {"swap and undo", "abcd", 20, "ltz", "ab|cd"},
    {"swap, undo and redo", "abcd", 20, "ltzr", "ba|cd"},
    {"swapped apart from what was typed", "", 20, "'abc'tz", "abc|"},
    {"delete a word", "one two", 20, "GW", "one |"},
    {"down keeps the column", "abcd\nx\nabcd", 20, "llljj", "abcd\nx\nabc|d"},
    {"down at the last", "ab\ncd", 20, "jjj", "ab\n|cd"},
    {"up at the first", "ab\ncd", 20, "Gkk", "ab|\ncd"},
    {"down in a wrapped line", "aaa bbb ccc", 5, "j", "aaa |bbb ccc"},
    {"end of a wrapped row", "aaa bbb ccc", 5, "$", "aaa| bbb ccc"},
    {"start of a wrapped row", "aaa bbb ccc", 5, "G0", "aaa bbb |ccc"},
    {"home and end", "abc", 20, "$0", "|abc"},
    {"words are of letters and digits", "a.b-c3, d\xC3\xA9 x", 20, "www", "a.b-c3|, d\xC3\xA9 x"},
    {"words of other letters", "a.b-c3, d\xC3\xA9 x", 20, "wwww", "a.b-c3, d\xC3\xA9| x"},
    {"words back", "a.b-c3, d\xC3\xA9 x", 20, "Gbb", "a.b-c3, |d\xC3\xA9 x"},
    {"a word with a mark", "ae\xCC\x81t-x", 20, "w", "ae\xCC\x81t|-x"},
    {"back over a mark", "x-ae\xCC\x81t", 20, "Gb", "x-|ae\xCC\x81t"},
    {"no word on", "a ---", 20, "lw", "a ---|"},
    {"no word back", "--- a", 20, "lllb", "|--- a"},
    {"words and ill-formed bytes",
     "a\xFF\xFF"
     "b",
     20, "ww",
     "a\xFF\xFF"
     "b|"},
    {"back over ill-formed bytes",
     "a\xFF\xFF"
     "b",
     20, "Gbb",
     "|a\xFF\xFF"
     "b"},
    {"start and end of a line", "x\naaa bbb ccc", 5, "G(l)", "x\naaa bbb ccc|"},
    {"start of a line", "x\naaa bbb ccc", 5, "G(", "x\n|aaa bbb ccc"},
    {"kill to the end", "abc\nd", 20, "lK", "a|\nd"},
    {"kill the line end", "abc\nd", 20, "lKK", "a|d"},
    {"delete a line end", "a\nb", 20, "jX", "a|b"},
    {"a wide one", "\xE6\xBC\xA2x", 20, "l", "\xE6\xBC\xA2|x"},
    {"page down", "1\n2\n3\n4\n5\n6\n7", 20, "d", "1\n2\n3\n|4\n5\n6\n7"},
    {"kill to the start", "x\nabc", 20, "GhU", "x\n|c"},
    {"at the start nothing is killed", "x\nabc", 20, "j0Uy", "x\n|abc"},
    {"kill what blanks delimit", "a b.c", 20, "GW", "a |"},
    {"kill a word back", "a b.c", 20, "GB", "a b.|"},
    {"kill a word on", "a b.c", 20, "D", "| b.c"},
    {"yank", "abc", 20, "lKgy", "bc|a"},
    {"yank twice", "abc", 20, "lKyy", "abcbc|"},
    {"nothing to yank", "abc", 20, "yY", "|abc"},
    {"kills in a row join", "a b c\nd", 20, "KKDgy", "a b c\nd|"},
    {"and those before", "a b c", 20, "GBBy", "a b c|"},
    {"on both sides", "ab cd", 20, "llUKy", "ab cd|"},
    {"a move parts them", "a b c", 20, "GBlBy", "a b |"},
    {"typing parts them", "a b c", 20, "GB'x'By", "a b x|"},
    {"the next one", "one two", 20, "GBgKyY", "two|"},
    {"round the ring", "one two", 20, "GBgKyYY", "one |"},
    {"the next yank is of the same", "one two", 20, "GBgKyY'-'y", "two-two|"},
    {"the next one only after a yank", "one two", 20, "GBgKy'x'Y", "one x|"},
    {"nor after a move", "one two", 20, "GBgKyhY", "one| "},
    {"a yank undone", "one two", 20, "GBgKyz", "|"},
    {"and its next one", "one two", 20, "GBgKyYz", "|"},
    {"undo what was typed", "", 20, "'abc'z", "|"},
    {"in one step", "", 20, "'a''b''c'z", "|"},
    {"line by line", "", 20, "'a''\n''b''c'z", "a\n|"},
    {"a move ends a step", "", 20, "'ab'h'x'z", "a|b"},
    {"undo and redo", "", 20, "'ab'h'x'zr", "ax|b"},
    {"a paste is a step", "", 20, "'a'\"b\"'c'z", "ab|"},
    {"of its own", "", 20, "'a'\"b\"'c'zz", "a|"},
    {"typing after a deletion is a step", "abc", 20, "x'y'z", "|bc"},
    {"and before one", "abc", 20, "'y'xz", "ya|bc"},
    {"typing after a kill is a step", "abc", 20, "K'y'z", "|"},
    {"typing after another text is a step", "abc", 20, "<axc>'y'z", "|axc"},
    {"typing after undoing is a step", "", 20, "'a'z'b''c'z", "|"},
    {"undo a deletion", "abc", 20, "xxz", "b|c"},
    {"undo a kill", "abc\nd", 20, "KKz", "\n|d"},
    {"undo all kills", "abc\nd", 20, "KKzz", "abc|\nd"},
    {"undo joins a mark", "e\n\xCC\x81x", 20, "lxz", "e\n|\xCC\x81x"},
    {"nothing to undo", "abc", 20, "lz", "a|bc"},
    {"nothing to redo", "abc", 20, "lr", "a|bc"},
    {"typing forgets what was undone", "", 20, "'a'z'b'r", "b|"},
    {"another text", "abc", 20, "l<axc>", "|axc"},
    {"another text undone", "abc", 20, "l<axc>z", "ab|c"},
    {"and done again", "abc", 20, "l<axc>zr", "ax|c"},
    {"only more text", "abc", 20, "<abxc>z", "ab|c"},
    {"only less text", "abc", 20, "<ac>z", "ab|c"},
    {"no text", "abc", 20, "<>z", "abc|"},
    {"line ends of another text", "a\nb", 20, "<a\r\nb>", "|a\nb"},
    {"the same text is no step", "", 20, "'ab'<ab>z", "|"},
    {"page up", "1\n2\n3\n4\n5\n6\n7", 20, "Gu", "1\n2\n3\n4|\n5\n6\n7"},
};

START_TEST(a_script_leads_to_a_text)
{
    struct area area;
    struct kill_ring ring;
    char got[256];
    struct span text;

    area_init(&area, LIMIT);
    kill_ring_init(&ring);
    area_resize(&area, cases[_i].width, 4);
    ck_assert_int_eq(area_set(&area, span_of(cases[_i].text)), 0);
    drive(&area, &ring, cases[_i].script);
    text = area_text(&area);
    snprintf(got, sizeof got, "%.*s|%.*s", (int)area.cursor, text.data != NULL ? text.data : "",
             (int)(text.size - area.cursor), text.data != NULL ? text.data + area.cursor : "");
    ck_assert_msg(strcmp(got, cases[_i].expected) == 0, "%s: %s", cases[_i].name, got);
    check(&area);
    kill_ring_release(&ring);
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
    struct kill_ring ring;

    srand((unsigned)_i + 1000);
    model.size = 0;
    kill_ring_init(&ring);
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
            kill_in_both(&area, &model, (enum area_motion)(rand() % (AREA_END + 1)), &ring);
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
    kill_ring_release(&ring);
    area_release(&area);
}
END_TEST

START_TEST(random_keys_keep_everything_true)
{
    static const char keys[] = "hjklbw0$()gGudxXWBDUKyYzr";
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
    struct kill_ring ring;

    srand((unsigned)_i);
    kill_ring_init(&ring);
    area_init(&area, LIMIT);
    area_resize(&area, (size_t)(rand() % 12 + 1), (size_t)(rand() % 5 + 1));
    for (int i = 0; i < 300; i++) {
        char key[2] = {keys[(size_t)rand() % (sizeof keys - 1)], '\0'};
        if (rand() % 2)
            area_insert(&area, span_of(typed[(size_t)rand() % (sizeof typed / sizeof typed[0])]));
        else
            drive(&area, &ring, key);
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
    kill_ring_release(&ring);
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
