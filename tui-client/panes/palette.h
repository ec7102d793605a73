/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* palette.h - the overlay with all commands: a list from the key table, searched by typing. */
#ifndef TUI_CLIENT_PANES_PALETTE_H
#define TUI_CLIENT_PANES_PALETTE_H

#include "tui-client/panes/list.h"

/* More than the rows of the key table. */
#define PALETTE_ROWS_MAX 128

/* A row of the key table, or a verb that is no step of its own. */
struct palette_row {
    const struct keys_row *key; /* NULL: the verb */
    enum dialect_event verb;
};

struct palette {
    struct pane pane;
    enum keys_scope
        scope; /* whose commands are listed in addition to those that apply everywhere */
    struct palette_row rows[PALETTE_ROWS_MAX]; /* those that match what was typed */
    struct list list;                          /* of them */
};

void palette_init(struct palette *palette, struct guide *guide);

/* Sets the scope whose commands are listed: that of the pane that had the focus. */
void palette_about(struct palette *palette, enum keys_scope scope);

#endif
