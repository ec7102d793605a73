/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* layout.h - the position of each part of the screen.
 *
 * Only arithmetic: computes boxes from the size of the terminal and the focus.  If space is short,
 * the explanation is hidden first, then all but the focused pane.
 */
#ifndef TUI_CLIENT_PANES_LAYOUT_H
#define TUI_CLIENT_PANES_LAYOUT_H

#include <stdbool.h>

#include "tui-client/terminal/box.h"

/* Minimum size of the terminal. */
#define LAYOUT_ROWS_MIN    10
#define LAYOUT_COLUMNS_MIN 40

/* Minimum columns of a terminal for the ladder to have a place of its own. */
#define LAYOUT_LADDER_COLUMNS 160

enum layout_part {
    LAYOUT_FORM,
    LAYOUT_CONVERSATION,
    LAYOUT_EXPLANATION,
    LAYOUT_PANES, /* the parts before it have frames */

    LAYOUT_LADDER = LAYOUT_PANES, /* beside the conversation; it has a frame, but no focus */
    LAYOUT_TITLE,
    LAYOUT_STEPS,
    LAYOUT_RAW,
    LAYOUT_STATUS,
    LAYOUT_KEYS,
    LAYOUT_PARTS,
};

struct layout {
    bool is_too_small;
    struct box parts[LAYOUT_PARTS]; /* height 0: not shown; frames, which share edges, included */
};

/* Lays out a screen of SIZE.  FOCUS is the pane that must be shown; FORM_ROWS is the number of rows
 * that the form needs inside its frame at layout_form_width() columns.  ZOOM: the focused pane gets
 * the space of all panes.  The ladder is shown from LAYOUT_LADDER_COLUMNS on, unless the view is
 * zoomed; without it the conversation takes its place (layout_without_ladder()). */
struct layout layout_of(struct box size, enum layout_part focus, int form_rows, bool zoom);

/* Gives the ladder's place to the conversation. */
void layout_without_ladder(struct layout *layout);

/* Columns inside the form's frame. */
int layout_form_width(struct box size);

#endif
