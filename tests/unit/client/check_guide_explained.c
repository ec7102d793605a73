/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_guide_explained.c - whether the guide explains the step or a line of the conversation. */
#include <config.h>

#include "tui-client/panes/guide.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/guided.h"

/* Each step's first byte says what it is: "<" bytes of the server, ">" a line that is sent, "L" the
 * number of the line that is selected, "n" and "p" the next and the previous step, "=" the number
 * of the line that must be explained, or "-": the step is. */
#define TO_RCPT "<220 h ESMTP\r\n", ">EHLO h", "<250 h\r\n", ">MAIL FROM:<a@x>", "<250 ok\r\n", "=-"

/* Lines: 0 the greeting, 1 EHLO, 2 its reply, 3 MAIL, 4 its reply. */
static const struct {
    const char *name;
    const char *steps[16];
} scripts[] = {
    {"a step is, unless a line is selected", {TO_RCPT, "L1", "=1", "L3", "=3"}},
    {"the newest line does not count as selected", {TO_RCPT, "L1", "L4", "=-"}},
    {"until another step is shown", {TO_RCPT, "L1", "n", "=-", "L3", "=3", "p", "=-"}},
    {"until a reply leads on", {TO_RCPT, "L1", ">RCPT TO:<b@x>", "=1", "<250 ok\r\n", "=-"}},
    {"a refusal does not lead on", {TO_RCPT, "L1", ">RCPT TO:<b@x>", "<550 no\r\n", "=1"}},
    {"a refusal is, if no line was selected since",
     {TO_RCPT, "L1", "n", ">RCPT TO:<b@x>", "=-", "<550 no\r\n", "=6"}},
    {"another step, after a refusal", {TO_RCPT, ">RCPT TO:<b@x>", "<550 no\r\n", "=6", "p", "=-"}},
};

static void check_explained(const struct guide *guide, char wanted, const char *name)
{
    size_t count = guide->client.transcript.count, line = guide_explained(guide);

    ck_assert_msg(line == (wanted == '-' ? count : (size_t)(wanted - '0')), "%s: line %zu of %zu",
                  name, line, count);
}

static void take_step(struct guide *guide, const char *step, const char *name)
{
    struct span text = span_of(step + 1);

    switch (step[0]) {
    case '<':
        ck_assert_int_eq(dialogue_receive(&guide->client.dialogue, text, 0), 0);
        break;
    case '>':
        ck_assert_int_eq(client_say(&guide->client, text, 0), 0);
        break;
    case 'L':
        guide_select(guide, (size_t)(step[1] - '0'));
        break;
    case 'n':
        guide_turn(guide, 1);
        break;
    case 'p':
        guide_turn(guide, -1);
        break;
    default:
        check_explained(guide, step[1], name);
        break;
    }
}

START_TEST(a_step_or_a_line_is_explained)
{
    struct guide guide;

    guided_start(&guide);
    for (size_t i = 0; i < COUNT(scripts[_i].steps) && scripts[_i].steps[i] != NULL; i++)
        take_step(&guide, scripts[_i].steps[i], scripts[_i].name);
    ck_assert_int_eq(guide_release(&guide), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guide_explained");
    TCase *all = tcase_create("guide_explained");

    tcase_add_loop_test(all, a_step_or_a_line_is_explained, 0, CASES(scripts));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
