/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area_motion.c - moving within an area: by character, word, row and line; see area.h. */
#include <config.h>

#include <stdint.h>
#include <unictype.h>
#include <unistr.h>

#include "common/utf8.h"
#include "tui-client/text/area.h"
#include "tui-client/text/area_internal.h"
#include "tui-client/text/columns.h"

/* Bytes on both sides of an offset that decide whether a character begins there: a code point each.
 */
#define NEARBY 8

/* Up to SIZE bytes of text after OFFSET. */
static struct span part_behind(struct area *area, size_t offset, size_t size)
{
    size_t rest = area_size(area) - offset;

    return area_part(area, offset, offset + (rest < size ? rest : size));
}

bool area_begins_character(struct area *area, size_t offset)
{
    size_t before = offset < NEARBY ? offset : NEARBY;
    struct span near = part_behind(area, offset - before, 2 * NEARBY);

    return columns_begins(near, before);
}

size_t area_left_of(struct area *area, size_t offset)
{
    size_t start = offset > AREA_CHARACTER_MAX ? offset - AREA_CHARACTER_MAX : 0;

    return offset - columns_previous(area_part(area, start, offset));
}

size_t area_right_of(struct area *area, size_t offset)
{
    return offset + columns_next(part_behind(area, offset, AREA_CHARACTER_MAX));
}

/* --- words ----------------------------------------------------------------------------------- */

static bool is_blank_at(const struct area *area, size_t offset)
{
    char byte = text_store_byte(&area->store, offset);

    return span_is_blank(byte) || byte == '\n';
}

/* To the start of what blanks delimit.  A blank with a combining mark is no delimiter. */
static size_t chunk_left_of(struct area *area, size_t offset)
{
    while (offset > 0 && is_blank_at(area, offset - 1))
        offset--;
    while (offset > 0 && !(is_blank_at(area, offset - 1) && area_begins_character(area, offset)))
        offset--;
    return offset;
}

/* As in Readline a word is of letters and digits; a mark belongs to the letter before it. */
static bool is_of_word(ucs4_t character)
{
    return uc_is_alnum(character) ||
           uc_is_general_category_withtable(character, UC_CATEGORY_MASK_M);
}

/* The size of the first (or last) code point of TEXT, which goes to *CHARACTER; an ill-formed byte
 * is one of its own. */
static size_t first_of(struct span text, ucs4_t *character)
{
    int size = u8_mbtoucr(character, (const uint8_t *)text.data, text.size);

    if (size > 0)
        return (size_t)size;
    *character = 0xFFFD;
    return 1;
}

static size_t last_of(struct span text, ucs4_t *character)
{
    const uint8_t *start = (const uint8_t *)text.data, *end = start + text.size;
    const uint8_t *last = u8_prev(character, end, start);

    if (last != NULL)
        return (size_t)(end - last);
    *character = 0xFFFD;
    return 1;
}

/* Bytes of TEXT up to the end of its first word (or from the start of its last). */
static size_t word_at_start(struct span text)
{
    size_t passed = 0;

    for (int in_word = 0; in_word < 2; in_word++)
        while (passed < text.size) {
            ucs4_t character;
            size_t size = first_of(span_skip(text, passed), &character);
            if (is_of_word(character) != in_word)
                break;
            passed += size;
        }
    return passed;
}

static size_t word_at_end(struct span text)
{
    size_t rest = text.size;

    for (int in_word = 0; in_word < 2; in_word++)
        while (rest > 0) {
            ucs4_t character;
            size_t size = last_of((struct span){text.data, rest}, &character);
            if (is_of_word(character) != in_word)
                break;
            rest -= size;
        }
    return text.size - rest;
}

static size_t word_left_of(struct area *area, size_t offset)
{
    size_t start = offset - word_at_end(area_part(area, 0, offset));

    while (!area_begins_character(area, start))
        start = area_left_of(area, start);
    return start;
}

static size_t word_right_of(struct area *area, size_t offset)
{
    size_t end = offset + word_at_start(area_part(area, offset, area_size(area)));

    while (!area_begins_character(area, end))
        end++;
    return end;
}

/* --- lines ----------------------------------------------------------------------------------- */

/* The offset of the LF that ends the line of OFFSET, or of the end of the text. */
static size_t line_end(struct area *area, size_t offset)
{
    size_t end = area_line_of(area, offset).end;

    while (end < area_size(area) && text_store_byte(&area->store, end) != '\n')
        end = area_line_of(area, end).end;
    return end;
}

static size_t line_start(struct area *area, size_t offset)
{
    struct span before = area_part(area, 0, offset);
    const char *feed = memrchr(before.data, '\n', before.size);

    return feed != NULL ? (size_t)(feed - before.data) + 1 : 0;
}

static size_t line_rest(struct area *area, size_t offset)
{
    size_t end = line_end(area, offset);

    return end == offset && end < area_size(area) ? end + 1 : end;
}

/* --- rows and pages -------------------------------------------------------------------------- */

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

size_t area_destination(struct area *area, enum area_motion motion)
{
    size_t page = area->height > 1 ? area->height - 1 : 1;

    switch (motion) {
    case AREA_LEFT:
        return area_left_of(area, area->cursor);
    case AREA_RIGHT:
        return area_right_of(area, area->cursor);
    case AREA_CHUNK_LEFT:
        return chunk_left_of(area, area->cursor);
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
    case AREA_LINE_START:
        return line_start(area, area->cursor);
    case AREA_LINE_END:
        return line_end(area, area->cursor);
    case AREA_LINE_REST:
        return line_rest(area, area->cursor);
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

void area_move(struct area *area, enum area_motion motion)
{
    area->cursor = area_destination(area, motion);
    text_store_mark(&area->store);
    area->last = AREA_OTHER;
    if (!keeps_goal(motion))
        area->goal = area_column(area);
    area_show_cursor(area);
}

static bool is_continuation_at(const struct area *area, size_t offset)
{
    return utf8_is_continuation(text_store_byte(&area->store, offset));
}

/* The code points around the cursor may have become one character; the cursor then moves behind it,
 * or stays within it if it is oversized. */
void area_settle_cursor(struct area *area)
{
    size_t passed = 0;

    while (!area_begins_character(area, area->cursor) &&
           (passed < AREA_CHARACTER_MAX || is_continuation_at(area, area->cursor))) {
        area->cursor++;
        passed++;
    }
    area->goal = area_column(area);
    area_show_cursor(area);
}

void area_go(struct area *area, size_t offset)
{
    size_t size = area_size(area);

    area->cursor = offset < size ? offset : size;
    text_store_mark(&area->store);
    area->last = AREA_OTHER;
    area_settle_cursor(area);
}
