/* area.c - the text of an area, and moving and changing within it; see area.h.
 *
 * Before the text changes the anchor goes to the line of the change, as area_parts.h asks.
 */
#include <config.h>

#include "tui-client/area.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "tui-client/area_parts.h"
#include "tui-client/columns.h"

void area_init(struct area *area, size_t limit)
{
    *area = (struct area){.limit = limit, .width = 80, .height = 24};
}

void area_release(struct area *area)
{
    free(area->text);
    area_init(area, area->limit);
}

struct span area_text(const struct area *area)
{
    return (struct span){area->text, area->size};
}

/* --- moving --------------------------------------------------------------------------------------
 */

static size_t left_of(const struct area *area, size_t offset)
{
    return offset - columns_previous((struct span){area->text, offset});
}

static size_t right_of(const struct area *area, size_t offset)
{
    return offset + columns_next(span_skip(area_text(area), offset));
}

static bool is_blank_at(const struct area *area, size_t offset)
{
    return span_is_blank(area->text[offset]) || area->text[offset] == '\n';
}

static size_t word_left_of(const struct area *area, size_t offset)
{
    while (offset > 0 && is_blank_at(area, offset - 1))
        offset--;
    while (offset > 0 && !is_blank_at(area, offset - 1))
        offset = left_of(area, offset);
    return offset;
}

static size_t word_right_of(const struct area *area, size_t offset)
{
    while (offset < area->size && is_blank_at(area, offset))
        offset++;
    while (offset < area->size && !is_blank_at(area, offset))
        offset = right_of(area, offset);
    return offset;
}

/* The offset in row NUMBER that is nearest to the goal column. */
static size_t offset_in_row(struct area *area, size_t number)
{
    struct span row = area_row(area, number);
    size_t start = (size_t)(row.data - area->text);
    size_t taken = columns_own_fit(row, area->goal, NULL);

    /* The end of a wrapped row belongs to the next one. */
    if (taken == row.size && row.size > 0 && start + taken < area->size &&
        area->text[start + taken] != '\n')
        taken -= columns_previous(row);
    return start + taken;
}

static size_t vertically(struct area *area, size_t rows, bool down)
{
    size_t row, column;

    area_cursor(area, &row, &column);
    if (down)
        row += rows;
    else
        row -= row > rows ? rows : row;
    area_anchor_row(area, row);
    if (row >= area->anchor_row + area_rows_of_line(area, area->anchor_start))
        row = area->anchor_row + area_rows_of_line(area, area->anchor_start) - 1;
    return offset_in_row(area, row);
}

static size_t row_end(struct area *area)
{
    size_t start, row = area_row_of(area, area->cursor, &start), goal = area->goal, offset;

    area->goal = SIZE_MAX;
    offset = offset_in_row(area, row);
    area->goal = goal;
    return offset;
}

static size_t destination(struct area *area, enum area_motion motion)
{
    size_t start, page = area->height > 1 ? area->height - 1 : 1;

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
        return vertically(area, 1, false);
    case AREA_DOWN:
        return vertically(area, 1, true);
    case AREA_PAGE_UP:
        return vertically(area, page, false);
    case AREA_PAGE_DOWN:
        return vertically(area, page, true);
    case AREA_ROW_START:
        area_row_of(area, area->cursor, &start);
        return start;
    case AREA_ROW_END:
        return row_end(area);
    case AREA_START:
        return 0;
    case AREA_END:
        return area->size;
    }
    return area->cursor;
}

/* Only moving up and down keeps the column that it aims at. */
static bool keeps_goal(enum area_motion motion)
{
    return motion == AREA_UP || motion == AREA_DOWN || motion == AREA_PAGE_UP ||
           motion == AREA_PAGE_DOWN;
}

static void set_goal(struct area *area)
{
    size_t row;

    area_cursor(area, &row, &area->goal);
}

void area_move(struct area *area, enum area_motion motion)
{
    area->cursor = destination(area, motion);
    if (!keeps_goal(motion))
        set_goal(area);
    area_show_cursor(area);
}

/* --- changing ------------------------------------------------------------------------------------
 */

/* What is around the cursor may have become one character, which the cursor then goes behind.
 * Between two bytes of ASCII there is always a boundary to count from. */
static void settle_cursor(struct area *area)
{
    size_t offset = area->cursor;

    while (offset > 0 && offset < area->size &&
           ((area->text[offset - 1] | area->text[offset]) & 0x80) != 0)
        offset--;
    while (offset < area->cursor)
        offset = right_of(area, offset);
    area->cursor = offset;
    set_goal(area);
    area_show_cursor(area);
}

static void erase(struct area *area, size_t from, size_t to)
{
    area_anchor(area, from);
    memmove(area->text + from, area->text + to, area->size - to);
    area->size -= to - from;
    area->cursor = from;
    settle_cursor(area);
}

void area_delete(struct area *area, enum area_motion motion)
{
    size_t other = destination(area, motion);

    if (other < area->cursor)
        erase(area, other, area->cursor);
    else if (other > area->cursor)
        erase(area, area->cursor, other);
}

void area_kill_line(struct area *area)
{
    size_t end = area_line_end(area, area->cursor);

    if (end == area->cursor && end < area->size)
        end++;
    if (end > area->cursor)
        erase(area, area->cursor, end);
}

static int reserve(struct area *area, size_t size)
{
    size_t capacity = 2 * (area->size + size) + 256;
    char *text;

    if (size > area->limit - area->size) {
        errno = ENOBUFS;
        return -1;
    }
    if (area->size + size <= area->capacity)
        return 0;
    text = realloc(area->text, capacity);
    if (text == NULL)
        return -1;
    area->text = text;
    area->capacity = capacity;
    return 0;
}

/* C0 and DEL, but not what an area may hold of them. */
static bool is_left_out(unsigned char byte)
{
    return (byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7F;
}

/* Copies what of TEXT may stand in an area to OUT; returns its size, never more than that of TEXT.
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
        /* C1 is taken back from OUT, since leaving others out may have made it. */
        if (byte >= 0x80 && byte < 0xA0 && size > 0 && (unsigned char)out[size - 1] == 0xC2)
            size--;
        else if (!is_left_out(byte))
            out[size++] = (char)byte;
    }
    return size;
}

int area_insert(struct area *area, struct span text)
{
    size_t size;
    char *copy;

    if (text.size == 0)
        return 0;
    copy = malloc(text.size);
    if (copy == NULL)
        return -1;
    size = clean(text, copy);
    if (size == 0 || reserve(area, size) != 0) {
        free(copy);
        return size == 0 ? 0 : -1;
    }
    area_anchor(area, area->cursor);
    memmove(area->text + area->cursor + size, area->text + area->cursor, area->size - area->cursor);
    memcpy(area->text + area->cursor, copy, size);
    free(copy);
    area->size += size;
    area->cursor += size;
    settle_cursor(area);
    return 0;
}

int area_set(struct area *area, struct span text)
{
    struct area before = *area;

    area_init(area, before.limit);
    area->width = before.width;
    area->height = before.height;
    if (area_insert(area, text) != 0) {
        *area = before;
        return -1;
    }
    free(before.text);
    area->cursor = area->goal = area->top = 0;
    return 0;
}
