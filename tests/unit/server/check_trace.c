/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_trace.c - replies of one line and of several, and lines of the client with any ending, as
 * events.
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

    static const char *const endings[] = {"", " LF", " LATER", " NONE"};

    sprintf(lines + strlen(lines), "%d %c %.*s%s [%s];", (int)event->connection, event->said.side,
            (int)event->said.line.size, event->said.line.data, endings[event->said.ending],
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

#define BLANKS "                                                                      "

static const struct {
    const char *name, *in;
    size_t piece;      /* bytes fed at once */
    const char *lines; /* as above */
} spoken[] = {
    {"CRLF", "what\r\n", 99, "7 C what [HELO];"},
    {"LF", "what\n", 99, "7 C what LF [HELO];"},
    {"CR in a line", "a\rb\n", 99, "7 C a\rb LF [HELO];"},
    {"unfinished", "what", 99, "7 C what NONE [HELO];"},
    {"unfinished CR", "what\r", 99, "7 C what\r NONE [HELO];"},
    {"refused AUTH", "auth plain xyz\r\nuser\n", 99,
     "7 C auth plain *** [HELO];7 C *** LF [HELO];"},
    {"refused AUTH, byte by byte", "auth xyz\r\nuser\n", 1,
     "7 C auth *** [HELO];7 C *** LF [HELO];"},
    {"unfinished AUTH", "auth login\r\nuser", 99, "7 C auth login [HELO];7 C *** NONE [HELO];"},
    {"unfinished initial response", "AUTH PLAIN xyz", 99, "7 C AUTH PLAIN *** NONE [HELO];"},
    {"AUTH and many blanks", "auth" BLANKS "plain xyz\r\n", 99,
     "7 C auth" BLANKS "plain *** [HELO];"},
};

/* The session takes a step with the SIZE bytes at IN, which is traced. */
static void next(struct trace *trace, struct session *session, const char *in, size_t size,
                 struct session_event *event)
{
    enum dialect_state state = session->position.state;

    session_next(session, in, size, NULL, event);
    trace_take(trace, session, event, state, (struct span){in, event->consumed});
}

/* The session consumes IN in pieces; what it leaves is unfinished. */
static void speak(struct trace *trace, struct session *session, const char *text, size_t piece)
{
    char in[256];
    struct session_event event;
    size_t held = 0;

    for (size_t at = 0; at < strlen(text);) {
        size_t size = piece < strlen(text) - at ? piece : strlen(text) - at;
        memcpy(in + held, text + at, size);
        at += size;
        held += size;
        do {
            next(trace, session, in, held, &event);
            held -= event.consumed;
            memmove(in, in + event.consumed, held);
        } while (event.kind != SESSION_MORE);
    }
    struct span rest = {in, held};
    if (trace_has_unfinished(trace, rest))
        trace_unfinished(trace, session, rest);
    ck_assert(!trace_has_unfinished(trace, rest));
    trace_hear(trace);
    ck_assert(trace_has_unfinished(trace, rest) == (held > 0));
}

START_TEST(lines_of_the_client_show_their_ending)
{
    const struct session_config config = {.dialect = &dialect_prototype, .hostname = "h"};
    struct events events = {0};
    struct session session;
    struct session_event event;
    struct trace trace;
    char lines[1024] = "";

    events_subscribe(&events, (struct event_subscriber){1U << EVENT_SAID, note, lines});
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    trace_init(&trace, &events, 7);
    speak(&trace, &session, spoken[_i].in, spoken[_i].piece);
    ck_assert_msg(strcmp(lines, spoken[_i].lines) == 0, "%s: %s", spoken[_i].name, lines);
    trace_release(&trace);
    session_release(&session);
}
END_TEST

/* A line that is too long is consumed before its end: its parts would show the secret. */
START_TEST(a_long_secret_is_not_told)
{
    const struct session_config config = {.dialect = &dialect_prototype, .hostname = "h"};
    struct events events = {0};
    struct session session;
    struct session_event event;
    struct trace trace;
    char lines[1024] = "", in[6000];

    memset(in, 's', sizeof in);
    memcpy(in, "AUTH PLAIN ", 11);
    memcpy(in + sizeof in - 2, "\r\n", 2);
    events_subscribe(&events, (struct event_subscriber){1U << EVENT_SAID, note, lines});
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    trace_init(&trace, &events, 7);
    for (size_t at = 0; at < sizeof in; at += event.consumed)
        next(&trace, &session, in + at, sizeof in / 2 + (at > 0) * (sizeof in / 2 - at), &event);
    ck_assert_str_eq(lines, "7 C AUTH PLAIN *** [HELO];");
    trace_release(&trace);
    session_release(&session);
}
END_TEST

/* Input that the session has not reached yet may hold whole lines, and secrets after the first. */
START_TEST(lines_that_were_not_processed_are_not_told)
{
    struct events events = {0};
    struct trace trace;
    char lines[64] = "";

    events_subscribe(&events, (struct event_subscriber){1U << EVENT_SAID, note, lines});
    trace_init(&trace, &events, 7);
    ck_assert(trace_has_unfinished(&trace, span_of("NOOP")));
    ck_assert(!trace_has_unfinished(&trace, span_of("NOOP\r\nAUTH PLAIN xyz")));
    trace_release(&trace);
}
END_TEST

/* A mechanism may come after many blanks. */
START_TEST(a_secret_after_many_blanks_is_not_told)
{
    const struct session_config config = {.dialect = &dialect_prototype, .hostname = "h"};
    struct events events = {0};
    struct session session;
    struct session_event event;
    struct trace trace;
    char lines[4096] = "", in[2000];

    memset(in, ' ', sizeof in);
    memcpy(in, "AUTH", 4);
    memcpy(in + sizeof in - 11, "PLAIN xyz\r\n", 11);
    events_subscribe(&events, (struct event_subscriber){1U << EVENT_SAID, note, lines});
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    trace_init(&trace, &events, 7);
    next(&trace, &session, in, sizeof in, &event);
    ck_assert_msg(strncmp(lines, "7 C AUTH  ", 10) == 0, "%s", lines);
    ck_assert_ptr_nonnull(strstr(lines, "PLAIN *** [HELO];"));
    ck_assert_ptr_null(strstr(lines, "xyz"));
    trace_release(&trace);
    session_release(&session);
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
    char lines[1024] = "", in[] = "helo password\r\nwhat\r\nhelo password\n";

    dialect.verbs[DIALECT_HELO].is_secret = true;
    dialect.policy.takes_secrets_in_clear = true;
    events_subscribe(&events, (struct event_subscriber){1U << EVENT_SAID, note, lines});
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    trace_init(&trace, &events, 7);
    for (size_t at = 0; in[at] != '\0'; at += event.consumed)
        next(&trace, &session, in + at, strlen(in + at), &event);
    ck_assert_str_eq(lines, "7 C HELO [secret, 8 bytes] [HELO];7 C what [MAIL];7 C *** LF [MAIL];");
    trace_release(&trace);
    session_release(&session);
}
END_TEST

/* A secret stays one when the server answers it with a farewell, whether it offers AUTH or not. */
START_TEST(the_last_secret_is_not_told)
{
    struct dialect dialect = dialect_rfc5321;
    const struct session_config config = {.dialect = &dialect, .hostname = "h"};
    struct events events = {0};
    struct session session;
    struct session_event event;
    struct trace trace;
    char lines[8192] = "", in[32];

    dialect.policy.extensions |= _i == 1 ? DIALECT_EXTENSION_AUTH : 0;
    events_subscribe(&events, (struct event_subscriber){1U << EVENT_SAID, note, lines});
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    trace_init(&trace, &events, 7);
    for (unsigned i = 0; session.position.state != DIALECT_STATE_CLOSED; i++) {
        strcpy(in, i < dialect.policy.errors_max ? "FOO\r\n" : "AUTH PLAIN xyz\r\n");
        next(&trace, &session, in, strlen(in), &event);
        if (event.kind == SESSION_ASK)
            session_answer(&session, DIALECT_DONE, &event);
    }
    ck_assert_int_eq(event.cause, DIALECT_ERRORS);
    ck_assert_ptr_nonnull(strstr(lines, ";7 C *** [HELO];"));
    ck_assert_msg(strstr(lines, "xyz") == NULL, "%s", lines);
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
    tcase_add_loop_test(all, lines_of_the_client_show_their_ending, 0, CASES(spoken));
    tcase_add_test(all, a_long_secret_is_not_told);
    tcase_add_test(all, lines_that_were_not_processed_are_not_told);
    tcase_add_test(all, a_secret_after_many_blanks_is_not_told);
    tcase_add_test(all, secrets_are_not_told);
    tcase_add_loop_test(all, the_last_secret_is_not_told, 0, 2);
    tcase_add_test(all, nothing_is_told_where_nobody_wants_it);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
