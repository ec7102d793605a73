/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialogue_partial.c - servers that fall silent: what has arrived without a line end is
 * shown, a reply that does not come is given up, and the conversation goes on. */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include "tests/support/check_main.h"
#include "tests/support/script.h"

#define ENVELOPE                                                                                   \
    GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\r\n"
#define MESSAGE ENVELOPE, ">DATA", "<354\r\n", "=MESSAGE 2", ">x", ">."

static const struct script scripts[] = {
    {"no line end", {"<220 fake", "w998", "s", "w2", "sP", "x8 220 fake", "e-", "n1"}},
    {"once per amount", {"<220", "w1000", "sP", "w9000", "s", "<\r\n", "sL", "=HELO 0"}},
    {"anew when it has grown", {"<22", "w1000", "x2 22", "<0 a", "w2000", "x5 220 a", "sPP"}},
    {"and then more rarely", {"<22", "w1000", "<0", "w1990", "sP", "w9", "sP", "<\r\n", "sL"}},
    {"the next line is new",
     {"<22", "w1000", "<0 smtpd-proto\r\n", ">HELO a", "<25", "w1000", "sPLCP", "<0\r\n", "sL"}},
    {"a lone CR", {"<220 fake\r", "w1000", "x9 220 fake\r", "<\n", "sPL"}},
    {"a line within a reply",
     {"<220-smtpd-proto\r\n22", "w1000", "sRP", "x2 22", "<0 b\r\n", "sL", "=HELO 0"}},
    {"whole lines are not shown again", {"<220-a\r\n", "w9000", "sR"}},

    {"given up, and sent again",
     {GREETING, ">HELO a", "g", "sLCN", "=HELO 0", ">HELO a", "oHELO a\r\nHELO a\r\n", "<250\r\n",
      "sCL", "=MAIL 0", "<250\r\n", "sL", "=MAIL 0"}},
    {"a late reply", {GREETING, ">HELO a", "g", "n120", "<250 a\r\n", "sLCNl", "n2", "=MAIL 0"}},
    {"a late reply while another is awaited is that of the other",
     {GREETING, ">HELO a", "g", ">NOOP", "<250 a\r\n", "sLCNCL", "=HELO 0", "<250 b\r\n", "sL",
      "=HELO 0"}},
    {"only the newest is known", {GREETING, ">HELO a", "g", ">NOOP", "g", "<250\r\n", "=HELO 0"}},
    {"a late greeting chooses the dialect",
     {"g", "sN", "=CONNECTED 0", "<220 smtpd-proto\r\n", "sl", "dprototype", "=HELO 0"}},
    {"no greeting: a command goes on",
     {"g", ">HELO a", "oHELO a\r\n", "<250 a\r\n", "sNCL", "=MAIL 0"}},
    {"a late refusal", {ENVELOPE, ">DATA", "g", "<451 no\r\n", "=DATA 2"}},
    {"a late 354 opens the message", {ENVELOPE, ">DATA", "g", "<354\r\n", "=MESSAGE 2"}},
    {"what was to follow is not sent",
     {GREETING, ">HELO a", ">MAIL FROM:<a>", "g", "<250\r\n", "oHELO a\r\n", "=MAIL 0", ">NOOP",
      "oNOOP\r\n"}},
    {"a message is not sent after a late 354",
     {ENVELOPE, "MA: b\r\n.\r\n", "g", "oHELO a\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n",
      "<354\r\n", "o", "=MESSAGE 2"}},
    {"half a line is dropped",
     {GREETING, ">HELO a", "<25", "g", "sLCPN", "xcut 2 25", "<250 a\r\n", "sl", "=MAIL 0"}},
    {"half a line that was shown", {GREETING, ">NOOP", "<2", "w1000", "g", "<250\r\n", "sLCPNl"}},
    {"half a reply is dropped",
     {GREETING, ">HELO a", "<500-a\r\n", "g", "<250 b\r\n", "sLCRNl", "=MAIL 0"}},
    {"a dot again", {MESSAGE, "g", ">.", "<250\r\n", "=MAIL 1"}},
    {"a late delivery", {MESSAGE, "g", "<250\r\n", "=MAIL 1"}},
    {"a command where the message may have ended",
     {MESSAGE, "g", "cDATA ", ">MAIL FROM:<c>", "cMAIL <c>", "<250\r\n", "=RCPT 6"}},
    {"a refused command leaves that uncertain",
     {MESSAGE, "g", ">RCPT TO:<c>", "<503\r\n", "=MESSAGE 2", ">MAIL FROM:<c>", "<250\r\n",
      "=RCPT 6"}},
    {"another message is certain",
     {MESSAGE, "g", ">DATA", "cDATA ", "<354\r\n", "=MESSAGE 2", ">MAIL FROM:<c>", "cDATA "}},
    {"text, and then a reply that may mean anything",
     {MESSAGE, "g", ">hello", "<250\r\n", "=MESSAGE 2", ">.", "<250\r\n", "=MAIL 1"}},
};

START_TEST(a_script_is_played_in_all_pieces)
{
    run_in_all_pieces(&scripts[_i], false);
}
END_TEST

static void start(struct play *play)
{
    *play = (struct play){.now_ms = 0};
    dialogue_init(&play->dialogue, NULL,
                  (struct dialogue_observer){.line = observe, .context = play});
    dialogue_start(&play->dialogue, 0);
}

static void receive_bytes(struct play *play, const char *bytes, size_t size, size_t cut)
{
    receive(play, (struct span){bytes, size}, cut);
}

#define RECEIVE(play, literal, cut) receive_bytes(play, literal, sizeof(literal) - 1, cut)

/* NULs are shown before the next line of either side, and the reply behind them is read. */
START_TEST(padding_is_put_aside)
{
    for (size_t cut = 0; cut < 40; cut++) {
        struct play play;
        start(&play);
        RECEIVE(&play, "220 smtpd-proto\r\n\0\0\0", cut);
        ck_assert_str_eq(play.seen, "L");
        take_step(&play, ">HELO a", cut, "a command");
        ck_assert_str_eq(play.seen, "L0C");
        ck_assert(memcmp(play.stray, "3 ", 3) == 0);
        RECEIVE(&play,
                "\0\0"
                "250-a\r\n\0"
                "250 b\r\n\0",
                cut);
        ck_assert_str_eq(play.seen, "L0C0R0L");
        ck_assert_uint_eq(play.dialogue.position.state, DIALECT_STATE_MAIL);
        take_step(&play, "w998", cut, "too early");
        ck_assert_str_eq(play.seen, "L0C0R0L");
        take_step(&play, "w2", cut, "a pause");
        ck_assert_str_eq(play.seen, "L0C0R0L0");
        dialogue_release(&play.dialogue);
    }
}
END_TEST

/* Each is shown a few times at most, and no byte is kept of what is skipped or too long. */
START_TEST(an_endless_drip_is_quiet)
{
    static const char drips[] = {'2', '\0'};

    for (size_t i = 0; i < sizeof drips; i++) {
        struct play play;
        start(&play);
        for (int n = 0; n < 6000; n++) {
            receive_bytes(&play, &drips[i], 1, SIZE_MAX);
            take_step(&play, "w1100", SIZE_MAX, "a drip");
            ck_assert_uint_le(buffer_size(&play.dialogue.in), REPLY_PARSE_LINE_MAX + 1);
        }
        ck_assert_uint_ge(strlen(play.seen), 1);
        ck_assert_uint_le(strlen(play.seen), 16);
        dialogue_release(&play.dialogue);
    }
}
END_TEST

/* A run may be longer than what is shown of it. */
START_TEST(much_padding_is_shown_in_part)
{
    static const char nuls[DIALOGUE_PADDING_MAX];
    struct play play;

    start(&play);
    RECEIVE(&play, "220 smtpd-proto\r\n", SIZE_MAX);
    for (int i = 0; i < 3; i++)
        receive_bytes(&play, nuls, sizeof nuls, SIZE_MAX);
    ck_assert_uint_eq(buffer_size(&play.dialogue.in), 0);
    take_step(&play, ">HELO a", SIZE_MAX, "a command");
    ck_assert_str_eq(play.seen, "L0C");
    ck_assert(strncmp(play.stray, "65536 ", 6) == 0);
    dialogue_release(&play.dialogue);
}
END_TEST

/* The end of the connection shows what is left, and what was shown whole not again. */
START_TEST(the_rest_is_shown)
{
    struct play play;

    start(&play);
    RECEIVE(&play, "220 smtpd-proto\r\n25", SIZE_MAX);
    dialogue_show_rest(&play.dialogue);
    ck_assert_str_eq(play.seen, "LP");
    ck_assert_str_eq(play.stray, "cut 2 25");
    dialogue_show_rest(&play.dialogue);
    ck_assert_str_eq(play.seen, "LP");
    dialogue_end(&play.dialogue);
    ck_assert(dialogue_partial_ms(&play.dialogue) == DEADLINE_NEVER);
    dialogue_release(&play.dialogue);
}
END_TEST

/* The rest of a message that the server does not read is not sent, nor all of it again. */
START_TEST(half_a_message_is_given_up)
{
    static const char *const steps[] = {ENVELOPE, "MA: b\r\nc\r\n.\r\n", "<354\r\n",
                                        "g",      "=MESSAGE 2",          NULL};
    struct play play;

    start(&play);
    play.dialogue.pace = pace_of(PACE_LINE);
    for (size_t i = 0; steps[i] != NULL; i++) {
        buffer_consume(&play.dialogue.out, buffer_size(&play.dialogue.out));
        take_step(&play, steps[i], SIZE_MAX, "half a message");
    }
    ck_assert(play.dialogue.is_end_uncertain && !dialogue_is_sending(&play.dialogue));
    ck_assert_uint_eq(buffer_size(&play.dialogue.message), 0);
    dialogue_release(&play.dialogue);
}
END_TEST

/* Of pipelined requests that were given up each is answered in turn. */
START_TEST(late_replies_come_in_order)
{
    static const struct script script = {"late replies",
                                         {"<220 ESMTP\r\n", ">EHLO a",
                                          "<250-a\r\n250 PIPELINING\r\n", ">MAIL FROM:<a@b>",
                                          ">RCPT TO:<c@d>", "g", "sLCRLCCN", "<250\r\n", "=RCPT 4",
                                          "<250\r\n", "=RCPT 6", "sll", "<250\r\n", "sL"}};

    run_in_all_pieces(&script, true);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialogue");
    TCase *all = tcase_create("silence");

    tcase_add_loop_test(all, a_script_is_played_in_all_pieces, 0, CASES(scripts));
    tcase_add_test(all, padding_is_put_aside);
    tcase_add_test(all, an_endless_drip_is_quiet);
    tcase_add_test(all, much_padding_is_shown_in_part);
    tcase_add_test(all, the_rest_is_shown);
    tcase_add_test(all, half_a_message_is_given_up);
    tcase_add_test(all, late_replies_come_in_order);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
