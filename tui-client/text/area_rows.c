/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area_rows.c - which wrapped rows the text of an area has, and where the cursor is among them.
 *
 * Rows are found by wrapping a line from its start, or from where its block begins.  The view is
 * the offset of its first row, and rows are counted only from there or around the cursor, so the
 * cost of a key depends on the view and not on the whole text.
 */
#include <config.h>

#include <stdint.h>

#include "tui-client/text/area.h"
#include "tui-client/text/area_internal.h"
#include "tui-client/text/columns.h"

/* A row and its line, to continue from. */
struct place {
    struct area_stretch line, row;
};

/* Columns that a row may fill: the cursor after its last character needs one too. */
static size_t row_width(const struct area *area)
{
    return area->width > 1 ? area->width - 1 : 1;
}

struct area_stretch area_line_of(struct area *area, size_t offset)
{
    struct area_stretch block = area_block_of(area, offset);
    struct span text = area_part(area, block.start, block.end);
    size_t inner = offset - block.start;
    const char *before = memrchr(text.data, '\n', inner);
    const char *behind = memchr(text.data + inner, '\n', text.size - inner);

    return (struct area_stretch){
        before != NULL ? block.start + (size_t)(before - text.data) + 1 : block.start,
        behind != NULL ? block.start + (size_t)(behind - text.data) : block.end};
}

/* The row of LINE that begins at START. */
static struct area_stretch row_at(struct area *area, struct area_stretch line, size_t start)
{
    struct span rest = area_part(area, start, line.end);

    return (struct area_stretch){start, start + columns_own_wrap(rest, row_width(area))};
}

static struct place place_of(struct area *area, size_t offset)
{
    struct place place = {.line = area_line_of(area, offset)};

    place.row = row_at(area, place.line, place.line.start);
    while (place.row.end < place.line.end && offset >= place.row.end)
        place.row = row_at(area, place.line, place.row.end);
    return place;
}

/* Moves on to the next row; false if there is none. */
static bool next(struct area *area, struct place *place)
{
    size_t end = place->row.end;

    if (end < place->line.end) {
        place->row = row_at(area, place->line, end);
        return true;
    }
    if (end == area_size(area))
        return false;
    *place = place_of(area, end + (text_store_byte(&area->store, end) == '\n'));
    return true;
}

struct area_stretch area_row_of(struct area *area, size_t offset)
{
    return place_of(area, offset).row;
}

size_t area_row_below(struct area *area, size_t offset, size_t rows)
{
    struct place place = place_of(area, offset);

    while (rows > 0 && next(area, &place))
        rows--;
    return place.row.start;
}

/* Finds the row of LINE that is NUMBER rows after its first, or the last one before END; returns
 * how many rows after the first it is. */
static size_t row_in(struct area *area, struct area_stretch line, size_t number, size_t end,
                     size_t *start)
{
    size_t passed = 0;

    *start = line.start;
    while (passed < number) {
        struct area_stretch row = row_at(area, line, *start);
        if (row.end > end || row.end == *start || row.end == line.end)
            break;
        *start = row.end;
        passed++;
    }
    return passed;
}

size_t area_row_above(struct area *area, size_t offset, size_t rows)
{
    for (;;) {
        struct area_stretch line = area_line_of(area, offset);
        size_t start, above = row_in(area, line, SIZE_MAX, offset, &start);
        if (above >= rows) {
            row_in(area, line, above - rows, offset, &start);
            return start;
        }
        if (line.start == 0)
            return 0;
        rows -= above + 1;
        offset = line.start - 1;
    }
}

/* Row NUMBER of those shown. */
static struct area_stretch shown_row(struct area *area, size_t number)
{
    struct place place = place_of(area, area->top);

    for (; number > 0; number--)
        if (!next(area, &place))
            return (struct area_stretch){area_size(area), area_size(area)};
    return place.row;
}

struct span area_row(struct area *area, size_t number)
{
    struct area_stretch row = shown_row(area, number);

    return area_part(area, row.start, row.end);
}

size_t area_row_start(struct area *area, size_t number)
{
    return shown_row(area, number).start;
}

size_t area_column(struct area *area)
{
    struct place place = place_of(area, area->cursor);
    size_t start = place.row.start;
    struct span rest = area_part(area, start, place.line.end);
    size_t column = columns_own_width(rest, area->cursor - start);

    /* Blanks may hang over the end of their row. */
    return column < area->width ? column : area->width - 1;
}

void area_cursor(struct area *area, size_t *row, size_t *column)
{
    struct place place = place_of(area, area->top);
    size_t start = area_row_of(area, area->cursor).start;

    *row = 0;
    while (place.row.start < start && next(area, &place))
        ++*row;
    *column = area_column(area);
}

void area_show_cursor(struct area *area)
{
    size_t size = area_size(area), row = area_row_of(area, area->cursor).start;

    /* The text may have changed: the first offset shown may now be inside a row. */
    area->top = area_row_of(area, area->top < size ? area->top : size).start;
    if (row < area->top)
        area->top = row;
    else if (area_row_below(area, area->top, area->height - 1) < row)
        area->top = area_row_above(area, row, area->height - 1);
}

void area_resize(struct area *area, size_t width, size_t height)
{
    size_t last_top;

    if (width == area->width && height == area->height)
        return;
    area->width = width > 0 ? width : 1;
    area->height = height > 0 ? height : 1;
    /* No row stays empty below while others are scrolled out above. */
    last_top = area_row_above(area, area_size(area), area->height - 1);
    if (area->top > last_top)
        area->top = last_top;
    area_show_cursor(area);
}
