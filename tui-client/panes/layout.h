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

enum layout_part {
    LAYOUT_FORM,
    LAYOUT_CONVERSATION,
    LAYOUT_EXPLANATION,
    LAYOUT_PANES, /* the parts before it have frames */

    LAYOUT_TITLE = LAYOUT_PANES,
    LAYOUT_STEPS,
    LAYOUT_RAW,
    LAYOUT_STATUS,
    LAYOUT_KEYS,
    LAYOUT_PARTS,
};

struct layout {
    bool is_too_small;
    struct box parts[LAYOUT_PARTS]; /* height 0: not shown; frames included */
};

/* Lays out a screen of SIZE.  FOCUS is the pane that must be shown; FORM_ROWS is the number of rows
 * that the form needs inside its frame at layout_form_width() columns.  ZOOM: the focused pane gets
 * the space of all panes. */
struct layout layout_of(struct box size, enum layout_part focus, int form_rows, bool zoom);

/* Columns inside the form's frame. */
int layout_form_width(struct box size);

#endif
