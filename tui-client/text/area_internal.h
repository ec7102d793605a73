/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area_internal.h - shared by the area_*.c files; no other file includes it. */
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

/* Reserves room for the blocks that ADDED more bytes may need; -1 with errno ENOMEM. */
int area_reserve_blocks(struct area *area, size_t added);

/* Records that NEW_SIZE bytes have replaced OLD_SIZE bytes at OFFSET.  Room for their blocks is
 * reserved. */
void area_note_change(struct area *area, size_t offset, size_t old_size, size_t new_size);

/* --- rows --- */

/* The line of OFFSET without its LF, or the part of it in the same block. */
struct area_stretch area_line_of(struct area *area, size_t offset);

/* The row of OFFSET without its LF.  At a wrap, the offset belongs to the row that begins there. */
struct area_stretch area_row_of(struct area *area, size_t offset);

/* Moves up to ROWS rows down (or up) from the row of OFFSET; returns the offset where the row
 * reached begins. */
size_t area_row_below(struct area *area, size_t offset, size_t rows);
size_t area_row_above(struct area *area, size_t offset, size_t rows);

/* The column of the cursor within its row. */
size_t area_column(struct area *area);

/* Scrolls so that the cursor is visible. */
void area_show_cursor(struct area *area);

/* --- moving --- */

bool area_begins_character(struct area *area, size_t offset);

/* Where the character before OFFSET begins, and the one there ends. */
size_t area_left_of(struct area *area, size_t offset);
size_t area_right_of(struct area *area, size_t offset);

/* Where MOTION leads from the cursor. */
size_t area_destination(struct area *area, enum area_motion motion);

/* Makes the cursor valid after a change; the goal column becomes its own. */
void area_settle_cursor(struct area *area);

/* --- changing --- */

/* Undoes or redoes a change by STEP, as area_undo() does, when room for its blocks is reserved: the
 * text had these bytes before. */
int area_turn(struct area *area, int (*step)(struct text_store *, struct text_change *));

/* Undoes the removal made last, without a trace; the cursor goes to CURSOR. */
void area_take_back(struct area *area, size_t cursor);

/* Removes the bytes from FROM to TO, which is undone by itself; -1 as area_delete(). */
int area_erase(struct area *area, size_t from, size_t to);

/* Inserts TEXT at the cursor as area_paste() does; its pieces are shared. */
int area_put(struct area *area, const struct kill_ring_text *text);

#endif
