/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* widgets.h - functions for drawing text that several panes share.
 *
 * All of them show untrusted text in its visible form and count the columns of that form.
 */
#ifndef TUI_CLIENT_PANES_WIDGETS_H
#define TUI_CLIENT_PANES_WIDGETS_H

#include "common/buffer.h"
#include "common/span.h"
#include "tui-client/panes/guide.h"
#include "tui-client/terminal/box.h"

/* The style of TONE, and what stands before a text of that tone, without colour too; "": nothing.
 */
enum style widgets_style(enum guide_tone tone);
const char *widgets_sign(enum guide_tone tone);

/* Draws an edited line in WIDTH columns, scrolled so that the character after its first POINT bytes
 * is visible, with "..." where it is cut.  Returns the cursor's column on the screen. */
int widgets_line(int row, int column, int width, enum style style, struct span text, size_t point);

/* Marks the last row of BOX as cut: what was drawn goes on. */
void widgets_dots(struct box box, enum style style);

/* Says at the end of ROW, of WIDTH columns, that LINES more are hidden beyond it: as a frame does
 * or, where its text leaves no room, with dots that cut it. */
void widgets_beyond(int row, int column, int width, size_t lines);

/* Writes the local time TIME_S (since 1970) to OUT as "2026-01-31 12:00"; "" for 0.  Returns OUT.
 */
const char *widgets_time(int64_t time_s, char *out, size_t size);

/* Appends the visible form of TEXT, typed by the user, to OUT.  -1 with errno of buffer_append().
 */
int widgets_own_visible(struct span text, struct buffer *out);

/* Draws TEXT, whose paragraphs end in LF, wrapped in BOX, without its first SKIP rows.  Returns the
 * number of rows of the whole text. */
size_t widgets_paragraphs(struct box box, enum style style, struct span text, size_t skip);

/* The rows of a text that is wrapped like that, one after the other; {.text = TEXT} at first.  A
 * copy is a place in the text, as long as that stays where it is. */
struct widgets_rows {
    struct span text;      /* after the paragraph at hand */
    struct span paragraph; /* what is left of it */
    bool is_within;        /* the next row is one of it */
};

/* Sets *ROW to the next one, at WIDTH columns; false if there is none. */
bool widgets_next_row(struct widgets_rows *rows, size_t width, struct span *row);

#endif
