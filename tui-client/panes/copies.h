/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* copies.h - the overlay "copy as": shows the conversation in an export format. */
#ifndef TUI_CLIENT_PANES_COPIES_H
#define TUI_CLIENT_PANES_COPIES_H

#include "tui-client/client/share.h"
#include "tui-client/panes/scroller.h"

struct copies {
    struct pane pane;
    enum export_format format;
    struct buffer text; /* the conversation in FORMAT */
    const char *flaw;   /* why FORMAT is impossible, translated; NULL: it is possible */
    struct scroller scroller;
    char title[256];
};

void copies_init(struct copies *copies, struct guide *guide);
void copies_release(struct copies *copies);

#endif
