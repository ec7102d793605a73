/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* explanation.h - the pane that teaches the step that is shown, or explains a line.
 *
 * A line that is selected is explained: a command, a line of the message, or a reply.  While the
 * newest line is followed, the pane speaks of the step; a reply that leads on to it is mentioned in
 * one line above, if there is room.  After a refusal, and any other reply that is no plain success,
 * the whole explanation of the reply stays, since that is what the person needs, until a step is
 * shown anew or something is sent.  At the step that sends a message, and after a delivery, the
 * envelope stands beside the letter.  A lost connection comes before the lesson, and a status that
 * its row cuts before all else.  The marks of the steps are explained below if there is room.
 */
#ifndef TUI_CLIENT_PANES_EXPLANATION_H
#define TUI_CLIENT_PANES_EXPLANATION_H

#include "tui-client/message/draft.h"
#include "tui-client/panes/scroller.h"

struct explanation_pane {
    struct pane pane;
    const struct draft *draft; /* borrowed */
    struct scroller scroller;
    unsigned visits; /* guide->visits when last drawn */
    size_t line;     /* that was explained then */
    unsigned said;   /* guide->said of the status that was shown then; 0: none was */
    char title[128];
};

/* GUIDE and DRAFT must outlive the pane. */
void explanation_init(struct explanation_pane *explanation, struct guide *guide,
                      const struct draft *draft);

#endif
