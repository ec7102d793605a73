/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_steps.c - guide, completion and texts follow any dialect's table. */
#include <config.h>

#include "tui-client/dialogue/steps.h"

#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/dialects.h"
#include "tui-client/client/words.h"
#include "tui-client/dialogue/completion.h"

static void as_it_is(struct dialects_copy *changed)
{
    (void)changed;
}

static void quit_needs_nothing(struct dialects_copy *changed)
{
    dialects_row_of(changed, DIALECT_QUIT)->needs = 0;
}

/* The recipient comes before the sender. */
static void rcpt_before_mail(struct dialects_copy *changed)
{
    struct dialect_row *mail = dialects_row_of(changed, DIALECT_MAIL),
                       *rcpt = dialects_row_of(changed, DIALECT_RCPT);

    rcpt->state = DIALECT_STATE_MAIL;
    rcpt->needs = 0;
    rcpt->outcomes[0].next = DIALECT_STATE_RCPT;
    mail->state = DIALECT_STATE_RCPT;
    mail->outcomes[0].next = DIALECT_STATE_DATA;
}

static void helo_is_not_needed(struct dialects_copy *changed)
{
    dialects_row_of(changed, DIALECT_CONNECT)->outcomes[0].next = DIALECT_STATE_MAIL;
}

/* There may be several recipients; QUIT is open when no more are allowed, DATA never. */
static void quit_when_full(struct dialects_copy *changed)
{
    struct dialect_row *rcpt = dialects_row_of(changed, DIALECT_RCPT);
    struct dialect_row *quit = dialects_row_of(changed, DIALECT_QUIT);

    dialects_row_of(changed, DIALECT_DATA)->needs = DIALECT_FACT_DELIVERED;
    quit->state = DIALECT_STATE_DATA;
    quit->needs = DIALECT_FACT_RECIPIENT;
    rcpt->outcomes[1] = rcpt->outcomes[0];
    rcpt->outcomes[1].result = DIALECT_DONE_LAST;
    rcpt->outcomes[0].next = DIALECT_STATE_SAME;
    rcpt->outcomes[0].clear = 0;
}

static void no_quit(struct dialects_copy *changed)
{
    changed->dialect.verbs[DIALECT_QUIT].words = NULL;
}

static const struct {
    const char *name;
    void (*change)(struct dialects_copy *changed);
    const char *order;    /* of the steps */
    const char *open;     /* text after the greeting was accepted */
    const char *complete; /* the first candidate for "" there */
} cases[] = {
    {"as it is", as_it_is, "HELO MAIL RCPT DATA QUIT ", "MAIL FROM", "MAIL FROM:"},
    {"QUIT needs nothing", quit_needs_nothing, "HELO MAIL RCPT DATA QUIT ", "MAIL FROM or QUIT",
     "MAIL FROM:"},
    {"RCPT before MAIL", rcpt_before_mail, "HELO RCPT MAIL DATA QUIT ", "RCPT TO", "RCPT TO:"},
    {"HELO is not needed", helo_is_not_needed, "MAIL RCPT DATA HELO QUIT ", "MAIL FROM",
     "MAIL FROM:"},
    {"QUIT once there is no room", quit_when_full, "HELO MAIL RCPT DATA QUIT ", "MAIL FROM",
     "MAIL FROM:"},
    {"no QUIT", no_quit, "HELO MAIL RCPT DATA ", "MAIL FROM", "MAIL FROM:"},
};

static const struct dialect_position after_helo = {DIALECT_STATE_MAIL, 0};

START_TEST(the_order_is_that_of_the_table)
{
    struct dialects_copy changed;
    struct steps steps;
    char order[128] = "";

    dialects_copy_prototype(&changed);
    cases[_i].change(&changed);
    steps = steps_of(&changed.dialect);
    for (size_t i = 0; i < steps.count; i++) {
        strcat(order, dialect_event_name(&changed.dialect, steps.verbs[i]));
        strcat(order, " ");
    }
    ck_assert_msg(strcmp(order, cases[_i].order) == 0, "%s: %s", cases[_i].name, order);
}
END_TEST

START_TEST(words_and_completion_follow)
{
    struct dialects_copy changed;
    struct completion completion;
    struct history history;
    char open[WORDS_MAX];

    history_init(&history);
    dialects_copy_prototype(&changed);
    cases[_i].change(&changed);
    words_open(&changed.dialect, after_helo, open, sizeof open);
    ck_assert_msg(strcmp(open, cases[_i].open) == 0, "%s: %s", cases[_i].name, open);
    completion_of_line(&completion, &changed.dialect, after_helo, &history, span_of(""));
    ck_assert_msg(completion.count > 0, "%s: nothing completes", cases[_i].name);
    ck_assert_msg(strcmp(completion.candidates[0], cases[_i].complete) == 0, "%s: %s",
                  cases[_i].name, completion.candidates[0]);
    completion_release(&completion);
}
END_TEST

START_TEST(the_next_step_and_why_not_follow)
{
    struct dialects_copy changed;
    struct steps steps;
    char why[WORDS_MAX];

    dialects_copy_prototype(&changed);
    steps = steps_of(&changed.dialect);
    ck_assert_int_eq(steps_next(&changed.dialect, &steps, after_helo, false), DIALECT_MAIL);
    ck_assert_int_eq(steps_next(&changed.dialect, &steps, after_helo, true), DIALECT_MAIL);
    words_why_not(&changed.dialect, after_helo, DIALECT_QUIT, why, sizeof why);
    ck_assert_msg(strstr(why, "A message must be delivered") != NULL, "%s", why);
    words_why_not(&changed.dialect, after_helo, DIALECT_RCPT, why, sizeof why);
    ck_assert_msg(strstr(why, "Expected now: MAIL FROM.") != NULL, "%s", why);
    quit_needs_nothing(&changed);
    steps = steps_of(&changed.dialect);
    ck_assert_int_eq(steps_next(&changed.dialect, &steps, after_helo, false), DIALECT_MAIL);
    ck_assert_int_eq(steps_next(&changed.dialect, &steps, after_helo, true), DIALECT_QUIT);
    words_why_not(&changed.dialect, after_helo, DIALECT_QUIT, why, sizeof why);
    ck_assert_str_eq(why, "");
}
END_TEST

START_TEST(each_step_asks_for_what_its_row_says)
{
    static const enum steps_form forms[DIALECT_VERBS] = {
        [DIALECT_HELO] = STEPS_FORM_TEXT,    [DIALECT_MAIL] = STEPS_FORM_ADDRESS,
        [DIALECT_RCPT] = STEPS_FORM_ADDRESS, [DIALECT_DATA] = STEPS_FORM_MESSAGE,
        [DIALECT_QUIT] = STEPS_FORM_END,
    };

    ck_assert_int_eq(steps_form(&dialect_prototype, (enum dialect_event)_i), forms[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("steps");
    TCase *all = tcase_create("steps");
    int count = CASES(cases);

    tcase_add_loop_test(all, the_order_is_that_of_the_table, 0, count);
    tcase_add_loop_test(all, words_and_completion_follow, 0, count);
    tcase_add_test(all, the_next_step_and_why_not_follow);
    tcase_add_loop_test(all, each_step_asks_for_what_its_row_says, 0, DIALECT_VERBS);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
