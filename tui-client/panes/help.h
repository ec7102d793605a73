/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* help.h - the help overlay: the focused pane, after the lesson of the step if it is about that,
 * then all keys, from the key table.
 */
#ifndef TUI_CLIENT_PANES_HELP_H
#define TUI_CLIENT_PANES_HELP_H

#include "tui-client/panes/scroller.h"

struct help {
    struct pane pane;
    const char *topic;     /* help text of the pane; marked for translation */
    enum keys_scope scope; /* of its keys */
    bool is_about_step;    /* the pane is, so that the lesson comes first */
    struct scroller scroller;
};

void help_init(struct help *help, struct guide *guide);

/* Sets the pane that help is about. */
void help_about(struct help *help, const struct pane *topic);

#endif
