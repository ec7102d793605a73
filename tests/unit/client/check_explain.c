/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_explain.c - the meaning of replies: a case per verdict, and its text. */
#include <config.h>

#include "tui-client/dialogue/explain.h"

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
     "220: 2 success, 2 connection. The server is ready."},
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
     "The dialect has no such command."},
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
     "452: 4 temporary failure, 5 mail system."},
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
     "Unsolicited"},
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

START_TEST(a_verdict_has_words)
{
    struct dialogue_reply reply = reply_of((size_t)_i);
    char words[WORDS_MAX];

    words_explain(&reply, span_of(""), words, sizeof words);
    ck_assert_msg(strstr(words, cases[_i].words) != NULL, "%s: %s", cases[_i].name, words);
    ck_assert_msg(strstr(words, "See RFC 5321, section ") != NULL, "%s: %s", cases[_i].name, words);
    words_explain_line(&reply, span_of(""), words, sizeof words);
    ck_assert_msg(strchr(words, '\n') == NULL, "%s: %s", cases[_i].name, words);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("explain");
    TCase *all = tcase_create("explain");
    int count = CASES(cases);

    tcase_add_loop_test(all, a_reply_has_a_verdict, 0, count);
    tcase_add_loop_test(all, a_verdict_has_words, 0, count);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
