/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* gate.h - what stands in the way of a worker, so that a test knows what it is at: a gate before
 * fdatasync(2), where it waits with a.txt while that is shut, and mailboxes that are locked.
 *
 * A test program that includes this is linked with -Wl,--wrap=fdatasync,--wrap=mailbox_open.
 */
#ifndef TESTS_SUPPORT_GATE_H
#define TESTS_SUPPORT_GATE_H

#include <pthread.h>
#include <stdbool.h>

#include "tests/support/store.h"

static struct {
    pthread_mutex_t mutex; /* guards the fields below */
    pthread_cond_t changed;
    bool is_shut, has_visitor;
} gate = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

int __wrap_fdatasync(int fd)
{
    pthread_mutex_lock(&gate.mutex);
    while (gate.is_shut && engine_is_open(&engine, "a.txt", fd)) {
        gate.has_visitor = true;
        pthread_cond_broadcast(&gate.changed);
        pthread_cond_wait(&gate.changed, &gate.mutex);
    }
    pthread_mutex_unlock(&gate.mutex);
    return __real_fdatasync(fd);
}

static void gate_set(bool is_shut)
{
    pthread_mutex_lock(&gate.mutex);
    gate.is_shut = is_shut;
    gate.has_visitor = false;
    pthread_cond_broadcast(&gate.changed);
    pthread_mutex_unlock(&gate.mutex);
}

static void gate_await_visitor(void)
{
    pthread_mutex_lock(&gate.mutex);
    while (!gate.has_visitor)
        pthread_cond_wait(&gate.changed, &gate.mutex);
    pthread_mutex_unlock(&gate.mutex);
}

/* How many further attempts find a mailbox locked. */
static atomic_uint gate_refusals;

enum mailbox_status __real_mailbox_open(struct mailbox *mailbox, int directory_fd,
                                        const char *file_name, bool create);
enum mailbox_status __wrap_mailbox_open(struct mailbox *mailbox, int directory_fd,
                                        const char *file_name, bool create);

enum mailbox_status __wrap_mailbox_open(struct mailbox *mailbox, int directory_fd,
                                        const char *file_name, bool create)
{
    if (gate_refusals == 0)
        return __real_mailbox_open(mailbox, directory_fd, file_name, create);
    gate_refusals--;
    return MAILBOX_BUSY;
}

#endif
