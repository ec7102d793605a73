/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* ask.h - a prompt in place of the raw line: for a path, or a text to search for.
 *
 * Readline edits the line.  The errand says who asks and who gets the answer.  A line that failed
 * needs not be typed again: the prompt stays open with it.
 */
#ifndef TUI_CLIENT_PANES_ASK_H
#define TUI_CLIENT_PANES_ASK_H

#include "tui-client/panes/pane.h"

struct ask {
    struct pane pane;
    struct pane *from;    /* the pane that asks; borrowed */
    struct errand errand; /* ERRAND_ASK while a line is asked for */
    struct errand doubt;  /* ERRAND_CONFIRM while the user is asked whether it is meant */
};

void ask_init(struct ask *ask, struct guide *guide);

/* Whether the prompt is open. */
bool ask_is_open(const struct ask *ask);

/* Opens the prompt for ERRAND of FROM; the caller then enters it like any pane that gets the focus.
 */
void ask_open(struct ask *ask, struct pane *from, const struct errand *errand);

/* Closes the prompt. */
void ask_close(struct ask *ask);

#endif
