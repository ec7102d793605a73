/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_guide_ahead.c - whether what is typed before a reply is for the form that the reply shows.
 */
#include <config.h>

#include "tui-client/panes/guide.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/guided.h"

/* Each step's first byte says what it is: "<" bytes of the server, ">" the step that is shown, sent
 * as this line, "Z" no reply in time, "!" the connection is closed, "n" the next step is visited,
 * "=" whether the server's turn is over and has led on (1) or not (0), or lasts ("?"). */
#define TO_MAIL "<220 h ESMTP\r\n", ">EHLO h", "=?", "<250 h\r\n", "=1", ">MAIL FROM:<a@x>", "=?"
#define TO_RCPT TO_MAIL, "<250 ok\r\n", "=1", ">RCPT TO:<b@x>"
#define TO_DATA TO_RCPT, "<250 ok\r\n", "=1", ">DATA", "<354 go\r\n", ">."

static const struct {
    const char *name;
    const char *steps[24];
} scripts[] = {
    {"accepted", {TO_DATA, "<250 ok\r\n", "=1"}},
    {"refused for good", {TO_MAIL, "<550 no\r\n", "=0"}},
    {"refused for now", {TO_MAIL, "<450 later\r\n", "=0"}},
    {"refused, which leads to another step", {TO_DATA, "<452 full\r\n", "=0"}},
    {"one of two is refused", {TO_RCPT, ">RCPT TO:<c@x>", "<450 no\r\n", "<250 ok\r\n", "=0"}},
    {"accepted after a refusal",
     {TO_MAIL, "<450 later\r\n", "=0", ">MAIL FROM:<a@x>", "<250 ok\r\n", "=1"}},
    {"another reply than the one that leads on",
     {TO_DATA, "<250 ok\r\n", ">DATA", "<250 ok\r\n", "=0"}},
    {"no reply", {TO_MAIL, "Z", "=0"}},
    {"no reply, while another step is shown", {TO_MAIL, "n", "=?", "Z", "=0"}},
    {"the server leaves", {TO_MAIL, "<421 bye\r\n", "=0"}},
    {"the connection is closed", {TO_MAIL, "!", "=0"}},
};

static void check_turn(const struct guide *guide, char wanted, const char *name)
{
    char turn = (char)(guide_awaits(guide) ? '?' : '0' + guide_has_led_on(guide));

    ck_assert_msg(turn == wanted, "%s: %c instead of %c", name, turn, wanted);
}

static void take_step(struct guide *guide, const char *step, int64_t now_ms, const char *name)
{
    struct span text = span_of(step + 1);

    switch (step[0]) {
    case '<':
        ck_assert_int_eq(dialogue_receive(&guide->client.dialogue, text, now_ms), 0);
        break;
    case '>':
        ck_assert_int_eq(client_say(&guide->client, text, now_ms), 0);
        guide_note_sent(guide);
        break;
    case 'Z':
        buffer_consume(&guide->client.dialogue.out, buffer_size(&guide->client.dialogue.out));
        guide_step(guide, 0, now_ms + 1000LL * guide->client.options->timeout_s);
        break;
    case '!':
        guide_disconnect(guide);
        break;
    case 'n':
        guide_turn(guide, 1);
        break;
    default:
        check_turn(guide, step[1], name);
        break;
    }
}

START_TEST(a_reply_leads_on_or_not)
{
    struct guide guide;

    guided_start(&guide);
    for (size_t i = 0; i < COUNT(scripts[_i].steps) && scripts[_i].steps[i] != NULL; i++)
        take_step(&guide, scripts[_i].steps[i], (int64_t)i, scripts[_i].name);
    ck_assert_int_eq(guide_release(&guide), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guide_ahead");
    TCase *all = tcase_create("guide_ahead");

    tcase_add_loop_test(all, a_reply_leads_on_or_not, 0, CASES(scripts));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
