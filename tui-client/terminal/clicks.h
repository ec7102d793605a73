/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* clicks.h - which part of the screen means what to the mouse.
 *
 * Whoever draws something that can be clicked says so, in the order of drawing; a click then looks
 * it up.  So no other place needs to know where things were drawn.
 */
#ifndef TUI_CLIENT_TERMINAL_CLICKS_H
#define TUI_CLIENT_TERMINAL_CLICKS_H

#include <stdbool.h>
#include <stddef.h>

#include "tui-client/terminal/box.h"

/* Beyond these, clicks on what was drawn last have no effect. */
#define CLICKS_MAX 512

enum click_kind {
    CLICK_KEY,  /* NUMBER is an enum keys_action: as if its key were pressed */
    CLICK_STEP, /* NUMBER is an enum dialect_event: the step to show */
    CLICK_ITEM, /* of the pane there: a line, a field, an entry; the pane numbers them */
};

struct click {
    struct box box;
    enum click_kind kind;
    size_t number;
};

/* Forgets everything; the screen is drawn anew. */
void clicks_clear(void);

/* BOX of the screen was drawn as what KIND and NUMBER say; it covers what was there before. */
void clicks_add(struct box box, enum click_kind kind, size_t number);

/* Copies what is at ROW and COLUMN to CLICK; false if a click means nothing there. */
bool clicks_find(int row, int column, struct click *click);

#endif
