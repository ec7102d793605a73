/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_doubts.c - replies that do not fit what was sent: which of them are doubted, and what is
 * said of them. */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include <stdio.h>

#include "tests/support/check_main.h"
#include "tui-client/client/words.h"
#include "tui-client/dialogue/echo.h"
#include "tui-client/dialogue/envelope.h"

#define GREETING "<220 h ready\r\n"
#define TO_MAIL  GREETING, ">EHLO a", "<250 h\r\n"
#define TO_DATA  TO_MAIL, ">MAIL FROM:<a@b>", "<250 ok\r\n", ">RCPT TO:<c@d>", "<250 ok\r\n"
#define TO_DOT   TO_DATA, ">DATA", "<354 go\r\n", ">text", ">."
#define LOOK     "Whether the message was delivered is therefore not known"

/* "<" bytes of the server in one piece, ">" a line to send, "g" gives up; then the last reply is
 * explained. */
static const struct {
    const char *name;
    const char *steps[24];
    enum explain_verdict verdict;
    const char *words, *not_words; /* of the last reply; NULL: any */
    const char *state;
    unsigned delivered;
} cases[] = {
    {"one reply for each command",
     {TO_DOT, "<250 stored\r\n"},
     EXPLAIN_DELIVERED,
     "accepted the message",
     "More replies",
     "MAIL",
     1},
    {"a second reply to the message",
     {TO_DOT, "<250 stored\r\n", "<250 stored\r\n"},
     EXPLAIN_PIECE,
     LOOK,
     NULL,
     "MAIL",
     0},
    {"two replies in one piece",
     {TO_DOT, "<250 stored\r\n250 stored\r\n"},
     EXPLAIN_PIECE,
     LOOK,
     NULL,
     "MAIL",
     0},
    {"a withdrawal is made once",
     {TO_DOT, "<250 stored\r\n", "<250 stored\r\n", "<250 stored\r\n"},
     EXPLAIN_PIECE,
     LOOK,
     NULL,
     "MAIL",
     0},
    {"a reply to a piece of the message",
     {TO_DATA, ">DATA", "<354 go\r\n", ">text", "<250 got it\r\n"},
     EXPLAIN_PIECE,
     "seems to answer each piece",
     LOOK,
     "MESSAGE",
     0},
    {"the end of a message of which pieces were answered",
     {TO_DATA, ">DATA", "<354 go\r\n", ">text", "<250 got it\r\n", ">.", "<250 got it\r\n"},
     EXPLAIN_MAYBE_DELIVERED,
     "need not be the reply to its end",
     "accepted the message",
     "MAIL",
     0},
    {"its refusal is one",
     {TO_DATA, ">DATA", "<354 go\r\n", ">text", "<250 got it\r\n", ">.", "<554 no\r\n"},
     EXPLAIN_REFUSED,
     NULL,
     "each piece",
     "MAIL",
     0},
    {"the next message is judged anew",
     {TO_DATA, ">DATA", "<354 go\r\n", ">text", "<250 got it\r\n", ">.", "<250 got it\r\n",
      ">MAIL FROM:<a@b>", "<250 ok\r\n", ">RCPT TO:<c@d>", "<250 ok\r\n", ">DATA", "<354 go\r\n",
      ">.", "<250 stored\r\n"},
     EXPLAIN_DELIVERED,
     NULL,
     "each piece",
     "MAIL",
     1},
    {"so is one after a message that was given up",
     {TO_DATA, ">DATA", "<354 go\r\n", ">text", "<250 got it\r\n", ">.", "g", ">RSET",
      "<250 reset\r\n", ">MAIL FROM:<a@b>", "<250 ok\r\n", ">RCPT TO:<c@d>", "<250 ok\r\n", ">DATA",
      "<354 go\r\n", ">.", "<250 stored\r\n"},
     EXPLAIN_DELIVERED,
     NULL,
     "each piece",
     "MAIL",
     1},
    {"a reply within the next message says nothing of the one before",
     {TO_DOT, "<250 stored\r\n", ">MAIL FROM:<a@b>", "<250 ok\r\n", ">RCPT TO:<c@d>", "<250 ok\r\n",
      ">DATA", "<354 go\r\n", ">text", "<250 got it\r\n"},
     EXPLAIN_PIECE,
     "seems to answer each piece",
     LOOK,
     "MESSAGE",
     1},
    {"nor one within the next transaction",
     {TO_DOT, "<250 stored\r\n", ">MAIL FROM:<a@b>", "<250 ok\r\n", "<250 ok\r\n"},
     EXPLAIN_UNASKED,
     "this one answers nothing that was sent",
     LOOK,
     "RCPT",
     1},
    {"two replies to the greeting",
     {GREETING, ">EHLO a", "<250 h\r\n250 welcome\r\n"},
     EXPLAIN_UNASKED,
     "this one answers nothing that was sent",
     "piece",
     "MAIL",
     0},
    {"what came before a command was sent does not answer it",
     {GREETING, ">EHLO a", ">MAIL FROM:<a@b>", "<250 h\r\n250 welcome\r\n"},
     EXPLAIN_UNASKED,
     "this one answers nothing that was sent",
     NULL,
     "MAIL",
     0},
    {"a farewell is no surplus",
     {TO_MAIL, "<421 bye\r\n"},
     EXPLAIN_CLOSING,
     NULL,
     "More replies",
     "CLOSED",
     0},
    {"221 ends the conversation",
     {TO_MAIL, ">QUIT", "<221 bye\r\n"},
     EXPLAIN_GOODBYE,
     "ended as requested",
     "More replies",
     "CLOSED",
     0},
    {"250 does not",
     {TO_MAIL, ">QUIT", "<250 ok\r\n"},
     EXPLAIN_NOT_ENDED,
     "ends with 221",
     "ended as requested",
     "MAIL",
     0},
    {"a 221 that comes late does",
     {TO_DOT, "<250 got it\r\n", ">QUIT", "<250 got it\r\n", "<221 bye\r\n"},
     EXPLAIN_GOODBYE,
     LOOK,
     NULL,
     "CLOSED",
     0},
    {"even if a refusal was taken for the answer to QUIT",
     {TO_DOT, "<250 got it\r\n", ">QUIT", "<500 what\r\n", "<221 bye\r\n"},
     EXPLAIN_GOODBYE,
     LOOK,
     NULL,
     "CLOSED",
     0},
    {"a greeting of another name that is accepted",
     {GREETING, ">HELLO a", "<250 h\r\n"},
     EXPLAIN_ACCEPTED,
     "Next: MAIL FROM",
     NULL,
     "MAIL",
     0},
    {"and one that is refused",
     {GREETING, ">HELLO a", "<500 what\r\n"},
     EXPLAIN_REFUSED,
     NULL,
     NULL,
     "HELO",
     0},
    {"an unknown command is no greeting if it names nobody",
     {GREETING, ">STATUS", "<250 fine\r\n"},
     EXPLAIN_ACCEPTED_THOUGH_CLOSED,
     NULL,
     NULL,
     "HELO",
     0},
    {"DATA needs a 354",
     {TO_DATA, ">DATA", "<250 ok\r\n"},
     EXPLAIN_NOT_AWAITED,
     "that is 354",
     NULL,
     "RCPT",
     0},
    {"221 to it is a goodbye",
     {TO_DATA, ">DATA", "<221 bye\r\n"},
     EXPLAIN_LEAVING,
     "has not taken the message",
     "accepted",
     "CLOSED",
     0},
    {"a refusal together with the 354",
     {TO_DATA, ">DATA", "<354 go\r\n552 too much\r\n"},
     EXPLAIN_EARLY,
     "together with the 354, before the message. Likely: The message is too large",
     "piece",
     "MESSAGE",
     0},
    {"what accepts the message after that need not mean it",
     {TO_DATA, ">DATA", "<354 go\r\n552 too much\r\n", ">text", ">.", "<250 ok\r\n"},
     EXPLAIN_MAYBE_DELIVERED,
     "came before any of the message was sent: this need not be the reply to its end",
     "piece",
     "MAIL",
     0},
    {"what refuses it does",
     {TO_DATA, ">DATA", "<354 go\r\n552 too much\r\n", ">text", ">.", "<500 what\r\n"},
     EXPLAIN_REFUSED,
     NULL,
     "before any",
     "MAIL",
     0},
    {"any 354 opens the message",
     {TO_MAIL, ">MAIL FROM:<a@b>", "<250 ok\r\n", ">RCPT TO:<c@d>", "<354 go\r\n"},
     EXPLAIN_SEND_MESSAGE,
     NULL,
     NULL,
     "MESSAGE",
     0},
    {"the address as it was sent",
     {TO_MAIL, ">MAIL FROM:<a@b> SIZE=1", "<250 sender <a@b>: ok\r\n"},
     EXPLAIN_ACCEPTED,
     NULL,
     "another address",
     "RCPT",
     0},
    {"another address",
     {TO_MAIL, ">MAIL FROM:<alice@b>", "<250 alic@b Sender ok\r\n"},
     EXPLAIN_ACCEPTED,
     "repeats another address",
     NULL,
     "RCPT",
     0},
};

struct heard {
    struct envelope envelope;
    struct dialogue_reply reply;
    char text[256];
};

static void hear(void *context, const struct dialogue_line *line)
{
    struct heard *heard = context;
    struct span text = reply_text(line->text);

    envelope_follow(&heard->envelope, line);
    if (line->kind != DIALOGUE_REPLY_LAST)
        return;
    heard->reply = line->reply;
    snprintf(heard->text, sizeof heard->text, "%.*s", (int)text.size, text.data);
}

static void take_step(struct dialogue *dialogue, const char *step)
{
    struct span text = span_of(step + 1);
    if (step[0] == 'g') {
        dialogue_give_up(dialogue, span_of("given up"));
        return;
    }
    int status =
        step[0] == '<' ? dialogue_receive(dialogue, text, 1) : dialogue_say(dialogue, text, 1);

    ck_assert_int_eq(status, 0);
}

START_TEST(a_reply_is_doubted)
{
    struct heard heard = {0};
    struct dialogue dialogue;
    char words[WORDS_MAX];

    envelope_init(&heard.envelope);
    dialogue_init(&dialogue, NULL, (struct dialogue_observer){hear, &heard});
    dialogue_start(&dialogue, 1);
    for (size_t i = 0; i < COUNT(cases[_i].steps) && cases[_i].steps[i] != NULL; i++)
        take_step(&dialogue, cases[_i].steps[i]);
    words_explain(&heard.reply, span_of(heard.text), words, sizeof words);
    ck_assert_msg(explain_reply(&heard.reply, span_of(heard.text)).verdict == cases[_i].verdict,
                  "%s: %s", cases[_i].name, words);
    ck_assert_msg(cases[_i].words == NULL || strstr(words, cases[_i].words) != NULL, "%s: %s",
                  cases[_i].name, words);
    ck_assert_msg(cases[_i].not_words == NULL || strstr(words, cases[_i].not_words) == NULL,
                  "%s: %s", cases[_i].name, words);
    ck_assert_msg(strcmp(dialect_state_name(dialogue.position.state), cases[_i].state) == 0,
                  "%s: %s", cases[_i].name, dialect_state_name(dialogue.position.state));
    ck_assert_msg(heard.envelope.delivered == cases[_i].delivered, "%s: %u", cases[_i].name,
                  heard.envelope.delivered);
    ck_assert_msg(dialogue.deliveries == cases[_i].delivered, "%s: %u", cases[_i].name,
                  dialogue.deliveries);
    dialogue_release(&dialogue);
    envelope_release(&heard.envelope);
}
END_TEST

static const struct {
    const char *argument, *text;
    bool differs;
} echoes[] = {
    {"<a@b>", "ok", false},
    {"<a@b>", "", false},
    {"", "a@b ok", false},
    {"<>", "postmaster@h ok", false},
    {"<a>", "b@c ok", false},
    {"<a@b>", "<a@b> ok", false},
    {"<a@b>", "<a@b>... ok", false},
    {"<a@b>", "\"a@b\", ok", false},
    {"<a@b> SIZE=10", "a@b ok", false},
    {" a@b", "a@b", false},
    {"<a@b>", "<a@c> ok", true},
    {"<a@b>", "A@b ok", true},
    {"<a@b>", "ab@b ok", true},
    {"<a@b>", "<a@b ok", false},
    {"<a@b>", "a@ ok", true},
    {"<a@b>", "ask root@h why a@b is ok", false},
};

START_TEST(an_echo_is_compared)
{
    ck_assert_msg(echo_differs(span_of(echoes[_i].argument), span_of(echoes[_i].text)) ==
                      echoes[_i].differs,
                  "%s: %s", echoes[_i].argument, echoes[_i].text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("doubts");
    TCase *all = tcase_create("replies");

    tcase_add_loop_test(all, a_reply_is_doubted, 0, CASES(cases));
    tcase_add_loop_test(all, an_echo_is_compared, 0, CASES(echoes));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
