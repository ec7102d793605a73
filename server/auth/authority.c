/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* authority.c - see authority.h.
 *
 * An exchange belongs to a queue, to the thread that works at it, or to its owner.
 */
#include <config.h>

#include "server/auth/authority.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/count.h"
#include "common/monotonic.h"
#include "server/auth/steps.h"
#include "server/base/thread.h"
#include "server/base/wake.h"

/* How long the end of the threads is waited for. */
#define END_MS 200

STAILQ_HEAD(exchange_queue, exchange);

struct worker {
    struct authority *authority;
    void (*work)(struct authority *authority, struct exchange *exchange);
    pthread_t thread;
    bool has_thread;
    /* Guarded by the mutex: */
    struct exchange_queue waiting[2]; /* of clients that were not denied, and of those that were */
    bool prefers_denied;              /* whose turn it is, if both wait */
};

struct authority {
    struct exchange_shared shared;
    struct passwords *passwords;   /* a reference; NULL: anybody */
    struct wake done;              /* readable while an exchange is decided */
    struct worker quick, deriving; /* the latter is given what the former cannot decide */
    pthread_mutex_t mutex;         /* guards the fields below */
    pthread_cond_t changed;        /* any of it */
    bool has_stopped;
    unsigned running; /* threads that have not ended */
    struct exchange_queue decided;
};

static struct exchange *take(struct exchange_queue *queue)
{
    struct exchange *exchange = STAILQ_FIRST(queue);

    if (exchange != NULL)
        STAILQ_REMOVE_HEAD(queue, next);
    return exchange;
}

/* Called with the mutex, as the three after it. */
static void enqueue(struct worker *worker, struct exchange *exchange)
{
    STAILQ_INSERT_TAIL(&worker->waiting[exchange->was_denied], exchange, next);
    pthread_cond_broadcast(&worker->authority->changed);
}

static struct exchange *next_of(struct worker *worker)
{
    struct exchange *exchange = take(&worker->waiting[worker->prefers_denied]);

    if (exchange == NULL)
        exchange = take(&worker->waiting[!worker->prefers_denied]);
    if (exchange != NULL)
        worker->prefers_denied = !exchange->was_denied;
    return exchange;
}

static void decide(struct authority *authority, struct exchange *exchange)
{
    STAILQ_INSERT_TAIL(&authority->decided, exchange, next);
    wake_up(&authority->done);
}

static void go_on(struct authority *authority, struct exchange *exchange)
{
    pthread_mutex_unlock(&authority->mutex);
    bool is_done = steps_go_on(exchange);
    pthread_mutex_lock(&authority->mutex);
    if (is_done)
        decide(authority, exchange);
    else
        enqueue(&authority->deriving, exchange);
}

static void derive(struct authority *authority, struct exchange *exchange)
{
    pthread_mutex_unlock(&authority->mutex);
    steps_derive(exchange);
    pthread_mutex_lock(&authority->mutex);
    decide(authority, exchange);
}

static void *run(void *context)
{
    struct worker *worker = context;
    struct authority *authority = worker->authority;
    struct exchange *exchange;

    pthread_mutex_lock(&authority->mutex);
    while (!authority->has_stopped) {
        if ((exchange = next_of(worker)) != NULL)
            worker->work(authority, exchange);
        else
            pthread_cond_wait(&authority->changed, &authority->mutex);
    }
    authority->running--;
    pthread_cond_broadcast(&authority->changed);
    pthread_mutex_unlock(&authority->mutex);
    return NULL;
}

static void init_worker(struct authority *authority, struct worker *worker,
                        void (*work)(struct authority *, struct exchange *))
{
    worker->authority = authority;
    worker->work = work;
    for (size_t i = 0; i < COUNT(worker->waiting); i++)
        STAILQ_INIT(&worker->waiting[i]);
}

static int start_worker(struct worker *worker)
{
    struct authority *authority = worker->authority;

    pthread_mutex_lock(&authority->mutex);
    worker->has_thread = thread_start(&worker->thread, run, worker) == 0;
    authority->running += worker->has_thread;
    pthread_mutex_unlock(&authority->mutex);
    return worker->has_thread ? 0 : -1;
}

struct authority *authority_new(struct passwords *passwords)
{
    struct authority *authority = calloc(1, sizeof *authority);

    if (authority == NULL) {
        passwords_drop(passwords);
        return NULL;
    }
    authority->passwords = passwords;
    init_worker(authority, &authority->quick, go_on);
    init_worker(authority, &authority->deriving, derive);
    STAILQ_INIT(&authority->decided);
    pthread_mutex_init(&authority->mutex, NULL);
    thread_condition_init(&authority->changed);
    if (wake_open(&authority->done) == 0 && exchange_share(&authority->shared) == 0 &&
        start_worker(&authority->quick) == 0 && start_worker(&authority->deriving) == 0)
        return authority;
    int error = errno;
    authority_free(authority);
    errno = error;
    return NULL;
}

void authority_stop(struct authority *authority)
{
    if (authority == NULL)
        return;
    pthread_mutex_lock(&authority->mutex);
    authority->has_stopped = true;
    pthread_cond_broadcast(&authority->changed);
    pthread_mutex_unlock(&authority->mutex);
}

/* Returns false if a thread is still at work. */
static bool end_threads(struct authority *authority)
{
    int64_t deadline_ms = monotonic_ms() + END_MS;
    struct worker *workers[] = {&authority->quick, &authority->deriving};

    pthread_mutex_lock(&authority->mutex);
    while (authority->running > 0 &&
           thread_wait(&authority->changed, &authority->mutex, deadline_ms))
        continue;
    bool have_ended = authority->running == 0;
    pthread_mutex_unlock(&authority->mutex);
    for (size_t i = 0; have_ended && i < COUNT(workers); i++)
        if (workers[i]->has_thread)
            pthread_join(workers[i]->thread, NULL);
    return have_ended;
}

static void forget(struct exchange_queue *queue)
{
    struct exchange *exchange;

    while ((exchange = take(queue)) != NULL)
        exchange_free(exchange);
}

void authority_free(struct authority *authority)
{
    if (authority == NULL)
        return;
    authority_stop(authority);
    if (!end_threads(authority))
        return;
    for (size_t i = 0; i < COUNT(authority->quick.waiting); i++) {
        forget(&authority->quick.waiting[i]);
        forget(&authority->deriving.waiting[i]);
    }
    forget(&authority->decided);
    wake_close(&authority->done);
    exchange_unshare(&authority->shared);
    passwords_drop(authority->passwords);
    pthread_mutex_destroy(&authority->mutex);
    pthread_cond_destroy(&authority->changed);
    free(authority);
}

void authority_replace(struct authority *authority, struct passwords *fresh)
{
    passwords_drop(authority->passwords);
    authority->passwords = fresh;
}

/* Without passwords there is nothing to which SCRAM could answer; where none is known, CRAM-MD5
 * has nothing to compare with. */
unsigned authority_mechanisms(const struct authority *authority)
{
    unsigned all = (1U << MECHANISMS) - 1;

    if (authority->passwords == NULL)
        return all & ~(1U << MECHANISM_SCRAM_SHA_256);
    return passwords_have_secrets(authority->passwords) ? all : all & ~(1U << MECHANISM_CRAM_MD5);
}

/* Only this thread writes has_stopped. */
struct exchange *authority_begin(struct authority *authority, enum mechanism mechanism)
{
    if (authority->has_stopped)
        return NULL;
    return exchange_new(mechanism, authority->passwords, &authority->shared);
}

void authority_submit(struct authority *authority, struct exchange *exchange, void *owner,
                      bool was_denied)
{
    exchange->owner = owner;
    exchange->was_denied = was_denied;
    pthread_mutex_lock(&authority->mutex);
    enqueue(&authority->quick, exchange);
    pthread_mutex_unlock(&authority->mutex);
}

int authority_fd(const struct authority *authority)
{
    return authority->done.fd;
}

/* The descriptor stays readable until none is left. */
struct exchange *authority_take(struct authority *authority)
{
    struct exchange *exchange = NULL;

    pthread_mutex_lock(&authority->mutex);
    if (!authority->has_stopped)
        exchange = take(&authority->decided);
    if (exchange == NULL)
        wake_clear(&authority->done);
    pthread_mutex_unlock(&authority->mutex);
    return exchange;
}
