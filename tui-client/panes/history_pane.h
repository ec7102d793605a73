/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* history_pane.h - the overlay that lists commands and messages sent before, and searches them. */
#ifndef TUI_CLIENT_PANES_HISTORY_PANE_H
#define TUI_CLIENT_PANES_HISTORY_PANE_H

#include "tui-client/panes/list.h"

struct history_pane {
    struct pane pane;
    size_t rows[HISTORY_ENTRIES_MAX]; /* numbers of the entries that match, newest first */
    unsigned changes;                 /* of the history when they were found */
    struct list list;
};

void history_pane_init(struct history_pane *history_pane, struct guide *guide);

#endif
