/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* finder.h - an incremental search of an area, as by Ctrl-S and Ctrl-R in Emacs.
 *
 * Each typed character leads to the next place, from where the cursor is, that has all of them; at
 * the end the search goes on from the start.  A search that is cancelled leads back to where it
 * began.  The case of A-Z does not matter.
 */
#ifndef TUI_CLIENT_TEXT_FINDER_H
#define TUI_CLIENT_TEXT_FINDER_H

#include "tui-client/text/area.h"

/* Maximum bytes of what is sought. */
#define FINDER_SOUGHT_MAX 256

struct finder {
    bool is_open;
    bool is_back;
    enum {
        FINDER_FOUND, /* or nothing is sought yet */
        FINDER_WRAPPED,
        FINDER_MISSING, /* the cursor is where it was */
    } outcome;
    size_t origin; /* where the search began */
    char sought[FINDER_SOUGHT_MAX];
    size_t size;
    size_t earlier; /* bytes of SOUGHT of the search before, while nothing is sought */
};

/* Begins a search of AREA. */
void finder_open(struct finder *finder, const struct area *area, bool is_back);

/* Adds TEXT, up to its first control character, to what is sought; what does not fit is ignored.
 * Or removes its last character. */
void finder_type(struct finder *finder, struct area *area, struct span text);
void finder_shorten(struct finder *finder, struct area *area);

/* Goes to the next match in this direction; if nothing is sought yet, to one of what was sought
 * last. */
void finder_again(struct finder *finder, struct area *area, bool is_back);

/* Ends the search: the cursor stays, or returns. */
void finder_keep(struct finder *finder);
void finder_cancel(struct finder *finder, struct area *area);

/* What is sought; borrowed. */
struct span finder_sought(const struct finder *finder);

/* Bytes of the match, which begins at the cursor; 0: there is none. */
size_t finder_match(const struct finder *finder, struct area *area);

#endif
