/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* ladder_view.h - the conversation as a ladder: a view of its pane, and a pane of its own on wide
 * screens.
 *
 * It selects what the list of lines selects, a rung standing for all of its lines, and follows the
 * end as the list does.  Only the rungs on the screen are made.
 */
#ifndef TUI_CLIENT_PANES_LADDER_VIEW_H
#define TUI_CLIENT_PANES_LADDER_VIEW_H

#include "tui-client/panes/pane.h"

struct ladder_view {
    unsigned long long top;    /* line of the first rung shown; dropped lines count too */
    size_t top_event;          /* as in struct ladder_place */
    int rows;                  /* of rungs, when it was last drawn */
    struct pane_beyond beyond; /* lines of the conversation that were hidden then */
};

/* Draws the ladder of GUIDE's conversation in BOX, with the selected rung marked if IS_MARKED.
 * Returns its row on the screen; that of the box if it is not shown. */
int ladder_view_draw(struct ladder_view *view, const struct guide *guide, struct box box,
                     bool is_marked);

/* Moves the selection by ACTION; false if it is not a motion. */
bool ladder_view_move(const struct ladder_view *view, struct guide *guide, enum keys_action action);

/* The pane of its own, which never has the focus. */
struct ladder_pane {
    struct pane pane;
    struct ladder_view view;
};

void ladder_pane_init(struct ladder_pane *ladder, struct guide *guide);

#endif
