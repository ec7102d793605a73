/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c - see store.h.
 *
 * Workers take lanes in the order in which they became ready.  While a worker has a lane, further
 * mail for it collects there and becomes its next group: the slower the disk, the larger the
 * groups.
 */
#include <config.h>

#include "server/mail/store.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/deadline.h"
#include "common/monotonic.h"
#include "server/base/thread.h"
#include "server/base/wake.h"
#include "server/mail/lane.h"
#include "server/mail/pauses.h"

/* How long a delivery waits for a mailbox locked by others. */
#define LOCK_WAIT_MS 5000

struct worker {
    struct store *store;
    struct commit *commit; /* owned */
    pthread_t thread;
};

struct store {
    struct group_place place;
    struct wake wake;       /* readable while there are answers */
    pthread_mutex_t mutex;  /* guards the fields below, and the lanes */
    pthread_cond_t changed; /* a lane is ready, finishing was requested, or a worker has ended */
    struct lane_table lanes;
    struct lane_list submitted; /* become ready at store_begin() */
    struct lane_list ready;
    struct pauses put_off;
    struct delivery_queue finished; /* the last delivery of each decided set */
    bool finishing;
    unsigned running;      /* workers that have not ended */
    unsigned worker_count; /* threads started and not joined yet */
    struct worker workers[];
};

static void make_ready(struct store *store, struct lane *lane)
{
    lane->state = LANE_READY;
    STAILQ_INSERT_TAIL(&store->ready, lane, next);
}

/* LANE becomes ready at store_begin(). */
static void submit(struct store *store, struct lane *lane)
{
    lane->state = LANE_SUBMITTED;
    STAILQ_INSERT_TAIL(&store->submitted, lane, next);
}

/* Returns the next lane to process, or NULL. */
static struct lane *take_lane(struct store *store)
{
    struct lane *due;

    while ((due = pauses_take(&store->put_off, monotonic_ms())) != NULL)
        make_ready(store, due);
    struct lane *lane = lane_list_take(&store->ready);
    if (lane != NULL)
        lane->state = LANE_IN_HAND;
    if (lane != NULL &&
        (!STAILQ_EMPTY(&store->ready) || pauses_due_ms(&store->put_off) != DEADLINE_NEVER))
        pthread_cond_signal(&store->changed); /* for the other lanes and their deadlines */
    return lane;
}

/* Called when all of DELIVERIES have a status.  Answers a set with its last delivery; returns true
 * if it has answered any. */
static bool publish(struct store *store, struct delivery_queue *deliveries)
{
    bool has_answers = false;
    struct delivery *delivery;

    while ((delivery = delivery_queue_take(deliveries)) != NULL) {
        if (--delivery->set->undecided > 0)
            continue;
        STAILQ_INSERT_TAIL(&store->finished, delivery, next);
        has_answers = true;
    }
    if (has_answers)
        wake_up(&store->wake);
    return has_answers;
}

/* Forgets what has put LANE off. */
static void calm(struct lane *lane)
{
    lane->busy_since_ms = DEADLINE_NEVER;
    lane->pauses = 0;
}

/* The mailbox is locked by another program: fails deliveries that have waited too long for it.  One
 * that has waited for the disk before is not to blame the lock. */
static void put_off_group(struct store *store, struct lane *lane, struct group *group)
{
    int64_t now_ms = monotonic_ms();
    struct delivery_queue expired, others;
    struct delivery *delivery;

    if (lane->busy_since_ms > now_ms)
        lane->busy_since_ms = now_ms;
    bool is_locked_long = now_ms - lane->busy_since_ms >= LOCK_WAIT_MS;
    STAILQ_INIT(&expired);
    STAILQ_INIT(&others);
    while ((delivery = delivery_queue_take(&group->deliveries)) != NULL) {
        bool is_expired = is_locked_long && now_ms - delivery->set->submitted_ms >= LOCK_WAIT_MS;
        if (is_expired)
            delivery_judge(delivery, MAILBOX_BUSY, 0);
        STAILQ_INSERT_TAIL(is_expired ? &expired : &others, delivery, next);
    }
    publish(store, &expired);
    STAILQ_CONCAT(&others, &lane->waiting);
    STAILQ_CONCAT(&lane->waiting, &others);
    if (STAILQ_EMPTY(&lane->waiting) &&
        journal_find_kept(store->place.journal, lane->file_name, 0) < 0) {
        calm(lane);
        lane->state = LANE_IDLE;
    } else {
        pauses_add(&store->put_off, lane, PAUSE_LOCK, now_ms);
    }
}

/* A failed repair is retried, so that no partial message remains.  Mail that arrived meanwhile
 * waits for store_begin() if the loop will wake for answers: more mail may arrive then. */
static void finish_group(struct store *store, struct lane *lane, struct group *group)
{
    bool has_answers = publish(store, &group->deliveries);

    if (journal_find_kept(store->place.journal, lane->file_name, 0) >= 0) {
        lane->busy_since_ms = DEADLINE_NEVER; /* broken, but not locked */
        pauses_add(&store->put_off, lane, PAUSE_REPAIR, monotonic_ms());
        return;
    }
    calm(lane);
    if (STAILQ_EMPTY(&lane->waiting))
        lane->state = LANE_IDLE;
    else if (has_answers)
        submit(store, lane);
    else
        make_ready(store, lane);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct store *store = worker->store;

    pthread_mutex_lock(&store->mutex);
    while (!store->finishing) {
        struct lane *lane = take_lane(store);
        struct group group;
        if (lane == NULL) {
            thread_wait(&store->changed, &store->mutex, pauses_due_ms(&store->put_off));
            continue;
        }
        group_take(&group, lane);
        pthread_mutex_unlock(&store->mutex);
        enum mailbox_status status = group_serve(&group, &store->place, worker->commit, lane);
        pthread_mutex_lock(&store->mutex);
        if (status == MAILBOX_BUSY)
            put_off_group(store, lane, &group);
        else
            finish_group(store, lane, &group);
        if (lane->state == LANE_IDLE)
            lane_rest(&store->lanes, lane);
    }
    store->running--;
    pthread_cond_broadcast(&store->changed);
    pthread_mutex_unlock(&store->mutex);
    return NULL;
}

static int start_worker(struct worker *worker, struct store *store)
{
    worker->store = store;
    worker->commit = commit_new(store->place.journal);
    if (worker->commit == NULL)
        return -1;
    pthread_mutex_lock(&store->mutex);
    int status = thread_start(&worker->thread, work, worker);
    store->running += status == 0;
    pthread_mutex_unlock(&store->mutex);
    if (status == 0)
        return 0;
    int error = errno;
    commit_free(worker->commit);
    errno = error;
    return -1;
}

/* Makes the lanes of mailboxes that need repair ready. */
static int add_repairs(struct store *store)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];

    for (int slot = 0; (slot = journal_next_kept(store->place.journal, slot, file_name)) >= 0;
         slot++) {
        struct lane *lane = lane_find(&store->lanes, file_name);
        if (lane == NULL)
            return -1;
        if (lane->state == LANE_IDLE)
            make_ready(store, lane);
    }
    return 0;
}

struct store *store_new(const struct group_place *place, unsigned workers)
{
    struct store *store = calloc(1, sizeof *store + workers * sizeof store->workers[0]);

    if (store == NULL)
        return NULL;
    store->place = *place;
    STAILQ_INIT(&store->submitted);
    STAILQ_INIT(&store->ready);
    pauses_init(&store->put_off);
    STAILQ_INIT(&store->finished);
    pthread_mutex_init(&store->mutex, NULL);
    thread_condition_init(&store->changed);
    if (wake_open(&store->wake) == 0 && lane_table_init(&store->lanes) == 0 &&
        add_repairs(store) == 0)
        while (store->worker_count < workers &&
               start_worker(&store->workers[store->worker_count], store) == 0)
            store->worker_count++;
    if (store->worker_count == workers)
        return store;
    int error = errno;
    (void)store_finish(store, DEADLINE_NEVER);
    store_free(store);
    errno = error;
    return NULL;
}

static void refuse(struct store *store, struct lane *lane)
{
    for (struct delivery *delivery = STAILQ_FIRST(&lane->waiting); delivery != NULL;
         delivery = STAILQ_NEXT(delivery, next))
        delivery_judge(delivery, MAILBOX_STOPPED, 0);
    publish(store, &lane->waiting);
}

/* Fails the waiting deliveries of all lanes. */
static void refuse_waiting(struct store *store)
{
    for (struct lane *lane = NULL; (lane = lane_next(&store->lanes, lane)) != NULL;)
        refuse(store, lane);
}

/* A group whose mailbox is locked returns to its lane, so waiting deliveries are refused again at
 * the end. */
bool store_finish(struct store *store, int64_t deadline_ms)
{
    pthread_mutex_lock(&store->mutex);
    store->finishing = true;
    pthread_cond_broadcast(&store->changed);
    refuse_waiting(store);
    while (store->running > 0 && thread_wait(&store->changed, &store->mutex, deadline_ms))
        continue;
    bool has_ended = store->running == 0;
    refuse_waiting(store);
    pthread_mutex_unlock(&store->mutex);
    while (has_ended && store->worker_count > 0) {
        struct worker *worker = &store->workers[--store->worker_count];
        pthread_join(worker->thread, NULL);
        commit_free(worker->commit);
    }
    return has_ended;
}

bool store_find_stuck(struct store *store, char *file_name)
{
    struct lane *lane = NULL;

    pthread_mutex_lock(&store->mutex);
    while ((lane = lane_next(&store->lanes, lane)) != NULL && lane->state != LANE_IN_HAND)
        continue;
    if (lane != NULL)
        strcpy(file_name, lane->file_name);
    pthread_mutex_unlock(&store->mutex);
    return lane != NULL;
}

void store_free(struct store *store)
{
    wake_close(&store->wake);
    lane_table_release(&store->lanes);
    pthread_mutex_destroy(&store->mutex);
    pthread_cond_destroy(&store->changed);
    free(store);
}

/* If out of memory for its lane, the delivery fails at once. */
static void submit_delivery(struct store *store, struct delivery *delivery)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];
    struct lane *lane;

    mailbox_name_to_file(delivery->mailbox, file_name);
    lane = lane_find(&store->lanes, file_name);
    if (lane == NULL) {
        struct delivery_queue refused;
        delivery_judge(delivery, MAILBOX_ERROR, ENOMEM);
        STAILQ_INIT(&refused);
        STAILQ_INSERT_TAIL(&refused, delivery, next);
        publish(store, &refused);
    } else {
        STAILQ_INSERT_TAIL(&lane->waiting, delivery, next);
        if (lane->state == LANE_IDLE)
            submit(store, lane);
    }
}

void store_submit(struct store *store, struct delivery_set *set)
{
    set->submitted_ms = monotonic_ms();
    set->undecided = set->count;
    pthread_mutex_lock(&store->mutex);
    for (size_t i = 0; i < set->count; i++) {
        delivery_judge(&set->deliveries[i], MAILBOX_STOPPED, 0);
        submit_delivery(store, &set->deliveries[i]);
    }
    pthread_mutex_unlock(&store->mutex);
}

bool store_has_submitted(struct store *store, int64_t *since_ms)
{
    pthread_mutex_lock(&store->mutex);
    const struct lane *first = STAILQ_FIRST(&store->submitted);
    if (first != NULL)
        *since_ms = STAILQ_FIRST(&first->waiting)->set->submitted_ms;
    pthread_mutex_unlock(&store->mutex);
    return first != NULL;
}

void store_begin(struct store *store)
{
    struct lane *lane;

    pthread_mutex_lock(&store->mutex);
    while ((lane = lane_list_take(&store->submitted)) != NULL) {
        make_ready(store, lane);
        pthread_cond_signal(&store->changed);
    }
    pthread_mutex_unlock(&store->mutex);
}

int store_fd(const struct store *store)
{
    return store->wake.fd;
}

/* Clears the counter only when nothing is left, so the descriptor stays readable until then. */
struct delivery_set *store_take(struct store *store)
{
    struct delivery *delivery;

    pthread_mutex_lock(&store->mutex);
    delivery = delivery_queue_take(&store->finished);
    if (delivery == NULL)
        wake_clear(&store->wake);
    pthread_mutex_unlock(&store->mutex);
    return delivery != NULL ? delivery->set : NULL;
}
