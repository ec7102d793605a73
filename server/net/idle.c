/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* idle.c - see idle.h.
 *
 * The cost of a poll grows with the number of descriptors, and each one that is added or returned
 * needs another poll.  So the thread sleeps after each poll, in proportion to that number, and all
 * changes meanwhile share the next one.  It returns items before it sleeps, so a single active one
 * is served at once.
 */
#include <config.h>

#include "server/net/idle.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "common/deadline.h"
#include "common/monotonic.h"
#include "server/base/thread.h"
#include "server/base/wake.h"

/* About ten times the cost of polling one descriptor. */
#define REST_NS_PER_POLLED 2000

/* Longest sleep, so that a timeout fits poll(). */
#define SLEEP_MAX_MS (60 * 60 * 1000)

/* A copy of the deadline, so that checking all items is a walk through two arrays. */
struct watched {
    struct polled *polled;
    int64_t deadline_ms;
};

struct idle {
    pthread_t thread;
    bool is_running;       /* idle_finish() was not called yet */
    struct wake wake;      /* readable when the thread must wake up */
    struct wake back;      /* readable while there are returned items */
    pthread_mutex_t mutex; /* guards the three fields below */
    struct polled_list arrivals, returned;
    bool finishing;
    pthread_cond_t finish;
    /* Used by the thread: one entry in both arrays per item, except that entries[0] is of wake. */
    struct pollfd *entries;
    struct watched *watched;
    size_t count, room;
};

static int make_room(struct idle *idle, size_t count)
{
    size_t room = idle->room > 0 ? idle->room : 64;

    if (count <= idle->room)
        return 0;
    while (room < count)
        room *= 2;
    struct pollfd *entries = realloc(idle->entries, (room + 1) * sizeof *entries);
    if (entries == NULL)
        return -1;
    idle->entries = entries;
    struct watched *watched = realloc(idle->watched, room * sizeof *watched);
    if (watched == NULL)
        return -1;
    idle->watched = watched;
    idle->room = room;
    return 0;
}

/* If out of memory, returns the item at once. */
static void admit(struct idle *idle, struct polled_list *arrivals, struct polled_list *returned)
{
    struct polled *polled;

    while ((polled = polled_list_take(arrivals)) != NULL) {
        if (make_room(idle, idle->count + 1) != 0) {
            polled->events = 0;
            polled_list_push(returned, polled);
            continue;
        }
        idle->watched[idle->count++] = (struct watched){polled, polled->deadline_ms};
        idle->entries[idle->count] = (struct pollfd){.fd = polled->fd, .events = polled->events};
    }
}

/* Moves the item at INDEX to RETURNED, and the last one to its place. */
static void dismiss(struct idle *idle, size_t index, struct polled_list *returned)
{
    struct polled *polled = idle->watched[index].polled;

    polled->events = idle->entries[index + 1].revents;
    polled_list_push(returned, polled);
    idle->count--;
    idle->watched[index] = idle->watched[idle->count];
    idle->entries[index + 1] = idle->entries[idle->count + 1];
}

/* Moves items that are ready, or due at NOW_MS, to RETURNED; returns the next deadline of the
 * others. */
static int64_t look_through(struct idle *idle, struct polled_list *returned, int64_t now_ms)
{
    int64_t due_ms = DEADLINE_NEVER;

    for (size_t i = idle->count; i-- > 0;) {
        int64_t deadline_ms = idle->watched[i].deadline_ms;
        if (idle->entries[i + 1].revents != 0 || deadline_ms <= now_ms)
            dismiss(idle, i, returned);
        else if (deadline_ms < due_ms)
            due_ms = deadline_ms;
    }
    return due_ms;
}

/* Returns the time until the next grain after DUE_MS. */
static int sleep_ms(int64_t due_ms, int64_t now_ms)
{
    int64_t rest_ms = due_ms > now_ms ? due_ms - now_ms : 0;

    if (rest_ms > SLEEP_MAX_MS)
        return SLEEP_MAX_MS;
    return (int)(rest_ms + IDLE_DEADLINE_GRAIN_MS - (now_ms + rest_ms) % IDLE_DEADLINE_GRAIN_MS);
}

/* Called with the mutex, which is released while the thread sleeps. */
static void take_rest(struct idle *idle)
{
    int64_t rest_ns = (int64_t)idle->count * REST_NS_PER_POLLED;
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    rest_ns += until.tv_nsec;
    until.tv_sec += (time_t)(rest_ns / 1000000000);
    until.tv_nsec = (long)(rest_ns % 1000000000);
    while (!idle->finishing &&
           pthread_cond_timedwait(&idle->finish, &idle->mutex, &until) != ETIMEDOUT)
        continue;
}

static void hand_back(struct idle *idle, struct polled_list *returned)
{
    if (returned->first == NULL)
        return;
    polled_list_join(&idle->returned, returned);
    wake_up(&idle->back);
}

/* Polls; blocks only if RETURNED is empty.  If poll() is out of memory, it is retried after the
 * next sleep. */
static void watch(struct idle *idle, struct polled_list *returned)
{
    int64_t now_ms = monotonic_ms();
    int64_t due_ms = look_through(idle, returned, now_ms);
    int timeout_ms = returned->first != NULL ? 0 : sleep_ms(due_ms, now_ms);

    if (poll(idle->entries, idle->count + 1, timeout_ms) < 0)
        for (size_t i = 0; i <= idle->count; i++)
            idle->entries[i].revents = 0;
    if (idle->entries[0].revents != 0)
        wake_clear(&idle->wake);
    look_through(idle, returned, monotonic_ms());
}

static void *run(void *context)
{
    struct idle *idle = context;
    struct polled_list arrivals = {0}, returned = {0};

    pthread_mutex_lock(&idle->mutex);
    while (!idle->finishing) {
        polled_list_join(&arrivals, &idle->arrivals);
        pthread_mutex_unlock(&idle->mutex);
        admit(idle, &arrivals, &returned);
        watch(idle, &returned);
        pthread_mutex_lock(&idle->mutex);
        hand_back(idle, &returned);
        take_rest(idle);
    }
    look_through(idle, &returned, DEADLINE_NEVER);
    polled_list_join(&returned, &idle->arrivals);
    hand_back(idle, &returned);
    pthread_mutex_unlock(&idle->mutex);
    return NULL;
}

struct idle *idle_new(void)
{
    struct idle *idle = calloc(1, sizeof *idle);

    if (idle == NULL)
        return NULL;
    pthread_mutex_init(&idle->mutex, NULL);
    thread_condition_init(&idle->finish);
    idle->back.fd = -1;
    if (wake_open(&idle->wake) == 0 && wake_open(&idle->back) == 0 && make_room(idle, 1) == 0) {
        idle->entries[0] = (struct pollfd){.fd = idle->wake.fd, .events = POLLIN};
        idle->is_running = thread_start(&idle->thread, run, idle) == 0;
        if (idle->is_running)
            return idle;
    }
    int error = errno;
    idle_free(idle);
    errno = error;
    return NULL;
}

void idle_free(struct idle *idle)
{
    assert(!idle->is_running && idle->returned.first == NULL);
    wake_close(&idle->wake);
    wake_close(&idle->back);
    pthread_mutex_destroy(&idle->mutex);
    pthread_cond_destroy(&idle->finish);
    free(idle->entries);
    free(idle->watched);
    free(idle);
}

void idle_add(struct idle *idle, struct polled_list *list)
{
    if (list->first == NULL)
        return;
    pthread_mutex_lock(&idle->mutex);
    polled_list_join(&idle->arrivals, list);
    pthread_mutex_unlock(&idle->mutex);
    wake_up(&idle->wake);
}

int idle_fd(const struct idle *idle)
{
    return idle->back.fd;
}

/* Clears the counter only when nothing is left, so the descriptor stays readable until then. */
void idle_take(struct idle *idle, struct polled_list *list, size_t most)
{
    pthread_mutex_lock(&idle->mutex);
    for (size_t i = 0; i < most && idle->returned.first != NULL; i++)
        polled_list_push(list, polled_list_take(&idle->returned));
    if (idle->returned.first == NULL)
        wake_clear(&idle->back);
    pthread_mutex_unlock(&idle->mutex);
}

void idle_finish(struct idle *idle)
{
    if (!idle->is_running)
        return;
    pthread_mutex_lock(&idle->mutex);
    idle->finishing = true;
    pthread_cond_broadcast(&idle->finish);
    pthread_mutex_unlock(&idle->mutex);
    wake_up(&idle->wake);
    pthread_join(idle->thread, NULL);
    idle->is_running = false;
}
