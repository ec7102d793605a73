/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope_view.h - the envelope of a message beside its letter, and who obeys which.
 *
 * A text in rows: what differs comes first, since it is what one would not guess; then both beside
 * one another, or below where it is narrow.
 */
#ifndef TUI_CLIENT_PANES_ENVELOPE_VIEW_H
#define TUI_CLIENT_PANES_ENVELOPE_VIEW_H

#include <stddef.h>

#include "tui-client/message/letter.h"

/* Buffer size for any such text, in bytes. */
#define ENVELOPE_VIEW_MAX ((size_t)32 * 1024)

/* Writes ENVELOPE beside LETTER for WIDTH columns to OUT of ENVELOPE_VIEW_MAX bytes: paragraphs
 * that end in LF, in visible form.  Recipients that do not fit into ROWS are counted.  Returns the
 * rows that it takes, 0 for an envelope without a sender. */
size_t envelope_view(const struct envelope *envelope, const struct letter *letter, int width,
                     int rows, char *out);

#endif
