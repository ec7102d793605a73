/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* history_pane.h - the overlay with the history, newest first.
 */
#ifndef TUI_CLIENT_PANES_HISTORY_PANE_H
#define TUI_CLIENT_PANES_HISTORY_PANE_H

#include "tui-client/panes/pane.h"

struct history_pane {
    struct pane pane;
    size_t selected; /* 0 is the newest */
    size_t first;    /* shown */
    int height;      /* rows when last drawn */
};

void history_pane_init(struct history_pane *history_pane, struct guide *guide);

#endif
