/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* paste.h - the text of a bracketed paste, collected as one piece.
 *
 * CR and CRLF become LF.  Terminals filter Ctrl-C out of pasted text, so one that arrives was
 * typed: it cancels the paste.  A paste that is cancelled or too large is discarded to its end,
 * since no part of it may act as a key.  The text may be a password, so its memory is wiped.
 * sequence.h recognizes where it begins and ends.
 */
#ifndef TUI_CLIENT_TEXT_PASTE_H
#define TUI_CLIENT_TEXT_PASTE_H

#include <stdbool.h>

#include "common/buffer.h"

enum paste_state {
    PASTE_NONE, /* no paste is in progress */
    PASTE_GROWS,
    PASTE_LOST, /* the rest is discarded */
    PASTE_DONE, /* the text is complete; until paste_release() */
};

struct paste {
    enum paste_state state;
    int why;            /* PASTE_LOST: ECANCELED (Ctrl-C), ENOBUFS (limit) or ENOMEM */
    struct buffer text; /* UTF-8 */
    bool after_return;  /* the last byte was CR: an LF now belongs to it */
};

/* Initializes PASTE, which holds at most LIMIT bytes; no paste is in progress. */
void paste_init(struct paste *paste, size_t limit);

/* Frees the text and resets PASTE to PASTE_NONE. */
void paste_release(struct paste *paste);

/* A paste begins. */
void paste_begin(struct paste *paste);

/* Whether a paste is in progress. */
bool paste_goes_on(const struct paste *paste);

/* Adds TEXT to the paste and updates its state. */
void paste_take(struct paste *paste, struct span text);

/* The paste has ended: the state becomes PASTE_DONE, or PASTE_NONE if it was lost. */
void paste_finish(struct paste *paste);

#endif
