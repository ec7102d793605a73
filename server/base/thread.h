/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* thread.h - starting threads, and waiting for them.
 *
 * The loop's thread handles signals, so all others start with them blocked.  Deadlines are
 * milliseconds of the monotonic clock.
 */
#ifndef SERVER_BASE_THREAD_H
#define SERVER_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/deadline.h"

/* Starts a thread that calls RUN(CONTEXT).  Returns -1 with errno on failure. */
int thread_start(pthread_t *thread, void *(*run)(void *context), void *context);

/* Prints one line on standard error that says that WHAT, as in "the store of messages", cannot be
 * started because of errno, and what to do.  Returns -1. */
int thread_complain(const char *what);

/* Initializes a condition variable for thread_wait(). */
void thread_condition_init(pthread_cond_t *condition);

/* Waits for CONDITION until DEADLINE_MS (DEADLINE_NEVER: forever).  The caller holds MUTEX, which
 * is released while waiting.  Returns false if the deadline has passed. */
bool thread_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline_ms);

#endif
