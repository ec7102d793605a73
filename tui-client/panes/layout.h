/* layout.h - which part of the screen stands where.
 *
 * Arithmetic alone: from the size of the terminal and what has the focus to boxes.  What does not
 * fit goes: first the explanation, then all but the pane with the focus.
 */
#ifndef TUI_CLIENT_PANES_LAYOUT_H
#define TUI_CLIENT_PANES_LAYOUT_H

#include <stdbool.h>

#include "tui-client/terminal/box.h"

/* Below this the terminal is too small for anything. */
#define LAYOUT_ROWS_MIN    10
#define LAYOUT_COLUMNS_MIN 40

enum layout_part {
    LAYOUT_FORM,
    LAYOUT_CONVERSATION,
    LAYOUT_EXPLANATION,
    LAYOUT_PANES, /* those above have frames */

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

/* Lays out a screen of SIZE.  FOCUS is the pane that must be shown; FORM_ROWS is what the form
 * would like to have within its frame, given the columns that layout_form_width() tells.
 * ZOOM: a pane that has the focus gets the room of all. */
struct layout layout_of(struct box size, enum layout_part focus, int form_rows, bool zoom);

/* Columns within the form's frame. */
int layout_form_width(struct box size);

#endif
