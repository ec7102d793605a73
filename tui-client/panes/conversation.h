/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation.h - the pane that shows both sides of the conversation live.
 *
 * It follows the newest line unless another one is selected.  The wire view shows every byte of a
 * line, its ending included, and their number; the ladder shows who said what to whom.
 */
#ifndef TUI_CLIENT_PANES_CONVERSATION_H
#define TUI_CLIENT_PANES_CONVERSATION_H

#include "tui-client/panes/ladder_view.h"
#include "tui-client/panes/pane.h"

/* Maximum bytes of a search text. */
#define CONVERSATION_SOUGHT_MAX 255

struct conversation {
    struct pane pane;
    struct box box;            /* as last drawn */
    struct pane_beyond beyond; /* lines that were hidden when it was last drawn */
    /* After the last motion LINE (dropped lines count too) began in row ROW of the box.  The rows
     * shown follow from this and the selection. */
    struct {
        unsigned long long line;
        int row; /* negative: it began above the box */
    } anchor;
    bool has_anchor; /* there was a motion */
    enum conversation_view { CONVERSATION_LIST, CONVERSATION_WIRE, CONVERSATION_LADDER } view;
    struct ladder_view ladder;
    char sought[CONVERSATION_SOUGHT_MAX + 1]; /* last search text; "": none yet */
    char title[256];
};

void conversation_init(struct conversation *conversation, struct guide *guide);

#endif
