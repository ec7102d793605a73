/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_tls.c - a transport that encrypts, between both ends of a pair of sockets: what goes
 * through it, how it ends, and what is said of peers that do not speak TLS. */
#include <config.h>

#include <malloc.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "tests/support/check_main.h"
#include "tests/support/tls_pair.h"

#define BIG ((size_t)1 << 20)

/* Neither side need know of the handshake: reading and writing do it. */
START_TEST(all_bytes_arrive)
{
    struct pair pair;
    char *sent = malloc(BIG), *received = malloc(BIG + TLS_READ_MIN);
    struct transport *from, *to;
    size_t out = 0, in = 0;

    for (size_t i = 0; i < BIG; i++)
        sent[i] = (char)rand();
    open_both(&pair);
    from = _i ? &pair.server : &pair.client;
    to = _i ? &pair.client : &pair.server;
    while (in < BIG) {
        ssize_t written = write_to(from, sent + out, BIG - out);
        ck_assert(written > 0 || errno == EAGAIN || out == BIG);
        ssize_t count = read_from(to, received + in);
        ck_assert(count > 0 || errno == EAGAIN);
        out += written > 0 ? (size_t)written : 0;
        in += count > 0 ? (size_t)count : 0;
    }
    ck_assert_int_eq(memcmp(sent, received, BIG), 0);
    close_both(&pair);
    free(sent);
    free(received);
}
END_TEST

/* --- wiping --- */

static const char password[] = "AUTH PLAIN AGpvaG5kb2UAc2VjcmV0";
static size_t found; /* the password in memory that OpenSSL returns */

static void *give(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return malloc(size);
}

static void *give_again(void *memory, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return realloc(memory, size);
}

static void take_back(void *memory, const char *file, int line)
{
    (void)file, (void)line;
    if (memory != NULL)
        found += memmem(memory, malloc_usable_size(memory), password, strlen(password)) != NULL;
    free(memory);
}

/* Of what was read nothing stays inside. */
START_TEST(what_was_read_is_wiped)
{
    char data[TLS_READ_MIN];
    struct pair pair;

    open_both(&pair);
    shake_hands(&pair);
    found = 0;
    ck_assert_int_gt(write_to(&pair.client, password, strlen(password)), 0);
    ck_assert_int_eq(read_from(&pair.server, data), (ssize_t)strlen(password));
    ck_assert_int_lt(read_from(&pair.server, data), 0);
    close_both(&pair);
    ck_assert_uint_eq(found, 0);
}
END_TEST

/* A record is read whole, so that nothing waits where poll(2) does not see it. */
START_TEST(nothing_waits_inside)
{
    static char data[TLS_READ_MIN];
    struct pair pair;
    size_t read = 0;

    open_both(&pair);
    shake_hands(&pair);
    while (read < sizeof data) {
        ssize_t count;
        (void)write_to(&pair.client, data, sizeof data);
        count = read_from(&pair.server, data);
        ck_assert(count > 0 || errno == EAGAIN);
        ck_assert_int_eq(SSL_pending(tls_ssl(&pair.server)), 0);
        read += count > 0 ? (size_t)count : 0;
    }
    close_both(&pair);
}
END_TEST

/* One read takes one record, also of those that carry no data: others are served in between. */
START_TEST(a_flood_does_not_hold_a_read)
{
    static char data[TLS_READ_MIN];
    struct pair pair;
    int left = 0;

    open_both(&pair);
    shake_hands(&pair);
    while (read_from(&pair.client, data) > 0)
        continue;
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(SSL_key_update(tls_ssl(&pair.client), SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        ck_assert_int_eq(SSL_do_handshake(tls_ssl(&pair.client)), 1);
    }
    ck_assert_int_eq(read_from(&pair.server, data), -1);
    ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_eq(ioctl(pair.server.fd, FIONREAD, &left), 0);
    ck_assert_int_gt(left, 0);
    close_both(&pair);
}
END_TEST

/* Before the handshake is done a side that would write may have to read. */
START_TEST(it_says_what_it_waits_for)
{
    struct pair pair;

    open_both(&pair);
    ck_assert_int_eq(write_to(&pair.server, "220", 3), -1);
    ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_eq(pair.server.operations->wants(&pair.server, POLLOUT), POLLIN);
    shake_hands(&pair);
    ck_assert_int_eq(write_to(&pair.server, "220", 3), 3);
    ck_assert_int_eq(pair.server.operations->wants(&pair.server, POLLOUT), POLLOUT);
    ck_assert_int_eq(pair.server.operations->wants(&pair.server, POLLIN), POLLIN);
    close_both(&pair);
}
END_TEST

START_TEST(an_end_is_told_from_a_cut)
{
    char data[TLS_READ_MIN];
    struct pair pair;

    open_both(&pair);
    shake_hands(&pair);
    while (read_from(&pair.client, data) > 0)
        continue;
    if (_i)
        ck_assert_int_eq(pair.client.operations->finish(&pair.client), 0);
    else
        shutdown(pair.client.fd, SHUT_WR);
    ck_assert_int_eq(read_from(&pair.server, data), 0);
    ck_assert_int_eq(tls_failure(&pair.server).problem, _i ? TLS_PROBLEM_NONE : TLS_PROBLEM_CUT);
    ck_assert_int_eq(read_from(&pair.server, data), 0);
    ck_assert_int_eq(write_to(&pair.server, "bye", 3), _i ? 3 : -1);
    close_both(&pair);
}
END_TEST

/* --- peers that are none --- */

static const struct {
    const char *name, *bytes;
    ssize_t size;
    enum tls_problem problem;
} strangers[] = {
    {"SMTP in clear", "EHLO client\r\n", 13, TLS_PROBLEM_PLAINTEXT},
    {"HTTP", "GET / HTTP/1.0\r\n\r\n", 18, TLS_PROBLEM_PLAINTEXT},
    {"NULs", "\0\0\0\0\0\0\0\0", 8, TLS_PROBLEM_PLAINTEXT},
    {"no hello", "\x16\x03\x01\x00\x04\x01\x00\x00\x00", 9, TLS_PROBLEM_PROTOCOL},
    {"half a hello", "\x16\x03\x01\x00\x80\x01", 6, TLS_PROBLEM_CUT},
    {"nothing", "", 0, TLS_PROBLEM_CUT},
};

START_TEST(strangers_are_recognized)
{
    char data[TLS_READ_MIN];
    struct tls_failure failure;
    struct pair pair;
    ssize_t count;

    open_server(&pair);
    ck_assert_int_eq(write_to(&pair.client, strangers[_i].bytes, (size_t)strangers[_i].size),
                     strangers[_i].size);
    ck_assert_int_eq(pair.client.operations->finish(&pair.client), 0);
    count = read_from(&pair.server, data);
    failure = tls_failure(&pair.server);
    ck_assert_msg(failure.problem == strangers[_i].problem, "%s: %d (%s)", strangers[_i].name,
                  (int)failure.problem, failure.reason);
    ck_assert_int_eq(count, failure.problem == TLS_PROBLEM_CUT ? 0 : -1);
    ck_assert_str_ne(failure.reason, "");
    ck_assert_int_eq(write_to(&pair.server, "220", 3), -1);
    ck_assert_int_eq(errno, EPROTO);
    /* What else came is discarded, up to the end. */
    while ((count = read_from(&pair.server, data)) < 0)
        ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_eq(count, 0);
    close_both(&pair);
}
END_TEST

/* Both sides are told. */
START_TEST(what_they_do_not_have_in_common)
{
    struct pair pair;
    SSL_CTX *server = certificate_server(), *client = SSL_CTX_new(TLS_client_method());
    int status = 0;

    open_plain(&pair);
    if (_i == 0) {
        SSL_CTX_set_min_proto_version(server, TLS1_3_VERSION);
        SSL_CTX_set_max_proto_version(client, TLS1_2_VERSION);
    } else {
        SSL_CTX_set_max_proto_version(server, TLS1_2_VERSION);
        SSL_CTX_set_cipher_list(client, "ECDHE-RSA-AES128-GCM-SHA256");
    }
    ck_assert_int_eq(tls_start(&pair.server, side_of(server, true)), 0);
    ck_assert_int_eq(tls_start(&pair.client, side_of(client, false)), 0);
    for (int i = 0; status == 0 && i < 20; i++) {
        (void)tls_shake_hands(&pair.server);
        status = tls_shake_hands(&pair.client);
    }
    ck_assert_int_eq(status, -1);
    ck_assert_int_eq(tls_failure(&pair.server).problem,
                     _i == 0 ? TLS_PROBLEM_VERSION : TLS_PROBLEM_CIPHER);
    ck_assert_int_eq(tls_failure(&pair.client).problem, tls_failure(&pair.server).problem);
    close_both(&pair);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tls");
    TCase *all = tcase_create("tls");

    CRYPTO_set_mem_functions(give, give_again, take_back);
    tcase_add_loop_test(all, all_bytes_arrive, 0, 2);
    tcase_add_test(all, nothing_waits_inside);
    tcase_add_test(all, what_was_read_is_wiped);
    tcase_add_test(all, a_flood_does_not_hold_a_read);
    tcase_add_test(all, it_says_what_it_waits_for);
    tcase_add_loop_test(all, an_end_is_told_from_a_cut, 0, 2);
    tcase_add_loop_test(all, strangers_are_recognized, 0, CASES(strangers));
    tcase_add_loop_test(all, what_they_do_not_have_in_common, 0, 2);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
