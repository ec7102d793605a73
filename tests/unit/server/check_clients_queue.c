/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_clients_queue.c - clients whose service takes long: each gets its turn, and nobody else
 * waits for all of them. */
#include <config.h>

#include "tests/support/clients.h"

#ifdef HAVE_OPENSSL
#include "common/tls.h"
#include "tests/support/certificate.h"
#endif

#define SLOW 40

/* Maximum commands of a connection in a turn: STEPS_PER_TURN of connection.c when it can be read,
 * and again from the queue. */
#define LINES_PER_TURN (2 * 128)

#define FLOOD_LINES 3000

struct slow {
    struct seat seat; /* first, so that its address is that of the client */
    bool is_done;
};

static struct slow slow[SLOW];
static size_t slow_done, slow_left;

static enum seat_wait slow_waits(const struct seat *seat)
{
    return ((const struct slow *)seat)->is_done ? SEAT_AWAITS_NOTHING : SEAT_AWAITS_PEER;
}

/* Any descriptor that can be read will do: that of the first peer's end. */
static void slow_watch(struct seat *seat)
{
    seat->polled.fd = peers[1];
    seat->polled.events = POLLIN;
    seat->polled.deadline_ms = DEADLINE_NEVER;
    seat->takes_long = true;
}

/* They are served in the order of their arrival. */
static void slow_ready(struct seat *seat, short occurred, int64_t now)
{
    const struct timespec long_time = {.tv_nsec = 3000000};

    (void)now;
    ck_assert_int_eq(occurred, POLLIN);
    ck_assert_ptr_eq(seat, &slow[slow_done++].seat);
    nanosleep(&long_time, NULL);
    ((struct slow *)seat)->is_done = true;
}

static void slow_end(struct seat *seat, enum seat_ending ending, int64_t now)
{
    (void)ending, (void)now;
    ((struct slow *)seat)->is_done = true;
}

static void slow_free(struct seat *seat)
{
    (void)seat;
    slow_left--;
}

static void connect_slow(void)
{
    static const struct seat_operations operations = {
        .waits = slow_waits,
        .watch = slow_watch,
        .ready = slow_ready,
        .end = slow_end,
        .free = slow_free,
    };

    slow_done = 0;
    for (slow_left = 0; slow_left < SLOW; slow_left++) {
        slow[slow_left] = (struct slow){.seat.operations = &operations};
        ck_assert_int_eq(clients_reserve(clients), 0);
        clients_add(clients, &slow[slow_left].seat, now_ms);
    }
}

/* Many of them are served a few in each turn, in their order, and behind all others; the loop does
 * not sleep meanwhile. */
START_TEST(many_that_take_long)
{
    char reply[1024];
    size_t turns = 0;

    begin();
    connect_peer(0);
    connect_peer(1);
    connect_slow();
    while (slow_left > 0) {
        size_t before = slow_done;
        ck_assert_int_eq(write(peers[0], "nonsense\r\n", 10), 10);
        turn();
        turns++;
        ck_assert_uint_ge(slow_done - before, 1);
        ck_assert_uint_le(slow_done - before, 2);
        ck_assert_int_gt(read(peers[0], reply, sizeof reply), 0);
        ck_assert(slow_left == 0 || clients_prepare(clients, now_ms) <= now_ms);
        now_ms++;
    }
    ck_assert_uint_ge(turns, SLOW / 2);
    end(false);
}
END_TEST

/* At a shutdown the queued ones end too. */
START_TEST(ended_in_the_queue)
{
    begin();
    connect_peer(0);
    connect_peer(1);
    connect_slow();
    turn();
    ck_assert_uint_gt(slow_left, 0);
    if (_i == 0)
        clients_shut_down(clients, now_ms);
    else
        clients_abort(clients, now_ms);
    ck_assert_uint_eq(slow_left, 0);
    end(false);
}
END_TEST

/* Sends many commands; returns the number of lines that either side has said so far. */
static unsigned flood(size_t peer)
{
    static char text[2 * FLOOD_LINES];

    for (size_t at = 0; at < sizeof text; at += 2)
        memcpy(text + at, "x\n", 2);
    (void)!write(peers[peer], text, sizeof text);
    return told[EVENT_SAID];
}

/* Clients that send commands without end have their share of each turn, and others theirs in the
 * same turn, before the rest of the flood. */
START_TEST(floods_of_commands)
{
    char reply[65536];

    begin();
    for (size_t peer = 0; peer < PEERS; peer++)
        connect_peer(peer);
    turn();
    for (int i = 0; i < 20; i++) {
        unsigned before = 0;
        for (size_t peer = 1; peer < PEERS; peer++)
            before = flood(peer);
        ck_assert_int_eq(write(peers[0], "helo\n", 5), 5);
        while (read(peers[0], reply, sizeof reply) > 0)
            ;
        turn();
        ck_assert_int_gt(read(peers[0], reply, sizeof reply), 0);
        ck_assert_uint_le(told[EVENT_SAID] - before, 2 * (PEERS - 1) * LINES_PER_TURN + 2);
        for (size_t peer = 1; peer < PEERS; peer++)
            while (read(peers[peer], reply, sizeof reply) > 0)
                ;
    }
    end(_i == 0);
}
END_TEST

/* What one has said at once is answered in as many turns as it takes, without its peer, even if
 * that has closed its side. */
START_TEST(rest_of_a_flood)
{
    char reply[65536];
    size_t turns = 0;

    begin();
    connect_peer(0);
    flood(0);
    ck_assert_int_eq(shutdown(peers[0], SHUT_WR), 0);
    for (; clients_count(clients) > 0; turns++) {
        unsigned before = told[EVENT_SAID];
        turn();
        ck_assert_uint_le(told[EVENT_SAID] - before, 2 * LINES_PER_TURN);
        ck_assert(turns > 0 || clients_prepare(clients, now_ms) <= now_ms);
        while (read(peers[0], reply, sizeof reply) > 0)
            ;
    }
    ck_assert_uint_eq(told[EVENT_SAID], 1 + 2 * FLOOD_LINES);
    ck_assert_uint_ge(turns, FLOOD_LINES / LINES_PER_TURN);
    end(false);
}
END_TEST

#ifdef HAVE_OPENSSL

/* A connection takes long as long as it shakes hands. */
START_TEST(handshakes_take_long)
{
    SSL_CTX *contexts[] = {certificate_server(), SSL_CTX_new(TLS_client_method())};
    SSL *sides[] = {SSL_new(contexts[0]), SSL_new(contexts[1])};
    struct transport transport;
    struct seat *seat;
    int ends[2];

    begin();
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    peers[0] = ends[1];
    SSL_set_accept_state(sides[0]);
    SSL_set_connect_state(sides[1]);
    SSL_set_fd(sides[1], peers[0]);
    transport = transport_plain(ends[0]);
    ck_assert_int_eq(tls_start(&transport, sides[0]), 0);
    ck_assert_int_eq(clients_reserve(clients), 0);
    seat = connection_seat(
        connection_new(&service, transport, 1, "127.0.0.1", DIALECT_CONNECT, now_ms));
    clients_add(clients, seat, now_ms);
    clients_prepare(clients, now_ms);
    ck_assert(seat->takes_long);
    for (int i = 0; i < 10 && SSL_do_handshake(sides[1]) != 1; i++)
        turn();
    turn();
    clients_prepare(clients, now_ms);
    ck_assert(SSL_is_init_finished(sides[1]));
    ck_assert(!seat->takes_long);
    end(false);
    SSL_free(sides[1]);
    for (size_t i = 0; i < COUNT(contexts); i++)
        SSL_CTX_free(contexts[i]);
}
END_TEST

#endif

int main(void)
{
    Suite *suite = suite_create("clients_queue");
    TCase *tests = tcase_create("clients_queue");

    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, many_that_take_long);
    tcase_add_loop_test(tests, ended_in_the_queue, 0, 2);
    tcase_add_loop_test(tests, floods_of_commands, 0, 2);
    tcase_add_test(tests, rest_of_a_flood);
#ifdef HAVE_OPENSSL
    tcase_add_test(tests, handshakes_take_long);
#endif
    return check_main(suite);
}
