/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* saving.h - asks for the name of a file and saves the conversation to it.
 *
 * A name that does not exist yet is proposed.  Before a file is replaced, the user is asked; after
 * an error the prompt stays open with the name that failed.
 */
#ifndef TUI_CLIENT_PANES_SAVING_H
#define TUI_CLIENT_PANES_SAVING_H

#include "tui-client/client/share.h"
#include "tui-client/panes/pane.h"

/* Sets the errand of PANE: prompts with LABEL, marked for translation, and saves in FORMAT. */
void saving_ask(struct pane *pane, enum export_format format, const char *label);

#endif
