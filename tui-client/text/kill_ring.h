/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* kill_ring.h - the texts that were killed last, to be yanked.
 *
 * As in GNU Readline: kills in a row are one text, and the ring holds the last KILL_RING_MAX texts.
 * A yank gives the newest, or the one that the ring was last turned to.  Whether a kill follows
 * another is the caller's knowledge.
 *
 * A text is a list of pieces, which are shared with whoever can undo the kills: joining them would
 * cost the memory of all of them once more.  Only small ones are copied into one.
 *
 * A kill is prepared before the text is removed where it stood and taken afterwards, so that
 * neither can fail alone.
 */
#ifndef TUI_CLIENT_TEXT_KILL_RING_H
#define TUI_CLIENT_TEXT_KILL_RING_H

#include <stddef.h>

#include "tui-client/text/scrap.h"

#define KILL_RING_MAX 10

/* Maximum bytes of a piece that is made of several. */
#define KILL_RING_PIECE ((size_t)4 << 10)

struct kill_ring_text {
    struct scrap **pieces; /* owned, and each of them shared; in the order of the text */
    size_t count, capacity;
    size_t size; /* bytes of all pieces */
};

/* How a kill relates to the newest text. */
enum kill_ring_side {
    KILL_RING_NEW,    /* a text of its own */
    KILL_RING_BEFORE, /* joins the newest, in front of it; a new one if there is none */
    KILL_RING_BEHIND,
};

struct kill_ring {
    struct kill_ring_text texts[KILL_RING_MAX]; /* the newest first */
    size_t count;
    size_t turned;               /* the text that a yank gives */
    enum kill_ring_side side;    /* of the kill that is prepared */
    struct kill_ring_text fresh; /* without pieces: room for the next new text */
    struct scrap *joined;        /* owned; replaces the piece on that side; NULL: none does */
};

/* Initializes RING as empty. */
void kill_ring_init(struct kill_ring *ring);
void kill_ring_release(struct kill_ring *ring);

/* Prepares for TEXT (not empty) to be taken; -1 with errno ENOMEM.  Those of the texts that will be
 * older than the newest are dropped at once if all together are larger than LIMIT bytes, so that
 * there is room for TEXT; the others are unchanged. */
int kill_ring_prepare(struct kill_ring *ring, struct span text, enum kill_ring_side side,
                      size_t limit);

/* Makes KILLED, the text prepared for, or what it was joined to the newest text, which the next
 * yank gives. */
void kill_ring_take(struct kill_ring *ring, struct scrap *killed);

/* The text that a yank gives, and the one after turning the ring; NULL if there is none.  Borrowed
 * until the next kill. */
const struct kill_ring_text *kill_ring_text(const struct kill_ring *ring);
const struct kill_ring_text *kill_ring_next(const struct kill_ring *ring);

/* Turns the ring to the next older text; the newest follows the oldest. */
void kill_ring_turn(struct kill_ring *ring);

#endif
