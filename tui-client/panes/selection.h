/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* selection.h - the selected row of a list, moved by keys and kept visible. */
#ifndef TUI_CLIENT_PANES_SELECTION_H
#define TUI_CLIENT_PANES_SELECTION_H

#include "tui-client/terminal/keys.h"

/* Moves *SELECTED, of rows 0 to LAST, by ACTION; a page has HEIGHT rows.  False if ACTION is not a
 * motion. */
bool selection_move(enum keys_action action, size_t last, int height, size_t *selected);

/* The first row to show so that SELECTED is among the HEIGHT rows shown; FIRST is the previous one.
 */
size_t selection_scroll(size_t first, size_t selected, int height);

#endif
