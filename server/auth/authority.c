/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* authority.c - see authority.h. */
#include <config.h>

#include "server/auth/authority.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <gsasl.h>

#include "server/base/thread.h"

/* A client with many wrong passwords keeps one processor at most from the others. */
#define THREADS 2

STAILQ_HEAD(exchange_queue, exchange);

struct authority {
    struct Gsasl *library;       /* owned; only read by the threads */
    struct passwords *passwords; /* a reference; NULL: anybody */
    int done_fd;                 /* eventfd; readable while an exchange is decided */
    pthread_t threads[THREADS];
    unsigned started;
    pthread_mutex_t mutex;  /* guards the fields below */
    pthread_cond_t changed; /* any of it */
    bool is_finishing;
    unsigned running; /* threads that have not ended */
    struct exchange_queue submitted, decided;
};

bool authority_is_built_in(void)
{
    return true;
}

static struct exchange *take(struct exchange_queue *queue)
{
    struct exchange *exchange = STAILQ_FIRST(queue);

    if (exchange != NULL)
        STAILQ_REMOVE_HEAD(queue, next);
    return exchange;
}

static void decide(struct authority *authority, struct exchange *exchange)
{
    pthread_mutex_unlock(&authority->mutex);
    exchange_go_on(exchange);
    pthread_mutex_lock(&authority->mutex);
    STAILQ_INSERT_TAIL(&authority->decided, exchange, next);
    thread_wake(authority->done_fd);
}

static void *run(void *context)
{
    struct authority *authority = context;
    struct exchange *exchange;

    pthread_mutex_lock(&authority->mutex);
    while (!authority->is_finishing) {
        if ((exchange = take(&authority->submitted)) != NULL)
            decide(authority, exchange);
        else
            pthread_cond_wait(&authority->changed, &authority->mutex);
    }
    authority->running--;
    pthread_cond_broadcast(&authority->changed);
    pthread_mutex_unlock(&authority->mutex);
    return NULL;
}

static int start(struct authority *authority)
{
    authority->done_fd = thread_wake_open();
    if (authority->done_fd < 0)
        return -1;
    if (gsasl_init(&authority->library) != GSASL_OK) {
        errno = ENOMEM;
        return -1;
    }
    exchange_prepare(authority->library);
    while (authority->started < THREADS) {
        if (thread_start(&authority->threads[authority->started], run, authority) != 0)
            return -1;
        authority->started++;
        pthread_mutex_lock(&authority->mutex);
        authority->running++;
        pthread_mutex_unlock(&authority->mutex);
    }
    return 0;
}

struct authority *authority_new(struct passwords *passwords)
{
    struct authority *authority = calloc(1, sizeof *authority);

    if (authority == NULL) {
        passwords_drop(passwords);
        return NULL;
    }
    authority->passwords = passwords;
    STAILQ_INIT(&authority->submitted);
    STAILQ_INIT(&authority->decided);
    pthread_mutex_init(&authority->mutex, NULL);
    thread_condition_init(&authority->changed);
    if (start(authority) == 0)
        return authority;
    int error = errno;
    (void)authority_finish(authority, DEADLINE_NEVER);
    authority_free(authority);
    errno = error;
    return NULL;
}

bool authority_finish(struct authority *authority, int64_t deadline_ms)
{
    pthread_mutex_lock(&authority->mutex);
    authority->is_finishing = true;
    pthread_cond_broadcast(&authority->changed);
    while (authority->running > 0 &&
           thread_wait(&authority->changed, &authority->mutex, deadline_ms))
        continue;
    bool has_ended = authority->running == 0;
    pthread_mutex_unlock(&authority->mutex);
    for (unsigned i = 0; has_ended && i < authority->started; i++)
        pthread_join(authority->threads[i], NULL);
    authority->started = has_ended ? 0 : authority->started;
    return has_ended;
}

void authority_free(struct authority *authority)
{
    if (authority == NULL)
        return;
    if (authority->done_fd >= 0)
        close(authority->done_fd);
    if (authority->library != NULL)
        gsasl_done(authority->library);
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

struct exchange *authority_begin(struct authority *authority, enum mechanism mechanism)
{
    return exchange_new(mechanism, authority->passwords, authority->library);
}

void authority_submit(struct authority *authority, struct exchange *exchange, void *owner)
{
    exchange->owner = owner;
    pthread_mutex_lock(&authority->mutex);
    STAILQ_INSERT_TAIL(&authority->submitted, exchange, next);
    pthread_cond_signal(&authority->changed);
    pthread_mutex_unlock(&authority->mutex);
}

int authority_fd(const struct authority *authority)
{
    return authority->done_fd;
}

/* The descriptor stays readable until none is left.  At the end also those that nobody has
 * decided. */
struct exchange *authority_take(struct authority *authority)
{
    pthread_mutex_lock(&authority->mutex);
    struct exchange *exchange = take(&authority->decided);
    if (exchange == NULL && authority->is_finishing && authority->running == 0 &&
        (exchange = take(&authority->submitted)) != NULL)
        exchange->outcome = EXCHANGE_FAILS;
    if (exchange == NULL)
        thread_wake_clear(authority->done_fd);
    pthread_mutex_unlock(&authority->mutex);
    return exchange;
}
