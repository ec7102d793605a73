/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_asks.c - what a session cannot do by itself: it waits for the answer, and time passes.
 *
 * An action in place of the server's own asks for it at HELO.
 */
#include <config.h>

#include <stdio.h>

#include "common/deadline.h"
#include "server/session/verbs.h"
#include "tests/support/clients.h"
#include "tests/support/memory.h"

static enum session_ask asked;
static bool pauses_behind; /* after the answer about a message */

enum dialect_result __real_verbs_act(struct session *session, const struct dialect_row *row,
                                     const struct argument *argument);
enum dialect_result __wrap_verbs_act(struct session *session, const struct dialect_row *row,
                                     const struct argument *argument);

enum dialect_result __wrap_verbs_act(struct session *session, const struct dialect_row *row,
                                     const struct argument *argument)
{
    if (row->event == DIALECT_HELO) {
        session->question.ask = asked == SESSION_ASK_PAUSE ? SESSION_ASK_NOTHING : asked;
        session->pause_ms = asked == SESSION_ASK_PAUSE ? 2000 : 0;
    }
    if (row->event == DIALECT_END_OF_DATA && pauses_behind)
        session->pause_ms = 2000;
    return __real_verbs_act(session, row, argument);
}

/* --- a session alone --- */

static struct session_event feed(struct session *session, const char *text)
{
    static char in[256];
    struct session_event event;

    strcpy(in, text);
    session_next(session, in, strlen(in), in, &event);
    memset(in, 'x', sizeof in);
    return event;
}

static void expect_reply(const struct session_event *event, const char *text)
{
    ck_assert_int_eq(event->kind, SESSION_REPLY);
    ck_assert_msg(span_equal((struct span){event->reply, event->reply_size}, span_of(text)), "%.*s",
                  (int)event->reply_size, event->reply);
}

/* Nothing goes on before the answer; the reply names the argument, though the input is gone. */
START_TEST(waits_for_its_answer)
{
    struct session session;
    struct session_event event;

    asked = (enum session_ask)_i;
    session_init(&session, &service.session);
    session_signal(&session, DIALECT_CONNECT, &event);
    event = feed(&session, "helo a.long.name\r\nmail from:a\r\n");
    ck_assert_int_eq(event.kind, SESSION_ASK);
    ck_assert_int_eq(session_asks(&session), asked);
    ck_assert_uint_eq(event.consumed, strlen("helo a.long.name\r\n"));
    event = feed(&session, "mail from:a\r\n");
    ck_assert(event.kind == SESSION_MORE && event.consumed == 0);
    session_answer(&session, DIALECT_DONE, &event);
    expect_reply(&event, "250 Hello a.long.name, pleased to meet you\r\n");
    ck_assert_int_eq(event.cause, DIALECT_HELO);
    ck_assert_int_eq(session_asks(&session), SESSION_ASK_NOTHING);
    event = feed(&session, "mail from:a\r\n");
    expect_reply(&event, "250 a Sender ok\r\n");
    session_release(&session);
}
END_TEST

/* Nothing is lost with a session that ends before its answer. */
START_TEST(ends_before_its_answer)
{
    struct session session;
    struct session_event event;

    asked = (enum session_ask)_i;
    session_init(&session, &service.session);
    session_signal(&session, DIALECT_CONNECT, &event);
    (void)feed(&session, "helo a.long.name\r\n");
    session_release(&session);
}
END_TEST

/* Without memory for what the answer needs the client is told so, and nothing is asked. */
START_TEST(asks_without_memory)
{
    struct session session;
    struct session_event event;
    bool has_failed = true;

    asked = (enum session_ask)_i;
    for (unsigned number = 1; has_failed; number++) {
        session_init(&session, &service.session);
        session_signal(&session, DIALECT_CONNECT, &event);
        memory_fail_at(number);
        event = feed(&session, "helo a.long.name\r\n");
        has_failed = memory_has_failed();
        if (has_failed) {
            expect_reply(&event, "421 test closing connection\r\n");
            ck_assert(event.out_of_memory);
            ck_assert_int_eq(session_asks(&session), SESSION_ASK_NOTHING);
            ck_assert_uint_eq(session.pause_ms, 0);
        }
        session_release(&session);
    }
    ck_assert_int_eq(event.kind, SESSION_ASK);
}
END_TEST

/* After errors each reply must wait, but not a farewell that the client did not cause. */
START_TEST(says_farewell_at_once)
{
    static const char *const farewells[] = {"421 4.4.2 test closing connection\r\n",
                                            "421 4.3.2 test closing connection\r\n"};
    struct dialect dialect = dialect_rfc5321;
    struct session_config config = service.session;
    struct session session;
    struct session_event event;

    dialect.policy.errors_free = 0;
    config.dialect = &dialect;
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    event = feed(&session, "foo\r\n");
    ck_assert_int_eq(session_asks(&session), SESSION_ASK_PAUSE);
    session_answer(&session, DIALECT_DONE, &event);
    if (_i == 2) {
        memory_fail_at(1);
        event = feed(&session, "NOOP x\r\n");
        ck_assert(memory_has_failed());
    } else {
        session_signal(&session, _i == 0 ? DIALECT_TIMEOUT : DIALECT_SHUTDOWN, &event);
    }
    expect_reply(&event, farewells[_i > 0]);
    ck_assert_int_eq(session_asks(&session), SESSION_ASK_NOTHING);
    event = feed(&session, "");
    ck_assert_int_eq(event.kind, SESSION_CLOSE);
    session_release(&session);
}
END_TEST

/* What logs show of a line does not depend on a pause before its reply. */
START_TEST(shows_the_same_after_a_pause)
{
    struct dialect dialect = dialect_rfc5321;
    struct session_config config = service.session;
    struct session session;
    struct session_event event;

    dialect.policy.errors_free = (unsigned)_i;
    config.dialect = &dialect;
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    (void)feed(&session, "EHLO x\r\n");
    event = feed(&session, "MAIL FROM:<a@b> FOO=1\r\n");
    ck_assert_int_eq(event.kind, _i == 0 ? SESSION_ASK : SESSION_REPLY);
    if (_i == 0) {
        session_answer(&session, DIALECT_DONE, &event);
        ck_assert_msg(span_equal(event.argument, span_of("<a@b> FOO=1")), "%.*s",
                      (int)event.argument.size, event.argument.data);
    }
    ck_assert_int_eq(event.cause, DIALECT_MAIL);
    ck_assert_uint_eq(event.argument.size, strlen("<a@b> FOO=1"));
    expect_reply(&event, "555 5.5.4 The parameter FOO is not implemented\r\n");
    session_release(&session);
}
END_TEST

/* --- pauses --- */

static void say(const char *text)
{
    ck_assert_int_eq(write(peers[0], text, strlen(text)), (ssize_t)strlen(text));
}

/* What peer 0 was told since it was asked last. */
static const char *heard(void)
{
    static char text[4096];
    ssize_t size = read(peers[0], text, sizeof text - 1);

    text[size > 0 ? size : 0] = '\0';
    return text;
}

static void begin_pause(const char *behind)
{
    asked = SESSION_ASK_PAUSE;
    begin();
    connect_peer(0);
    ck_assert_str_eq(heard(), "220 test smtpd-proto ready\r\n");
    say("helo x\r\n");
    say(behind);
    turn();
}

static void pass(int64_t time_ms)
{
    now_ms += time_ms;
    turn();
    wake_idle(0);
    turn();
}

/* In a pause nothing is said and nothing read, and it does not count as the client's silence. */
START_TEST(pauses_before_the_reply)
{
    begin_pause("mail from:a\r\n");
    ck_assert_str_eq(heard(), "");
    pass(1999);
    ck_assert_str_eq(heard(), "");
    pass(1);
    ck_assert_str_eq(heard(), "250 Hello x, pleased to meet you\r\n250 a Sender ok\r\n");
    now_ms += TIMEOUT_MS - 1;
    pass(0);
    ck_assert_str_eq(heard(), "");
    pass(1);
    ck_assert_str_eq(heard(), "421 test closing connection\r\n");
    end(false);
}
END_TEST

/* A turn of the loop sleeps until the pause ends, not less and not more; what comes meanwhile wakes
 * nobody. */
START_TEST(costs_nothing)
{
    begin_pause("");
    say("mail from:a\r\n");
    shutdown(peers[0], SHUT_WR);
    ck_assert_int_eq(clients_prepare(clients, now_ms), now_ms + 20); /* to become idle */
    now_ms += 20;
    ck_assert_int_eq(clients_prepare(clients, now_ms), DEADLINE_NEVER);
    struct polled *polled = stand_in.watched.first;
    ck_assert_ptr_nonnull(polled);
    ck_assert_int_eq(polled->fd, -1);
    ck_assert_int_eq(polled->deadline_ms, now_ms - 20 + 2000);
    pass(1980);
    turn();
    ck_assert_str_eq(heard(), "250 Hello x, pleased to meet you\r\n250 a Sender ok\r\n");
    end(false);
}
END_TEST

/* What became of a message is known, and told, before the client hears of it. */
START_TEST(pauses_after_a_delivery)
{
    asked = SESSION_ASK_NOTHING;
    pauses_behind = true;
    begin();
    connect_peer(0);
    send_mails(0, 0);
    turn();
    ck_assert_uint_eq(submitted_count, 1);
    (void)heard();
    answer(0);
    ck_assert_uint_eq(told[EVENT_DELIVERED], 1);
    pass(1999);
    ck_assert_str_eq(heard(), "");
    pass(1);
    ck_assert_str_eq(heard(), "250 Message accepted for delivery\r\n");
    ck_assert_uint_eq(told[EVENT_REFUSED], 0);
    end(false);
}
END_TEST

/* A client that has gone gets what it was owed, and is noticed afterwards. */
START_TEST(gone_in_a_pause)
{
    begin_pause("");
    close_peer(0);
    pass(1000);
    ck_assert_uint_eq(clients_count(clients), 1);
    pass(1000);
    turn();
    turn();
    ck_assert_uint_eq(clients_count(clients), 0);
    ck_assert_uint_eq(told[EVENT_CLOSED], 1);
    end(false);
}
END_TEST

/* At the end of the server a pause is over. */
START_TEST(ends_in_a_pause)
{
    begin_pause("mail from:a\r\n");
    if (_i == 0)
        clients_shut_down(clients, now_ms);
    else
        clients_abort(clients, now_ms);
    const char *replies = heard();
    ck_assert_msg(strstr(replies, "250 Hello x, pleased to meet you\r\n") == replies &&
                      strstr(replies, "421 test closing connection\r\n") != NULL,
                  "%s", replies);
    end(false);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("asks");
    TCase *sessions = tcase_create("sessions"), *pauses = tcase_create("pauses");

    tcase_add_checked_fixture(sessions, set_up, tear_down);
    tcase_add_loop_test(sessions, waits_for_its_answer, SESSION_ASK_DELIVER, SESSION_ASK_PAUSE + 1);
    tcase_add_loop_test(sessions, ends_before_its_answer, SESSION_ASK_DELIVER,
                        SESSION_ASK_PAUSE + 1);
    tcase_add_loop_test(sessions, asks_without_memory, SESSION_ASK_DELIVER, SESSION_ASK_PAUSE + 1);
    tcase_add_loop_test(sessions, says_farewell_at_once, 0, 3);
    tcase_add_loop_test(sessions, shows_the_same_after_a_pause, 0, 2);
    suite_add_tcase(suite, sessions);
    tcase_add_checked_fixture(pauses, set_up, tear_down);
    tcase_add_test(pauses, pauses_before_the_reply);
    tcase_add_test(pauses, pauses_after_a_delivery);
    tcase_add_test(pauses, costs_nothing);
    tcase_add_test(pauses, gone_in_a_pause);
    tcase_add_loop_test(pauses, ends_in_a_pause, 0, 2);
    suite_add_tcase(suite, pauses);
    return check_main(suite);
}
