/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_clients.c - where connections stand, and when they move. */
#include <config.h>

#include "tests/support/clients.h"

#include "common/deadline.h"

/* The number of replies that begin with CODE among what PEER can read now. */
static int count_replies(size_t peer, const char *code)
{
    static char text[1 << 20];
    ssize_t size = read(peers[peer], text, sizeof text - 1);
    int count = 0;

    text[size > 0 ? size : 0] = '\0';
    for (const char *line = text; line != NULL && *line != '\0';
         line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL)
        count += strncmp(line, code, strlen(code)) == 0;
    return count;
}

/* Whoever reads nothing, with a delivery pending and replies waiting, is held; then goes on where
 * it was. */
START_TEST(deaf_with_a_delivery)
{
    enum { MAILS = 61 };
    int accepted = 0;

    begin();
    connect_peer(0);
    send_mails(0, MAILS - 1);
    send_mails(0, MAILS - 1);
    for (int i = 0; i < 200; i++) {
        turn();
        answer(0);
    }
    ck_assert_uint_eq(submitted_count, 0);
    now_ms += 100;
    turn();
    ck_assert_ptr_nonnull(stand_in.watched.first);
    for (int i = 0; i < 1000 && accepted < 2 * MAILS; i++) {
        accepted += count_replies(0, "250 Message accepted");
        wake_idle(0);
        turn();
        answer(0);
    }
    ck_assert_int_eq(accepted, 2 * MAILS);
    end(false);
}
END_TEST

/* What happens is told as it happens. */
START_TEST(events_are_told)
{
    static const char more[] = "nonsense\r\nmail from:a\r\nrcpt to:nobody\r\n"
                               "mail from:a\r\nrcpt to:johndoe\r\ndata\r\nfirst line\r\n";

    begin();
    connect_peer(0);
    send_mails(0, 0);
    turn();
    answer(0);
    ck_assert_uint_eq(told[EVENT_DELIVERED], 1);
    ck_assert_uint_eq(told[EVENT_REFUSED], 0);
    ck_assert_int_eq(write(peers[0], more, sizeof more - 1), sizeof more - 1);
    turn();
    ck_assert_uint_eq(told[EVENT_REFUSED], 2);
    ck_assert_uint_eq(told[EVENT_LOST] + told[EVENT_CLOSED], 0);
    ck_assert_uint_eq(told[EVENT_SAID], 27);
    end(false);
    ck_assert_uint_eq(told[EVENT_LOST], 1);
    ck_assert_uint_eq(told[EVENT_CLOSED], 1);
    ck_assert_uint_eq(told[EVENT_DELIVERED], 1);
}
END_TEST

/* While an answer is to come neither the descriptor nor the time counts. */
START_TEST(held_until_the_answer)
{
    begin();
    connect_peer(0);
    send_mails(0, 0);
    turn();
    ck_assert_uint_eq(submitted_count, 1);
    now_ms += 2 * TIMEOUT_MS;
    ck_assert_int_eq(clients_prepare(clients, now_ms), DEADLINE_NEVER);
    ck_assert(!clients_are_busy(clients));
    turn();
    answer(0);
    ck_assert_int_eq(count_replies(0, "250 Message accepted"), 1);
    ck_assert_int_eq(count_replies(0, "421"), 0);
    end(false);
}
END_TEST

/* A client heard of within the last 20 ms is polled, one not heard of for longer is handed over. */
START_TEST(idle_after_silence)
{
    begin();
    connect_peer(0);
    now_ms += 19;
    clients_prepare(clients, now_ms);
    ck_assert(clients_are_busy(clients));
    ck_assert_ptr_null(stand_in.watched.first);
    now_ms += 1;
    clients_prepare(clients, now_ms);
    ck_assert(!clients_are_busy(clients));
    ck_assert_ptr_nonnull(stand_in.watched.first);
    ck_assert_int_eq(seat_of(stand_in.watched.first)->place, SEAT_IDLE);
    ck_assert_int_eq(stand_in.watched.first->events, POLLIN);
    ck_assert_int_eq(stand_in.watched.first->deadline_ms, 1000 + TIMEOUT_MS);
    end(false);
}
END_TEST

/* Who is silent until the deadline is told so; who speaks just then is answered, and goes
 * on. */
START_TEST(due_while_idle)
{
    bool speaks = _i == 1;

    begin();
    connect_peer(0);
    now_ms += TIMEOUT_MS;
    clients_prepare(clients, now_ms);
    ck_assert_int_eq(count_replies(0, "220"), 1);
    if (speaks)
        ck_assert_int_eq(write(peers[0], "helo x\r\n", 8), 8);
    wake_idle(0);
    turn();
    ck_assert_int_eq(count_replies(0, speaks ? "250" : "421"), 1);
    (void)!write(peers[0], "mail from: a\r\n", 14);
    turn();
    ck_assert_int_eq(count_replies(0, "250"), speaks);
    end(false);
}
END_TEST

/* The client went away while its message was stored: it is freed when the answer comes. */
START_TEST(gone_while_held)
{
    begin();
    connect_peer(0);
    send_mails(0, 0);
    turn();
    close_peer(0);
    turn();
    ck_assert_uint_eq(clients_count(clients), 1);
    answer(0);
    turn();
    turn();
    ck_assert_uint_eq(clients_count(clients), 0);
    end(false);
}
END_TEST

/* At an abort the others end at once, the held ones with their answer. */
START_TEST(abort_while_held)
{
    begin();
    connect_peer(0);
    connect_peer(1);
    send_mails(0, 0);
    turn();
    clients_abort(clients, now_ms);
    ck_assert_uint_eq(clients_count(clients), 1);
    ck_assert_int_eq(count_replies(1, "421"), 1);
    answer(0);
    ck_assert_uint_eq(clients_count(clients), 0);
    ck_assert_int_eq(count_replies(0, "250 Message accepted"), 1);
    end(false);
}
END_TEST

static void connect_and_send(const char *text)
{
    begin();
    connect_peer(0);
    ck_assert_int_eq(write(peers[0], text, strlen(text)), (ssize_t)strlen(text));
    turn();
    ck_assert_int_eq(count_replies(0, "354"), 1);
}

static void send_until_spooling(void)
{
    for (int i = 0; i < 20 && spooling == 0; i++) {
        send_much(0);
        turn();
    }
    ck_assert_uint_eq(spooling, 1);
}

#define UP_TO_DATA "helo x\r\nmail from: a\r\nrcpt to: johndoe\r\ndata\r\n"

/* Neither the descriptor nor the time counts while the spool writes, then the message goes on. */
START_TEST(held_while_spooling)
{
    connect_and_send(UP_TO_DATA);
    send_until_spooling();
    now_ms += 20 * TIMEOUT_MS;
    ck_assert_int_eq(clients_prepare(clients, now_ms), DEADLINE_NEVER);
    turn();
    answer_spooled();
    turn();
    ck_assert_int_eq(write(peers[0], "\r\n.\r\n", 5), 5);
    for (int i = 0; i < 20 && submitted_count == 0; i++) {
        turn();
        answer_spooled();
    }
    answer(0);
    ck_assert_int_eq(count_replies(0, "250 Message accepted"), 1);
    end(false);
}
END_TEST

/* The client is gone, or the server ends, while the spool has the message. */
START_TEST(ended_while_spooling)
{
    connect_and_send(UP_TO_DATA);
    send_until_spooling();
    if (_i == 0)
        close_peer(0);
    else
        clients_abort(clients, now_ms);
    ck_assert_uint_eq(clients_count(clients), 1);
    answer_spooled();
    for (int i = 0; i < 20 && clients_count(clients) > 0; i++) {
        turn();
        answer_spooled();
    }
    ck_assert_uint_eq(clients_count(clients), 0);
    ck_assert_int_eq(_i == 0 ? 1 : count_replies(0, "421"), 1);
    end(false);
}
END_TEST

/* The spool has a message that is complete: whatever the server is told meanwhile, the store gets
 * it only when it is back. */
START_TEST(told_to_end_while_spooling)
{
    static char text[70000];

    memset(text, 'x', sizeof text);
    memcpy(text, "\r\n", 2);
    connect_and_send(UP_TO_DATA);
    for (size_t sent = 0; sent < sizeof text;) {
        ssize_t size = write(peers[0], text + sent, sizeof text - sent);
        sent += size > 0 ? (size_t)size : 0;
        if (sent == sizeof text)
            ck_assert_int_eq(write(peers[0], "\r\n.\r\n", 5), 5);
        turn();
    }
    for (int i = 0; i < 20 && spooling == 0; i++)
        turn();
    ck_assert_uint_eq(spooling, 1);
    if (_i == 0)
        clients_shut_down(clients, now_ms);
    else
        clients_abort(clients, now_ms);
    ck_assert_uint_eq(submitted_count, 0);
    answer_spooled();
    turn();
    answer(0);
    ck_assert_int_eq(count_replies(0, _i == 0 ? "250 Message accepted" : "421"), 1);
    end(false);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clients");
    TCase *tests = tcase_create("clients");

    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, deaf_with_a_delivery);
    tcase_add_test(tests, events_are_told);
    tcase_add_test(tests, held_until_the_answer);
    tcase_add_test(tests, idle_after_silence);
    tcase_add_loop_test(tests, due_while_idle, 0, 2);
    tcase_add_test(tests, gone_while_held);
    tcase_add_test(tests, abort_while_held);
    tcase_add_test(tests, held_while_spooling);
    tcase_add_loop_test(tests, ended_while_spooling, 0, 2);
    tcase_add_loop_test(tests, told_to_end_while_spooling, 0, 2);
    return check_main(suite);
}
