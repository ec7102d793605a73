/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialogue_esmtp.c - the client's side of conversations with servers other than the
 * prototype's: which dialect they speak, what they offer, what they may answer; pipelining. */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include "tests/support/check_main.h"
#include "tests/support/script.h"

#define ESMTP "<220 h ESMTP\r\n"
#define EHLO  ESMTP, ">EHLO a", "<250-h\r\n250-PIPELINING\r\n250 SIZE 1000\r\n", "oEHLO a\r\n"

static const struct script scripts[] = {
    {"the prototype", {"<220 h smtpd-proto ready\r\n", "dprototype", "=HELO 0"}},
    {"our server's other dialect", {"<220 h ESMTP smtpd-proto ready\r\n", "drfc5321", "=HELO 0"}},
    {"any other is asked with EHLO", {"<220 ok\r\n", "drfc5321", "=HELO 0"}},
    {"a code alone", {"<220\r\n", "drfc5321", "=HELO 0"}},
    {"a greeting of several lines",
     {"<220-h says\r\n220-smtpd-proto\r\n220 hello\r\n", "dprototype", "sRRL"}},
    {"the word in the last of several lines", {"<220-h smtpd-proto\r\n220 ESMTP\r\n", "drfc5321"}},
    {"a temporary refusal for a greeting", {"<450 later\r\n", "=CLOSED 0"}},
    {"a refusal for a greeting", {"<554-go\r\n554 away\r\n", "=CLOSED 0", "sRL"}},
    {"what is offered",
     {ESMTP, "+", ">EHLO a",
      "<250-h PIPELINING\r\n250-SIZE 1000\r\n250-\r\n250 AUTH PLAIN LOGIN\r\n",
      "+SIZE 1000, AUTH PLAIN LOGIN", "=MAIL 0", ">EHLO b", "<250-h\r\n250 HELP\r\n", "+HELP"}},
    {"nothing is offered", {ESMTP, ">EHLO a", "<250 h PIPELINING\r\n", "+", "=MAIL 0"}},
    {"HELO takes the offers back",
     {EHLO, "+PIPELINING, SIZE 1000", ">HELO a", "<250-x\r\n250 SIZE\r\n", "+"}},
    {"a refused EHLO leaves the offers",
     {EHLO, ">EHLO", "<501 who?\r\n", "+PIPELINING, SIZE 1000"}},
    {"a refused EHLO is followed by HELO",
     {ESMTP, ">EHLO a.b", "oEHLO a.b\r\n", "<500 what?\r\n", "oHELO a.b\r\n", "=HELO 0",
      "<250 h\r\n", "=MAIL 0", "+", "sLCLCL"}},
    {"before lines that wait",
     {ESMTP, ">EHLO a", ">MAIL FROM:<b@c>", "<502 no\r\n", "oEHLO a\r\nHELO a\r\n", "<250 h\r\n",
      "oMAIL FROM:<b@c>\r\n"}},
    {"HELO is refused too",
     {ESMTP, ">EHLO a", "<500 no\r\n", "<504 no\r\n", "oEHLO a\r\nHELO a\r\n", "=HELO 0", "o"}},
    {"EHLO is refused in a transaction, which HELO would end",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", "oMAIL FROM:<a@b>\r\n", ">EHLO a", "<503 no\r\n",
      "oEHLO a\r\n", "=RCPT 4"}},
    {"EHLO later, please", {ESMTP, ">EHLO a", "<450 busy\r\n", "oEHLO a\r\n", "=HELO 0"}},
    {"EHLO and farewell", {ESMTP, ">EHLO a", "<421 bye\r\n", "oEHLO a\r\n", "=CLOSED 0"}},
    {"several recipients, one refused",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", "=RCPT 4", ">RCPT TO:<a@b>", "<250\r\n", "=RCPT 6",
      ">RCPT TO:<c@d>", "<550 no\r\n", "=RCPT 6", ">RCPT TO:<e@f>", "<251 will forward\r\n",
      "=RCPT 6", ">DATA", "<354\r\n", "=MESSAGE 6", ">.", "<250\r\n", "=MAIL 1"}},
    {"refused for now",
     {EHLO, ">MAIL FROM:<a@b>", "<451 4.7.1 greylisted\r\n", "=MAIL 0", ">MAIL FROM:<a@b>",
      "<250\r\n", ">RCPT TO:<a@b>", "<452 4.2.2 full\r\n", "=RCPT 4"}},
    {"RSET",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<250\r\n", ">RSET", "<250\r\n",
      "=MAIL 0"}},
    {"RSET is refused", {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RSET", "<502\r\n", "=RCPT 4"}},
    {"EHLO in a transaction",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">EHLO a", "<250 h\r\n", "=MAIL 0"}},
    {"questions change nothing",
     {EHLO, ">NOOP", "<250\r\n", ">VRFY a", "<252\r\n", ">EXPN l", "<250 a\r\n", ">HELP",
      "<214-a\r\n214 b\r\n", "=MAIL 0"}},
    {"a server that takes a second MAIL",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<250\r\n", ">MAIL FROM:<c@d>",
      "<250\r\n", "=RCPT 4"}},
    {"a server that keeps the sender of a refused message",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<250\r\n", ">DATA", "<354\r\n", ">.",
      "<554\r\n", "=MAIL 0", ">MAIL FROM:<a@b>", "<503 given\r\n", "=RCPT 4"}},
    {"a server that forgets the sender with a recipient that it refuses",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<450 later\r\n", "=RCPT 4",
      ">RCPT TO:<a@b>", "<503 no sender\r\n", "=MAIL 0", ">MAIL FROM:<a@b>", "<250\r\n",
      ">RCPT TO:<a@b>", "<250\r\n", "=RCPT 6"}},
    {"one that says 503 to everything is asked for a sender once",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<450 later\r\n", ">RCPT TO:<a@b>",
      "<503 no\r\n", "=MAIL 0", ">MAIL FROM:<a@b>", "<503 no\r\n", "=RCPT 4", ">RCPT TO:<a@b>",
      "<503 no\r\n", "=RCPT 4"}},
    {"503 to a first recipient, or to another one",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<503 no\r\n", "=RCPT 4",
      ">RCPT TO:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<450 later\r\n", ">RCPT TO:<a@b>",
      "<503 too many\r\n", "=RCPT 6"}},
    {"500 to a recipient says nothing of the sender in this dialect",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<450 later\r\n", ">RCPT TO:<a@b>",
      "<500 no\r\n", "=RCPT 4"}},
    {"503 to a first sender", {EHLO, ">MAIL FROM:<a@b>", "<503 no\r\n", "=MAIL 0"}},
    {"503 to a sender after RSET",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RSET", "<250\r\n", ">MAIL FROM:<a@b>", "<503 no\r\n",
      "=MAIL 0"}},
    {"a server that needs no greeting", {ESMTP, ">MAIL FROM:<a@b>", "<250\r\n", "=RCPT 4"}},
    {"QUIT at once", {ESMTP, ">QUIT", "<221\r\n", "=CLOSED 0"}},
    {"QUIT is refused", {ESMTP, ">QUIT", "<500\r\n", "=HELO 0"}},
    {"DATA is refused",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<250\r\n", "Mx\r\n.\r\n",
      "<554 no\r\n", "=RCPT 6", "oMAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\nDATA\r\n"}},
    {"a 354 that nobody asked for", {EHLO, "<354 go\r\n", "=MAIL 0"}},
    {"a 354 to another command",
     {EHLO, ">NOOP", "<354 go\r\n", "=MESSAGE 0", ">.", "<250\r\n", "=MAIL 1"}},
    {"farewell in the message",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<250\r\n", ">DATA", "<354\r\n",
      "<421 bye\r\n", "=CLOSED 6"}},
    {"a message is refused",
     {EHLO, ">MAIL FROM:<a@b>", "<250\r\n", ">RCPT TO:<a@b>", "<250\r\n", ">DATA", "<354\r\n", ">.",
      "<554 5.7.1 spam\r\n", "=MAIL 0"}},
};

START_TEST(a_script_is_played_in_all_pieces)
{
    run_in_all_pieces(&scripts[_i], false);
}
END_TEST

#define TO_MAIL EHLO, ">MAIL FROM:<a@b>"

static const struct script groups[] = {
    {"commands that may be followed go out at once",
     {TO_MAIL,
      ">RCPT TO:<c@d>",
      ">RCPT TO:<e@f>",
      ">DATA",
      ">hi",
      ">.",
      ">QUIT",
      "oMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n",
      "n122223456",
      "<250\r\n250\r\n",
      "n34",
      "=RCPT 6",
      "<550 no\r\n",
      "n5",
      "=RCPT 6",
      "o",
      "<354\r\n",
      "ohi\r\n.\r\n",
      "<250\r\n",
      "=MAIL 1",
      "oQUIT\r\n"}},
    {"the table is asked when the reply comes",
     {TO_MAIL, ">RCPT TO:<c@d>", ">DATA", "<250\r\n250\r\n354 go\r\n", "=MESSAGE 6"}},
    {"all are refused",
     {TO_MAIL, ">RCPT TO:<c@d>", ">DATA", "<250\r\n550 no\r\n503 none\r\n", "=RCPT 4"}},
    {"MAIL is refused",
     {TO_MAIL, ">RCPT TO:<c@d>", ">DATA", "<550 no\r\n503 no\r\n503 no\r\n", "=MAIL 0"}},
    {"a farewell amidst them",
     {TO_MAIL, ">RCPT TO:<c@d>", ">DATA", "<250\r\n421 bye\r\n", "=CLOSED 4", "<354\r\n",
      "=CLOSED 4"}},
    {"RSET amidst them",
     {TO_MAIL, ">RSET", ">MAIL FROM:<x@y>", ">RCPT TO:<c@d>",
      "oMAIL FROM:<a@b>\r\nRSET\r\nMAIL FROM:<x@y>\r\nRCPT TO:<c@d>\r\n",
      "<250\r\n250\r\n250\r\n250\r\n", "=RCPT 6"}},
    {"NOOP is the last of a group",
     {EHLO, ">NOOP", ">MAIL FROM:<a@b>", "oNOOP\r\n", "<250\r\n", "oMAIL FROM:<a@b>\r\n"}},
    {"not offered, not done",
     {ESMTP, ">EHLO a", "<250 h\r\n", ">MAIL FROM:<a@b>", ">RCPT TO:<c@d>",
      "oEHLO a\r\nMAIL FROM:<a@b>\r\n", "<250\r\n", "oRCPT TO:<c@d>\r\n"}},
    {"no longer offered",
     {EHLO, ">EHLO a", "<250 h\r\n", ">MAIL FROM:<a@b>", ">RCPT TO:<c@d>",
      "oEHLO a\r\nMAIL FROM:<a@b>\r\n"}},
};

START_TEST(a_group_is_sent_at_once)
{
    run_in_all_pieces(&groups[_i], true);
}
END_TEST

/* Each reply belongs to the same command, pipelined or not. */
static const struct script pairs = {"pairs",
                                    {TO_MAIL, ">RCPT TO:<c@d>", ">RCPT TO:<e@f>", ">QUIT",
                                     "<250 1\r\n", "<250 2\r\n", "<550 3\r\n", "<221 4\r\n",
                                     "=CLOSED 6"}};

START_TEST(pairs_are_the_same)
{
    run_in_all_pieces(&pairs, true);
    run_in_all_pieces(&pairs, false);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialogue_esmtp");
    TCase *all = tcase_create("dialogue");

    tcase_add_loop_test(all, a_script_is_played_in_all_pieces, 0, CASES(scripts));
    tcase_add_loop_test(all, a_group_is_sent_at_once, 0, CASES(groups));
    tcase_add_test(all, pairs_are_the_same);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
