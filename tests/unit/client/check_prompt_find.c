/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_prompt_find.c - completion and the search of the history, without a terminal.
 */
#include <config.h>

#include "tui-client/terminal/prompt.h"

#include <check.h>
#include <locale.h>

#include "tests/support/check_main.h"
#include "tests/support/prompt_hooks.h"

static const struct {
    const char *name, *bytes, *text;
    const char *candidates;
} completions[] = {
    {"one", "h\t", "HELO ", ""},
    {"several words", "mail f\t", "MAIL FROM:<", ""},
    {"what is common", "r\t", "R", "RCPT TO:<,RSET,"},
    {"nothing", "x\t", "x", ""},
    {"all", "\t", "", "HELO ,MAIL FROM:<,RCPT TO:<,RSET,"},
    {"an address in another case", "MAIL FROM:<jo\t", "MAIL FROM:<" JOAO "@lab.test>", ""},
    {"an address in UTF-8",
     "MAIL FROM:<"
     "Jo\t",
     "MAIL FROM:<" JOAO "@lab.test>", ""},
    {"addresses show no verb", "RCPT TO:<al\t", "RCPT TO:<ali", "alice@lab.test>,alina@lab.test>,"},
    {"what follows stays", "rc x" LEFT LEFT "\t", "RCPT TO:< x", ""},
    {"a quote is no quote", "MAIL FROM:<\"\t", "MAIL FROM:<\"", ""},
    {"less in common than was typed", "?x\t", "?x", "?alpha,?beta,"},
    {"no file names", "/et\t", "/et", ""},
};

START_TEST(completes)
{
    start();
    feed(completions[_i].bytes);
    ck_assert_msg(span_equal(prompt_view().text, span_of(completions[_i].text)), "%s: \"%.*s\"",
                  completions[_i].name, (int)prompt_view().text.size, prompt_view().text.data);
    ck_assert_msg(strcmp(told.candidates, completions[_i].candidates) == 0, "%s: shown \"%s\"",
                  completions[_i].name, told.candidates);
    prompt_stop();
}
END_TEST

static const struct {
    const char *name, *searched, *found;
} searches[] = {
    {"case does not count", "mAiL f", "MAIL FROM:<" JOAO "@lab.test>"},
    {"as it is", "MAIL", "MAIL FROM:<" JOAO "@lab.test>"},
    {"composed", JOAO, "MAIL FROM:<" JOAO "@lab.test>"},
    {"wide", KANJI, "RCPT TO:<" KANJI "@lab.test>"},
};

START_TEST(searches_the_history)
{
    start();
    prompt_load(span_of("before"), 3);
    feed("\022");
    ck_assert_str_eq(prompt_view().label, "(reverse-i-search)`': ");
    feed(searches[_i].searched);
    ck_assert_msg(strstr(prompt_view().label, searches[_i].searched) != NULL, "%s: label %s",
                  searches[_i].name, prompt_view().label);
    if (searches[_i].found[0] != '\0')
        ck_assert_msg(span_equal(prompt_view().text, span_of(searches[_i].found)), "%s: %.*s",
                      searches[_i].name, (int)prompt_view().text.size, prompt_view().text.data);
    ck_assert(prompt_cancel());
    ck_assert_str_eq(prompt_view().label, "");
    expect(searches[_i].name, "before", 3);
    ck_assert(!prompt_cancel());
    feed("!");
    expect(searches[_i].name, "bef!ore", 4);
    prompt_stop();
}
END_TEST

START_TEST(searches_again)
{
    start();
    prompt_forget();
    prompt_remember("one A");
    prompt_remember("two b");
    prompt_remember("three a");
    feed("\022a");
    expect("the newest", "three a", 6);
    feed("\022");
    expect("an older one", "one A", 4);
    feed("\022");
    expect("no older one", "one A", 4);
    ck_assert_str_eq(prompt_view().label, "(failed reverse-i-search)`a': ");
    feed("\023");
    expect("the newer one", "three a", 6);
    ck_assert_str_eq(prompt_view().label, "(i-search)`a': ");
    feed("\022x");
    ck_assert_str_eq(prompt_view().label, "(failed reverse-i-search)`ax': ");
    feed("\177");
    expect("the newest again", "three a", 6);
    feed("\177");
    expect("nothing is sought", "", 0);
    feed("b\n");
    expect("kept", "two b", 4);
    feed(UP);
    expect("the line before it", "one A", 5);
    feed(DOWN);
    feed("\001x");
    expect("edited", "xtwo b", 1);
    feed("\022\022"
         "\001y");
    expect("what was sought last, and the next key acts", "ytwo b", 1);
    feed("\022o\007");
    expect("cancelled", "ytwo b", 1);
    prompt_stop();
}
END_TEST

START_TEST(a_found_line_is_submitted)
{
    start();
    feed("\022" KANJI "\r");
    ck_assert_uint_eq(told.submits, 1);
    ck_assert_str_eq(told.submitted, "RCPT TO:<" KANJI "@lab.test>");
    ck_assert_str_eq(prompt_view().label, "");
    prompt_stop();
}
END_TEST

static Suite *prompt_find_suite(void)
{
    Suite *suite = suite_create("prompt_find");
    TCase *cases = tcase_create("prompt_find");

    tcase_add_loop_test(cases, completes, 0, COUNT(completions));
    tcase_add_loop_test(cases, searches_the_history, 0, COUNT(searches));
    tcase_add_test(cases, searches_again);
    tcase_add_test(cases, a_found_line_is_submitted);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77; /* skipped */
    setenv("INPUTRC", "/dev/null", 1);
    setenv("TERM", "vt100", 1);
    return check_main(prompt_find_suite());
}
