/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_trace.c - replies of one line and of several, as events.
 *
 * What the client says is traced in e2e_trace.py.
 */
#include <config.h>

#include "server/log/trace.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check_main.h"

static const struct {
    const char *name, *reply;
    const char *lines; /* what is told, a ";" behind each line */
} cases[] = {
    {"one line", "250 ok\r\n", "7 S 250 ok [MAIL];"},
    {"three lines", "250-a\r\n250- b \r\n250 c\r\n",
     "7 S 250-a [MAIL];7 S 250- b  [MAIL];7 S 250 c [MAIL];"},
    {"an empty text", "250-\r\n250 \r\n", "7 S 250- [MAIL];7 S 250  [MAIL];"},
    {"nothing", "", ""},
};

/* Appends what was said to the string CONTEXT, which has room. */
static void note(void *context, const struct event *event)
{
    char *lines = context;

    sprintf(lines + strlen(lines), "%d %c %.*s [%s];", (int)event->connection, event->said.side,
            (int)event->said.line.size, event->said.line.data,
            dialect_state_name(event->said.state));
}

static void trace(const struct events *events, const char *reply)
{
    struct trace trace;

    trace_init(&trace, events, 7);
    trace_reply(&trace, span_of(reply), DIALECT_STATE_MAIL);
    trace_release(&trace);
}

START_TEST(each_line_of_a_reply_is_told)
{
    struct events events = {0};
    char lines[1024] = "";

    events_subscribe(&events, (struct event_subscriber){1U << EVENT_SAID, note, lines});
    trace(&events, cases[_i].reply);
    ck_assert_msg(strcmp(lines, cases[_i].lines) == 0, "%s: %s", cases[_i].name, lines);
}
END_TEST

/* Of what is for the server alone nobody is told. */
START_TEST(secrets_are_not_told)
{
    struct dialect dialect = dialect_prototype;
    const struct session_config config = {.dialect = &dialect, .hostname = "h"};
    struct events events = {0};
    struct session session;
    struct session_event event;
    struct trace trace;
    char lines[1024] = "", in[] = "helo password\r\nwhat\r\n";

    dialect.verbs[DIALECT_HELO].is_secret = true;
    events_subscribe(&events, (struct event_subscriber){1U << EVENT_SAID, note, lines});
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    trace_init(&trace, &events, 7);
    trace_session_next(&trace, &session, in, strlen(in), &event);
    trace_session_next(&trace, &session, in + event.consumed, strlen(in + event.consumed), &event);
    ck_assert_str_eq(lines, "7 C HELO *** [HELO];7 C what [MAIL];");
    trace_release(&trace);
    session_release(&session);
}
END_TEST

START_TEST(nothing_is_told_where_nobody_wants_it)
{
    struct events events = {0};
    char lines[1024] = "";

    events_subscribe(&events, (struct event_subscriber){~(1U << EVENT_SAID), note, lines});
    trace(&events, "250 ok\r\n");
    ck_assert_str_eq(lines, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trace");
    TCase *all = tcase_create("trace");

    tcase_add_loop_test(all, each_line_of_a_reply_is_told, 0, CASES(cases));
    tcase_add_test(all, secrets_are_not_told);
    tcase_add_test(all, nothing_is_told_where_nobody_wants_it);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
