/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* bars.h - the rows around the panes: title, steps, status, keys. */
#ifndef TUI_CLIENT_PANES_BARS_H
#define TUI_CLIENT_PANES_BARS_H

#include "common/deadline.h"
#include "tui-client/panes/guide.h"
#include "tui-client/terminal/box.h"
#include "tui-client/terminal/keys.h"

/* Each draws one row, ROW, WIDTH columns wide.  The keys are those of PLACE, which has the focus.
 */
void bars_title(const struct guide *guide, int row, int width, int64_t now_ms);
void bars_steps(const struct guide *guide, int row, int width);
void bars_status(const struct guide *guide, int row, int width, int64_t now_ms);
void bars_keys(const struct guide *guide, struct keys_place place, int row, int width);

/* What the marks of the steps mean: drawn in the bottom rows of BOX, if they fit below the first
 * USED; and as a text of two lines, in OUT of SIZE bytes, which is returned. */
void bars_marks(struct box box, size_t used);
const char *bars_marks_text(char *out, size_t size);

#endif
