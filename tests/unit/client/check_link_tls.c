/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_link_tls.c - a connection with TLS to servers on the loopback: what is said of their
 * certificates, that nothing goes through while one is in doubt, and how it fails and ends. */
#include <config.h>

#include "tui-client/net/link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/monotonic.h"
#include "tests/support/check_main.h"
#include "tests/support/credential.h"
#include "tests/support/folder.h"

#define PATIENCE_MS 20000
#define DAY         86400L

struct scene {
    struct link link;
    struct trust *trust;
    struct buffer out;
    char port[16];
    int listener;
    struct transport peer; /* the server's end */
};

static struct credential root, unknown, good, stranger;

static void make_credentials(void)
{
    root = credential_new(&(struct credential_wish){"Root", NULL, -DAY, DAY, 0, NULL});
    unknown = credential_new(&(struct credential_wish){"Unknown Root", NULL, -DAY, DAY, 0, NULL});
    good = credential_new(
        &(struct credential_wish){"localhost", "DNS:localhost,IP:127.0.0.1", -DAY, DAY, 0, &root});
    stranger = credential_new(&(struct credential_wish){"localhost", "DNS:localhost,IP:127.0.0.1",
                                                        -DAY, DAY, 0, &unknown});
}

static void free_credentials(void)
{
    credential_free(&root);
    credential_free(&unknown);
    credential_free(&good);
    credential_free(&stranger);
}

static void begin(struct scene *scene, const char *host)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    struct folder folder = folder_new();
    char path[PATH_MAX + 16];

    signal(SIGPIPE, SIG_IGN);
    snprintf(path, sizeof path, "%s/root.pem", folder.path);
    credential_write(&root, path);
    scene->trust = trust_new(path);
    ck_assert_ptr_nonnull(scene->trust);
    folder_free(&folder);
    scene->listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(scene->listener, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(scene->listener, 5), 0);
    ck_assert_int_eq(getsockname(scene->listener, (struct sockaddr *)&address, &length), 0);
    snprintf(scene->port, sizeof scene->port, "%d", ntohs(address.sin_port));
    buffer_init(&scene->out, 1 << 20);
    link_init(&scene->link, host, scene->port, PATIENCE_MS);
    scene->link.trust = scene->trust;
    scene->peer.fd = -1;
}

static void finish(struct scene *scene)
{
    link_release(&scene->link);
    trust_free(scene->trust);
    buffer_release(&scene->out);
    if (scene->peer.fd >= 0)
        scene->peer.operations->close(&scene->peer);
    close(scene->listener);
}

/* Polls and steps until something happens; a server that shakes hands goes on meanwhile. */
static struct link_event next(struct scene *scene)
{
    int64_t end_ms = monotonic_ms() + PATIENCE_MS;

    for (;;) {
        struct link_wants wants = link_wants(&scene->link, buffer_size(&scene->out) > 0);
        struct pollfd polled = {.fd = wants.fd, .events = wants.events};
        struct link_event event;
        ck_assert_msg(monotonic_ms() < end_ms, "nothing happens");
        poll(&polled, 1, 10);
        if (scene->peer.fd >= 0 && tls_is_below(&scene->peer))
            (void)tls_shake_hands(&scene->peer);
        event = link_step(&scene->link, polled.revents, &scene->out, monotonic_ms());
        if (event.kind != LINK_NOTHING)
            return event;
    }
}

static void accept_peer(struct scene *scene)
{
    int fd = accept(scene->listener, NULL, NULL);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    scene->peer = transport_plain(fd);
}

/* Connects, up to the handshake, to a server with SSL (NULL: one that does not speak TLS). */
static void connect_securely(struct scene *scene, SSL *ssl)
{
    scene->link.begins_secure = true;
    link_open(&scene->link, monotonic_ms());
    while (scene->link.state != LINK_SECURING) {
        struct link_wants wants = link_wants(&scene->link, false);
        struct pollfd polled = {.fd = wants.fd, .events = wants.events};
        poll(&polled, 1, PATIENCE_MS);
        ck_assert_int_eq(link_step(&scene->link, polled.revents, &scene->out, monotonic_ms()).kind,
                         LINK_NOTHING);
    }
    accept_peer(scene);
    if (ssl != NULL)
        ck_assert_int_eq(tls_start(&scene->peer, ssl), 0);
}

static void expect_end(struct scene *scene, enum link_problem problem)
{
    struct link_event event = next(scene);

    ck_assert_int_eq(event.kind, LINK_ENDED);
    ck_assert_int_eq(event.problem, problem);
    ck_assert_int_eq(scene->link.state, LINK_CLOSED);
}

/* What the server reads within a moment. */
static size_t peer_reads(struct scene *scene, char *out)
{
    struct pollfd polled = {.fd = scene->peer.fd, .events = POLLIN};
    ssize_t count;

    poll(&polled, 1, 100);
    count = scene->peer.operations->read(&scene->peer, out, TLS_READ_MIN);
    return count > 0 ? (size_t)count : 0;
}

static void expect_talk(struct scene *scene)
{
    static char got[TLS_READ_MIN];
    struct link_event event;

    ck_assert_int_eq(scene->peer.operations->write(&scene->peer, "hello", 5), 5);
    buffer_append(&scene->out, "hi", 2);
    event = next(scene);
    ck_assert_int_eq(event.kind, LINK_RECEIVED);
    ck_assert(span_equal(event.bytes, span_of("hello")));
    ck_assert_uint_eq(peer_reads(scene, got), 2);
    ck_assert(memcmp(got, "hi", 2) == 0);
}

/* --- certificates ---------------------------------------------------------------------------- */

#define BIT(flaw) (1U << TRUST_FLAW_##flaw)

static const struct {
    const char *name;
    const char *host;
    struct credential_wish wish;
    enum { BY_ROOT, BY_UNKNOWN, BY_ITSELF } issuer;
    unsigned flaws;
} certificates[] = {
    {"good", "localhost", {"x", "DNS:localhost", -DAY, DAY, 0, NULL}, BY_ROOT, 0},
    {"an address", "127.0.0.1", {"x", "IP:127.0.0.1", -DAY, DAY, 0, NULL}, BY_ROOT, 0},
    {"RSA", "localhost", {"x", "DNS:localhost", -DAY, DAY, 2048, NULL}, BY_ROOT, 0},
    {"expired",
     "localhost",
     {"x", "DNS:localhost", -2 * DAY, -DAY, 0, NULL},
     BY_ROOT,
     BIT(EXPIRED)},
    {"not yet",
     "localhost",
     {"x", "DNS:localhost", DAY, 2 * DAY, 0, NULL},
     BY_ROOT,
     BIT(NOT_YET_VALID)},
    {"another name",
     "localhost",
     {"localhost", "DNS:a.test,DNS:b.test", -DAY, DAY, 0, NULL},
     BY_ROOT,
     BIT(OTHER_NAME)},
    {"another address",
     "127.0.0.1",
     {"x", "IP:127.0.0.2,DNS:127.0.0.1", -DAY, DAY, 0, NULL},
     BY_ROOT,
     BIT(OTHER_NAME)},
    {"self-signed",
     "localhost",
     {"x", "DNS:localhost", -DAY, DAY, 0, NULL},
     BY_ITSELF,
     BIT(SELF_SIGNED)},
    {"unknown issuer",
     "localhost",
     {"x", "DNS:localhost", -DAY, DAY, 0, NULL},
     BY_UNKNOWN,
     BIT(UNKNOWN_ISSUER)},
    {"weak", "localhost", {"x", "DNS:localhost", -DAY, DAY, 1024, NULL}, BY_ROOT, BIT(WEAK)},
    {"all at once",
     "localhost",
     {"x", "DNS:a.test", -2 * DAY, -DAY, 0, NULL},
     BY_ITSELF,
     BIT(EXPIRED) | BIT(OTHER_NAME) | BIT(SELF_SIGNED)},
};

static struct credential made(int number)
{
    const struct credential *const issuers[] = {
        [BY_ROOT] = &root, [BY_UNKNOWN] = &unknown, [BY_ITSELF] = NULL};
    struct credential_wish wish = certificates[number].wish;

    wish.issuer = issuers[certificates[number].issuer];
    return credential_new(&wish);
}

START_TEST(a_certificate_is_judged)
{
    struct credential credential = made(_i);
    const struct trust_report *report;
    struct scene scene;
    struct link_event event;

    begin(&scene, certificates[_i].host);
    connect_securely(&scene, credential_serve(&credential, NULL));
    event = next(&scene);
    report = &scene.link.report;
    ck_assert_msg(report->flaws == certificates[_i].flaws, "%s: flaws %x, not %x",
                  certificates[_i].name, report->flaws, certificates[_i].flaws);
    ck_assert_int_eq(event.kind, report->flaws != 0 ? LINK_DOUBTFUL : LINK_OPENED);
    ck_assert_str_eq(report->protocol, "TLS 1.3");
    ck_assert(strncmp(report->cipher, "TLS_", 4) == 0);
    ck_assert_str_eq(report->chain[0].subject,
                     certificates[_i].wish.name[0] == 'x' ? "CN=x" : "CN=localhost");
    finish(&scene);
    credential_free(&credential);
}
END_TEST

/* The issuer's own flaw is found too, and told from the server's. */
START_TEST(a_chain_is_reported)
{
    struct credential middle = credential_new(
                          &(struct credential_wish){"Middle", NULL, -2 * DAY, -DAY, 0, &root}),
                      leaf = credential_new(&(struct credential_wish){
                          "caf\303\251", "DNS:localhost,IP:127.0.0.1,IP:::1", -DAY, DAY, 0,
                          &middle});
    const struct trust_report *report;
    struct scene scene;

    begin(&scene, "localhost");
    connect_securely(&scene, credential_serve(&leaf, &middle));
    ck_assert_int_eq(next(&scene).kind, LINK_DOUBTFUL);
    report = &scene.link.report;
    ck_assert_uint_eq(report->count, 3);
    ck_assert_uint_eq(report->flaws, BIT(EXPIRED));
    ck_assert_uint_eq(report->place[TRUST_FLAW_EXPIRED], 1);
    ck_assert_str_eq(report->chain[0].subject, "CN=caf\303\251");
    ck_assert_str_eq(report->chain[0].issuer, "CN=Middle");
    ck_assert_str_eq(report->chain[0].names, "localhost, 127.0.0.1, ::1");
    ck_assert_str_eq(report->chain[0].key, "EC 256");
    ck_assert_str_eq(report->chain[2].subject, "CN=Root");
    ck_assert_uint_eq(strlen(report->chain[0].fingerprint), 32 * 3 - 1);
    ck_assert_int_eq(report->chain[0].until_s - report->chain[0].from_s, 2 * DAY);
    finish(&scene);
    credential_free(&middle);
    credential_free(&leaf);
}
END_TEST

/* Even what the server says at once is not read, and nothing is sent. */
START_TEST(nothing_goes_through_a_doubt)
{
    static char got[TLS_READ_MIN];
    struct scene scene;

    begin(&scene, "localhost");
    connect_securely(&scene, credential_serve(&stranger, NULL));
    buffer_append(&scene.out, "secret", 6);
    ck_assert_int_eq(next(&scene).kind, LINK_DOUBTFUL);
    ck_assert_int_eq(scene.link.state, LINK_DOUBTED);
    ck_assert_int_eq(link_wants(&scene.link, true).fd, -1);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(link_step(&scene.link, POLLIN | POLLOUT, &scene.out, monotonic_ms()).kind,
                         LINK_NOTHING);
    ck_assert_uint_eq(peer_reads(&scene, got), 0);
    ck_assert_uint_eq(buffer_size(&scene.out), 6);
    if (_i == 0) {
        buffer_release(&scene.out);
        link_trust(&scene.link, monotonic_ms());
        ck_assert_int_eq(next(&scene).kind, LINK_OPENED);
        expect_talk(&scene);
    }
    finish(&scene);
}
END_TEST

START_TEST(a_doubt_is_for_one_connection)
{
    struct scene scene;

    begin(&scene, "localhost");
    for (int i = 0; i < 2; i++) {
        connect_securely(&scene, credential_serve(&stranger, NULL));
        ck_assert_int_eq(next(&scene).kind, LINK_DOUBTFUL);
        link_trust(&scene.link, monotonic_ms());
        ck_assert_int_eq(next(&scene).kind, LINK_OPENED);
        scene.peer.operations->close(&scene.peer);
    }
    scene.link.trusts_all = true;
    connect_securely(&scene, credential_serve(&stranger, NULL));
    ck_assert_int_eq(next(&scene).kind, LINK_OPENED);
    ck_assert_uint_eq(scene.link.report.flaws, BIT(UNKNOWN_ISSUER));
    finish(&scene);
}
END_TEST

START_TEST(a_file_holds_who_is_trusted)
{
    ck_assert_ptr_null(trust_new("/nonexistent"));
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_ptr_null(trust_new("/dev/null"));
    ck_assert_int_eq(errno, EINVAL);
}
END_TEST

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
    static const char alert[] = "\x15\x03\x03\x00\x02\x02\x28";
    struct scene scene;

    begin(&scene, "localhost");
    connect_securely(&scene, NULL);
    ck_assert_int_eq(write(scene.peer.fd, alert, sizeof alert - 1), sizeof alert - 1);
    expect_end(&scene, LINK_PROBLEM_HANDSHAKE);
    ck_assert_int_eq(scene.link.failure.problem, TLS_PROBLEM_ALERT);
    ck_assert(strstr(scene.link.failure.reason, "handshake failure") != NULL);
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
    tcase_add_loop_test(all, a_certificate_is_judged, 0, CASES(certificates));
    tcase_add_test(all, a_chain_is_reported);
    tcase_add_loop_test(all, nothing_goes_through_a_doubt, 0, 2);
    tcase_add_test(all, a_doubt_is_for_one_connection);
    tcase_add_test(all, a_file_holds_who_is_trusted);
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
