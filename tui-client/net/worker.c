/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* worker.c - see worker.h.
 *
 * Thread and owner share one block of memory; the last one to leave it frees it.
 */
#include <config.h>

#include "tui-client/net/worker.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/descriptor.h"

struct worker {
    void (*run)(void *context);
    void (*release)(void *context);
    void *context;
    int done[2];      /* a pipe: the thread closes its end [1] when it is done */
    atomic_int users; /* of this block: thread, owner */
};

static void leave(struct worker *worker)
{
    if (atomic_fetch_sub(&worker->users, 1) > 1)
        return;
    worker->release(worker->context);
    close(worker->done[0]);
    free(worker);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    int done = worker->done[1];

    worker->run(worker->context);
    /* Leave the block before waking the owner, which may free it at once. */
    leave(worker);
    close(done);
    return NULL;
}

/* The thread blocks all signals: the event loop handles them. */
static int start_thread(struct worker *worker)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    int error;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, &attributes, work, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    errno = error;
    return error != 0 ? -1 : 0;
}

struct worker *worker_new(void (*run)(void *context), void (*release)(void *context), void *context)
{
    struct worker *worker = calloc(1, sizeof *worker);
    int error_number;

    if (worker == NULL || descriptor_pipe(worker->done) != 0) {
        free(worker);
        return NULL;
    }
    worker->run = run;
    worker->release = release;
    worker->context = context;
    atomic_init(&worker->users, 2);
    if (start_thread(worker) == 0)
        return worker;
    error_number = errno;
    close(worker->done[0]);
    close(worker->done[1]);
    free(worker);
    errno = error_number;
    return NULL;
}

int worker_fd(const struct worker *worker)
{
    return worker->done[0];
}

/* In the C memory model the pipe does not order accesses between threads; reading what leave()
 * wrote does. */
bool worker_is_done(const struct worker *worker)
{
    return atomic_load(&worker->users) == 1;
}

void worker_free(struct worker *worker)
{
    leave(worker);
}
