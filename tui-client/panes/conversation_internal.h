/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation_internal.h - shared by conversation.c (keys), conversation_draw.c (looks) and
 * conversation_mark.c (who speaks, and how it went); no other file includes it.
 */
#ifndef TUI_CLIENT_PANES_CONVERSATION_INTERNAL_H
#define TUI_CLIENT_PANES_CONVERSATION_INTERNAL_H

#include "tui-client/panes/conversation.h"

/* --- conversation_draw.c --- */

/* Implements the pane's draw operation. */
void conversation_draw(struct pane *pane, struct box box, bool has_focus,
                       struct pane_cursor *cursor);

/* How many rows of the box line NUMBER takes. */
int conversation_rows(const struct conversation *conversation, size_t number);

/* The row of the box where the selected line begins; negative: above it. */
int conversation_row(const struct conversation *conversation);

/* --- conversation_mark.c --- */

/* What stands before line NUMBER: who speaks. */
const char *conversation_mark(const struct transcript *transcript, size_t number);

/* The style of its mark and of its code: how it went. */
enum style conversation_style(const struct dialogue_line *line);

#endif
