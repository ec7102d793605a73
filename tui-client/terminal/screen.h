/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* screen.h - the terminal: curses started and ended, input in, text out.
 *
 * The terminal is restored on every way out: screen_stop(), suspension, a signal that ends the
 * process, a crash.  All output goes through curses; screen_text() makes untrusted bytes visible
 * and cuts them to the width.  The panes decide what is shown where.
 */
#ifndef TUI_CLIENT_TERMINAL_SCREEN_H
#define TUI_CLIENT_TERMINAL_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"
#include "tui-client/terminal/box.h"
#include "tui-client/terminal/input.h"

/* Starts curses on the terminal of standard input and output; the locale and the program's signal
 * handlers must be set before.  COLOR: use colours if the terminal has them. ASCII: draw frames
 * with + - |.  MOUSE: enable mouse events; the terminal's own use of the mouse is then off.  0, or
 * -1 with *WHY (translated, static): not a terminal, or an unknown one. */
int screen_start(bool color, bool ascii, bool mouse, const char **why);

/* Restores the terminal. */
void screen_stop(void);

/* Restores the terminal, stops the process as SIGTSTP does, and takes the terminal again when
 * continued. */
void screen_suspend(void);

/* Release the terminal to another program, such as an editor, and take it again. */
void screen_leave(void);
void screen_return(void);

/* Sends TEXT to the terminal's clipboard (OSC 52); whether the terminal accepts it is unknown.
 * False if TEXT exceeds SCREEN_COPY_MAX bytes, the limit of terminals. */
#define SCREEN_COPY_MAX 74994
bool screen_copy(struct span text);

/* Adopts the current size of the terminal.  The caller must redraw everything. */
void screen_resize(void);

/* Whether lines are to be drawn with ASCII characters. */
bool screen_is_ascii(void);

/* The whole screen, row 0 column 0. */
struct box screen_size(void);

/* Returns the next input without waiting; NOW_MS is the monotonic clock. */
struct input screen_read(int64_t now_ms);

/* Bytes received of a paste in progress; 0 if none. */
size_t screen_pasted(void);

/* When to call screen_read() at the latest without input: Esc may be alone, and a sequence or a
 * paste may have lost its end. */
int64_t screen_deadline_ms(void);

/* Drawing: screen_begin(), any of the others, then screen_end().  Cells that are not drawn are
 * blank. */
void screen_begin(void);

/* Refreshes the screen, with the hardware cursor at ROW and COLUMN, hidden if ROW is negative. */
void screen_end(int row, int column);

/* Redraws the whole screen (Ctrl-L). */
void screen_redraw(void);

/* Shows TEXT, made visible by text.h, from ROW and COLUMN in at most WIDTH columns; the text is cut
 * at a character if it does not fit.  Returns the columns used.  Nothing is ever drawn outside the
 * screen. */
int screen_text(int row, int column, int width, enum style style, struct span text);

/* The same; a text that does not fit ends in "...". */
int screen_cut(int row, int column, int width, enum style style, struct span text);

/* As screen_text(), for text that the user typed (TEXT_OWN). */
int screen_own_text(int row, int column, int width, enum style style, struct span text);

/* As screen_cut(), for our own texts: printf(3), at most 1023 bytes. */
__attribute__((format(printf, 5, 6))) int screen_print(int row, int column, int width,
                                                       enum style style, const char *format, ...);

/* Fills WIDTH cells with blanks of STYLE. */
void screen_fill(int row, int column, int width, enum style style);

/* How many rows at the end of BOX are blank: nothing was drawn there since screen_begin(). */
int screen_blank_rows(struct box box);

/* Draws CHARACTER, which is one column wide. */
void screen_put(int row, int column, enum style style, uint32_t character);

/* --- screen_frame.c --- */

/* Draws frames on the outermost cells of COUNT BOXES, which may share edges: there the lines meet
 * in junctions, and the frame FOCUSED is on top (COUNT: none). */
void screen_frames(const struct box *boxes, size_t count, size_t focused);

/* Writes TITLE (translated) into the upper edge of the frame of BOX, cut if need be.  That of the
 * pane with the focus has a mark, which does not depend on colours or attributes. */
void screen_frame_title(struct box box, bool has_focus, const char *title);

/* Writes how many lines are hidden above and below into the right of its edges; 0: nothing. */
void screen_frame_beyond(struct box box, bool has_focus, size_t above, size_t below);

#endif
