/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_deviations.c - what a session tells of line endings that it does not like: the client in
 * its reply, and the log.
 *
 * Every conversation is held at once, after one error and after two, when each reply must wait.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>

#include "server/log/deviations.h"
#include "server/session/session.h"
#include "tests/support/check_main.h"

#define ERRORS_FREE 1

#define LENIENT DIALECT_ENDINGS_LENIENT
#define REPORT  DIALECT_ENDINGS_REPORT
#define STRICT  DIALECT_ENDINGS_STRICT

#define OPEN "HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<joe@x>\r\nDATA\r\n"

#define ACCEPTED  "250 2.0.0 Message accepted for delivery"
#define TOO_LARGE "552 5.3.4 Message too large: at most 60 bytes"
#define REFUSED   "550 5.6.0 Message refused: "
#define GREETS    "250 h greets x"
#define WRONG     "500 5.5.2 Lines end in CRLF: this one ended in LF alone"
#define X64       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const struct {
    const char *name;
    enum dialect_endings endings;
    const char *in;
    const char *reply;      /* the last one */
    const char *deviations; /* number and subject of each: a command, or a flaw and its offset */
} cases[] = {
    {"a fake end", STRICT, OPEN "ab\r\n.\nMAIL\r\n.\r\n",
     REFUSED "bare LF at byte 6 of the message (line 2), in <CR><LF>.<LF>", ""},
    {"a bare CR", STRICT, OPEN "a\rb\r\n.\r\n",
     REFUSED "bare CR at byte 2 of the message (line 1), in <CR>", ""},
    {"the longest sequence", STRICT, OPEN "\r\n\r\r\r\r\r\r\r\r\r\r\n.\r\n",
     REFUSED "bare CR at byte 3 of the message (line 2), in <CR><LF><CR><CR><CR><CR><CR><CR>", ""},
    {"lenient", LENIENT, OPEN "a\nb\rc\r\n.\r\n",
     REFUSED "bare CR at byte 4 of the message (line 1), in <CR>", ""},
    {"lenient, accepted", LENIENT, OPEN "a\nb\r\n.\r\n", ACCEPTED, ""},
    {"reported", REPORT, OPEN "a\nb\rc\r\n.\r\n", ACCEPTED, "1:4@1 "},
    {"nothing to report", REPORT, OPEN "a\r\n.\r\n", ACCEPTED, ""},
    {"too large", REPORT, OPEN "a\n" X64 "\r\n.\r\n", TOO_LARGE, ""},
    {"a message, then a line", REPORT, OPEN "\r\r\n.\r\nNOOP\n", "250 2.0.0 Nothing done",
     "1:1@0 2:NOOP "},

    {"a line", STRICT, "HELO x\n", WRONG, ""},
    {"the second line", LENIENT, "NOOP\r\nHELO x\n", WRONG, ""},
    {"the first line, lenient", LENIENT, "HELO x\n", GREETS, ""},
    {"the first line, reported", REPORT, "HELO x\nHELO x\r\n", GREETS, "1:HELO "},
    {"the second line, reported", REPORT, "NOOP\r\nHELO x\n", GREETS, "1:HELO "},
    {"a line that is refused", REPORT, "HELO x\r\nfoo\n", "500 5.5.2 Command unrecognized",
     "1:UNKNOWN "},
    {"a line that is too long", REPORT, NULL, "500 5.5.2 Line too long: at most 2048 bytes",
     "1:LONG-LINE "},
};

struct talk {
    struct session session;
    struct deviations deviations;
    char reply[256], told[256]; /* the last one without its CRLF; in short */
};

/* Notes the reply in EVENT and the deviation that it tells of. */
static void note(struct talk *talk, const struct session_event *reply)
{
    size_t length = strlen(talk->told), room = sizeof talk->told - length;
    struct event event;

    ck_assert_uint_lt(reply->reply_size, sizeof talk->reply);
    snprintf(talk->reply, sizeof talk->reply, "%.*s", (int)reply->reply_size - 2, reply->reply);
    if (!deviations_take(&talk->deviations, &talk->session, reply, &event))
        return;
    ck_assert_int_eq(event.kind, EVENT_DEVIATION);
    if (event.deviation.flaw_place != NULL)
        snprintf(talk->told + length, room, "%ju:%d@%ju ", (uintmax_t)event.deviation.number,
                 (int)event.deviation.flaw_place->flaw,
                 (uintmax_t)event.deviation.flaw_place->offset);
    else
        snprintf(talk->told + length, room, "%ju:%s ", (uintmax_t)event.deviation.number,
                 dialect_event_name(event.deviation.dialect, event.deviation.cause));
}

/* Says TEXT.  What was consumed is gone before a question is answered. */
static void say(struct talk *talk, const char *text)
{
    static char in[4096];
    size_t at = 0, size = strlen(text);
    struct session_event event = {.kind = SESSION_REPLY};

    memcpy(in, text, size);
    while (event.kind != SESSION_MORE && event.kind != SESSION_CLOSE) {
        session_next(&talk->session, in + at, size - at, in + at, &event);
        at += event.consumed;
        if (event.kind == SESSION_ASK)
            memset(in, 'y', at);
        while (event.kind == SESSION_ASK)
            session_answer(&talk->session, DIALECT_DONE, &event);
        if (event.kind == SESSION_REPLY)
            note(talk, &event);
    }
    ck_assert_uint_eq(at, size);
}

static const char *long_line(void)
{
    static char line[3000];

    memset(line, 'x', sizeof line - 2);
    line[sizeof line - 2] = '\n';
    return line;
}

/* Holds conversation I after ERRORS errors. */
static void hold(int i, int errors)
{
    struct users_error error;
    struct users *users = users_parse("joe", 3, &error);
    struct dialect dialect = dialect_rfc5321;
    struct session_config config = {
        .dialect = &dialect, .hostname = "h", .users = users, .message_size_max = 60};
    struct talk talk = {.told = ""};
    struct session_event event;

    dialect.policy.endings = cases[i].endings;
    dialect.policy.errors_free = ERRORS_FREE;
    session_init(&talk.session, &config);
    session_signal(&talk.session, DIALECT_CONNECT, &event);
    talk.session.errors = (unsigned)errors;
    say(&talk, cases[i].in != NULL ? cases[i].in : long_line());
    ck_assert_msg(strcmp(talk.reply, cases[i].reply) == 0, "%s after %d errors: %s", cases[i].name,
                  errors, talk.reply);
    ck_assert_msg(strcmp(talk.told, cases[i].deviations) == 0, "%s after %d errors: told %s",
                  cases[i].name, errors, talk.told);
    session_release(&talk.session);
    users_free(users);
}

START_TEST(tells)
{
    for (int errors = 0; errors <= ERRORS_FREE + 1; errors++)
        hold(_i, errors);
}
END_TEST

/* The error too many closes the connection: nothing is told of its line. */
START_TEST(tells_nothing_of_a_farewell)
{
    struct dialect dialect = dialect_rfc5321;
    struct session_config config = {.dialect = &dialect, .hostname = "h"};
    struct talk talk = {.told = ""};
    struct session_event event;

    dialect.policy.endings = REPORT;
    dialect.policy.errors_max = 2;
    session_init(&talk.session, &config);
    session_signal(&talk.session, DIALECT_CONNECT, &event);
    say(&talk, "foo\nfoo\nfoo\n");
    ck_assert_str_eq(talk.reply, "421 4.7.0 Too many errors: closing connection");
    ck_assert_str_eq(talk.told, "1:UNKNOWN 2:UNKNOWN ");
    session_release(&talk.session);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deviations");
    TCase *conversations = tcase_create("conversations");

    tcase_add_loop_test(conversations, tells, 0, CASES(cases));
    tcase_add_test(conversations, tells_nothing_of_a_farewell);
    suite_add_tcase(suite, conversations);
    return check_main(suite);
}
