/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_login.c - AUTH in a conversation: what is kept of it, and for how long. */
#include <config.h>

#include "server/net/conversation.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/check_main.h"

#define KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

/* A key of carol takes long. */
#define USERS "alice:one\ncarol:{SCRAM-SHA-256}200000,AAAA," KEY "," KEY

#define WAIT_MS 60000
#define NOW_MS  1000

static struct dialect dialect;
static struct events events;
static struct wire_room room;
static struct conversation_service service;
static struct conversation conversation;
static int peer;

static void setup(void)
{
    struct passwords_error error;
    struct authority *authority = authority_new(passwords_parse(span_of(USERS), &error));
    int ends[2];

    ck_assert_ptr_nonnull(authority);
    dialect = dialect_rfc5321;
    dialect.policy.extensions |= DIALECT_EXTENSION_AUTH;
    dialect.policy.takes_secrets_in_clear = true;
    service = (struct conversation_service){
        .session = {.dialect = &dialect,
                    .hostname = "h",
                    .message_size_max = 1,
                    .mechanisms = authority_mechanisms(authority)},
        .authority = authority,
        .events = &events,
        .room = &room,
        .timeout_ms = WAIT_MS,
    };
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    peer = ends[1];
    conversation_init(&conversation, &service, transport_plain(ends[0]), 1, "x", NULL, NOW_MS);
    conversation_signal(&conversation, DIALECT_CONNECT, NOW_MS);
}

static void teardown(void)
{
    conversation_release(&conversation);
    authority_free(service.authority);
    close(peer);
}

static void go_on(void)
{
    while (conversation_go_on(&conversation, NOW_MS) == CONVERSATION_GOES_ON)
        continue;
    wire_settle(&conversation.wire);
}

static void say(const char *text, size_t size)
{
    ck_assert_int_eq(write(peer, text, size), (ssize_t)size);
    conversation_hear(&conversation, wire_receive(&conversation.wire), NOW_MS);
    go_on();
}

/* Waits until the authority has answered; a pause is left alone. */
static void wait_for_answer(void)
{
    struct pollfd polled = {.fd = authority_fd(service.authority), .events = POLLIN};

    ck_assert(conversation_awaits_answer(&conversation));
    while (authority_take(service.authority) == NULL)
        ck_assert_int_eq(poll(&polled, 1, WAIT_MS), 1);
    conversation_authenticated(&conversation, NOW_MS);
    go_on();
}

/* Expects END at the end of what is sent. */
static void expect(const char *end)
{
    char text[4096];
    ssize_t size;

    wire_flush(&conversation.wire);
    size = read(peer, text, sizeof text);
    ck_assert_int_ge(size, (ssize_t)strlen(end));
    ck_assert_msg(memcmp(text + size - strlen(end), end, strlen(end)) == 0, "%.*s", (int)size,
                  text);
}

static void begin_login(void)
{
    static const char greeting[] = "EHLO x\r\n", begin[] = "AUTH LOGIN\r\n";

    say(greeting, strlen(greeting));
    say(begin, strlen(begin));
    wait_for_answer();
    ck_assert_ptr_nonnull(conversation.login.exchange);
    expect("334 VXNlciBOYW1l\r\n");
}

static const struct {
    const char *name;
    size_t length; /* of a line of x; 0: it is text */
    const char *text, *reply;
} ends[] = {
    {"cancelled", 0, "*", "501 5.7.0 Authentication cancelled\r\n"},
    {"not base64", 0, "x", "501 5.5.2 The response is not in base64\r\n"},
    {"too long", 12289, NULL, "500 5.5.6 Line too long: at most 12288 bytes\r\n"},
};

/* As soon as the line has come nothing is left, even if the reply must wait. */
START_TEST(broken_off)
{
    static char line[16384];
    size_t size = ends[_i].length;

    for (int pauses = 0; pauses < 2; pauses++) {
        begin_login();
        if (pauses)
            conversation.session.errors = dialect.policy.errors_max - 1;
        if (size > 0)
            memset(line, 'x', size);
        else
            strcpy(line, ends[_i].text);
        strcpy(line + (size > 0 ? size : strlen(ends[_i].text)), "\r\n");
        say(line, (size > 0 ? size : strlen(ends[_i].text)) + 2);
        ck_assert_msg(conversation.login.exchange == NULL, "%s", ends[_i].name);
        if (conversation_pause_ends_ms(&conversation) != DEADLINE_NEVER)
            conversation_resume(&conversation, NOW_MS);
        expect(ends[_i].reply);
    }
}
END_TEST

/* Nor is it when the server ends the conversation, which lingers then. */
START_TEST(ended)
{
    begin_login();
    conversation_signal(&conversation, _i == 0 ? DIALECT_TIMEOUT : DIALECT_SHUTDOWN, NOW_MS);
    ck_assert_ptr_null(conversation.login.exchange);
}
END_TEST

/* A login goes through its steps, and nothing of it stays. */
START_TEST(whole)
{
    static const struct {
        const char *secret, *reply;
    } tries[] = {{"d3Jvbmc=\r\n", "535 5.7.8 Wrong user name or password\r\n"},
                 {"b25l\r\n", "235 2.7.0 Authentication succeeded\r\n"}};

    for (size_t i = 0; i < COUNT(tries); i++) {
        begin_login();
        ck_assert(conversation.login.exchange->was_denied == (i == 1));
        say("YWxpY2U=\r\n", 10);
        wait_for_answer();
        expect("334 UGFzc3dvcmQ=\r\n");
        say(tries[i].secret, strlen(tries[i].secret));
        wait_for_answer();
        ck_assert_ptr_null(conversation.login.exchange);
        if (conversation_pause_ends_ms(&conversation) != DEADLINE_NEVER)
            conversation_resume(&conversation, NOW_MS);
        expect(tries[i].reply);
    }
}
END_TEST

/* At a shutdown nobody waits for a key that is being derived. */
START_TEST(hurried)
{
    static const char line[] = "EHLO x\r\nAUTH PLAIN AGNhcm9sAHg=\r\n";

    say(line, strlen(line));
    ck_assert(conversation_awaits_answer(&conversation));
    authority_stop(service.authority);
    conversation_hurry(&conversation, NOW_MS);
    ck_assert(!conversation_awaits_answer(&conversation));
    ck_assert_ptr_null(conversation.login.exchange);
    expect("454 4.7.0 Authentication is not available for now\r\n");
    conversation_hurry(&conversation, NOW_MS);
    say("AUTH LOGIN\r\n", 12);
    expect("454 4.7.0 Authentication is not available for now\r\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("login");
    TCase *all = tcase_create("login");

    tcase_add_checked_fixture(all, setup, teardown);
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, broken_off, 0, CASES(ends));
    tcase_add_loop_test(all, ended, 0, 2);
    tcase_add_test(all, whole);
    tcase_add_test(all, hurried);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
