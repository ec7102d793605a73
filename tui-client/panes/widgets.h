/* widgets.h - ways of showing text that several panes share.
 *
 * All of them show untrusted text in its visible form, and reckon with the columns of that form.
 */
#ifndef TUI_CLIENT_PANES_WIDGETS_H
#define TUI_CLIENT_PANES_WIDGETS_H

#include "common/buffer.h"
#include "common/span.h"
#include "tui-client/panes/guide.h"
#include "tui-client/terminal/box.h"

/* How what is said in TONE looks. */
enum style widgets_style(enum guide_tone tone);

/* Shows a line under edit in WIDTH columns, scrolled so that the character behind its first POINT
 * bytes is visible.  Returns the column of the screen where the cursor belongs. */
int widgets_line(int row, int column, int width, enum style style, struct span text, size_t point);

/* Appends the visible form of TEXT, which the person typed, to OUT.  -1 with errno of
 * buffer_append(). */
int widgets_own_visible(struct span text, struct buffer *out);

/* Shows TEXT, whose paragraphs end in LF, wrapped in BOX, without its first SKIP rows.  Returns how
 * many rows all of it takes. */
size_t widgets_paragraphs(struct box box, enum style style, struct span text, size_t skip);

/* The same for a text that scrolls: *SKIP goes back where the text would end above the end of BOX,
 * as after the terminal has grown. */
size_t widgets_scrolled(struct box box, enum style style, struct span text, size_t *skip);

#endif
