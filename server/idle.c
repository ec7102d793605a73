/* idle.c - see idle.h.
 *
 * What a look at all descriptors costs grows with their number, and each seat that comes or goes
 * means another look.  So the thread rests after each, in proportion to that number, and what comes
 * and goes meanwhile shares the next one.  Who has waited alone for long is served at once: the
 * rest comes behind the handing back.
 */
#include <config.h>

#include "server/idle.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "server/monotonic.h"
#include "server/thread.h"

/* Some ten times what a look at one descriptor costs. */
#define REST_NS_PER_SEAT 2000

/* Longest sleep, so that a timeout fits poll(). */
#define SLEEP_MAX_MS (60 * 60 * 1000)

struct watched_seat {
    struct seat *seat;
    int64_t deadline_ms;
};

struct idle {
    pthread_t thread;
    bool is_running;       /* idle_finish() is still to come */
    int wake_fd;           /* eventfd: readable when the thread must look up */
    int back_fd;           /* eventfd: readable while seats have come back */
    pthread_mutex_t mutex; /* guards the three that follow */
    struct seat_list arrivals, returned;
    bool finishing;
    pthread_cond_t finish;
    /* The thread's own: one entry per seat in both arrays, but polled[0] is wake_fd. */
    struct pollfd *polled;
    struct watched_seat *seats;
    size_t count, room;
};

static int make_room(struct idle *idle, size_t count)
{
    size_t room = idle->room > 0 ? idle->room : 64;

    if (count <= idle->room)
        return 0;
    while (room < count)
        room *= 2;
    struct pollfd *polled = realloc(idle->polled, (room + 1) * sizeof *polled);
    if (polled == NULL)
        return -1;
    idle->polled = polled;
    struct watched_seat *seats = realloc(idle->seats, room * sizeof *seats);
    if (seats == NULL)
        return -1;
    idle->seats = seats;
    idle->room = room;
    return 0;
}

/* Whom memory does not suffice for goes back at once. */
static void admit(struct idle *idle, struct seat_list *arrivals, struct seat_list *returned)
{
    struct seat *seat;

    while ((seat = seat_list_take(arrivals)) != NULL) {
        if (make_room(idle, idle->count + 1) != 0) {
            seat->events = 0;
            seat_list_push(returned, seat);
            continue;
        }
        idle->seats[idle->count++] = (struct watched_seat){seat, seat->deadline_ms};
        idle->polled[idle->count] = (struct pollfd){.fd = seat->fd, .events = seat->events};
    }
}

/* The last one takes the place of the one at INDEX. */
static void dismiss(struct idle *idle, size_t index, struct seat_list *returned)
{
    struct seat *seat = idle->seats[index].seat;

    seat->events = idle->polled[index + 1].revents;
    seat_list_push(returned, seat);
    idle->count--;
    idle->seats[index] = idle->seats[idle->count];
    idle->polled[index + 1] = idle->polled[idle->count + 1];
}

/* Moves to RETURNED whoever is ready, or due at NOW_MS; returns the next deadline of the others. */
static int64_t look_through(struct idle *idle, struct seat_list *returned, int64_t now_ms)
{
    int64_t due_ms = INT64_MAX;

    for (size_t i = idle->count; i-- > 0;) {
        int64_t deadline_ms = idle->seats[i].deadline_ms;
        if (idle->polled[i + 1].revents != 0 || deadline_ms <= now_ms)
            dismiss(idle, i, returned);
        else if (deadline_ms < due_ms)
            due_ms = deadline_ms;
    }
    return due_ms;
}

/* Until the grain behind DUE_MS. */
static int sleep_ms(int64_t due_ms, int64_t now_ms)
{
    int64_t rest_ms = due_ms > now_ms ? due_ms - now_ms : 0;

    if (rest_ms > SLEEP_MAX_MS)
        return SLEEP_MAX_MS;
    return (int)(rest_ms + IDLE_DEADLINE_GRAIN_MS - (now_ms + rest_ms) % IDLE_DEADLINE_GRAIN_MS);
}

/* With the mutex, which is given up while it rests. */
static void take_rest(struct idle *idle)
{
    int64_t rest_ns = (int64_t)idle->count * REST_NS_PER_SEAT;
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    rest_ns += until.tv_nsec;
    until.tv_sec += (time_t)(rest_ns / 1000000000);
    until.tv_nsec = (long)(rest_ns % 1000000000);
    while (!idle->finishing &&
           pthread_cond_timedwait(&idle->finish, &idle->mutex, &until) != ETIMEDOUT)
        continue;
}

static void hand_back(struct idle *idle, struct seat_list *returned)
{
    if (returned->first == NULL)
        return;
    seat_list_join(&idle->returned, returned);
    thread_wake(idle->back_fd);
}

/* Sleeps until something happens, unless RETURNED is waited for.  Without memory to poll with, it
 * goes on after its rest. */
static void watch(struct idle *idle, struct seat_list *returned)
{
    int64_t now_ms = monotonic_ms();
    int64_t due_ms = look_through(idle, returned, now_ms);
    int timeout_ms = returned->first != NULL ? 0 : sleep_ms(due_ms, now_ms);

    if (poll(idle->polled, idle->count + 1, timeout_ms) < 0)
        for (size_t i = 0; i <= idle->count; i++)
            idle->polled[i].revents = 0;
    if (idle->polled[0].revents != 0)
        thread_wake_clear(idle->wake_fd);
    look_through(idle, returned, monotonic_ms());
}

static void *run(void *context)
{
    struct idle *idle = context;
    struct seat_list arrivals = {0}, returned = {0};

    pthread_mutex_lock(&idle->mutex);
    while (!idle->finishing) {
        seat_list_join(&arrivals, &idle->arrivals);
        pthread_mutex_unlock(&idle->mutex);
        admit(idle, &arrivals, &returned);
        watch(idle, &returned);
        pthread_mutex_lock(&idle->mutex);
        hand_back(idle, &returned);
        take_rest(idle);
    }
    look_through(idle, &returned, INT64_MAX);
    seat_list_join(&returned, &idle->arrivals);
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
    idle->wake_fd = thread_wake_open();
    idle->back_fd = thread_wake_open();
    if (idle->wake_fd >= 0 && idle->back_fd >= 0 && make_room(idle, 1) == 0) {
        idle->polled[0] = (struct pollfd){.fd = idle->wake_fd, .events = POLLIN};
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
    if (idle->wake_fd >= 0)
        close(idle->wake_fd);
    if (idle->back_fd >= 0)
        close(idle->back_fd);
    pthread_mutex_destroy(&idle->mutex);
    pthread_cond_destroy(&idle->finish);
    free(idle->polled);
    free(idle->seats);
    free(idle);
}

void idle_add(struct idle *idle, struct seat_list *seats)
{
    if (seats->first == NULL)
        return;
    pthread_mutex_lock(&idle->mutex);
    seat_list_join(&idle->arrivals, seats);
    pthread_mutex_unlock(&idle->mutex);
    thread_wake(idle->wake_fd);
}

int idle_fd(const struct idle *idle)
{
    return idle->back_fd;
}

/* The counter is read only when nothing is left, so the descriptor stays readable until then. */
void idle_take(struct idle *idle, struct seat_list *seats, size_t most)
{
    pthread_mutex_lock(&idle->mutex);
    for (size_t i = 0; i < most && idle->returned.first != NULL; i++)
        seat_list_push(seats, seat_list_take(&idle->returned));
    if (idle->returned.first == NULL)
        thread_wake_clear(idle->back_fd);
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
    thread_wake(idle->wake_fd);
    pthread_join(idle->thread, NULL);
    idle->is_running = false;
}
