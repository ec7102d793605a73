/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_completion.c - candidates at the cursor: open verbs, and addresses of the history. */
#include <config.h>

#include "tui-client/dialogue/completion.h"

#include <stdio.h>

#include "tests/support/check_main.h"

#define JOAO "Jo\xC3\xA3o@lab"

static const struct {
    const char *name;
    struct dialect_position position;
    const char *before; /* the cursor */
    size_t start;
    const char *candidates; /* joined by | */
} cases[] = {
    {"nothing typed", {DIALECT_STATE_HELO, 0}, "", 0, "HELO "},
    {"two are open", {DIALECT_STATE_MAIL, 1}, "", 0, "MAIL FROM:|QUIT"},
    {"a beginning in lower case", {DIALECT_STATE_MAIL, 1}, "m", 0, "MAIL FROM:"},
    {"within the verb", {DIALECT_STATE_MAIL, 1}, "mail f", 0, "MAIL FROM:"},
    {"blanks before", {DIALECT_STATE_MAIL, 1}, "  q", 2, "QUIT"},
    {"a verb that is not open", {DIALECT_STATE_MAIL, 0}, "dat", 0, "DATA"},
    {"a whole verb is separated first", {DIALECT_STATE_HELO, 0}, "helo", 0, "HELO "},
    {"so is one that is not open", {DIALECT_STATE_MAIL, 0}, "HELO", 0, "HELO "},
    {"and then takes an argument", {DIALECT_STATE_HELO, 0}, "HELO ", 5, "a"},
    {"no verb", {DIALECT_STATE_MAIL, 0}, "x", 0, ""},
    {"addresses, the newest first",
     {DIALECT_STATE_MAIL, 0},
     "MAIL FROM:",
     10,
     "<bob@lab>|<" JOAO ">"},
    {"a blank in between", {DIALECT_STATE_MAIL, 0}, "mail from: <b", 11, "<bob@lab>"},
    {"of this verb alone", {DIALECT_STATE_RCPT, 0}, "rcpt to:", 8, "<eve>"},
    {"no such address", {DIALECT_STATE_RCPT, 0}, "rcpt to:<x", 8, ""},
};

static void fill(struct history *history)
{
    static const char *const commands[] = {
        "HELO a",        "MAIL FROM:<" JOAO ">", "mail from:<bob@lab>",
        "RCPT TO:<eve>", "MAIL FROM:<bob@lab>",  "x"};

    history_init(history);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        history_add(history, HISTORY_COMMAND, span_of(commands[i]));
    history_add(history, HISTORY_MESSAGE, span_of("MAIL FROM:<no>\n"));
}

START_TEST(a_line_is_completed)
{
    struct completion completion;
    struct history history;
    char got[512] = "";

    fill(&history);
    completion_of_line(&completion, &dialect_prototype, cases[_i].position, &history,
                       span_of(cases[_i].before));
    for (size_t i = 0; i < completion.count; i++) {
        strcat(got, i > 0 ? "|" : "");
        strcat(got, completion.candidates[i]);
    }
    ck_assert_msg(strcmp(got, cases[_i].candidates) == 0, "%s: %s", cases[_i].name, got);
    ck_assert_msg(completion.start == cases[_i].start, "%s: %zu", cases[_i].name, completion.start);
    completion_release(&completion);
    history_release(&history);
}
END_TEST

START_TEST(there_are_not_too_many)
{
    struct completion completion;
    struct history history;
    char command[64];

    history_init(&history);
    for (int i = 0; i < 2 * COMPLETION_MAX; i++) {
        snprintf(command, sizeof command, "MAIL FROM:<%d>", i);
        history_add(&history, HISTORY_COMMAND, span_of(command));
    }
    completion_of_line(&completion, &dialect_prototype, (struct dialect_position){0}, &history,
                       span_of("MAIL FROM:"));
    ck_assert_uint_eq(completion.count, COMPLETION_MAX);
    completion_release(&completion);
    history_release(&history);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("completion");
    TCase *all = tcase_create("completion");

    tcase_add_loop_test(all, a_line_is_completed, 0, CASES(cases));
    tcase_add_test(all, there_are_not_too_many);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
