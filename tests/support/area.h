/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area.h - the invariants of an area after every key, and a simple model of its text.
 */
#ifndef TESTS_SUPPORT_AREA_H
#define TESTS_SUPPORT_AREA_H

#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "tui-client/text/area_internal.h"
#include "tui-client/text/columns.h"

/* The end of TEXT's row that begins at START, where the wrapped part ends at STOP; the next row's
 * start goes to *NEXT, which is beyond the text after the last row. */
static size_t wrapped(struct span text, size_t start, size_t stop, size_t width, size_t *next)
{
    const char *feed = memchr(text.data + start, '\n', stop - start);
    size_t line = feed != NULL ? (size_t)(feed - text.data) : stop;
    size_t end = start + columns_own_wrap((struct span){text.data + start, line - start},
                                          width > 1 ? width - 1 : 1);

    *next = end < line ? end : feed != NULL || stop == text.size ? line + 1 : line;
    return end;
}

/* The rows shown are those of the whole text wrapped from its start, block by block; the cursor is
 * on one of them. */
static void check_rows(struct area *area, const struct span text)
{
    size_t row, column, shown = 0, next = 0, number = SIZE_MAX;

    area_cursor(area, &row, &column);
    ck_assert_uint_lt(column, area->width);
    ck_assert_uint_lt(row, area->height);
    for (size_t start = 0; start <= text.size; start = next) {
        size_t end = wrapped(text, start, area_block_of(area, start).end, area->width, &next);
        if (start == area->top)
            number = 0;
        if (number == SIZE_MAX || number >= area->height)
            continue;
        struct span piece = area_row(area, number);
        ck_assert_uint_eq(piece.size, end - start);
        ck_assert(memcmp(piece.data, text.data + start, piece.size) == 0);
        if (number == row) {
            ck_assert(area->cursor >= start && area->cursor <= end);
            ck_assert(area->cursor < end || next > end || end == text.size);
        }
        number++;
        shown++;
    }
    ck_assert_msg(shown > row, "the cursor is on a row that is not shown");
    if (shown < area->height)
        ck_assert_uint_eq(area_row(area, shown).size, 0);
}

/* Blocks make up the text, and only long lines are cut. */
static void check_blocks(struct area *area, const struct span text)
{
    size_t end = 0;

    for (size_t i = 0; i < area->block_count; i++) {
        ck_assert(area->blocks[i].size > 0 && area->blocks[i].size <= AREA_BLOCK_MAX);
        end += area->blocks[i].size;
        if (end == text.size || text.data[end - 1] == '\n')
            continue;
        const char *before = memrchr(text.data, '\n', end);
        const char *behind = memchr(text.data + end, '\n', text.size - end);
        size_t from = before != NULL ? (size_t)(before - text.data) + 1 : 0;
        size_t to = behind != NULL ? (size_t)(behind - text.data) : text.size;
        ck_assert_uint_ge(to - from, AREA_LONG_LINE);
        ck_assert(to > end && columns_begins(text, end));
    }
    ck_assert_uint_eq(end, text.size);
}

/* Checks all invariants. */
static void check(struct area *area)
{
    struct span part = area_text(area);
    char *copy = malloc(part.size + 1);
    struct span text = {copy, part.size};

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, part.data, part.size);
    ck_assert_uint_le(area->cursor, text.size);
    ck_assert(columns_begins(text, area->cursor));
    check_rows(area, text);
    check_blocks(area, text);
    free(copy);
}

/* The same changes applied to a plain array: TEXT replaces the bytes between two offsets. */
struct model {
    char text[1 << 18];
    size_t size;
};

static void replace(struct model *model, size_t from, size_t to, struct span text)
{
    ck_assert_uint_le(model->size - (to - from) + text.size, sizeof model->text);
    memmove(model->text + from + text.size, model->text + to, model->size - to);
    memcpy(model->text + from, text.data, text.size);
    model->size += text.size - (to - from);
}

/* Removes from MODEL what lies between the cursor of AREA and where MOTION leads. */
static inline void remove_passed(struct area *area, struct model *model, enum area_motion motion)
{
    size_t from = area->cursor, to = area_destination(area, motion);

    replace(model, from < to ? from : to, from < to ? to : from, span_of(""));
}

/* Deletes by MOTION in AREA, and the same bytes in MODEL. */
static inline void delete_in_both(struct area *area, struct model *model, enum area_motion motion)
{
    remove_passed(area, model, motion);
    ck_assert_int_eq(area_delete(area, motion), 0);
}

static inline void kill_in_both(struct area *area, struct model *model, enum area_motion motion,
                                struct kill_ring *ring)
{
    remove_passed(area, model, motion);
    ck_assert_int_eq(area_kill(area, motion, ring), 0);
}

#endif
