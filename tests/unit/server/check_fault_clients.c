/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_fault_clients.c - clients that a fault makes wait: when they are heard, what they get, and
 * what becomes of them if they leave, or if the server stops.
 */
#include <config.h>

#include <string.h>

#include "server/fault/faults.h"
#include "tests/support/clients.h"

#define GREETING "220 test smtpd-proto ready\r\n"

static int64_t clock_ms(void)
{
    return now_ms;
}

static struct fault_rule rule;

/* Connects a client to a server with the rule TEXT. */
static void begin_with(const char *text)
{
    ck_assert_int_eq(fault_rule_parse(text, &rule), FAULT_FLAW_NONE);
    faults_free(service.session.faults);
    service.session.faults =
        faults_new(&(struct faults_config){.rules = &rule, .rule_count = 1, .now_ms = clock_ms});
    begin();
    connect_peer(0);
}

static void say(const char *text)
{
    ck_assert_int_eq(write(peers[0], text, strlen(text)), (ssize_t)strlen(text));
    turn();
}

/* All that the client can read now must be TEXT. */
static void hear(const char *text)
{
    char got[4096];
    ssize_t size = read(peers[0], got, sizeof got);

    size = size > 0 ? size : 0;
    ck_assert_msg(span_equal((struct span){got, (size_t)size}, span_of(text)), "got %.*s",
                  (int)size, got);
}

/* Whether the server has closed. */
static bool is_closed(void)
{
    char got[1];

    return read(peers[0], got, sizeof got) == 0;
}

static void pass(int64_t ms)
{
    now_ms += ms;
    turn();
    wake_idle(0);
    turn();
}

/* Nothing is left to do: no descriptor is polled, and no one is due for the rest of the wait. */
static void check_rest(int64_t due_ms)
{
    now_ms += 20;
    clients_prepare(clients, now_ms);
    ck_assert(!clients_are_busy(clients));
    ck_assert_ptr_nonnull(stand_in.watched.first);
    ck_assert_int_eq(stand_in.watched.first->deadline_ms, due_ms);
}

START_TEST(a_delay_takes_its_time)
{
    begin_with("HELO:delay=3s");
    hear(GREETING);
    say("helo x\r\nmail from: a\r\n");
    hear("");
    check_rest(1000 + 3000);
    pass(2979);
    hear("");
    pass(1);
    hear("250 Hello x, pleased to meet you\r\n250 a Sender ok\r\n");
    ck_assert_uint_eq(told[EVENT_FAULT], 1);
    ck_assert_uint_eq(told[EVENT_REFUSED], 0);
    end(false);
}
END_TEST

/* As does one at the start. */
START_TEST(a_greeting_is_delayed)
{
    begin_with("CONNECT:delay=3s");
    hear("");
    say("helo x\r\n");
    hear("");
    pass(3000);
    hear(GREETING "250 Hello x, pleased to meet you\r\n");
    end(false);
}
END_TEST

/* The reply comes byte by byte; those before it are whole, and what follows waits for its end. */
START_TEST(a_reply_drips)
{
    static const char reply[] = "250 a Sender ok\r\n";

    begin_with("MAIL:drip=10ms");
    hear(GREETING);
    say("helo x\r\nmail from: a\r\nrcpt to: johndoe\r\n");
    hear("250 Hello x, pleased to meet you\r\n");
    for (size_t i = 0; i + 1 < sizeof reply; i++) {
        pass(9);
        hear("");
        pass(1);
        const char byte[] = {reply[i], '\0'};
        hear(i + 2 < sizeof reply ? byte : "\n250 johndoe Recipient ok\r\n");
    }
    end(false);
}
END_TEST

START_TEST(a_reply_is_cut)
{
    begin_with("MAIL:cut=5");
    hear(GREETING);
    say("helo x\r\nmail from: a\r\nrcpt to: johndoe\r\n");
    hear("250 Hello x, pleased to meet you\r\n250 a");
    ck_assert(is_closed());
    end(false);
}
END_TEST

/* More than there is: the whole reply, and then the close. */
START_TEST(a_reply_is_cut_behind_its_end)
{
    begin_with("HELO:cut=4096");
    hear(GREETING);
    say("helo x\r\nmail from: a\r\n");
    hear("250 Hello x, pleased to meet you\r\n");
    ck_assert(is_closed());
    end(false);
}
END_TEST

START_TEST(a_connection_is_dropped)
{
    begin_with("HELO:drop");
    hear(GREETING);
    say("helo x\r\nmail from: a\r\n");
    ck_assert(is_closed());
    ck_assert_uint_eq(told[EVENT_CLOSING], 0);
    end(false);
}
END_TEST

/* What a client is refused on purpose is no refusal. */
START_TEST(a_refusal_is_a_fault)
{
    begin_with("RCPT:550");
    say("helo x\r\nmail from: a\r\nrcpt to: johndoe\r\n");
    ck_assert_uint_eq(told[EVENT_FAULT], 1);
    ck_assert_uint_eq(told[EVENT_REFUSED], 0);
    say("rcpt to: johndoe\r\n");
    ck_assert_uint_eq(told[EVENT_FAULT], 1);
    ck_assert_uint_eq(told[EVENT_REFUSED], 1);
    end(false);
}
END_TEST

/* Deadlines of those that are idle are coarse, so who is due soon is watched with the busy ones. */
START_TEST(who_is_due_soon_stays_busy)
{
    begin_with("HELO:delay=510ms");
    say("helo x\r\n");
    now_ms += 20;
    clients_prepare(clients, now_ms);
    ck_assert(clients_are_busy(clients));
    ck_assert_ptr_null(stand_in.watched.first);
    now_ms += 490;
    ck_assert_int_eq(clients_prepare(clients, now_ms), 1000 + 510);
    turn();
    hear(GREETING "250 Hello x, pleased to meet you\r\n");
    end(false);
}
END_TEST

/* It lasts as long as any silence may, whatever is said in it. */
START_TEST(a_stall_lasts)
{
    begin_with("HELO:stall");
    hear(GREETING);
    say("helo x\r\n");
    check_rest(1000 + TIMEOUT_MS);
    pass(TIMEOUT_MS - 21);
    say("noop\r\n");
    hear("");
    ck_assert(!is_closed());
    pass(1);
    ck_assert(is_closed());
    end(false);
}
END_TEST

static const char *const waits[] = {"HELO:stall", "HELO:delay=24m", "HELO:drip=24m"};

/* Who leaves meanwhile is let go at once. */
START_TEST(who_leaves_is_noticed)
{
    begin_with(waits[_i]);
    hear(GREETING);
    say("helo x\r\n");
    now_ms += 20;
    clients_prepare(clients, now_ms);
    ck_assert_uint_eq(clients_count(clients), 1);
    close_peer(0);
    wake_idle(0);
    turn();
    turn();
    turn();
    ck_assert_uint_eq(clients_count(clients), 0);
    end(false);
}
END_TEST

/* A stop ends the wait: with the reply if there is one, and then as for any client. */
START_TEST(a_stop_ends_the_wait)
{
    static const char *const last[] = {
        "",
        "250 Hello x, pleased to meet you\r\n421 test closing connection\r\n",
        "250 Hello x, pleased to meet you\r\n421 test closing connection\r\n",
    };

    begin_with(waits[_i]);
    hear(GREETING);
    say("helo x\r\n");
    now_ms += 20;
    clients_prepare(clients, now_ms);
    clients_shut_down(clients, now_ms);
    hear(last[_i]);
    ck_assert(is_closed());
    end(false);
}
END_TEST

/* Input is kept meanwhile, up to a limit, and used after it. */
START_TEST(input_waits)
{
    static char nonsense[20000];

    begin_with("HELO:delay=3s");
    hear(GREETING);
    memset(nonsense, '\n', sizeof nonsense - 1);
    say("helo x\r\n");
    for (int i = 0; i < 8; i++) {
        (void)!write(peers[0], nonsense, sizeof nonsense - 1);
        turn();
    }
    hear("");
    check_rest(1000 + 3000);
    ck_assert_int_eq(stand_in.watched.first->events, 0);
    pass(2980);
    ck_assert_uint_gt(told[EVENT_REFUSED], 50);
    end(false);
}
END_TEST

/* Whoever closes only his own side gets his replies, though without the delay. */
START_TEST(half_of_a_connection_is_enough)
{
    begin_with("HELO:delay=3s");
    hear(GREETING);
    say("helo x\r\n");
    ck_assert_int_eq(shutdown(peers[0], SHUT_WR), 0);
    turn();
    hear("250 Hello x, pleased to meet you\r\n");
    ck_assert(is_closed());
    end(false);
}
END_TEST

/* Nor is he delayed by what he has said before. */
START_TEST(half_of_a_connection_does_not_wait)
{
    static const char text[] =
        "helo x\r\nmail from: a\r\nrcpt to: b\r\nmail from: a\r\nrcpt to: b\r\n";

    begin_with("RCPT:delay=3s");
    hear(GREETING);
    ck_assert_int_eq(write(peers[0], text, sizeof text - 1), sizeof text - 1);
    ck_assert_int_eq(shutdown(peers[0], SHUT_WR), 0);
    for (int i = 0; i < 4; i++)
        turn();
    hear("250 Hello x, pleased to meet you\r\n250 a Sender ok\r\n550 Address unknown\r\n"
         "250 a Sender ok\r\n550 Address unknown\r\n");
    ck_assert(is_closed());
    end(false);
}
END_TEST

/* A message that is stored is stored once, though its client hears nothing of it. */
START_TEST(a_message_is_stored_or_not)
{
    static const struct {
        const char *rule;
        size_t stored;
        const char *heard;
    } cases[] = {
        {"MESSAGE:451", 0, "451 Refused on purpose (--fault)\r\n"},
        {"MESSAGE:drop", 0, ""},
        {"MESSAGE:stall", 0, ""},
        {"MESSAGE:cut=3", 1, "250"},
    };

    begin_with(cases[_i].rule);
    say("helo x\r\nmail from: a\r\nrcpt to: johndoe\r\ndata\r\n");
    hear(GREETING "250 Hello x, pleased to meet you\r\n250 a Sender ok\r\n"
                  "250 johndoe Recipient ok\r\n"
                  "354 Enter mail, end with \".\" on a line by itself\r\n");
    say("hi\r\n.\r\n");
    ck_assert_uint_eq(submitted_count, cases[_i].stored);
    answer(0);
    hear(cases[_i].heard);
    ck_assert_uint_eq(told[EVENT_DELIVERED], cases[_i].stored);
    ck_assert_uint_eq(told[EVENT_LOST], 0);
    end(false);
}
END_TEST

/* Connects a client of rfc5321 whose errors delay every reply. */
static void begin_with_errors(void)
{
    service.session.dialect = &dialect_rfc5321;
    begin_with("QUIT:drop");
    say("EHLO x\r\n");
    for (unsigned i = 0; i <= dialect_rfc5321.policy.errors_free; i++) {
        say("FOO\r\n");
        read_replies(0, 4096);
    }
    pass(dialect_rfc5321.policy.error_pause_ms);
}

/* A reply that is due when the server stops is said at once, whatever delays it. */
START_TEST(the_last_reply_does_not_wait)
{
    static const struct {
        const char *rule; /* NULL: errors */
        size_t answer;
        const char *code;
    } cases[] = {
        {"MESSAGE:delay=3s", 0, "250 "}, {"MESSAGE:drip=10ms", 0, "250 "}, {NULL, 2, "451 "}};
    char got[8192] = "";

    if (cases[_i].rule != NULL)
        begin_with(cases[_i].rule);
    else
        begin_with_errors();
    say("helo x\r\nmail from:<a@b>\r\nrcpt to:<johndoe@b>\r\ndata\r\nhi\r\n.\r\n");
    for (int i = 0; i < 5; i++)
        pass(dialect_rfc5321.policy.error_pause_ms);
    ck_assert_uint_eq(submitted_count, 1);
    read_replies(0, 4096);
    clients_abort(clients, now_ms);
    answer(cases[_i].answer);
    ck_assert_int_gt(read(peers[0], got, sizeof got - 1), 0);
    ck_assert_msg(strncmp(got, cases[_i].code, 4) == 0 && strstr(got, "\n421 ") != NULL, "%s", got);
    ck_assert(is_closed());
    end(false);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fault_clients");
    TCase *all = tcase_create("waits");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, a_delay_takes_its_time);
    tcase_add_test(all, a_greeting_is_delayed);
    tcase_add_test(all, a_reply_drips);
    tcase_add_test(all, a_reply_is_cut);
    tcase_add_test(all, a_reply_is_cut_behind_its_end);
    tcase_add_test(all, a_connection_is_dropped);
    tcase_add_test(all, a_refusal_is_a_fault);
    tcase_add_test(all, who_is_due_soon_stays_busy);
    tcase_add_test(all, a_stall_lasts);
    tcase_add_loop_test(all, who_leaves_is_noticed, 0, CASES(waits));
    tcase_add_loop_test(all, a_stop_ends_the_wait, 0, CASES(waits));
    tcase_add_test(all, input_waits);
    tcase_add_test(all, half_of_a_connection_is_enough);
    tcase_add_test(all, half_of_a_connection_does_not_wait);
    tcase_add_loop_test(all, a_message_is_stored_or_not, 0, 4);
    tcase_add_loop_test(all, the_last_reply_does_not_wait, 0, 3);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
