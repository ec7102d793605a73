/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_auth.c - AUTH in a session: what it asks, and the reply to each answer. */
#include <config.h>

#include "server/session/session.h"

#include <stdio.h>

#include "tests/support/check_main.h"

static struct dialect dialect;
static struct session_config config;

static void setup(void)
{
    dialect = dialect_rfc5321;
    dialect.policy.extensions |= DIALECT_EXTENSION_AUTH;
    dialect.policy.takes_secrets_in_clear = true;
    config = (struct session_config){.dialect = &dialect,
                                     .hostname = "h",
                                     .message_size_max = 1,
                                     .mechanisms = 1U << MECHANISM_PLAIN | 1U << MECHANISM_LOGIN};
}

static struct session_event feed(struct session *session, const char *line)
{
    static char in[64];
    struct session_event event;

    snprintf(in, sizeof in, "%s\r\n", line);
    session_next(session, in, strlen(in), NULL, &event);
    return event;
}

static void expect(const struct session_event *event, const char *reply)
{
    ck_assert_int_eq(event->kind, SESSION_REPLY);
    ck_assert_msg(span_equal((struct span){event->reply, event->reply_size}, span_of(reply)),
                  "%.*s", (int)event->reply_size, event->reply);
}

static void greet(struct session *session)
{
    struct session_event event;

    session_init(session, &config);
    session_signal(session, DIALECT_CONNECT, &event);
    event = feed(session, "EHLO x");
    ck_assert(event.reply_size > 16 &&
              memcmp(event.reply + event.reply_size - 18, "AUTH PLAIN LOGIN\r\n", 18) == 0);
}

static const struct {
    enum dialect_result result;
    const char *reply;
    bool pauses;
    enum dialect_state next; /* of a second step */
} answers[] = {
    {DIALECT_DONE, "235 2.7.0 Authentication succeeded\r\n", false, DIALECT_STATE_MAIL},
    {DIALECT_CHALLENGE, "334 Zm9v\r\n", false, DIALECT_STATE_CREDENTIALS},
    {DIALECT_BAD_RESPONSE, "501 5.5.2 why\r\n", false, DIALECT_STATE_MAIL},
    {DIALECT_LOCAL_ERROR, "454 4.7.0 Authentication is not available for now\r\n", false,
     DIALECT_STATE_MAIL},
    {DIALECT_TOO_WEAK, "534 5.7.9 This mechanism is too weak for this user: use another\r\n", false,
     DIALECT_STATE_MAIL},
    {DIALECT_DENIED, "535 5.7.8 Wrong user name or password\r\n", true, DIALECT_STATE_MAIL},
};

/* In the first step and in a second one. */
START_TEST(each_answer)
{
    for (int steps = 1; steps <= 2; steps++) {
        struct session session;
        struct session_event event;
        greet(&session);
        event = feed(&session, "auth PLAIN Zm9v");
        ck_assert_int_eq(event.kind, SESSION_ASK);
        ck_assert_int_eq(session_asks(&session), SESSION_ASK_AUTHENTICATE);
        ck_assert(session.question.credentials.is_first);
        ck_assert_uint_eq(session.question.credentials.size, 3);
        if (steps == 2) {
            session_answer(&session, DIALECT_CHALLENGE, &event);
            event = feed(&session, "YmE=");
            ck_assert(!session.question.credentials.is_first);
            ck_assert_mem_eq(session.question.credentials.response, "ba", 2);
        }
        if (answers[_i].result == DIALECT_CHALLENGE)
            ck_assert_int_eq(session_set_challenge(&session, span_of("foo")), 0);
        if (answers[_i].result == DIALECT_BAD_RESPONSE)
            ck_assert_int_eq(session_set_flaw(&session, "why"), 0);
        session_answer(&session, answers[_i].result, &event);
        if (answers[_i].pauses) {
            ck_assert_int_eq(event.kind, SESSION_ASK);
            ck_assert_uint_eq(session.pause_ms, 1000);
            session_answer(&session, DIALECT_DONE, &event);
        }
        expect(&event, answers[_i].reply);
        ck_assert(span_equal(event.argument, span_of("PLAIN")));
        ck_assert_int_eq(session.position.state, answers[_i].next);
        session_release(&session);
    }
}
END_TEST

static const struct {
    const char *line, *reply;
} refusals[] = {
    {"AUTH CRAM-MD5", "504 5.5.4 This mechanism is not offered\r\n"},
    {"AUTH NTLM", "504 5.5.4 This mechanism is not offered\r\n"},
    {"AUTH PLAIN x", "501 5.5.2 The response is not in base64\r\n"},
    {"AUTH", "501 5.5.4 The mechanism is missing: AUTH PLAIN\r\n"},
};

START_TEST(each_refusal)
{
    struct session session;
    struct session_event event;

    greet(&session);
    event = feed(&session, refusals[_i].line);
    expect(&event, refusals[_i].reply);
    event = feed(&session, "NOOP");
    expect(&event, "250 2.0.0 Nothing done\r\n");
    session_release(&session);
}
END_TEST

/* The line after the last error that is borne asks nothing. */
START_TEST(too_many_errors)
{
    struct session session;
    struct session_event event;

    greet(&session);
    for (unsigned i = 0; i <= dialect.policy.errors_max + 1; i++) {
        event = feed(&session, "AUTH PLAIN YWJj");
        while (event.kind == SESSION_ASK) {
            bool is_pause = session_asks(&session) == SESSION_ASK_PAUSE;
            if (!is_pause)
                ck_assert_int_eq(session_set_flaw(&session, "why"), 0);
            session_answer(&session, is_pause ? DIALECT_DONE : DIALECT_BAD_RESPONSE, &event);
        }
    }
    expect(&event, "421 4.7.0 Too many errors: closing connection\r\n");
    ck_assert_int_eq(session_asks(&session), SESSION_ASK_NOTHING);
    ck_assert_int_eq(session.position.state, DIALECT_STATE_CLOSED);
    session_release(&session);
}
END_TEST

/* The caller is told to wipe it, and no copy is shown. */
START_TEST(a_secret_is_known)
{
    struct session session;
    struct session_event event;
    static const char in[] = "AUTH PLAIN Zm9v\r\n";

    greet(&session);
    session_next(&session, in, strlen(in), NULL, &event);
    ck_assert_uint_eq(event.consumed, strlen(in));
    ck_assert(event.is_secret);
    ck_assert_ptr_null(session.question.echo);
    session_answer(&session, DIALECT_DONE, &event);
    expect(&event, answers[0].reply);
    ck_assert_str_eq(session_protocol(&session), "ESMTPA");
    session_release(&session);
}
END_TEST

/* Of a line that is too long, before its end has come. */
static const struct {
    const char *start;
    bool is_answer; /* to a challenge */
    bool is_secret;
} discarded[] = {
    {"NOOP ", false, false},
    {"AUTH PLAIN ", false, true},
    {"", true, true},
    {"                    ", true, true},
};

START_TEST(a_secret_that_is_too_long_is_known)
{
    struct session session;
    struct session_event event;
    char in[DIALECT_LINE_MAX + 100];

    greet(&session);
    if (discarded[_i].is_answer) {
        event = feed(&session, "AUTH LOGIN");
        ck_assert_int_eq(session_set_challenge(&session, span_of("foo")), 0);
        session_answer(&session, DIALECT_CHALLENGE, &event);
    }
    memset(in, 'x', sizeof in);
    memcpy(in, discarded[_i].start, strlen(discarded[_i].start));
    for (int i = 0; i < 2; i++) {
        session_next(&session, in, sizeof in, NULL, &event);
        ck_assert_int_eq(event.kind, SESSION_MORE);
        ck_assert_uint_gt(event.consumed, 0);
        ck_assert_msg(event.is_secret == discarded[_i].is_secret, "%d", _i);
    }
    session_release(&session);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_auth");
    TCase *all = tcase_create("auth");

    tcase_add_checked_fixture(all, setup, NULL);
    tcase_add_loop_test(all, each_answer, 0, CASES(answers));
    tcase_add_loop_test(all, each_refusal, 0, CASES(refusals));
    tcase_add_test(all, too_many_errors);
    tcase_add_test(all, a_secret_is_known);
    tcase_add_loop_test(all, a_secret_that_is_too_long_is_known, 0, CASES(discarded));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
