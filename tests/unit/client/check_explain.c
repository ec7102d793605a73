/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_explain.c - the meaning of replies: a case per verdict, and its text. */
#include <config.h>

#include "tui-client/dialogue/explain.h"

#include <stdio.h>

#include "tests/support/check_main.h"
#include "tui-client/client/words.h"

static const struct {
    const char *name;
    struct dialect_position before;
    enum dialect_event event;
    bool has_argument;
    unsigned code;
    enum explain_verdict verdict;
    const char *words; /* part of the text */
} cases[] = {
    {"a greeting",
     {DIALECT_STATE_CONNECTED, 0},
     DIALECT_CONNECT,
     false,
     220,
     EXPLAIN_GREETED,
     "220: 2xx success, x2x connection. The server is ready."},
    {"accepted",
     {DIALECT_STATE_HELO, 0},
     DIALECT_HELO,
     true,
     250,
     EXPLAIN_ACCEPTED,
     "Next: MAIL FROM. QUIT is available after a delivery."},
    {"go on",
     {DIALECT_STATE_DATA, 2},
     DIALECT_DATA,
     false,
     354,
     EXPLAIN_SEND_MESSAGE,
     "Next: the message, then a line with only a dot."},
    {"delivered",
     {DIALECT_STATE_MESSAGE, 2},
     DIALECT_END_OF_DATA,
     false,
     250,
     EXPLAIN_DELIVERED,
     "Next: MAIL FROM or QUIT."},
    {"goodbye",
     {DIALECT_STATE_MAIL, 1},
     DIALECT_QUIT,
     false,
     221,
     EXPLAIN_GOODBYE,
     "Next: a new connection."},
    {"out of order",
     {DIALECT_STATE_MAIL, 0},
     DIALECT_DATA,
     false,
     500,
     EXPLAIN_REFUSED,
     "This command is out of order."},
    {"unknown",
     {DIALECT_STATE_MAIL, 0},
     DIALECT_UNKNOWN,
     true,
     500,
     EXPLAIN_REFUSED,
     "The server does not know this command."},
    {"too early to quit",
     {DIALECT_STATE_MAIL, 0},
     DIALECT_QUIT,
     false,
     500,
     EXPLAIN_REFUSED,
     "A message must be delivered"},
    {"no argument",
     {DIALECT_STATE_HELO, 0},
     DIALECT_HELO,
     false,
     500,
     EXPLAIN_REFUSED,
     "This command needs an argument."},
    {"no mailbox",
     {DIALECT_STATE_RCPT, 4},
     DIALECT_RCPT,
     true,
     550,
     EXPLAIN_REFUSED,
     "Check the spelling"},
    {"bad bytes",
     {DIALECT_STATE_MESSAGE, 2},
     DIALECT_END_OF_DATA,
     false,
     500,
     EXPLAIN_REFUSED,
     "Remove them"},
    {"too large",
     {DIALECT_STATE_MESSAGE, 2},
     DIALECT_END_OF_DATA,
     false,
     552,
     EXPLAIN_REFUSED,
     "Shorten it"},
    {"no storage",
     {DIALECT_STATE_MESSAGE, 2},
     DIALECT_END_OF_DATA,
     false,
     452,
     EXPLAIN_REFUSED,
     "452: 4xx temporary failure, x5x mail system."},
    {"local error",
     {DIALECT_STATE_MESSAGE, 2},
     DIALECT_END_OF_DATA,
     false,
     451,
     EXPLAIN_REFUSED,
     "error of its own"},
    {"refused though open",
     {DIALECT_STATE_HELO, 0},
     DIALECT_HELO,
     true,
     504,
     EXPLAIN_REFUSED,
     "Likely: The server did not accept a parameter"},
    {"accepted though closed",
     {DIALECT_STATE_MAIL, 0},
     DIALECT_DATA,
     false,
     250,
     EXPLAIN_ACCEPTED_THOUGH_CLOSED,
     "The server accepted what this dialect does not allow"},
    {"no go-ahead",
     {DIALECT_STATE_DATA, 2},
     DIALECT_DATA,
     false,
     250,
     EXPLAIN_NOT_AWAITED,
     "does not wait for the message: that is 354."},
    {"unasked",
     {DIALECT_STATE_MAIL, 0},
     DIALECT_EVENTS,
     false,
     250,
     EXPLAIN_UNASKED,
     "this one answers nothing that was sent"},
    {"closing",
     {DIALECT_STATE_MAIL, 0},
     DIALECT_TIMEOUT,
     false,
     421,
     EXPLAIN_CLOSING,
     "Connect again."},
};

static struct dialogue_reply reply_of(size_t number)
{
    struct dialect_match match = {.row = NULL};
    struct dialogue_reply reply = {.code = cases[number].code,
                                   .event = cases[number].event,
                                   .is_ours = true,
                                   .dialect = &dialect_prototype,
                                   .before = cases[number].before,
                                   .after = cases[number].before};

    if (reply.event != DIALECT_EVENTS)
        match = dialect_find(&dialect_prototype, reply.before, reply.event,
                             span_of(cases[number].has_argument ? "x" : ""));
    reply.reason = match.reason;
    if (match.row != NULL)
        reply.outcome = dialect_outcome_by_code(match.row, match.reason, reply.code);
    if (reply.outcome != NULL)
        dialect_advance(&reply.after, reply.outcome);
    return reply;
}

START_TEST(a_reply_has_a_verdict)
{
    struct dialogue_reply reply = reply_of((size_t)_i);

    ck_assert_msg(explain_reply(&reply, span_of("")).verdict == cases[_i].verdict, "%s: %d",
                  cases[_i].name, explain_reply(&reply, span_of("")).verdict);
}
END_TEST

/* Our own server does without EXPN, but its dialect does not forbid it. */
START_TEST(what_is_not_implemented_may_be_accepted)
{
    struct dialect_position at = {DIALECT_STATE_MAIL, 0};
    struct dialogue_reply reply = {.code = 250,
                                   .event = DIALECT_EXPN,
                                   .reason = dialect_why_not(&dialect_rfc5321, at, DIALECT_EXPN),
                                   .dialect = &dialect_rfc5321,
                                   .before = at,
                                   .after = at};

    ck_assert_int_eq(reply.reason, DIALECT_REASON_NOT_IMPLEMENTED);
    ck_assert_int_eq(explain_reply(&reply, span_of("list")).verdict, EXPLAIN_ACCEPTED);
}
END_TEST

START_TEST(what_is_open_is_a_list)
{
    static const struct {
        struct dialect_position position;
        const char *words;
    } lists[] = {
        {{DIALECT_STATE_CLOSED, 0}, "a new connection"},
        {{DIALECT_STATE_MAIL, 0}, "MAIL FROM or QUIT"},
        {{DIALECT_STATE_RCPT, DIALECT_FACT_ROOM | DIALECT_FACT_RECIPIENT}, "RCPT TO, DATA or QUIT"},
    };
    char words[WORDS_MAX];

    for (size_t i = 0; i < COUNT(lists); i++)
        ck_assert_str_eq(words_open(&dialect_rfc5321, lists[i].position, words, sizeof words),
                         lists[i].words);
}
END_TEST

START_TEST(a_verdict_has_words)
{
    struct dialogue_reply reply = reply_of((size_t)_i);
    char words[WORDS_MAX];

    words_explain(&reply, span_of(""), words, sizeof words);
    ck_assert_msg(strstr(words, cases[_i].words) != NULL, "%s: %s", cases[_i].name, words);
    ck_assert_msg((strstr(words, "See RFC 5321, section ") != NULL) !=
                      (strstr(words, "a rule of the dialect prototype") != NULL),
                  "%s: %s", cases[_i].name, words);
    words_explain_line(&reply, span_of(""), words, sizeof words);
    ck_assert_msg(strchr(words, '\n') == NULL, "%s: %s", cases[_i].name, words);
}
END_TEST

START_TEST(vrfy_may_stay_without_an_answer)
{
    struct dialogue_reply reply = {.code = (unsigned)_i,
                                   .event = DIALECT_VRFY,
                                   .dialect = &dialect_rfc5321,
                                   .before = {DIALECT_STATE_MAIL, 0},
                                   .after = {DIALECT_STATE_MAIL, 0}};
    char words[WORDS_MAX];

    words_explain(&reply, span_of(""), words, sizeof words);
    ck_assert_msg((strstr(words, "has not verified the user") != NULL) == (_i == 252), "%s", words);
}
END_TEST

/* Conversations of the prototype's dialect with our server and with another; after SAID the last
 * reply is explained. */
#define OURS     "220 h smtpd-proto ready\r\n"
#define ANOTHERS "220 h ready\r\n"
#define TO_RCPT  "HELO a", "MAIL FROM:<a>", "RCPT TO:<b>"
#define TO_DOT   TO_RCPT, "DATA", "."
static const struct {
    const char *name, *greeting;
    const char *said[8];
    const char *last; /* the rest is accepted */
    const char *words, *not_words;
} talks[] = {
    {"500 at the dot, ours", OURS, {TO_DOT}, "500 Syntax error", "such as a NUL", "Likely"},
    {"500 at the dot",
     ANOTHERS,
     {TO_DOT},
     "500 no",
     "The server refused it. Its words: \"no\"",
     "NUL"},
    {"QUIT too early, ours", OURS, {"HELO a", "QUIT"}, "500 x", "A message must be deliv", "\"?"},
    {"QUIT too early",
     ANOTHERS,
     {"HELO a", "QUIT"},
     "451 x",
     "Likely: The server had an",
     "A message must"},
    {"a second RCPT",
     ANOTHERS,
     {TO_RCPT, "RCPT TO:<c>"},
     "452 4.2.2 Mailbox full",
     "The recipient's mailbox is full.",
     "order"},
    {"a second RCPT, refused",
     ANOTHERS,
     {TO_RCPT, "RCPT TO:<c>"},
     "550 5.1.1 <c>",
     "no mailbox",
     "order"},
    {"relaying", ANOTHERS, {TO_RCPT}, "550 relay not permitted", "(relaying)", "spelling"},
    {"spam", ANOTHERS, {TO_DOT}, "554 5.7.1 Message looks like spam", "for spam", "larger"},
    {"greylisting", ANOTHERS, {TO_RCPT}, "451 4.7.1 Greylisted", "Wait some minutes", "dialect"},
    {"RCPT refused, ours", OURS, {TO_RCPT}, "550 Address unknown", "Check the spelling", "Likely"},
    {"a code that ours has not", OURS, {TO_RCPT}, "554 x", "Likely: ", "spelling"},
    {"no argument", ANOTHERS, {"HELO"}, "501 x", "Likely: This command needs an argument.", "dial"},
    {"no argument, other", ANOTHERS, {"HELO"}, "550 5.7.0 x", "The server refused it.", "argument"},
    {"misspelt, ours", OURS, {"HELO a", "DTA"}, "500 x", "command. Did you mean DATA?", "dial"},
    {"misspelt", ANOTHERS, {"DTA"}, "500 Unknown command", "command. Did you mean DATA?", "dial"},
    {"an unknown command", ANOTHERS, {"HELP"}, "502 x", "Likely: The server does not impl", "dial"},
};

static void keep(void *context, const struct dialogue_line *line)
{
    *(struct dialogue_line *)context = *line;
}

START_TEST(a_rule_is_of_our_own_server)
{
    struct dialogue_line last;
    struct dialogue dialogue;
    char words[WORDS_MAX], reply[64];

    dialogue_init(&dialogue, &dialect_prototype,
                  (struct dialogue_observer){.line = keep, .context = &last});
    dialogue_start(&dialogue, 0);
    ck_assert_int_eq(dialogue_receive(&dialogue, span_of(talks[_i].greeting), 0), 0);
    for (size_t i = 0; talks[_i].said[i] != NULL; i++) {
        bool is_last = talks[_i].said[i + 1] == NULL;
        snprintf(reply, sizeof reply, "%s\r\n",
                 is_last                                  ? talks[_i].last
                 : strcmp(talks[_i].said[i], "DATA") == 0 ? "354 go on"
                                                          : "250 ok");
        ck_assert_int_eq(dialogue_say(&dialogue, span_of(talks[_i].said[i]), 0), 0);
        ck_assert_int_eq(dialogue_receive(&dialogue, span_of(reply), 0), 0);
    }
    words_explain_line(&last.reply, span_of(talks[_i].last + 4), words, sizeof words);
    ck_assert_msg(strstr(words, talks[_i].words) != NULL, "%s: %s", talks[_i].name, words);
    ck_assert_msg(strstr(words, talks[_i].not_words) == NULL, "%s: %s", talks[_i].name, words);
    dialogue_release(&dialogue);
}
END_TEST

START_TEST(the_greeting_says_whose_server_it_is)
{
    static const char *const greetings[] = {OURS, ANOTHERS};
    struct dialogue_line last;
    struct dialogue dialogue;

    dialogue_init(&dialogue, NULL, (struct dialogue_observer){.line = keep, .context = &last});
    for (size_t i = 0; i < 4; i++) {
        dialogue_start(&dialogue, 0);
        ck_assert(!dialogue.is_ours);
        ck_assert_int_eq(dialogue_receive(&dialogue, span_of(greetings[i % 2]), 0), 0);
        ck_assert(dialogue.is_ours == (i % 2 == 0));
    }
    dialogue_release(&dialogue);
}
END_TEST

START_TEST(a_wait_in_vain_says_what_to_check)
{
    static const struct {
        struct words_wait wait;
        const char *words;
    } waits[] = {
        {{.seconds = 30, .event = DIALECT_CONNECT}, "30 seconds,"},
        {{.seconds = 1, .event = DIALECT_CONNECT}, "1 second,"},
        {{.seconds = 1, .event = DIALECT_CONNECT}, "may expect TLS first"},
        {{.seconds = 1, .event = DIALECT_CONNECT}, "may wait for a command"},
        {{.seconds = 1, .event = DIALECT_CONNECT, .is_within_reply = true},
         "Only a part of a reply"},
        {{.seconds = 1, .event = DIALECT_CONNECT, .flaw = REPLY_FLAW_NO_CODE},
         "does not begin with a code from 200 to 599. The server must begin each line"},
        {{.seconds = 1, .event = DIALECT_MAIL, .flaw = REPLY_FLAW_LONG_LINE},
         "The server must end each line in CRLF"},
        {{.seconds = 1, .event = DIALECT_MAIL}, "may not know this command"},
        {{.seconds = 1, .event = DIALECT_MAIL, .stays_open = true},
         "open. The server may be slow: "},
        {{.seconds = 1, .event = DIALECT_MAIL}, "line end of another kind"},
        {{.seconds = 1, .event = DIALECT_END_OF_DATA}, "may still be storing"},
        {{.seconds = 1, .event = DIALECT_END_OF_DATA}, "in a write of its own"},
        {{.seconds = 1, .event = DIALECT_EVENTS}, "was closed."},
        {{.seconds = 1, .event = DIALECT_EVENTS, .stays_open = true}, "is still open. Send"},
        {{.seconds = 2, .event = DIALECT_MAIL, .stays_open = true}, "2 seconds; the connection"},
    };
    char words[WORDS_MAX];

    for (size_t i = 0; i < (size_t)CASES(waits); i++)
        ck_assert_msg(strstr(words_no_reply(&waits[i].wait, words, sizeof words), waits[i].words),
                      "%s: %s", waits[i].words, words);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("explain");
    TCase *all = tcase_create("explain");
    int count = CASES(cases);

    tcase_add_loop_test(all, a_reply_has_a_verdict, 0, count);
    tcase_add_test(all, what_is_open_is_a_list);
    tcase_add_test(all, what_is_not_implemented_may_be_accepted);
    tcase_add_loop_test(all, vrfy_may_stay_without_an_answer, 250, 253);
    tcase_add_loop_test(all, a_verdict_has_words, 0, count);
    tcase_add_loop_test(all, a_rule_is_of_our_own_server, 0, CASES(talks));
    tcase_add_test(all, the_greeting_says_whose_server_it_is);
    tcase_add_test(all, a_wait_in_vain_says_what_to_check);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
