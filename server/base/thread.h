/* thread.h - how a thread of the server is started, waits, and wakes the loop.
 *
 * Signals are for the loop's thread, so all others start with them blocked.  Waiting is by the
 * monotonic clock, in milliseconds.  The loop is woken through a descriptor that it polls: one that
 * stays readable until it is cleared.
 */
#ifndef SERVER_BASE_THREAD_H
#define SERVER_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/deadline.h"

/* Starts RUN(CONTEXT).  -1 with errno. */
int thread_start(pthread_t *thread, void *(*run)(void *context), void *context);

/* A condition for thread_wait(). */
void thread_condition_init(pthread_cond_t *condition);

/* With MUTEX, which is given up meanwhile: waits for CONDITION, but not beyond DEADLINE_MS; false
 * if that has come.  DEADLINE_NEVER never does. */
bool thread_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline_ms);

/* A descriptor (eventfd) for the two that follow, to be closed by the caller.  -1 with errno. */
int thread_wake_open(void);

/* Makes FD readable. */
void thread_wake(int fd);

/* Makes FD no longer readable. */
void thread_wake_clear(int fd);

#endif
