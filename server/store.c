/* store.c - see store.h.
 *
 * One queue of deliveries, one of verdicts, one mutex.  A worker takes the oldest delivery whose
 * mailbox no other worker has in hand, so a locked mailbox holds up its own mail and one worker.
 */
#include <config.h>

#include "server/store.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/i18n.h"
#include "server/mailbox.h"
#include "server/texts.h"
#include "server/users.h"

/* How long a lock on a mailbox may be held by others. */
#define LOCK_WAIT_MS 5000

struct queue {
    struct delivery *first, **end;
};

struct worker {
    struct store *store;
    pthread_t thread;
    const char *mailbox; /* in hand, or NULL */
};

struct store {
    int directory_fd; /* borrowed */
    int wake_fd;      /* eventfd: readable while there are verdicts */
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* a delivery came, a mailbox is free again, or it is time to finish */
    struct queue waiting, finished;
    bool finishing;
    unsigned worker_count;
    struct worker workers[];
};

static void queue_init(struct queue *queue)
{
    queue->first = NULL;
    queue->end = &queue->first;
}

static void queue_push(struct queue *queue, struct delivery *delivery)
{
    delivery->next = NULL;
    *queue->end = delivery;
    queue->end = &delivery->next;
}

/* Takes out the delivery that *PLACE, a link of the queue, points at. */
static struct delivery *queue_remove(struct queue *queue, struct delivery **place)
{
    struct delivery *delivery = *place;

    *place = delivery->next;
    if (*place == NULL)
        queue->end = place;
    return delivery;
}

static bool is_in_hand(const struct store *store, const char *mailbox)
{
    for (unsigned i = 0; i < store->worker_count; i++)
        if (store->workers[i].mailbox != NULL && strcmp(store->workers[i].mailbox, mailbox) == 0)
            return true;
    return false;
}

/* The oldest delivery that can be worked on now, or NULL. */
static struct delivery *take_waiting(struct store *store)
{
    struct delivery **place = &store->waiting.first;

    while (*place != NULL && is_in_hand(store, (*place)->mailbox))
        place = &(*place)->next;
    return *place != NULL ? queue_remove(&store->waiting, place) : NULL;
}

static enum dialect_result verdict_of(enum mailbox_status status)
{
    if (status == MAILBOX_OK)
        return DIALECT_DONE;
    return status == MAILBOX_NO_SPACE ? DIALECT_NO_STORAGE : DIALECT_LOCAL_ERROR;
}

static void deliver(int directory_fd, struct delivery *delivery)
{
    struct span head = buffer_span(&delivery->head), body = buffer_span(&delivery->body);
    struct iovec pieces[] = {
        {.iov_base = (void *)(uintptr_t)head.data, .iov_len = head.size},
        {.iov_base = (void *)(uintptr_t)body.data, .iov_len = body.size},
    };
    enum mailbox_status status =
        mailbox_append(directory_fd, delivery->mailbox, pieces, 2, LOCK_WAIT_MS);

    delivery->verdict = verdict_of(status);
    delivery->reason[0] = '\0';
    if (status != MAILBOX_OK)
        snprintf(delivery->reason, sizeof delivery->reason, "%s",
                 texts_mailbox_error(status, errno));
}

static void publish(struct store *store, struct delivery *delivery)
{
    const uint64_t one = 1;

    queue_push(&store->finished, delivery);
    if (write(store->wake_fd, &one, sizeof one) != sizeof one)
        assert(errno == EAGAIN); /* the counter is full: the loop will wake anyway */
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct store *store = worker->store;
    struct delivery *delivery;

    pthread_mutex_lock(&store->mutex);
    while (!store->finishing) {
        delivery = take_waiting(store);
        if (delivery == NULL) {
            pthread_cond_wait(&store->changed, &store->mutex);
            continue;
        }
        worker->mailbox = delivery->mailbox;
        pthread_mutex_unlock(&store->mutex);
        deliver(store->directory_fd, delivery);
        pthread_mutex_lock(&store->mutex);
        worker->mailbox = NULL;
        publish(store, delivery);
        pthread_cond_broadcast(&store->changed);
    }
    pthread_mutex_unlock(&store->mutex);
    return NULL;
}

/* Signals are for the loop's thread. */
static int start_worker(struct worker *worker, struct store *store)
{
    sigset_t all, old;
    int error;

    worker->store = store;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    error = pthread_create(&worker->thread, NULL, work, worker);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = error;
    return error == 0 ? 0 : -1;
}

struct store *store_new(int directory_fd, unsigned workers)
{
    struct store *store = calloc(1, sizeof *store + workers * sizeof store->workers[0]);

    if (store == NULL)
        return NULL;
    store->directory_fd = directory_fd;
    queue_init(&store->waiting);
    queue_init(&store->finished);
    pthread_mutex_init(&store->mutex, NULL);
    pthread_cond_init(&store->changed, NULL);
    store->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    pthread_mutex_lock(&store->mutex); /* no worker looks at the others before all are there */
    while (store->wake_fd >= 0 && store->worker_count < workers &&
           start_worker(&store->workers[store->worker_count], store) == 0)
        store->worker_count++;
    pthread_mutex_unlock(&store->mutex);
    if (store->worker_count == workers)
        return store;
    int error = errno;
    store_finish(store);
    store_free(store);
    errno = error;
    return NULL;
}

void store_finish(struct store *store)
{
    pthread_mutex_lock(&store->mutex);
    store->finishing = true;
    pthread_cond_broadcast(&store->changed);
    pthread_mutex_unlock(&store->mutex);
    for (unsigned i = 0; i < store->worker_count; i++)
        pthread_join(store->workers[i].thread, NULL);
    store->worker_count = 0;
    while (store->waiting.first != NULL) {
        struct delivery *delivery = queue_remove(&store->waiting, &store->waiting.first);
        delivery->verdict = DIALECT_LOCAL_ERROR;
        snprintf(delivery->reason, sizeof delivery->reason, "%s", _("the server stops"));
        publish(store, delivery);
    }
}

void store_free(struct store *store)
{
    if (store->wake_fd >= 0)
        close(store->wake_fd);
    pthread_mutex_destroy(&store->mutex);
    pthread_cond_destroy(&store->changed);
    free(store);
}

void store_submit(struct store *store, struct delivery *delivery)
{
    pthread_mutex_lock(&store->mutex);
    queue_push(&store->waiting, delivery);
    pthread_cond_signal(&store->changed);
    pthread_mutex_unlock(&store->mutex);
}

int store_fd(const struct store *store)
{
    return store->wake_fd;
}

/* The counter is read only when nothing is left, so the descriptor stays readable until then. */
struct delivery *store_take(struct store *store)
{
    struct delivery *delivery = NULL;
    uint64_t count;

    pthread_mutex_lock(&store->mutex);
    if (store->finished.first != NULL)
        delivery = queue_remove(&store->finished, &store->finished.first);
    else if (read(store->wake_fd, &count, sizeof count) < 0)
        assert(errno == EAGAIN);
    pthread_mutex_unlock(&store->mutex);
    return delivery;
}
