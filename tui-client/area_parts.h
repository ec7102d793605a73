/* area_parts.h - what the files of the area tell each other; nobody else includes it.
 */
#ifndef TUI_CLIENT_AREA_PARTS_H
#define TUI_CLIENT_AREA_PARTS_H

#include "tui-client/area.h"

/* The offset of the LF that ends the line of OFFSET, or of the end of the text. */
size_t area_line_end(const struct area *area, size_t offset);

/* Rows of the line that begins at START; an empty one has one too. */
size_t area_rows_of_line(const struct area *area, size_t start);

/* Moves the anchor to the line of OFFSET.  Text behind the anchor may change without moving it. */
void area_anchor(struct area *area, size_t offset);

/* Moves the anchor to the line that holds row NUMBER, or to the last line. */
void area_anchor_row(struct area *area, size_t number);

/* The number of the row of OFFSET, and in *START where its text begins. */
size_t area_row_of(struct area *area, size_t offset, size_t *start);

/* Scrolls so that the cursor is visible. */
void area_show_cursor(struct area *area);

#endif
