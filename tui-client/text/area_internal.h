/* area_internal.h - what the files of the area tell each other; nobody else includes it.
 */
#ifndef TUI_CLIENT_TEXT_AREA_INTERNAL_H
#define TUI_CLIENT_TEXT_AREA_INTERNAL_H

#include "tui-client/text/area.h"

/* Part of the text, in bytes. */
struct area_stretch {
    size_t start, end;
};

/* --- blocks --- */

/* The block of OFFSET; at the end of the text the last one. */
struct area_stretch area_block_of(const struct area *area, size_t offset);

/* Makes room for the blocks that ADDED more bytes may need; -1 with errno ENOMEM. */
int area_reserve_blocks(struct area *area, size_t added);

/* Takes note that OLD_SIZE bytes at OFFSET have given way to NEW_SIZE.  There is room for the
 * blocks of those. */
void area_note_change(struct area *area, size_t offset, size_t old_size, size_t new_size);

/* --- rows --- */

/* The line of OFFSET without its LF, or what of it is in the same block. */
struct area_stretch area_line_of(struct area *area, size_t offset);

/* The row of OFFSET without its LF.  At a wrap, the offset belongs to the row that begins there. */
struct area_stretch area_row_of(struct area *area, size_t offset);

/* Goes from the row of OFFSET as many rows DOWN or up as there are, ROWS at most; returns the
 * offset where the row begins that it comes to. */
size_t area_row_below(struct area *area, size_t offset, size_t rows);
size_t area_row_above(struct area *area, size_t offset, size_t rows);

/* The column of the cursor within its row. */
size_t area_column(struct area *area);

/* Scrolls so that the cursor is visible. */
void area_show_cursor(struct area *area);

#endif
