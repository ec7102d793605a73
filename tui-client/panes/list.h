/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* list.h - an overlay's list, of which one row is selected, and the line above in which one types
 * to search it.
 *
 * What the rows are, which of them match and what Enter does is the overlay's concern.
 */
#ifndef TUI_CLIENT_PANES_LIST_H
#define TUI_CLIENT_PANES_LIST_H

#include "tui-client/panes/pane.h"

struct list {
    size_t count;    /* of rows; set by the overlay, which then sets SELECTED and FIRST too */
    size_t selected; /* row */
    size_t first;    /* shown */
    int height;      /* of the list when last drawn */
};

/* Draws what is typed in the first row of BOX, which is reduced to the others. */
void list_draw_search(struct box *box, bool has_focus, struct pane_cursor *cursor);

/* Draws the rows, each with DRAW_ROW in BOX of one row, which has been filled in STYLE; if there
 * are none, NOTHING. */
void list_draw(struct list *list, struct box box, const char *nothing,
               void (*draw_row)(const struct pane *pane, struct box box, enum style style,
                                size_t number),
               const struct pane *pane);

/* How much is hidden. */
struct pane_beyond list_beyond(const struct list *list);

/* Selects another row by ACTION; false if it is not a motion. */
bool list_act(struct list *list, enum keys_action action);

/* Row NUMBER was clicked: selects it.  True if it was selected before, so that the click acts as
 * Enter. */
bool list_click(struct list *list, size_t number);

/* Types INPUT, a key or a paste; the overlay then searches again. */
void list_input(const struct input *input);

#endif
