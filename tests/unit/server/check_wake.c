/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_wake.c - waking: once, many times, and from another thread. */
#include <config.h>

#include "server/base/wake.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/base/thread.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

/* More than a pipe or a counter of small numbers holds. */
#define MANY 100000

static bool is_readable(const struct wake *wake)
{
    struct pollfd polled = {.fd = wake->fd, .events = POLLIN};

    return poll(&polled, 1, 0) == 1;
}

START_TEST(it_wakes_until_it_is_cleared)
{
    static const int times[] = {1, 2, 1000, MANY};
    struct wake wake;

    ck_assert_int_eq(wake_open(&wake), 0);
    ck_assert_int_eq(fcntl(wake.fd, F_GETFD), FD_CLOEXEC);
    ck_assert(!is_readable(&wake));
    wake_clear(&wake); /* does not wait */
    for (size_t i = 0; i < COUNT(times); i++) {
        for (int j = 0; j < times[i]; j++)
            wake_up(&wake);
        ck_assert(is_readable(&wake));
        wake_clear(&wake);
        ck_assert_msg(!is_readable(&wake), "after %d times", times[i]);
    }
    wake_close(&wake);
}
END_TEST

static void *wake_main(void *context)
{
    wake_up(context);
    return NULL;
}

START_TEST(another_thread_wakes)
{
    struct wake wake;
    pthread_t thread;

    ck_assert_int_eq(wake_open(&wake), 0);
    struct pollfd polled = {.fd = wake.fd, .events = POLLIN};
    ck_assert_int_eq(thread_start(&thread, wake_main, &wake), 0);
    ck_assert_int_eq(poll(&polled, 1, -1), 1);
    pthread_join(thread, NULL);
    wake_close(&wake);
}
END_TEST

START_TEST(nothing_stays_open)
{
    int before = folder_descriptors();
    struct rlimit limit;
    struct wake wake;

    ck_assert_int_eq(wake_open(&wake), 0);
    wake_close(&wake);
    wake_close(&wake);
    ck_assert_int_eq(folder_descriptors(), before);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &(struct rlimit){0, limit.rlim_max}), 0);
    ck_assert_int_eq(wake_open(&wake), -1);
    ck_assert_int_eq(errno, EMFILE);
    wake_close(&wake);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_int_eq(folder_descriptors(), before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wake");
    TCase *all = tcase_create("wake");

    tcase_add_test(all, it_wakes_until_it_is_cleared);
    tcase_add_test(all, another_thread_wakes);
    tcase_add_test(all, nothing_stays_open);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
