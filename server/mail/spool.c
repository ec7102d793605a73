/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* spool.c - see spool.h.
 *
 * Only the thread takes blocks, writes to the file and cuts it; the loop gives blocks back.  So
 * only the list of free blocks is shared.  A body belongs to one side at a time.
 */
#include <config.h>

#include "server/mail/spool.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/base/thread.h"
#include "server/base/wake.h"
#include "server/mail/blocks.h"

/* Limit of a tail buffer, in bytes. */
#define TAIL_LIMIT ((size_t)1024 * 1024)

STAILQ_HEAD(spooled_queue, spooled);

struct spool {
    pthread_t thread;
    bool is_running;  /* spool_finish() was not called yet */
    struct wake wake; /* readable while bodies were written */
    /* Used by the loop: bytes of all tails and of all bodies, and the maximum of the latter. */
    uint64_t memory, size, size_max;
    pthread_mutex_t mutex;  /* guards all fields below */
    pthread_cond_t changed; /* there is work, finishing was requested, or the thread has ended */
    struct spooled_queue submitted, written;
    bool finishing, has_ended;
    struct blocks blocks; /* of the file; see blocks.h for what needs the mutex */
};

static struct spooled *take(struct spooled_queue *queue)
{
    struct spooled *body = STAILQ_FIRST(queue);

    if (body != NULL)
        STAILQ_REMOVE_HEAD(queue, next);
    return body;
}

/* --- blocks of the file --- */

static int take_block(struct spool *spool, uint32_t *block)
{
    pthread_mutex_lock(&spool->mutex);
    int status = blocks_take(&spool->blocks, block);
    pthread_mutex_unlock(&spool->mutex);
    return status;
}

static void give_blocks(struct spool *spool, const uint32_t *blocks, size_t count)
{
    if (count == 0)
        return;
    pthread_mutex_lock(&spool->mutex);
    blocks_give(&spool->blocks, blocks, count);
    if (blocks_are_unneeded(&spool->blocks))
        pthread_cond_broadcast(&spool->changed);
    pthread_mutex_unlock(&spool->mutex);
}

/* Called with the mutex, which is released meanwhile: frees the disk space of the file. */
static void empty_file(struct spool *spool)
{
    blocks_forget(&spool->blocks);
    pthread_mutex_unlock(&spool->mutex);
    blocks_cut(&spool->blocks);
    pthread_mutex_lock(&spool->mutex);
}

/* The array grows when the number of blocks is a power of two. */
static int add_block(struct spooled *body)
{
    size_t count = body->block_count;

    if ((count & (count - 1)) == 0) {
        size_t room = count > 0 ? count * 2 : 1;
        uint32_t *blocks = realloc(body->blocks, room * sizeof *blocks);
        if (blocks == NULL)
            return -1;
        body->blocks = blocks;
    }
    if (take_block(body->spool, &body->blocks[count]) != 0)
        return -1;
    body->block_count++;
    return 0;
}

/* Writes some of the tail. */
static int store_some(struct spooled *body)
{
    struct span tail = buffer_span(&body->tail);
    ssize_t written;

    if (body->stored == (uint64_t)body->block_count * BLOCKS_SIZE && add_block(body) != 0)
        return -1;
    written = blocks_write(&body->spool->blocks, body->blocks, body->stored, tail.data, tail.size);
    if (written < 0)
        return errno == EINTR ? 0 : -1;
    body->stored += (uint64_t)written;
    buffer_consume(&body->tail, (size_t)written);
    return 0;
}

static int store_all(struct spooled *body)
{
    int status = blocks_open(&body->spool->blocks);

    while (status == 0 && buffer_size(&body->tail) > 0)
        status = store_some(body);
    return status;
}

/* --- the thread --- */

/* Called with the mutex, which is released meanwhile. */
static void serve(struct spool *spool, struct spooled *body)
{
    pthread_mutex_unlock(&spool->mutex);
    body->error = store_all(body) == 0 ? 0 : errno;
    pthread_mutex_lock(&spool->mutex);
    STAILQ_INSERT_TAIL(&spool->written, body, next);
    wake_up(&spool->wake);
}

static void *run(void *context)
{
    struct spool *spool = context;
    struct spooled *body;

    pthread_mutex_lock(&spool->mutex);
    for (;;) {
        if ((body = take(&spool->submitted)) != NULL)
            serve(spool, body);
        else if (blocks_are_unneeded(&spool->blocks))
            empty_file(spool);
        else if (spool->finishing)
            break;
        else
            pthread_cond_wait(&spool->changed, &spool->mutex);
    }
    spool->has_ended = true;
    pthread_cond_broadcast(&spool->changed);
    pthread_mutex_unlock(&spool->mutex);
    return NULL;
}

struct spool *spool_new(int directory_fd, uint64_t size_max)
{
    struct spool *spool = calloc(1, sizeof *spool);

    if (spool == NULL)
        return NULL;
    spool->size_max = size_max;
    blocks_init(&spool->blocks, directory_fd);
    STAILQ_INIT(&spool->submitted);
    STAILQ_INIT(&spool->written);
    pthread_mutex_init(&spool->mutex, NULL);
    thread_condition_init(&spool->changed);
    spool->is_running =
        wake_open(&spool->wake) == 0 && thread_start(&spool->thread, run, spool) == 0;
    if (spool->is_running)
        return spool;
    int error = errno;
    spool_free(spool);
    errno = error;
    return NULL;
}

bool spool_finish(struct spool *spool, int64_t deadline_ms)
{
    if (!spool->is_running)
        return true;
    pthread_mutex_lock(&spool->mutex);
    spool->finishing = true;
    pthread_cond_broadcast(&spool->changed);
    while (!spool->has_ended && thread_wait(&spool->changed, &spool->mutex, deadline_ms))
        continue;
    bool has_ended = spool->has_ended;
    pthread_mutex_unlock(&spool->mutex);
    if (has_ended)
        pthread_join(spool->thread, NULL);
    spool->is_running = !has_ended;
    return has_ended;
}

void spool_free(struct spool *spool)
{
    assert(!spool->is_running && spool->size == 0);
    wake_close(&spool->wake);
    blocks_release(&spool->blocks);
    pthread_mutex_destroy(&spool->mutex);
    pthread_cond_destroy(&spool->changed);
    free(spool);
}

void spool_submit(struct spool *spool, struct spooled *body, void *owner)
{
    body->owner = owner;
    pthread_mutex_lock(&spool->mutex);
    STAILQ_INSERT_TAIL(&spool->submitted, body, next);
    pthread_cond_broadcast(&spool->changed);
    pthread_mutex_unlock(&spool->mutex);
}

int spool_fd(const struct spool *spool)
{
    return spool->wake.fd;
}

/* The descriptor stays readable until no body is left. */
struct spooled *spool_take(struct spool *spool)
{
    pthread_mutex_lock(&spool->mutex);
    struct spooled *body = take(&spool->written);
    if (body == NULL)
        wake_clear(&spool->wake);
    pthread_mutex_unlock(&spool->mutex);
    if (body != NULL)
        (void)spooled_count(body);
    return body;
}

/* --- bodies --- */

void spooled_init(struct spooled *body, struct spool *spool)
{
    *body = (struct spooled){.spool = spool};
    buffer_init(&body->tail, TAIL_LIMIT);
}

static void count(struct spooled *body, size_t tail, uint64_t all)
{
    struct spool *spool = body->spool;

    spool->memory += tail - body->tail_counted;
    spool->size += all - body->all_counted;
    body->tail_counted = tail;
    body->all_counted = all;
}

void spooled_release(struct spooled *body)
{
    count(body, 0, 0);
    buffer_release(&body->tail);
    give_blocks(body->spool, body->blocks, body->block_count);
    free(body->blocks);
    spooled_init(body, body->spool);
}

/* Large bodies must not keep small ones out. */
static uint64_t limit_of(const struct spooled *body)
{
    uint64_t size_max = body->spool->size_max, kept_free = size_max / 8;

    if (kept_free > SPOOL_MEMORY_MAX)
        kept_free = SPOOL_MEMORY_MAX;
    return body->all_counted > SPOOL_TAIL_MAX ? size_max - kept_free : size_max;
}

enum spool_advice spooled_count(struct spooled *body)
{
    const struct spool *spool = body->spool;

    count(body, buffer_size(&body->tail), spooled_size(body));
    if (spool->size > limit_of(body))
        return SPOOL_FULL;
    return body->tail_counted > SPOOL_TAIL_MAX || spool->memory > SPOOL_MEMORY_MAX ? SPOOL_STORE
                                                                                   : SPOOL_KEEP;
}

uint64_t spooled_size(const struct spooled *body)
{
    return body->stored + buffer_size(&body->tail);
}

/* Copies some of the SIZE bytes at OFFSET.  Returns their number, or 0 with errno. */
static size_t read_some(const struct spooled *body, uint64_t offset, char *out, size_t size)
{
    if (offset >= body->stored) {
        memcpy(out, buffer_span(&body->tail).data + (offset - body->stored), size);
        return size;
    }
    if (size > body->stored - offset)
        size = (size_t)(body->stored - offset);
    return blocks_read(&body->spool->blocks, body->blocks, offset, out, size);
}

int spooled_read(const struct spooled *body, uint64_t offset, char *out, size_t size)
{
    while (size > 0) {
        size_t count = read_some(body, offset, out, size);
        if (count == 0)
            return -1;
        offset += count;
        out += count;
        size -= count;
    }
    return 0;
}
