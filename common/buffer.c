/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* buffer.c - when a buffer allocates memory, and when it frees it.
 *
 * Capacity doubles up to the limit, so that n bytes appended in any pieces cost O(n); consumed
 * space at the front is reused before more memory is allocated, unless moving the bytes would cost
 * more than it gains.  What the bytes mean is not known here.
 */
#include <config.h>

#include "common/buffer.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

/* Smallest allocation, in bytes. */
#define CAPACITY_MIN ((size_t)64)

/* Up to this capacity, memory is freed only when the buffer is empty. */
#define CAPACITY_SMALL ((size_t)1024)

/* Memory is freed when the bytes held fill at most one part in this many of it. */
#define SLACK_DIVISOR 8

void buffer_init(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit};
}

void buffer_release(struct buffer *buffer)
{
    bool is_secret = buffer->is_secret;

    if (is_secret && buffer->data != NULL)
        explicit_bzero(buffer->data, buffer->capacity);
    free(buffer->data);
    buffer_init(buffer, buffer->limit);
    buffer->is_secret = is_secret;
}

size_t buffer_size(const struct buffer *buffer)
{
    return buffer->end - buffer->start;
}

struct span buffer_span(const struct buffer *buffer)
{
    if (buffer->data == NULL)
        return (struct span){NULL, 0};
    return (struct span){buffer->data + buffer->start, buffer_size(buffer)};
}

static void move_to_front(struct buffer *buffer)
{
    size_t held = buffer_size(buffer);

    assert(held == 0 || buffer->data != NULL);
    if (buffer->start > 0 && held > 0)
        memmove(buffer->data, buffer->data + buffer->start, held);
    buffer->start = 0;
    buffer->end = held;
}

/* As realloc(), which would leave a copy of what is secret. */
static char *move_secret(const struct buffer *buffer, size_t capacity)
{
    char *data = malloc(capacity);

    if (data == NULL || buffer->data == NULL)
        return data;
    memcpy(data, buffer->data, buffer_size(buffer));
    explicit_bzero(buffer->data, buffer->capacity);
    free(buffer->data);
    return data;
}

/* Changes the memory to CAPACITY bytes, at least those held.  Returns -1 with ENOMEM; nothing is
 * lost then. */
static int set_capacity(struct buffer *buffer, size_t capacity)
{
    char *data;

    /* First, since what realloc() copies is the front. */
    move_to_front(buffer);
    data = buffer->is_secret ? move_secret(buffer, capacity) : realloc(buffer->data, capacity);
    if (data == NULL)
        return -1;
    buffer->data = data;
    buffer->capacity = capacity;
    return 0;
}

/* Twice the present capacity, up to the limit, but at least NEEDED bytes. */
static size_t grown_capacity(const struct buffer *buffer, size_t needed)
{
    size_t capacity = buffer->capacity > buffer->limit / 2 ? buffer->limit : buffer->capacity * 2;

    if (capacity < needed)
        capacity = needed;
    return capacity < CAPACITY_MIN ? CAPACITY_MIN : capacity;
}

char *buffer_reserve(struct buffer *buffer, size_t size)
{
    size_t held = buffer_size(buffer);

    if (size > buffer->limit - held) {
        errno = ENOBUFS;
        return NULL;
    }
    if (buffer->data == NULL || size > buffer->capacity - buffer->end) {
        /* At most as many bytes are moved as were consumed before, unless the limit is reached. */
        bool worth_moving = buffer->start >= held || buffer->capacity >= buffer->limit;
        if (buffer->data != NULL && held + size <= buffer->capacity && worth_moving)
            move_to_front(buffer);
        else if (set_capacity(buffer, grown_capacity(buffer, held + size)) != 0)
            return NULL;
    }
    return buffer->data + buffer->end;
}

void buffer_commit(struct buffer *buffer, size_t size)
{
    assert(size <= buffer->capacity - buffer->end);
    assert(size <= buffer->limit - buffer_size(buffer));
    buffer->end += size;
}

int buffer_append(struct buffer *buffer, const void *data, size_t size)
{
    char *room;

    if (size == 0)
        return 0;
    room = buffer_reserve(buffer, size);
    if (room == NULL)
        return -1;
    memcpy(room, data, size);
    buffer_commit(buffer, size);
    return 0;
}

/* A client that pauses within a line must not tie up the memory of a whole read. */
static void give_slack_back(struct buffer *buffer)
{
    size_t held = buffer_size(buffer);

    if (buffer->capacity > CAPACITY_SMALL && held <= buffer->capacity / SLACK_DIVISOR)
        /* If this fails, the buffer keeps its memory. */
        (void)set_capacity(buffer, held < CAPACITY_MIN ? CAPACITY_MIN : held);
}

void buffer_consume(struct buffer *buffer, size_t size)
{
    int error_number = errno; /* the caller may still need that of its failed read() */

    assert(size <= buffer_size(buffer));
    buffer->start += size;
    if (buffer->start == buffer->end)
        buffer_release(buffer);
    else
        give_slack_back(buffer);
    errno = error_number;
}
