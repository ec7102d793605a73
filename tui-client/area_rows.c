/* area_rows.c - which wrapped rows the text of an area has, and where the cursor is among them.
 *
 * Rows are found by wrapping lines from their start.  The start of one line and the number of its
 * first row are remembered (the anchor), and rows nearby are counted from there, so that a key
 * costs as much as the lines around the cursor and not as the whole text.
 */
#include <config.h>

#include "tui-client/area.h"
#include "tui-client/area_parts.h"
#include "tui-client/columns.h"

/* Columns that a row may fill: the cursor behind its last character needs one too. */
static size_t row_width(const struct area *area)
{
    return area->width > 1 ? area->width - 1 : 1;
}

static size_t line_start(const struct area *area, size_t offset)
{
    const char *feed = offset > 0 ? memrchr(area->text, '\n', offset) : NULL;

    return feed != NULL ? (size_t)(feed - area->text) + 1 : 0;
}

/* The offset of the LF that ends the line of OFFSET, or of the end of the text. */
size_t area_line_end(const struct area *area, size_t offset)
{
    const char *feed =
        offset < area->size ? memchr(area->text + offset, '\n', area->size - offset) : NULL;

    return feed != NULL ? (size_t)(feed - area->text) : area->size;
}

/* The text from OFFSET to the end of its line. */
static struct span line_from(const struct area *area, size_t offset)
{
    return (struct span){area->text + offset, area_line_end(area, offset) - offset};
}

/* Rows of the line that begins at START; an empty one has one too. */
size_t area_rows_of_line(const struct area *area, size_t start)
{
    struct span rest = line_from(area, start);
    size_t rows = 0;

    do {
        rest = span_skip(rest, columns_own_wrap(rest, row_width(area)));
        rows++;
    } while (rest.size > 0);
    return rows;
}

/* Moves the anchor to the line of OFFSET. */
void area_anchor(struct area *area, size_t offset)
{
    while (offset < area->anchor_start) {
        area->anchor_start = line_start(area, area->anchor_start - 1);
        area->anchor_row -= area_rows_of_line(area, area->anchor_start);
    }
    while (area_line_end(area, area->anchor_start) < offset) {
        area->anchor_row += area_rows_of_line(area, area->anchor_start);
        area->anchor_start = area_line_end(area, area->anchor_start) + 1;
    }
}

/* Moves the anchor to the line that holds row NUMBER, or to the last line. */
void area_anchor_row(struct area *area, size_t number)
{
    while (number < area->anchor_row) {
        area->anchor_start = line_start(area, area->anchor_start - 1);
        area->anchor_row -= area_rows_of_line(area, area->anchor_start);
    }
    for (;;) {
        size_t rows = area_rows_of_line(area, area->anchor_start);
        size_t end = area_line_end(area, area->anchor_start);
        if (number < area->anchor_row + rows || end == area->size)
            return;
        area->anchor_row += rows;
        area->anchor_start = end + 1;
    }
}

/* The row of OFFSET: its number, and where its text begins.  At a wrap, the offset belongs to the
 * row that begins there. */
size_t area_row_of(struct area *area, size_t offset, size_t *start)
{
    size_t row;
    struct span rest;

    area_anchor(area, offset);
    row = area->anchor_row;
    *start = area->anchor_start;
    rest = line_from(area, *start);
    for (;;) {
        size_t size = columns_own_wrap(rest, row_width(area));
        if (size == rest.size || offset < *start + size)
            return row;
        rest = span_skip(rest, size);
        *start += size;
        row++;
    }
}

struct span area_row(struct area *area, size_t number)
{
    struct span rest;
    size_t row;

    area_anchor_row(area, number);
    row = area->anchor_row;
    rest = line_from(area, area->anchor_start);
    while (row < number) {
        size_t size = columns_own_wrap(rest, row_width(area));
        if (size == rest.size)
            return (struct span){area->text + area->size, 0};
        rest = span_skip(rest, size);
        row++;
    }
    rest.size = columns_own_wrap(rest, row_width(area));
    return rest;
}

size_t area_rows(struct area *area)
{
    size_t start;

    return area_row_of(area, area->size, &start) + 1;
}

void area_cursor(struct area *area, size_t *row, size_t *column)
{
    size_t start;

    *row = area_row_of(area, area->cursor, &start);
    *column = columns_own_width(line_from(area, start), area->cursor - start);
    /* Blanks may hang over the end of their row. */
    if (*column >= area->width)
        *column = area->width - 1;
}

void area_show_cursor(struct area *area)
{
    size_t row, column;

    area_cursor(area, &row, &column);
    if (row < area->top)
        area->top = row;
    if (row >= area->top + area->height)
        area->top = row - area->height + 1;
}

/* No row stays empty below while others are scrolled out above. */
static void fill_up(struct area *area)
{
    size_t rows = area_rows(area);

    if (area->top + area->height > rows)
        area->top = rows > area->height ? rows - area->height : 0;
}

void area_resize(struct area *area, size_t width, size_t height)
{
    if (width == area->width && height == area->height)
        return;
    if (width != area->width)
        area->anchor_start = area->anchor_row = 0;
    area->width = width > 0 ? width : 1;
    area->height = height > 0 ? height : 1;
    fill_up(area);
    area_show_cursor(area);
}
