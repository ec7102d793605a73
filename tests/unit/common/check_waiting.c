/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_waiting.c - waits: their ends, their length, and signals that are let in during one.
 *
 * Lengths are checked from below: how much longer a wait takes is up to the machine.  poll(2) is
 * wrapped at link time, to note how long it was to wait.
 */
#include <config.h>

#include "common/waiting.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/check_main.h"

/* Milliseconds of the last poll(2); NO_POLL: none was made. */
#define NO_POLL (-2)
static int poll_ms = NO_POLL;

int __real_poll(struct pollfd *polled, nfds_t count, int timeout_ms);
int __wrap_poll(struct pollfd *polled, nfds_t count, int timeout_ms);

int __wrap_poll(struct pollfd *polled, nfds_t count, int timeout_ms)
{
    poll_ms = timeout_ms;
    return __real_poll(polled, count, timeout_ms);
}

static volatile sig_atomic_t caught;

static void note(int number)
{
    caught = number;
}

/* Blocks SIGUSR1; returns the mask that lets it in. */
static sigset_t block_signal(void)
{
    sigset_t blocked, open;

    signal(SIGUSR1, note);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, &open);
    sigdelset(&open, SIGUSR1);
    caught = 0;
    return open;
}

static int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static const struct {
    bool has_mask;
    struct timespec time;
} waits[] = {
    {false, {0, 0}}, {false, {0, 1}},      {false, {0, 1500000}}, {false, {0, 20000001}},
    {true, {0, 0}},  {true, {0, 1500000}}, {true, {0, 20000001}},
};

START_TEST(a_wait_lasts_its_time)
{
    sigset_t open = block_signal();
    int ends[2];
    const struct timespec *time = &waits[_i].time;

    ck_assert_int_eq(pipe(ends), 0);
    struct pollfd polled[] = {{.fd = ends[0], .events = POLLIN}, {.fd = -1, .events = POLLIN}};
    int64_t before = now_ns();
    ck_assert_int_eq(waiting_poll(polled, 2, time, waits[_i].has_mask ? &open : NULL), 0);
    ck_assert_int_ge(now_ns() - before, time->tv_nsec);
    ck_assert_int_eq(polled[0].revents, 0);
    if (poll_ms != NO_POLL && !waits[_i].has_mask)
        ck_assert_int_eq(poll_ms, (time->tv_nsec + 999999) / 1000000);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

/* With a mask and without; with no limit, and with one that no int of milliseconds holds. */
START_TEST(ready_descriptors_end_it)
{
    static const struct timespec long_time = {.tv_sec = INT_MAX / 1000 + 1};
    sigset_t open = block_signal();
    const sigset_t *mask = _i % 2 == 0 ? NULL : &open;
    int ends[2], closed[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(pipe(closed), 0);
    ck_assert_int_eq(write(ends[1], "+", 1), 1);
    close(closed[1]);
    struct pollfd polled[] = {{.fd = -1, .events = POLLIN},
                              {.fd = ends[0], .events = POLLIN},
                              {.fd = ends[1], .events = POLLOUT},
                              {.fd = closed[0], .events = POLLIN}};
    ck_assert_int_eq(waiting_poll(polled, COUNT(polled), _i < 2 ? NULL : &long_time, mask), 3);
    ck_assert_int_eq(polled[0].revents, 0);
    ck_assert_int_eq(polled[1].revents, POLLIN);
    ck_assert_int_eq(polled[2].revents, POLLOUT);
    ck_assert_int_eq(polled[3].revents, POLLHUP);
    for (size_t i = 1; i < COUNT(polled); i++)
        ck_assert_int_eq(waiting_poll(&polled[i], 1, _i < 2 ? NULL : &long_time, mask), 1);
    if (poll_ms != NO_POLL && mask == NULL)
        ck_assert_int_eq(poll_ms, _i < 2 ? -1 : INT_MAX);
    close(ends[0]);
    close(ends[1]);
    close(closed[0]);
}
END_TEST

START_TEST(a_descriptor_that_is_not_open)
{
    sigset_t open = block_signal();
    int fd = dup(0);
    struct pollfd polled = {.fd = fd, .events = POLLIN};

    close(fd);
    ck_assert_int_eq(waiting_poll(&polled, 1, NULL, _i == 0 ? NULL : &open), 1);
    ck_assert_int_eq(polled.revents, POLLNVAL);
}
END_TEST

/* Pending before, or sent during the wait by another process. */
START_TEST(a_signal_that_is_let_in_ends_it)
{
    sigset_t open = block_signal();
    pid_t child = -1;
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    struct pollfd polled = {.fd = ends[0], .events = POLLIN};
    if (_i == 0)
        raise(SIGUSR1);
    else if ((child = fork()) == 0) {
        usleep(20000);
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    ck_assert_int_eq(waiting_poll(&polled, 1, NULL, &open), -1);
    ck_assert_int_eq(errno, EINTR);
    ck_assert_int_eq(caught, SIGUSR1);
    if (child > 0)
        waitpid(child, NULL, 0);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(a_signal_that_is_not_let_in_waits)
{
    static const struct timespec no_time;
    sigset_t open = block_signal();

    raise(SIGUSR1);
    ck_assert_int_eq(waiting_poll(NULL, 0, &no_time, NULL), 0);
    ck_assert_int_eq(caught, 0);
    ck_assert_int_eq(waiting_poll(NULL, 0, &no_time, &open), -1);
    ck_assert_int_eq(caught, SIGUSR1);
}
END_TEST

/* Either it works, or it is refused: no set of descriptors is overrun. */
START_TEST(a_high_descriptor)
{
    sigset_t open = block_signal();
    struct pollfd polled = {.fd = FD_SETSIZE, .events = POLLIN};
    int status = waiting_poll(&polled, 1, NULL, &open);

    ck_assert((status == 1 && polled.revents == POLLNVAL) || (status == -1 && errno == EINVAL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("waiting");
    TCase *all = tcase_create("waiting");

    tcase_add_loop_test(all, a_wait_lasts_its_time, 0, CASES(waits));
    tcase_add_loop_test(all, ready_descriptors_end_it, 0, 4);
    tcase_add_loop_test(all, a_descriptor_that_is_not_open, 0, 2);
    tcase_add_loop_test(all, a_signal_that_is_let_in_ends_it, 0, 2);
    tcase_add_test(all, a_signal_that_is_not_let_in_waits);
    tcase_add_test(all, a_high_descriptor);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
