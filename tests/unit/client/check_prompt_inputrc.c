/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_prompt_inputrc.c - what the user's inputrc may change, and that Readline writes no output.
 *
 * Readline reads inputrc once per process: all cases share one.
 */
#include <config.h>

#include "tui-client/terminal/prompt.h"

#include <check.h>
#include <locale.h>
#include <unistd.h>

#include "tests/support/check_main.h"
#include "tests/support/prompt_hooks.h"

static const char wishes[] = "set editing-mode vi\n"
                             "set bell-style audible\n"
                             "set disable-completion on\n"
                             "\"\\t\": \"no\"\n"
                             "$if smtp-tui\n"
                             "\"\\C-o\": \"over\"\n"
                             "$endif\n"
                             "\"\\e[1;5C\": end-of-line\n";

START_TEST(keys_of_vi)
{
    start();
    feed("abc");
    feed("\033");
    feed("0x");
    expect("a lone Esc leaves inserting", "bc", 0);
    feed("i" JOAO);
    expect("and i inserts", JOAO "bc", 5);
    feed(LEFT "\033");
    feed(LEFT);
    expect("arrows", JOAO "bc", 1);
    prompt_load(span_of("z"), 1);
    feed("y");
    expect("each line begins with inserting", "zy", 2);
    prompt_stop();
}
END_TEST

START_TEST(a_pending_motion_is_cancelled)
{
    start();
    prompt_load(span_of("text"), 4);
    feed("\033");
    feed("d");
    ck_assert(prompt_cancel());
    expect("d had waited", "text", 3);
    feed("0");
    expect("0 only moves", "text", 0);
    prompt_stop();
}
END_TEST

START_TEST(vi_searches)
{
    start();
    feed("\033");
    feed("/MAIL\r");
    expect("found", "MAIL FROM:<" JOAO "@lab.test>", 0);
    ck_assert_str_eq(prompt_view().label, "");
    prompt_stop();
}
END_TEST

START_TEST(tab_completes)
{
    start();
    feed("h\t");
    expect("in spite of inputrc", "HELO ", 5);
    prompt_stop();
}
END_TEST

START_TEST(keys_are_bound)
{
    start();
    feed("a\017");
    expect("macro", "aover", 5);
    feed(HOME "\033[1;5C");
    feed("!");
    expect("a key of ours", "aover!", 6);
    prompt_stop();
}
END_TEST

/* Standard output and standard error are redirected to a file. */
START_TEST(writes_nothing)
{
    FILE *file = tmpfile();
    int output, error;
    off_t size;

    ck_assert_ptr_nonnull(file);
    fflush(NULL);
    output = dup(STDOUT_FILENO);
    error = dup(STDERR_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    start();
    feed("x\007\f" JOAO UP UP UP UP UP "\t\t\022zzz\007\030\007" LEFT RIGHT "\030\026\r\r\004");
    feed("\033");
    feed("zzz\f\022qq\r\r\004");
    prompt_stop();
    fflush(NULL);
    size = lseek(fileno(file), 0, SEEK_END);
    dup2(output, STDOUT_FILENO);
    dup2(error, STDERR_FILENO);
    close(output);
    close(error);
    fclose(file);
    ck_assert_int_eq(size, 0);
}
END_TEST

static Suite *prompt_inputrc_suite(void)
{
    Suite *suite = suite_create("prompt_inputrc");
    TCase *cases = tcase_create("prompt_inputrc");

    tcase_add_test(cases, keys_of_vi);
    tcase_add_test(cases, a_pending_motion_is_cancelled);
    tcase_add_test(cases, vi_searches);
    tcase_add_test(cases, tab_completes);
    tcase_add_test(cases, keys_are_bound);
    tcase_add_test(cases, writes_nothing);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    char inputrc[] = "/tmp/check_prompt_inputrc.XXXXXX";
    int file, status;

    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77; /* skipped */
    file = mkstemp(inputrc);
    if (file < 0 || write(file, wishes, sizeof wishes - 1) != sizeof wishes - 1)
        return 99;
    close(file);
    setenv("INPUTRC", inputrc, 1);
    setenv("TERM", "vt100", 1);
    status = check_main(prompt_inputrc_suite());
    unlink(inputrc);
    return status;
}
