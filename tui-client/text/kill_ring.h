/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* kill_ring.h - the texts that were killed last, to be yanked.
 *
 * As in GNU Readline: kills in a row are one text, and the ring holds the last KILL_RING_MAX texts.
 * A yank gives the newest, or the one that the ring was last turned to.  Whether a kill follows
 * another is the caller's knowledge.
 *
 * A kill is prepared before the text is removed where it stood and taken afterwards, so that
 * neither can fail alone.
 */
#ifndef TUI_CLIENT_TEXT_KILL_RING_H
#define TUI_CLIENT_TEXT_KILL_RING_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

#define KILL_RING_MAX 10

struct kill_ring_text {
    char *bytes; /* owned */
    size_t size;
};

struct kill_ring {
    struct kill_ring_text texts[KILL_RING_MAX]; /* the newest first */
    size_t count;
    size_t turned; /* the text that a yank gives */
    size_t limit;  /* maximum bytes of all texts; the newest may be larger */
    struct kill_ring_text prepared;
    bool continues; /* PREPARED replaces the newest text */
};

/* How a kill relates to the newest text. */
enum kill_ring_side {
    KILL_RING_NEW,    /* a text of its own */
    KILL_RING_BEFORE, /* joins the newest, in front of it; a new one if there is none */
    KILL_RING_BEHIND,
};

/* Initializes RING as empty; it holds at most LIMIT bytes, but always the newest text. */
void kill_ring_init(struct kill_ring *ring, size_t limit);
void kill_ring_release(struct kill_ring *ring);

/* Prepares a copy of TEXT (not empty); -1 with errno ENOMEM.  The texts of RING are unchanged. */
int kill_ring_prepare(struct kill_ring *ring, struct span text, enum kill_ring_side side);

/* Makes what was prepared last the newest text, which the next yank gives; the oldest texts are
 * dropped. */
void kill_ring_take(struct kill_ring *ring);

/* The text that a yank gives, and the one after turning the ring; empty if there is none.  Borrowed
 * until the next kill. */
struct span kill_ring_text(const struct kill_ring *ring);
struct span kill_ring_next(const struct kill_ring *ring);

/* Turns the ring to the next older text; the newest follows the oldest. */
void kill_ring_turn(struct kill_ring *ring);

#endif
