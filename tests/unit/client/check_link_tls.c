/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_link_tls.c - how TLS begins, fails and ends on a connection. */
#include <config.h>

#include "tests/support/check_main.h"
#include "tests/support/secure_scene.h"

/* --- beginning later ------------------------------------------------------------------------- */

static void connect_in_clear(struct scene *scene)
{
    link_open(&scene->link, monotonic_ms());
    ck_assert_int_eq(next(scene).kind, LINK_OPENED);
    ck_assert(!scene->link.is_secure);
    accept_peer(scene);
}

START_TEST(tls_begins_later)
{
    struct scene scene;

    begin(&scene, "localhost");
    connect_in_clear(&scene);
    expect_talk(&scene);
    ck_assert_uint_eq(link_secure(&scene.link, monotonic_ms()), 0);
    ck_assert_int_eq(tls_start(&scene.peer, credential_serve(&good, NULL)), 0);
    ck_assert_int_eq(next(&scene).kind, LINK_SECURED);
    ck_assert(scene.link.is_secure);
    expect_talk(&scene);
    finish(&scene);
}
END_TEST

/* Bytes in clear are counted and never read; those that come too late fail the handshake. */
START_TEST(bytes_in_clear_are_thrown_away)
{
    struct scene scene;
    struct pollfd polled = {.events = POLLIN};

    begin(&scene, "localhost");
    connect_in_clear(&scene);
    polled.fd = scene.link.transport.fd;
    ck_assert_int_eq(write(scene.peer.fd, "250 injected\r\n", 14), 14);
    poll(&polled, 1, PATIENCE_MS);
    ck_assert_uint_eq(link_secure(&scene.link, monotonic_ms()), 14);
    if (_i == 0) {
        ck_assert_int_eq(tls_start(&scene.peer, credential_serve(&good, NULL)), 0);
        ck_assert_int_eq(next(&scene).kind, LINK_SECURED);
        expect_talk(&scene);
    } else {
        ck_assert_int_eq(write(scene.peer.fd, "250 injected\r\n", 14), 14);
        expect_end(&scene, LINK_PROBLEM_HANDSHAKE);
        ck_assert_int_eq(scene.link.failure.problem, TLS_PROBLEM_PLAINTEXT);
    }
    finish(&scene);
}
END_TEST

/* --- failing and ending ---------------------------------------------------------------------- */

START_TEST(a_greeting_in_clear_is_no_handshake)
{
    struct scene scene;

    begin(&scene, "localhost");
    connect_securely(&scene, NULL);
    ck_assert_int_eq(write(scene.peer.fd, "220 hello\r\n", 11), 11);
    expect_end(&scene, LINK_PROBLEM_HANDSHAKE);
    ck_assert_int_eq(scene.link.failure.problem, TLS_PROBLEM_PLAINTEXT);
    finish(&scene);
}
END_TEST

/* Before its first byte, after a part of a record, by a reset. */
START_TEST(a_handshake_is_cut)
{
    static const char part[] = "\x16\x03\x03\x00\x7a\x02";
    struct linger hard = {.l_onoff = 1};
    struct scene scene;

    begin(&scene, "localhost");
    connect_securely(&scene, NULL);
    if (_i == 1)
        ck_assert_int_eq(write(scene.peer.fd, part, sizeof part - 1), sizeof part - 1);
    if (_i == 2)
        setsockopt(scene.peer.fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    if (_i < 2)
        shutdown(scene.peer.fd, SHUT_WR);
    else
        scene.peer.operations->close(&scene.peer);
    expect_end(&scene, LINK_PROBLEM_HANDSHAKE_END);
    finish(&scene);
}
END_TEST

START_TEST(a_handshake_has_a_deadline)
{
    struct scene scene;
    int64_t deadline_ms;

    begin(&scene, "localhost");
    connect_securely(&scene, NULL);
    deadline_ms = link_wants(&scene.link, false).deadline_ms;
    ck_assert_int_eq(write(scene.peer.fd, "\x16", 1), 1);
    ck_assert_int_eq(link_step(&scene.link, POLLIN, &scene.out, deadline_ms - 1).kind,
                     LINK_NOTHING);
    ck_assert_int_eq(link_step(&scene.link, 0, &scene.out, deadline_ms).problem,
                     LINK_PROBLEM_HANDSHAKE_TIMEOUT);
    finish(&scene);
}
END_TEST

START_TEST(an_alert_is_reported)
{
    static const char alert[] = "\x15\x03\x03\x00\x02\x02\x50";
    struct scene scene;

    begin(&scene, "localhost");
    connect_securely(&scene, NULL);
    ck_assert_int_eq(write(scene.peer.fd, alert, sizeof alert - 1), sizeof alert - 1);
    expect_end(&scene, LINK_PROBLEM_HANDSHAKE);
    ck_assert_int_eq(scene.link.failure.problem, TLS_PROBLEM_ALERT);
    ck_assert(strstr(scene.link.failure.reason, "internal error") != NULL);
    finish(&scene);
}
END_TEST

/* With close_notify, without it, and after bytes that are no record. */
START_TEST(a_connection_ends)
{
    static const enum link_problem problems[] = {LINK_PROBLEM_CLOSED_BY_SERVER, LINK_PROBLEM_CUT,
                                                 LINK_PROBLEM_BROKEN};
    struct scene scene;

    begin(&scene, "localhost");
    connect_securely(&scene, credential_serve(&good, NULL));
    ck_assert_int_eq(next(&scene).kind, LINK_OPENED);
    expect_talk(&scene);
    if (_i == 0)
        ck_assert_int_eq(scene.peer.operations->finish(&scene.peer), 0);
    if (_i == 2)
        ck_assert_int_eq(write(scene.peer.fd, "250 in clear\r\n", 14), 14);
    shutdown(scene.peer.fd, SHUT_WR);
    expect_end(&scene, problems[_i]);
    finish(&scene);
}
END_TEST

/* Our own close is an end that the server can tell from a cut. */
START_TEST(the_client_ends_tls)
{
    static char got[TLS_READ_MIN];
    struct scene scene;

    begin(&scene, "localhost");
    connect_securely(&scene, credential_serve(&good, NULL));
    ck_assert_int_eq(next(&scene).kind, LINK_OPENED);
    link_close(&scene.link);
    ck_assert_uint_eq(peer_reads(&scene, got), 0);
    ck_assert_int_eq(tls_failure(&scene.peer).problem, TLS_PROBLEM_NONE);
    finish(&scene);
}
END_TEST

START_TEST(without_trust_there_is_no_tls)
{
    struct scene scene;

    begin(&scene, "localhost");
    scene.link.trust = NULL;
    connect_securely(&scene, NULL);
    expect_end(&scene, LINK_PROBLEM_SYSTEM);
    finish(&scene);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("link_tls");
    TCase *all = tcase_create("link_tls");

    tcase_add_unchecked_fixture(all, make_credentials, free_credentials);
    tcase_add_test(all, tls_begins_later);
    tcase_add_loop_test(all, bytes_in_clear_are_thrown_away, 0, 2);
    tcase_add_test(all, a_greeting_in_clear_is_no_handshake);
    tcase_add_loop_test(all, a_handshake_is_cut, 0, 3);
    tcase_add_test(all, a_handshake_has_a_deadline);
    tcase_add_test(all, an_alert_is_reported);
    tcase_add_loop_test(all, a_connection_ends, 0, 3);
    tcase_add_test(all, the_client_ends_tls);
    tcase_add_test(all, without_trust_there_is_no_tls);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
