/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_readiness.c - the datagrams that a service manager gets, and what happens without one. */
#include <config.h>

#include "server/base/readiness.h"

#include <check.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/deadline.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

/* More datagrams than any socket keeps for a reader that does not read. */
#define TOO_MANY 100000

#define NOW_MS 5000

struct receiver {
    struct folder folder;
    int fd;
    char name[PATH_MAX + 16]; /* of its socket, as NOTIFY_SOCKET has it */
};

/* The name of the socket is a path, or else abstract. */
static void receiver_start(struct receiver *receiver, bool is_path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    receiver->folder = folder_new();
    snprintf(receiver->name, sizeof receiver->name, "%s/socket", receiver->folder.path);
    size_t length = strlen(receiver->name);
    ck_assert_uint_lt(length, sizeof address.sun_path);
    memcpy(address.sun_path, receiver->name, length);
    if (!is_path) {
        receiver->name[0] = '@';
        address.sun_path[0] = '\0';
    }
    receiver->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(receiver->fd, (struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)),
                     0);
    setenv("NOTIFY_SOCKET", receiver->name, 1);
}

static void receiver_end(struct receiver *receiver)
{
    close(receiver->fd);
    folder_free(&receiver->folder);
    unsetenv("NOTIFY_SOCKET");
}

/* Takes a datagram into TEXT of 100 bytes; "" if there is none. */
static void receiver_hear(const struct receiver *receiver, char *text)
{
    ssize_t size = recv(receiver->fd, text, 99, 0);

    text[size < 0 ? 0 : size] = '\0';
}

static int notify(enum readiness state)
{
    struct manager manager = {0};
    struct notice notice;

    readiness_connect(&manager);
    int status = readiness_notify(&manager, &notice, state, NOW_MS);
    int error = errno;
    readiness_disconnect(&manager);
    ck_assert_int_eq(notice.state, state);
    ck_assert_int_eq(notice.due_ms, DEADLINE_NEVER);
    errno = error;
    return status;
}

static long long now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static const bool is_path[] = {true, false};

START_TEST(tells_each_state)
{
    struct receiver receiver;
    char text[100];
    long long time_us;
    int end = 0;

    receiver_start(&receiver, is_path[_i]);
    ck_assert_int_eq(notify(READINESS_READY), 0);
    receiver_hear(&receiver, text);
    ck_assert_str_eq(text, "READY=1");
    ck_assert_int_eq(notify(READINESS_STOPPING), 0);
    receiver_hear(&receiver, text);
    ck_assert_str_eq(text, "STOPPING=1");
    long long before_us = now_us();
    ck_assert_int_eq(notify(READINESS_RELOADING), 0);
    long long after_us = now_us();
    receiver_hear(&receiver, text);
    ck_assert_int_eq(sscanf(text, "RELOADING=1\nMONOTONIC_USEC=%lld%n", &time_us, &end), 1);
    ck_assert_int_eq(text[end], '\0');
    ck_assert(before_us <= time_us && time_us <= after_us);
    receiver_hear(&receiver, text);
    ck_assert_str_eq(text, "");
    receiver_end(&receiver);
}
END_TEST

START_TEST(needs_no_manager)
{
    unsetenv("NOTIFY_SOCKET");
    ck_assert_int_eq(notify(READINESS_READY), 0);
}
END_TEST

static const struct {
    const char *name;
    int error;
} bad_names[] = {
    {"", EINVAL},
    {"socket", EINVAL},
    {"vsock:2:1234", EINVAL},
    {"/0123456789012345678901234567890123456789012345678901234567890123456789"
     "0123456789012345678901234567890123456",
     EINVAL},
    {"/nowhere/socket", ENOENT},
    {"@smtpd-proto that nobody has bound", ECONNREFUSED},
};

START_TEST(fails_with_a_reason)
{
    setenv("NOTIFY_SOCKET", bad_names[_i].name, 1);
    int unused = dup(STDERR_FILENO);
    close(unused);
    errno = 0;
    ck_assert_int_eq(notify(READINESS_READY), -1);
    ck_assert_msg(errno == bad_names[_i].error, "%s: %s", bad_names[_i].name, strerror(errno));
    ck_assert_int_eq(dup(STDERR_FILENO), unused);
    close(unused);
    unsetenv("NOTIFY_SOCKET");
}
END_TEST

START_TEST(is_repeated_when_there_was_no_room)
{
    struct receiver receiver;
    struct manager manager = {0};
    struct notice notice = {.due_ms = DEADLINE_NEVER};
    char text[100];
    int count = 0;

    receiver_start(&receiver, true);
    readiness_connect(&manager);
    for (; count < TOO_MANY && notice.due_ms == DEADLINE_NEVER; count++)
        ck_assert_int_eq(readiness_notify(&manager, &notice, READINESS_READY, NOW_MS), 0);
    ck_assert_int_lt(count, TOO_MANY);
    ck_assert_int_gt(notice.due_ms, NOW_MS);
    ck_assert_int_eq(notice.state, READINESS_READY);
    do
        receiver_hear(&receiver, text);
    while (text[0] != '\0');
    ck_assert_int_eq(readiness_notify(&manager, &notice, notice.state, notice.due_ms), 0);
    ck_assert_int_eq(notice.due_ms, DEADLINE_NEVER);
    receiver_hear(&receiver, text);
    ck_assert_str_eq(text, "READY=1");
    readiness_disconnect(&manager);
    receiver_end(&receiver);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("readiness");
    TCase *all = tcase_create("readiness");

    tcase_add_loop_test(all, tells_each_state, 0, CASES(is_path));
    tcase_add_test(all, needs_no_manager);
    tcase_add_loop_test(all, fails_with_a_reason, 0, CASES(bad_names));
    tcase_add_test(all, is_repeated_when_there_was_no_room);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
