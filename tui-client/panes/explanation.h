/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* explanation.h - the pane that explains the selected reply and what may come next.
 */
#ifndef TUI_CLIENT_PANES_EXPLANATION_H
#define TUI_CLIENT_PANES_EXPLANATION_H

#include "tui-client/panes/pane.h"

struct explanation_pane {
    struct pane pane;
    size_t skip; /* rows scrolled off at the top */
    size_t rows; /* of the whole text when last drawn */
};

void explanation_init(struct explanation_pane *explanation, struct guide *guide);

#endif
