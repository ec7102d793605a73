/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* kill_ring.c - see kill_ring.h.
 */
#include <config.h>

#include "tui-client/text/kill_ring.h"

#include <stdlib.h>
#include <string.h>

void kill_ring_init(struct kill_ring *ring, size_t limit)
{
    *ring = (struct kill_ring){.limit = limit};
}

void kill_ring_release(struct kill_ring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        free(ring->texts[i].bytes);
    free(ring->prepared.bytes);
    kill_ring_init(ring, ring->limit);
}

static struct span span_of_text(const struct kill_ring_text *text)
{
    return (struct span){text->bytes, text->size};
}

static int prepare(struct kill_ring *ring, struct span first, struct span second)
{
    char *bytes = malloc(first.size + second.size);

    if (bytes == NULL)
        return -1;
    memcpy(bytes, first.data, first.size);
    memcpy(bytes + first.size, second.data, second.size);
    free(ring->prepared.bytes);
    ring->prepared = (struct kill_ring_text){bytes, first.size + second.size};
    return 0;
}

int kill_ring_prepare(struct kill_ring *ring, struct span text, enum kill_ring_side side)
{
    bool joins = side != KILL_RING_NEW && ring->count > 0;
    struct span newest = joins ? span_of_text(&ring->texts[0]) : span_of("");

    ring->continues = joins;
    return side == KILL_RING_BEFORE ? prepare(ring, text, newest) : prepare(ring, newest, text);
}

static size_t bytes_of(const struct kill_ring *ring)
{
    size_t bytes = 0;

    for (size_t i = 0; i < ring->count; i++)
        bytes += ring->texts[i].size;
    return bytes;
}

static void drop_oldest(struct kill_ring *ring)
{
    while (ring->count > 1 && bytes_of(ring) > ring->limit)
        free(ring->texts[--ring->count].bytes);
}

/* Frees the place of the newest text. */
static void make_room(struct kill_ring *ring)
{
    if (ring->continues) {
        free(ring->texts[0].bytes);
        return;
    }
    if (ring->count == KILL_RING_MAX)
        free(ring->texts[--ring->count].bytes);
    memmove(ring->texts + 1, ring->texts, ring->count * sizeof ring->texts[0]);
    ring->count++;
}

void kill_ring_take(struct kill_ring *ring)
{
    make_room(ring);
    ring->texts[0] = ring->prepared;
    ring->prepared = (struct kill_ring_text){0};
    ring->turned = 0;
    drop_oldest(ring);
}

static struct span text_at(const struct kill_ring *ring, size_t number)
{
    return ring->count > 0 ? span_of_text(&ring->texts[number % ring->count]) : span_of("");
}

struct span kill_ring_text(const struct kill_ring *ring)
{
    return text_at(ring, ring->turned);
}

struct span kill_ring_next(const struct kill_ring *ring)
{
    return text_at(ring, ring->turned + 1);
}

void kill_ring_turn(struct kill_ring *ring)
{
    if (ring->count > 0)
        ring->turned = (ring->turned + 1) % ring->count;
}
