/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* kill_ring.c - see kill_ring.h. */
#include <config.h>

#include "tui-client/text/kill_ring.h"

#include <stdlib.h>

/* --- texts ----------------------------------------------------------------------------------- */

static void release(struct kill_ring_text *text)
{
    for (size_t i = 0; i < text->count; i++)
        scrap_drop(text->pieces[i]);
    free(text->pieces);
    *text = (struct kill_ring_text){0};
}

/* Makes room for one more piece. */
static int reserve(struct kill_ring_text *text)
{
    size_t capacity = 2 * text->capacity + 1;
    struct scrap **pieces;

    if (text->count < text->capacity)
        return 0;
    pieces = realloc(text->pieces, capacity * sizeof(struct scrap *));
    if (pieces == NULL)
        return -1;
    text->pieces = pieces;
    text->capacity = capacity;
    return 0;
}

/* The place of the piece on SIDE of TEXT. */
static struct scrap **edge(const struct kill_ring_text *text, enum kill_ring_side side)
{
    return &text->pieces[side == KILL_RING_BEFORE ? 0 : text->count - 1];
}

/* There is room for it. */
static void add_piece(struct kill_ring_text *text, struct scrap *piece, enum kill_ring_side side)
{
    size_t place = side == KILL_RING_BEFORE ? 0 : text->count;

    memmove(text->pieces + place + 1, text->pieces + place,
            (text->count - place) * sizeof(struct scrap *));
    text->pieces[place] = scrap_share(piece);
    text->count++;
    text->size += piece->size;
}

/* OLD with TEXT on SIDE of it; NULL with errno ENOMEM. */
static struct scrap *join(const struct scrap *old, struct span text, enum kill_ring_side side)
{
    struct scrap *joined = scrap_new(old->size + text.size);
    bool is_before = side == KILL_RING_BEFORE;

    if (joined == NULL)
        return NULL;
    memcpy(joined->bytes + (is_before ? 0 : old->size), text.data, text.size);
    memcpy(joined->bytes + (is_before ? text.size : 0), old->bytes, old->size);
    return joined;
}

/* --- the ring -------------------------------------------------------------------------------- */

void kill_ring_init(struct kill_ring *ring)
{
    *ring = (struct kill_ring){0};
}

void kill_ring_release(struct kill_ring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        release(&ring->texts[i]);
    release(&ring->fresh);
    scrap_drop(ring->joined);
    kill_ring_init(ring);
}

/* Drops those of the texts from FIRST on that do not fit, together with the ones before them, into
 * LIMIT bytes. */
static void drop_large(struct kill_ring *ring, size_t first, size_t limit)
{
    size_t kept = first;

    for (size_t i = first; i < ring->count; i++) {
        struct kill_ring_text *text = &ring->texts[i];
        if (text->size > limit) {
            release(text);
            continue;
        }
        limit -= text->size;
        ring->texts[kept++] = *text;
    }
    if (kept != ring->count)
        ring->turned = 0;
    ring->count = kept;
}

int kill_ring_prepare(struct kill_ring *ring, struct span text, enum kill_ring_side side,
                      size_t limit)
{
    struct kill_ring_text *newest = &ring->texts[0];
    const struct scrap *piece;

    scrap_drop(ring->joined);
    ring->joined = NULL;
    ring->side = ring->count > 0 ? side : KILL_RING_NEW;
    drop_large(ring, ring->side == KILL_RING_NEW ? 0 : 1, limit);
    if (ring->side == KILL_RING_NEW)
        return reserve(&ring->fresh);
    piece = *edge(newest, side);
    if (piece->size + text.size > KILL_RING_PIECE)
        return reserve(newest);
    ring->joined = join(piece, text, side);
    return ring->joined != NULL ? 0 : -1;
}

static void add_text(struct kill_ring *ring, struct scrap *killed)
{
    if (ring->count == KILL_RING_MAX)
        release(&ring->texts[--ring->count]);
    memmove(ring->texts + 1, ring->texts, ring->count * sizeof ring->texts[0]);
    ring->texts[0] = ring->fresh;
    ring->fresh = (struct kill_ring_text){0};
    ring->count++;
    add_piece(&ring->texts[0], killed, KILL_RING_BEHIND);
}

/* What is joined belongs to the ring alone. */
static void put_joined(struct kill_ring *ring)
{
    struct kill_ring_text *newest = &ring->texts[0];
    struct scrap **piece = edge(newest, ring->side);

    newest->size += ring->joined->size - (*piece)->size;
    scrap_drop(*piece);
    *piece = ring->joined;
    ring->joined = NULL;
}

void kill_ring_take(struct kill_ring *ring, struct scrap *killed)
{
    if (ring->side == KILL_RING_NEW)
        add_text(ring, killed);
    else if (ring->joined != NULL)
        put_joined(ring);
    else
        add_piece(&ring->texts[0], killed, ring->side);
    ring->turned = 0;
}

static const struct kill_ring_text *text_at(const struct kill_ring *ring, size_t number)
{
    return ring->count > 0 ? &ring->texts[number % ring->count] : NULL;
}

const struct kill_ring_text *kill_ring_text(const struct kill_ring *ring)
{
    return text_at(ring, ring->turned);
}

const struct kill_ring_text *kill_ring_next(const struct kill_ring *ring)
{
    return text_at(ring, ring->turned + 1);
}

void kill_ring_turn(struct kill_ring *ring)
{
    if (ring->count > 0)
        ring->turned = (ring->turned + 1) % ring->count;
}
