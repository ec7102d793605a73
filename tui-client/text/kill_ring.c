/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* kill_ring.c - see kill_ring.h.
 */
#include <config.h>

#include "tui-client/text/kill_ring.h"

void kill_ring_init(struct kill_ring *ring)
{
    *ring = (struct kill_ring){0};
}

void kill_ring_release(struct kill_ring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        scrap_drop(ring->texts[i]);
    scrap_drop(ring->prepared);
    kill_ring_init(ring);
}

int kill_ring_prepare(struct kill_ring *ring, struct span text, enum kill_ring_side side)
{
    struct span newest = ring->count > 0 ? scrap_span(ring->texts[0]) : span_of("");
    bool is_before = side == KILL_RING_BEFORE;

    scrap_drop(ring->prepared);
    ring->prepared = NULL;
    if (side == KILL_RING_NEW || ring->count == 0)
        return 0;
    ring->prepared = scrap_new(text.size + newest.size);
    if (ring->prepared == NULL)
        return -1;
    memcpy(ring->prepared->bytes + (is_before ? 0 : newest.size), text.data, text.size);
    memcpy(ring->prepared->bytes + (is_before ? text.size : 0), newest.data, newest.size);
    return 0;
}

/* Drops those of the older texts that do not fit, together with the ones before them, into LIMIT
 * bytes. */
static void drop_large(struct kill_ring *ring, size_t limit)
{
    size_t kept = 1;

    for (size_t i = 1; i < ring->count; i++) {
        struct scrap *text = ring->texts[i];
        if (text->size > limit) {
            scrap_drop(text);
            continue;
        }
        limit -= text->size;
        ring->texts[kept++] = text;
    }
    ring->count = kept;
}

static void add(struct kill_ring *ring, struct scrap *text)
{
    if (ring->count == KILL_RING_MAX)
        scrap_drop(ring->texts[--ring->count]);
    memmove(ring->texts + 1, ring->texts, ring->count * sizeof(struct scrap *));
    ring->texts[0] = text;
    ring->count++;
}

void kill_ring_take(struct kill_ring *ring, struct scrap *killed, size_t limit)
{
    if (ring->prepared != NULL) {
        scrap_drop(ring->texts[0]);
        ring->texts[0] = ring->prepared;
    } else {
        add(ring, scrap_share(killed));
    }
    ring->prepared = NULL;
    ring->turned = 0;
    drop_large(ring, limit);
}

static struct scrap *text_at(const struct kill_ring *ring, size_t number)
{
    return ring->count > 0 ? ring->texts[number % ring->count] : NULL;
}

struct scrap *kill_ring_text(const struct kill_ring *ring)
{
    return text_at(ring, ring->turned);
}

struct scrap *kill_ring_next(const struct kill_ring *ring)
{
    return text_at(ring, ring->turned + 1);
}

void kill_ring_turn(struct kill_ring *ring)
{
    if (ring->count > 0)
        ring->turned = (ring->turned + 1) % ring->count;
}
