/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_trust.c - what is said of certificates, and that nothing goes through a connection while
 * one is in doubt. */
#include <config.h>

#include "tui-client/net/trust.h"

#include <errno.h>

#include "tests/support/check_main.h"
#include "tests/support/secure_scene.h"

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

int main(void)
{
    Suite *suite = suite_create("trust");
    TCase *all = tcase_create("trust");

    tcase_add_unchecked_fixture(all, make_credentials, free_credentials);
    tcase_add_loop_test(all, a_certificate_is_judged, 0, CASES(certificates));
    tcase_add_test(all, a_chain_is_reported);
    tcase_add_loop_test(all, nothing_goes_through_a_doubt, 0, 2);
    tcase_add_test(all, a_doubt_is_for_one_connection);
    tcase_add_test(all, a_file_holds_who_is_trusted);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
