/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_tls_hostile.c - peers that speak TLS, but mean no good: each read is short, and what has no
 * end by itself is ended. */
#include <config.h>

#include <sys/ioctl.h>

#include "tests/support/check_main.h"
#include "tests/support/tls_pair.h"

/* --- floods --- */

/* What comes without end, in one version of TLS. */
struct flood {
    const char *name;
    int version;
    bool is_of_server;
    void (*send)(struct transport *from);
};

static void update_keys(struct transport *from)
{
    (void)SSL_key_update(tls_ssl(from), SSL_KEY_UPDATE_NOT_REQUESTED);
    (void)SSL_do_handshake(tls_ssl(from));
}

/* The refusals are read, or they would fill the way back. */
static void ask_for_renegotiation(struct transport *from)
{
    char refusals[1024];

    (void)SSL_renegotiate(tls_ssl(from));
    (void)SSL_do_handshake(tls_ssl(from));
    (void)!read(from->fd, refusals, sizeof refusals);
}

/* In clear, before the handshake, HelloRequest may come any number of times. */
static void ask_for_hello(struct transport *from)
{
    static const char request[] = "\x16\x03\x03\x00\x04\x00\x00\x00";
    char requests[100 * sizeof request];

    for (size_t i = 0; i < 100; i++)
        memcpy(requests + i * sizeof request, request, sizeof request);
    (void)write_to(from, requests, sizeof requests);
}

static const struct flood floods[] = {
    {"KeyUpdate of the client", TLS1_3_VERSION, false, update_keys},
    {"KeyUpdate of the server", TLS1_3_VERSION, true, update_keys},
    {"HelloRequest", TLS1_2_VERSION, true, ask_for_renegotiation},
    {"HelloRequest instead of a handshake", 0, true, ask_for_hello},
};

/* Both sides of FLOOD: who sends it and who gets it. */
static void open_flood(struct pair *pair, const struct flood *flood)
{
    SSL_CTX *server = certificate_server(), *client = SSL_CTX_new(TLS_client_method());

    open_plain(pair);
    SSL_CTX_set_max_proto_version(client, flood->version);
    SSL_CTX_set_options(client, SSL_OP_NO_RENEGOTIATION);
    ck_assert_int_eq(tls_start(&pair->client, side_of(client, false)), 0);
    if (flood->version == 0) {
        SSL_CTX_free(server);
        return;
    }
    ck_assert_int_eq(tls_start(&pair->server, side_of(server, true)), 0);
    shake_hands(pair);
}

/* Each read is short, and at last there is an end. */
START_TEST(floods_end)
{
    static char data[TLS_READ_MIN];
    const struct flood *flood = &floods[_i];
    struct transport *from, *to;
    struct pair pair;
    int turns = 0, left = 0, most_left = 0;

    open_flood(&pair, flood);
    from = flood->is_of_server ? &pair.server : &pair.client;
    to = flood->is_of_server ? &pair.client : &pair.server;
    do {
        flood->send(from);
        flood->send(from);
        ck_assert_int_lt(read_from(to, data), 0);
        ck_assert_int_eq(ioctl(to->fd, FIONREAD, &left), 0);
        most_left = left > most_left ? left : most_left;
        ck_assert_int_lt(turns++, 100000);
    } while (errno == EAGAIN);
    ck_assert_int_eq(errno, EPROTO);
    ck_assert_int_eq(tls_failure(to).problem, TLS_PROBLEM_FLOOD);
    ck_assert_msg(most_left > 0, "%s: a read took all", flood->name);
    ck_assert_int_gt(turns, 100);
    close_both(&pair);
}
END_TEST

/* Whatever comes between data. */
START_TEST(data_shows_that_it_is_none)
{
    static char data[TLS_READ_MIN];
    struct pair pair;
    ssize_t count;

    open_flood(&pair, &floods[0]);
    for (int i = 0; i < 20000; i++) {
        update_keys(&pair.client);
        ck_assert_int_eq(write_to(&pair.client, "x", 1), 1);
        do
            count = read_from(&pair.server, data);
        while (count < 0 && errno == EAGAIN);
        ck_assert_int_eq(count, 1);
    }
    close_both(&pair);
}
END_TEST

/* --- alerts --- */

/* The server breaks off since the client does not shake hands again: that is not because they have
 * no cipher in common, whatever the alert is called. */
START_TEST(a_later_alert_is_just_an_alert)
{
    char data[TLS_READ_MIN];
    struct pair pair;

    open_flood(&pair, &floods[2]);
    (void)SSL_renegotiate(tls_ssl(&pair.server));
    (void)SSL_do_handshake(tls_ssl(&pair.server));
    ck_assert_int_lt(read_from(&pair.client, data), 0);
    ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_lt(read_from(&pair.server, data), 0);
    ck_assert_int_lt(read_from(&pair.client, data), 0);
    ck_assert_int_eq(errno, EPROTO);
    ck_assert_int_eq(tls_failure(&pair.client).problem, TLS_PROBLEM_ALERT);
    ck_assert_ptr_nonnull(strstr(tls_failure(&pair.client).reason, "handshake failure"));
    close_both(&pair);
}
END_TEST

/* Nor does somebody who has spoken TLS so far not speak it. */
START_TEST(later_plaintext_breaks_the_rules)
{
    char data[TLS_READ_MIN];
    struct pair pair;

    open_flood(&pair, &floods[2]);
    ck_assert_int_eq(write(pair.client.fd, "EHLO client\r\n", 13), 13);
    ck_assert_int_lt(read_from(&pair.server, data), 0);
    ck_assert_int_eq(tls_failure(&pair.server).problem, TLS_PROBLEM_PROTOCOL);
    close_both(&pair);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tls_hostile");
    TCase *all = tcase_create("tls_hostile");

    tcase_add_loop_test(all, floods_end, 0, CASES(floods));
    tcase_add_test(all, data_shows_that_it_is_none);
    tcase_add_test(all, a_later_alert_is_just_an_alert);
    tcase_add_test(all, later_plaintext_breaks_the_rules);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
