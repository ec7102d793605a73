/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area_edit.c - moving and changing within an area; see area.h.
 */
#include <config.h>

#include <stdint.h>

#include "tui-client/text/area.h"
#include "tui-client/text/area_internal.h"
#include "tui-client/text/columns.h"

/* Bytes on both sides of an offset that decide whether a character begins there: a code point each.
 */
#define NEARBY 8

/* Minimum bytes of an insertion that is undone as a step of its own: no key inserts so many. */
#define PASTE_MIN 16

/* --- moving --------------------------------------------------------------------------------------
 */

/* Up to SIZE bytes of text after OFFSET. */
static struct span part_behind(struct area *area, size_t offset, size_t size)
{
    size_t rest = area_size(area) - offset;

    return area_part(area, offset, offset + (rest < size ? rest : size));
}

static bool begins_character(struct area *area, size_t offset)
{
    size_t before = offset < NEARBY ? offset : NEARBY;
    struct span near = part_behind(area, offset - before, 2 * NEARBY);

    return columns_begins(near, before);
}

static size_t left_of(struct area *area, size_t offset)
{
    size_t start = offset > AREA_CHARACTER_MAX ? offset - AREA_CHARACTER_MAX : 0;

    return offset - columns_previous(area_part(area, start, offset));
}

static size_t right_of(struct area *area, size_t offset)
{
    return offset + columns_next(part_behind(area, offset, AREA_CHARACTER_MAX));
}

static bool is_blank_at(const struct area *area, size_t offset)
{
    char byte = text_store_byte(&area->store, offset);

    return span_is_blank(byte) || byte == '\n';
}

/* Whether a word begins or ends at OFFSET, with a blank at BLANK beside it: a blank with a
 * combining mark belongs to the word. */
static bool is_word_edge(struct area *area, size_t offset, size_t blank)
{
    return is_blank_at(area, blank) && begins_character(area, offset);
}

static size_t word_left_of(struct area *area, size_t offset)
{
    while (offset > 0 && is_blank_at(area, offset - 1))
        offset--;
    while (offset > 0 && !is_word_edge(area, offset, offset - 1))
        offset--;
    return offset;
}

static size_t word_right_of(struct area *area, size_t offset)
{
    while (offset < area_size(area) && is_blank_at(area, offset))
        offset++;
    while (offset < area_size(area) && !is_word_edge(area, offset, offset))
        offset++;
    return offset;
}

/* The offset in the row of START that is nearest to column GOAL. */
static size_t offset_in_row(struct area *area, size_t start, size_t goal)
{
    struct area_stretch row = area_row_of(area, start);
    struct span text = area_part(area, row.start, row.end);
    size_t taken = columns_own_fit(text, goal, NULL);

    /* The end of a wrapped row belongs to the next one. */
    if (taken == text.size && text.size > 0 && row.end < area_size(area) &&
        text_store_byte(&area->store, row.end) != '\n')
        taken -= columns_previous(text);
    return row.start + taken;
}

static size_t rows_up(struct area *area, size_t rows)
{
    return offset_in_row(area, area_row_above(area, area->cursor, rows), area->goal);
}

static size_t rows_down(struct area *area, size_t rows)
{
    return offset_in_row(area, area_row_below(area, area->cursor, rows), area->goal);
}

static size_t destination(struct area *area, enum area_motion motion)
{
    size_t page = area->height > 1 ? area->height - 1 : 1;

    switch (motion) {
    case AREA_LEFT:
        return left_of(area, area->cursor);
    case AREA_RIGHT:
        return right_of(area, area->cursor);
    case AREA_WORD_LEFT:
        return word_left_of(area, area->cursor);
    case AREA_WORD_RIGHT:
        return word_right_of(area, area->cursor);
    case AREA_UP:
        return rows_up(area, 1);
    case AREA_DOWN:
        return rows_down(area, 1);
    case AREA_PAGE_UP:
        return rows_up(area, page);
    case AREA_PAGE_DOWN:
        return rows_down(area, page);
    case AREA_ROW_START:
        return area_row_of(area, area->cursor).start;
    case AREA_ROW_END:
        return offset_in_row(area, area->cursor, SIZE_MAX);
    case AREA_START:
        return 0;
    case AREA_END:
        return area_size(area);
    }
    return area->cursor;
}

/* Only vertical moves keep the goal column. */
static bool keeps_goal(enum area_motion motion)
{
    return motion == AREA_UP || motion == AREA_DOWN || motion == AREA_PAGE_UP ||
           motion == AREA_PAGE_DOWN;
}

static void set_goal(struct area *area)
{
    area->goal = area_column(area);
}

void area_move(struct area *area, enum area_motion motion)
{
    area->cursor = destination(area, motion);
    text_store_mark(&area->store);
    if (!keeps_goal(motion))
        set_goal(area);
    area_show_cursor(area);
}

/* --- changing ------------------------------------------------------------------------------------
 */

static bool is_continuation_at(const struct area *area, size_t offset)
{
    return ((unsigned char)text_store_byte(&area->store, offset) & 0xC0) == 0x80;
}

/* The code points around the cursor may have become one character; the cursor then moves behind it,
 * or stays within it if it is oversized. */
static void settle_cursor(struct area *area)
{
    size_t passed = 0;

    while (!begins_character(area, area->cursor) &&
           (passed < AREA_CHARACTER_MAX || is_continuation_at(area, area->cursor))) {
        area->cursor++;
        passed++;
    }
    set_goal(area);
    area_show_cursor(area);
}

static int erase(struct area *area, size_t from, size_t to)
{
    text_store_mark(&area->store);
    if (area_reserve_blocks(area, 0) != 0 || text_store_erase(&area->store, from, to) != 0)
        return -1;
    area_note_change(area, from, to - from, 0);
    area->cursor = from;
    settle_cursor(area);
    return 0;
}

int area_delete(struct area *area, enum area_motion motion)
{
    size_t other = destination(area, motion);

    if (other == area->cursor)
        return 0;
    return other < area->cursor ? erase(area, other, area->cursor)
                                : erase(area, area->cursor, other);
}

/* The offset of the LF that ends the line of OFFSET, or of the end of the text. */
static size_t line_end(struct area *area, size_t offset)
{
    size_t end = area_line_of(area, offset).end;

    while (end < area_size(area) && text_store_byte(&area->store, end) != '\n')
        end = area_line_of(area, end).end;
    return end;
}

int area_kill_line(struct area *area)
{
    size_t end = line_end(area, area->cursor);

    if (end == area->cursor && end < area_size(area))
        end++;
    return end > area->cursor ? erase(area, area->cursor, end) : 0;
}

/* C0 and DEL, except those that an area may hold. */
static bool is_left_out(unsigned char byte)
{
    return (byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7F;
}

/* Copies the bytes of TEXT that an area may hold to OUT; returns their number, at most TEXT's size.
 */
static size_t clean(struct span text, char *out)
{
    size_t size = 0;

    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '\r' && i + 1 < text.size && text.data[i + 1] == '\n')
            continue;
        if (byte == '\r')
            byte = '\n';
        /* Dropping other bytes may have formed a C1 control: remove it from OUT again. */
        if (byte >= 0x80 && byte < 0xA0 && size > 0 && (unsigned char)out[size - 1] == 0xC2)
            size--;
        else if (!is_left_out(byte))
            out[size++] = (char)byte;
    }
    return size;
}

/* A paste is undone by itself. */
static void mark_paste(struct area *area, struct span text)
{
    if (text.size >= PASTE_MIN)
        text_store_mark(&area->store);
}

int area_insert(struct area *area, struct span text)
{
    size_t size;
    char *place;

    if (text.size == 0)
        return 0;
    if (area_reserve_blocks(area, text.size) != 0)
        return -1;
    place = text_store_reserve(&area->store, area->cursor, text.size);
    if (place == NULL)
        return -1;
    size = clean(text, place);
    mark_paste(area, text);
    if (text_store_commit(&area->store, size) != 0)
        return -1;
    mark_paste(area, text);
    if (size == 0)
        return 0;
    area_note_change(area, area->cursor, 0, size);
    area->cursor += size;
    settle_cursor(area);
    return 0;
}

int area_set(struct area *area, struct span text)
{
    struct area fresh;

    area_init(&fresh, area->store.limit);
    fresh.width = area->width;
    fresh.height = area->height;
    if (area_insert(&fresh, text) != 0) {
        area_release(&fresh);
        return -1;
    }
    text_store_forget(&fresh.store);
    area_release(area);
    *area = fresh;
    area->cursor = area->goal = area->top = 0;
    return 0;
}
