/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_login.c - whether a password that was typed counts as used: only once it was on its way. */
#include <config.h>

#include "tui-client/client/client.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "tests/support/check_main.h"

static const struct {
    const char *name;
    enum mechanism mechanism;
    const char *password;
    bool requires_tls, waits;
    int error_number; /* 0: it is sent */
} logins[] = {
    {"sent", MECHANISM_PLAIN, "pass", false, false, 0},
    {"not fit for the mechanism", MECHANISM_OAUTHBEARER, "a token\x01", false, false, EBADMSG},
    {"TLS comes first", MECHANISM_PLAIN, "pass", true, false, EPERM},
    {"a reply comes first", MECHANISM_PLAIN, "pass", false, true, EBUSY},
    {"no mechanism", MECHANISMS, "pass", false, false, ENOTSUP},
};

static void watch(void *context, const struct dialogue_line *line)
{
    (void)context;
    (void)line;
}

static void receive(struct client *client, const char *text)
{
    ck_assert_int_eq(dialogue_receive(&client->dialogue, span_of(text), 0), 0);
}

/* The link is said to be open, though nothing is at its end. */
static void greet(struct client *client)
{
    client->link.state = LINK_OPEN;
    dialogue_start(&client->dialogue, 0);
    receive(client, "220 h ESMTP\r\n");
    ck_assert_int_eq(client_say(client, span_of("EHLO h"), 0), 0);
    receive(client, "250-h\r\n250 AUTH PLAIN OAUTHBEARER\r\n");
}

START_TEST(a_password_is_used_once_it_is_sent)
{
    struct options options = {.server = {.host = "h", .port = "25"}, .timeout_s = 1};
    struct dialogue_observer watcher = {.line = watch};
    struct client *client = malloc(sizeof *client);
    int wanted = logins[_i].error_number, status;

    ck_assert_ptr_nonnull(client);
    ck_assert_int_eq(unsetenv("XDG_STATE_HOME"), 0);
    ck_assert_int_eq(unsetenv("HOME"), 0);
    ck_assert_int_eq(client_init(client, &options, watcher), 0);
    greet(client);
    client->dialogue.requires_tls = logins[_i].requires_tls;
    if (logins[_i].waits)
        ck_assert_int_eq(client_say(client, span_of("NOOP"), 0), 0);
    ck_assert_int_eq(password_append(&client->typed, span_of(logins[_i].password)), 0);
    errno = 0;
    status = client_log_in(client, logins[_i].mechanism, span_of("user"), 0);
    if (exchange_is_built_in()) {
        ck_assert_msg(errno == wanted || status == 0, "%s: %s", logins[_i].name, strerror(errno));
        ck_assert_msg((status == 0) == (wanted == 0), "%s: status", logins[_i].name);
    }
    ck_assert_msg(client->has_used_typed == (status == 0), "%s: used", logins[_i].name);
    ck_assert_int_eq(client_release(client), 0);
    free(client);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("login");
    TCase *all = tcase_create("login");

    tcase_add_loop_test(all, a_password_is_used_once_it_is_sent, 0, CASES(logins));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
