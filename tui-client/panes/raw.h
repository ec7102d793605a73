/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* raw.h - the raw line: any command, typed with Readline, completed from the table and the history.
 *
 * It starts and stops Readline for the full screen, and takes it back from the form when it gets
 * the focus.
 */
#ifndef TUI_CLIENT_PANES_RAW_H
#define TUI_CLIENT_PANES_RAW_H

#include "tui-client/dialogue/completion.h"
#include "tui-client/panes/pane.h"
#include "tui-client/terminal/prompt.h"

struct raw {
    struct pane pane;
    struct prompt_hooks hooks;
    struct completion completion;
    char *text; /* owned; the line while the form uses Readline */
    size_t size, point;
    bool has_prompt; /* Readline holds the line now */
};

/* 0, or -1 if Readline cannot be used. */
int raw_init(struct raw *raw, struct guide *guide);
void raw_release(struct raw *raw);

/* Loads TEXT into the line for editing. */
void raw_load(struct raw *raw, struct span text);

/* Called when it loses the focus: saves the line. */
void raw_leave(struct raw *raw);

#endif
