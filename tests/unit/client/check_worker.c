/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_worker.c - what takes long, in a thread: who may use its context, and who frees it. */
#include <config.h>

#include "tui-client/net/worker.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/check_main.h"

/* A worker that waits until something is written to GO; when its context is released, the end
 * RELEASED[1] is closed. */
struct job {
    int go[2], released[2];
    int result;
};

static void run(void *context)
{
    struct job *job = context;
    char byte = 0;

    job->result = (int)read(job->go[0], &byte, 1) + byte;
}

static void release(void *context)
{
    struct job *job = context;

    close(job->go[0]);
    close(job->released[1]);
    free(job);
}

static struct job *prepare(int *go, int *released)
{
    struct job *job = calloc(1, sizeof *job);

    ck_assert_ptr_nonnull(job);
    ck_assert_int_eq(pipe(job->go), 0);
    ck_assert_int_eq(pipe(job->released), 0);
    *go = job->go[1];
    *released = job->released[0];
    return job;
}

/* Waits until FD is at its end. */
static void wait_end(int fd)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};

    ck_assert_int_eq(poll(&polled, 1, 10000), 1);
    ck_assert(polled.revents & POLLHUP);
}

START_TEST(the_owner_takes_the_result)
{
    int go, released;
    struct job *job = prepare(&go, &released);
    struct worker *worker = worker_new(run, release, job);

    ck_assert_ptr_nonnull(worker);
    ck_assert(!worker_is_done(worker));
    ck_assert_int_eq(write(go, "x", 1), 1);
    wait_end(worker_fd(worker));
    ck_assert(worker_is_done(worker));
    ck_assert_int_eq(job->result, 1 + 'x');
    worker_free(worker);
    wait_end(released);
    close(go);
    close(released);
}
END_TEST

START_TEST(what_is_not_awaited_is_freed_at_its_end)
{
    struct pollfd polled = {.events = POLLIN};
    int go, released;
    struct worker *worker = worker_new(run, release, prepare(&go, &released));

    ck_assert_ptr_nonnull(worker);
    worker_free(worker);
    polled.fd = released;
    ck_assert_int_eq(poll(&polled, 1, 0), 0);
    ck_assert_int_eq(write(go, "x", 1), 1);
    wait_end(released);
    close(go);
    close(released);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("worker");
    TCase *all = tcase_create("worker");

    tcase_add_test(all, the_owner_takes_the_result);
    tcase_add_test(all, what_is_not_awaited_is_freed_at_its_end);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
