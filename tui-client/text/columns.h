/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* columns.h - how wide text is on a terminal, and where its characters begin and end.
 *
 * A character here is a grapheme cluster (libunistring), such as a letter with its combining
 * accents.  Its width is that of its visible form (text.h): the sum of wcwidth(3) of its code
 * points, as curses computes it too, and of the escapes of those that are hidden.  Text is UTF-8;
 * an ill-formed byte counts as a character.
 */
#ifndef TUI_CLIENT_TEXT_COLUMNS_H
#define TUI_CLIENT_TEXT_COLUMNS_H

#include <stdbool.h>

#include "common/span.h"

/* Bytes of the first character of TEXT; 0 if TEXT is empty. */
size_t columns_next(struct span text);

/* Bytes of the last character of TEXT; 0 if TEXT is empty. */
size_t columns_previous(struct span text);

/* Whether a character of TEXT begins at OFFSET; its end counts as one.  Examines only the code
 * points on both sides. */
bool columns_begins(struct span text, size_t offset);

/* Columns that TEXT takes in its visible form, from the start of a row: a tab is not escaped but
 * reaches to the next eighth column. */
size_t columns_width(struct span text);

/* Bytes of as many whole characters of TEXT as fit into WIDTH columns; their columns go to *USED
 * unless it is NULL. */
size_t columns_fit(struct span text, size_t width, size_t *used);

/* Bytes of the line that TEXT begins with when it is broken to WIDTH (at least 1) columns: at the
 * last blank that fits, else inside a word.  Blanks at the break belong to the line and may reach
 * beyond WIDTH.  At least one character unless TEXT is empty. */
size_t columns_wrap(struct span text, size_t width);

/* The same for text that the user typed (TEXT_OWN); the width is that of its first SIZE bytes,
 * which are whole code points. */
size_t columns_own_width(struct span text, size_t size);
size_t columns_own_fit(struct span text, size_t width, size_t *used);
size_t columns_own_wrap(struct span text, size_t width);

#endif
