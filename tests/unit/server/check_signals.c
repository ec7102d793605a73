/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_signals.c - signals that are read: none is lost, none ends the process. */
#include <config.h>

#include "server/base/signals.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "tests/support/check_main.h"
#include "tests/support/folder.h"

static const int sent[] = {SIGTERM, SIGINT, SIGHUP};

/* More than a pipe holds. */
#define MANY 100000

static bool is_readable(int fd, int timeout_ms)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    int ready;

    do
        ready = poll(&polled, 1, timeout_ms);
    while (ready < 0);
    return ready == 1;
}

/* Sent before the descriptor is there, or afterwards. */
START_TEST(each_is_taken_once)
{
    int number = sent[_i % CASES(sent)], fd = -1;
    bool is_early = _i < CASES(sent);

    signals_block();
    if (is_early)
        kill(getpid(), number);
    fd = signals_open();
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
    if (!is_early) {
        ck_assert(!is_readable(fd, 0));
        ck_assert_int_eq(signals_take(fd), 0);
        kill(getpid(), number);
    }
    ck_assert(is_readable(fd, -1));
    ck_assert_int_eq(signals_take(fd), number);
    ck_assert_int_eq(signals_take(fd), 0);
    ck_assert(!is_readable(fd, 0));
    signals_close(fd);
}
END_TEST

START_TEST(many_leave_room_for_others)
{
    unsigned seen = 0;
    int number;

    signals_block();
    int fd = signals_open();
    for (int i = 0; i < MANY; i++)
        kill(getpid(), SIGHUP);
    kill(getpid(), SIGTERM);
    while ((number = signals_take(fd)) != 0)
        seen |= 1U << number;
    ck_assert_uint_eq(seen, 1U << SIGHUP | 1U << SIGTERM);
    kill(getpid(), SIGHUP);
    ck_assert_int_eq(signals_take(fd), SIGHUP);
    signals_close(fd);
}
END_TEST

/* From another process, during the wait. */
START_TEST(one_ends_a_wait)
{
    signals_block();
    int fd = signals_open();
    pid_t child = fork();
    if (child == 0) {
        usleep(20000);
        _exit(kill(getppid(), SIGINT));
    }
    ck_assert(is_readable(fd, -1));
    ck_assert_int_eq(signals_take(fd), SIGINT);
    waitpid(child, NULL, 0);
    signals_close(fd);
}
END_TEST

START_TEST(nothing_is_left)
{
    int before = folder_descriptors();
    sigset_t pending;

    signal(SIGHUP, SIG_IGN); /* of which none would become pending */
    signals_block();
    signals_close(signals_open());
    ck_assert_int_eq(folder_descriptors(), before);
    kill(getpid(), SIGHUP);
    sigpending(&pending);
    ck_assert(sigismember(&pending, SIGHUP));
    int fd = signals_open();
    ck_assert_int_eq(signals_take(fd), SIGHUP);
    signals_close(fd);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("signals");
    TCase *all = tcase_create("signals");

    tcase_add_loop_test(all, each_is_taken_once, 0, 2 * CASES(sent));
    tcase_add_test(all, many_leave_room_for_others);
    tcase_add_test(all, one_ends_a_wait);
    tcase_add_test(all, nothing_is_left);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
