/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_prompt.c - Readline without a terminal: input, display, and submitted lines.
 *
 * Completion and search are in check_prompt_find.c, inputrc in check_prompt_inputrc.c.
 */
#include <config.h>

#include "tui-client/terminal/prompt.h"

#include <check.h>
#include <locale.h>

#include "tests/support/check_main.h"
#include "tests/support/prompt_hooks.h"

static const struct {
    const char *name, *bytes, *text;
    size_t point;
} edits[] = {
    {"ASCII", "HELO lab", "HELO lab", 8},
    {"composed", JOAO, JOAO, 5},
    {"decomposed", JOAO_APART, JOAO_APART, 6},
    {"wide", KANJI, KANJI, 6},
    {"left over wide", KANJI LEFT, KANJI, 3},
    {"left and right", KANJI LEFT LEFT RIGHT, KANJI, 3},
    {"left over a letter with its mark", JOAO_APART LEFT LEFT, JOAO_APART, 2},
    {"home and insert", "bc" HOME "a", "abc", 1},
    {"end", "ac" LEFT "b" END "d", "abcd", 4},
    {"delete", "abc" HOME DEL, "bc", 0},
    {"backspace over wide", KANJI "\177", "\xE6\xBC\xA2", 3},
    {"word left", "one two\033[1;5D", "one two", 4},
    {"word right", "one two" HOME "\033[1;5C", "one two", 3},
    {"kill and yank", "abc\025x\031", "xabc", 4},
    {"kill the last word", "one two\027", "one ", 4},
    {"undo", "one two\027\037", "one two", 7},
    {"up", UP, "QUIT", 4},
    {"up twice: what was said twice is there once", UP UP UP, "MAIL FROM:<" JOAO "@lab.test>", 26},
    {"up and down", "x" UP DOWN, "x", 1},
    {"down at the end", "x" DOWN, "x", 1},
    {"up at the beginning", UP UP UP UP UP, "MAIL FROM:<" JOAO "@lab.test>", 26},
    {"quoted insert", "a\026\001b", "a\001b", 3},
    {"numeric argument", "\0335x", "xxxxx", 5},
};

START_TEST(edits_the_line)
{
    start();
    feed(edits[_i].bytes);
    expect(edits[_i].name, edits[_i].text, edits[_i].point);
    ck_assert_str_eq(prompt_view().label, "");
    prompt_stop();
}
END_TEST

/* One key at a time: each byte of typing, each escape sequence whole. */
START_TEST(edits_key_by_key)
{
    const char *bytes = edits[_i].bytes;

    start();
    while (*bytes != '\0') {
        size_t size = 1;
        if (*bytes == '\033')
            size = bytes[1] == '[' ? strcspn(bytes + 2, "ABCDFH~") + 3 : 2;
        else
            while (((unsigned char)bytes[size] & 0xC0) == 0x80)
                size++;
        prompt_feed(bytes, size);
        bytes += size;
    }
    expect(edits[_i].name, edits[_i].text, edits[_i].point);
    prompt_stop();
}
END_TEST

START_TEST(submits)
{
    start();
    feed("HELO lab\r");
    ck_assert_uint_eq(told.submits, 1);
    ck_assert_str_eq(told.submitted, "HELO lab");
    expect("emptied", "", 0);
    feed("\r");
    ck_assert_uint_eq(told.submits, 2);
    ck_assert_uint_eq(told.submitted_size, 0);
    feed("a\rb\rc");
    ck_assert_uint_eq(told.submits, 4);
    expect("what follows Enter", "c", 1);
    prompt_stop();
}
END_TEST

START_TEST(a_hook_may_load)
{
    start();
    told.load = "next";
    feed("a\r!");
    expect("loaded", "next!", 5);
    prompt_stop();
}
END_TEST

START_TEST(ends)
{
    start();
    feed("\004");
    ck_assert_uint_eq(told.ends, 1);
    feed("\004");
    ck_assert_uint_eq(told.ends, 2);
    feed("ab" HOME "\004");
    ck_assert_uint_eq(told.ends, 2);
    expect("still edits", "b", 0);
    ck_assert_uint_eq(told.submits, 0);
    prompt_stop();
}
END_TEST

START_TEST(inserts_as_it_is)
{
    static const char pasted[] = "one\ntwo\rthree\t\004\033[A\0end";

    start();
    feed("<>" LEFT);
    prompt_insert((struct span){pasted, sizeof pasted - 1});
    ck_assert_uint_eq(told.submits + told.ends, 0);
    expect("pasted", "<one\ntwo\rthree\t\004\033[Aend>", 22);
    feed("\037");
    expect("undone at once", "<>", 1);
    feed("\022MAIL");
    prompt_insert(span_of("x"));
    expect("a search has ended", "<x>", 2);
    prompt_stop();
}
END_TEST

START_TEST(pastes_on_one_line)
{
    static const char pasted[] = "\none\n\ntwo\0\n";

    start();
    ck_assert(prompt_has_room(PROMPT_LINE_MAX) && !prompt_has_room(PROMPT_LINE_MAX + 1));
    feed("<>" LEFT);
    prompt_paste((struct span){pasted, sizeof pasted - 1});
    ck_assert_uint_eq(told.submits + told.ends, 0);
    expect("pasted", "< one  two >", 11);
    ck_assert(prompt_has_room(PROMPT_LINE_MAX - 12) && !prompt_has_room(PROMPT_LINE_MAX - 11));
    ck_assert(!prompt_has_room(SIZE_MAX));
    prompt_paste((struct span){NULL, 0});
    feed("\037");
    expect("undone at once", "<>", 1);
    prompt_stop();
}
END_TEST

START_TEST(loads)
{
    static const char with_nul[] = "a\0b\0c";

    start();
    prompt_load(span_of(JOAO), 4);
    expect("loaded", JOAO, 4);
    feed("\037\037");
    expect("nothing to undo", JOAO, 4);
    feed(UP UP);
    prompt_load(span_of("other"), 5);
    expect("from the history", "other", 5);
    feed(UP);
    expect("at the end of the history again", "QUIT", 4);
    feed(DOWN);
    expect("and back", "other", 5);
    feed(UP "x" UP);
    prompt_load(span_of("other"), 5);
    feed(UP);
    expect("changes of the history are taken back", "QUIT", 4);
    prompt_load((struct span){with_nul, 5}, 3);
    expect("without NUL", "abc", 2);
    prompt_load((struct span){NULL, 0}, 0);
    expect("empty", "", 0);
    feed("\022MAIL");
    prompt_load(span_of("x"), 1);
    ck_assert_str_eq(prompt_view().label, "");
    expect("a search has ended", "x", 1);
    prompt_stop();
}
END_TEST

START_TEST(history_keeps_its_lines)
{
    start();
    feed(UP "x" UP "y\r" UP);
    expect("edited lines are put back", "QUIT", 4);
    feed(UP);
    expect("all of them", "RCPT TO:<" KANJI "@lab.test>", 25);
    prompt_remember("NOOP");
    feed(DOWN DOWN);
    expect("a line remembered meanwhile", "NOOP", 4);
    prompt_stop();
}
END_TEST

static const struct {
    const char *name, *bytes;
    bool was_pending;
} pendings[] = {
    {"nothing", "", false},
    {"prefix key", "\030", true},
    {"numeric argument", "\0333", true},
    /* Readline does not report this state, but ends it.  Once only: it leaks 12 bytes each time. */
    {"quoted insert", "\026", false},
};

START_TEST(cancels_what_is_pending)
{
    start();
    prompt_load(span_of("text"), 4);
    feed(pendings[_i].bytes);
    ck_assert_msg(prompt_cancel() == pendings[_i].was_pending, "%s", pendings[_i].name);
    expect(pendings[_i].name, "text", 4);
    ck_assert_str_eq(prompt_view().label, "");
    feed("e");
    expect(pendings[_i].name, "texte", 5);
    prompt_stop();
}
END_TEST

START_TEST(a_lone_escape_is_kept_away)
{
    start();
    feed("ab");
    feed("\033");
    feed("f");
    expect("f is no Alt-f", "abf", 3);
    feed("\033b");
    expect("Alt-b is", "abf", 0);
    prompt_stop();
}
END_TEST

START_TEST(starts_again)
{
    start();
    feed("left");
    prompt_stop();
    prompt_stop();
    start();
    expect("empty", "", 0);
    feed("x\037");
    expect("undone", "", 0);
    prompt_stop();
}
END_TEST

static Suite *prompt_suite(void)
{
    Suite *suite = suite_create("prompt");
    TCase *cases = tcase_create("prompt");

    tcase_add_loop_test(cases, edits_the_line, 0, COUNT(edits));
    tcase_add_loop_test(cases, edits_key_by_key, 0, COUNT(edits));
    tcase_add_test(cases, submits);
    tcase_add_test(cases, a_hook_may_load);
    tcase_add_test(cases, ends);
    tcase_add_test(cases, inserts_as_it_is);
    tcase_add_test(cases, pastes_on_one_line);
    tcase_add_test(cases, loads);
    tcase_add_test(cases, history_keeps_its_lines);
    tcase_add_loop_test(cases, cancels_what_is_pending, 0, COUNT(pendings));
    tcase_add_test(cases, a_lone_escape_is_kept_away);
    tcase_add_test(cases, starts_again);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77; /* skipped */
    setenv("INPUTRC", "/dev/null", 1);
    setenv("TERM", "vt100", 1);
    return check_main(prompt_suite());
}
