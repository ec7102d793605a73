/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area_blocks.c - how the text of an area is cut into blocks.
 *
 * A change affects the blocks that it lies in.  They are joined into one, which is joined with a
 * neighbour if the boundary between them is no longer valid, and cut again if it is too large.  The
 * array of blocks is short (2,000 for the longest message), so it is searched from its start.
 */
#include <config.h>

#include <stdlib.h>

#include "common/utf8.h"
#include "tui-client/text/area.h"
#include "tui-client/text/area_internal.h"
#include "tui-client/text/columns.h"

/* Blocks smaller than this are joined with a neighbour, and no cut leaves a smaller piece in front.
 */
#define BLOCK_MIN (AREA_BLOCK_MAX / 4)
#define CUT_MIN   (AREA_BLOCK_MAX / 2)

/* Bytes of the longest code point. */
#define CODE_POINT_MAX 4

/* The number of the block of OFFSET, and where it begins; there is at least one. */
static size_t find(const struct area *area, size_t offset, size_t *start)
{
    size_t number = 0;

    *start = 0;
    while (number + 1 < area->block_count && offset >= *start + area->blocks[number].size)
        *start += area->blocks[number++].size;
    return number;
}

struct area_stretch area_block_of(const struct area *area, size_t offset)
{
    size_t start, number;

    if (area->block_count == 0)
        return (struct area_stretch){0, 0};
    number = find(area, offset, &start);
    return (struct area_stretch){start, start + area->blocks[number].size};
}

int area_reserve_blocks(struct area *area, size_t added)
{
    /* A change adds at most one block, and up to three may be joined and cut again. */
    size_t needed = area->block_count + added / CUT_MIN + 8;
    struct area_block *blocks;

    if (needed <= area->block_capacity)
        return 0;
    blocks = realloc(area->blocks, 2 * needed * sizeof *blocks);
    if (blocks == NULL)
        return -1;
    area->blocks = blocks;
    area->block_capacity = 2 * needed;
    return 0;
}

/* Joins the blocks FIRST to LAST. */
static void join(struct area *area, size_t first, size_t last)
{
    struct area_block *blocks = area->blocks;

    for (size_t i = first + 1; i <= last; i++)
        blocks[first].size += blocks[i].size;
    blocks[first].is_seen = false;
    memmove(blocks + first + 1, blocks + last + 1, (area->block_count - last - 1) * sizeof *blocks);
    area->block_count -= last - first;
}

/* --- boundaries ------------------------------------------------------------------------------ */

/* Bytes of TEXT before its first LF, or after its last. */
static size_t run_before_feed(struct span text)
{
    const char *feed = memchr(text.data, '\n', text.size);

    return feed != NULL ? (size_t)(feed - text.data) : text.size;
}

static size_t run_behind_feed(struct span text)
{
    const char *feed = memrchr(text.data, '\n', text.size);

    return feed != NULL ? text.size - (size_t)(feed - text.data) - 1 : text.size;
}

/* Whether a block may end at OFFSET of TEXT, which reaches over the blocks on both sides or at
 * least AREA_LONG_LINE bytes into them: after an LF, or between two characters of a long line. */
static bool is_boundary(struct span text, size_t offset)
{
    size_t before = run_behind_feed((struct span){text.data, offset});
    size_t behind = run_before_feed(span_skip(text, offset));

    return before == 0 ||
           (behind > 0 && before + behind >= AREA_LONG_LINE && columns_begins(text, offset));
}

/* Whether the blocks NUMBER, which begins at START, and NUMBER + 1 should be one. */
static bool belong_together(struct area *area, size_t number, size_t start)
{
    size_t size = area->blocks[number].size, next = area->blocks[number + 1].size;
    size_t before = size < AREA_LONG_LINE ? size : AREA_LONG_LINE;
    size_t behind = next < AREA_LONG_LINE ? next : AREA_LONG_LINE;
    size_t boundary = start + size;

    if ((size < BLOCK_MIN || next < BLOCK_MIN) && size + next <= AREA_BLOCK_MAX)
        return true;
    return !is_boundary(area_part(area, boundary - before, boundary + behind), before);
}

/* --- cuts ------------------------------------------------------------------------------------ */

/* Where to cut TEXT, a line that is too long, at END at the latest: after a blank near END, else
 * between two characters, else within an oversized character. */
static size_t cut_line(struct span text, size_t end)
{
    size_t first = end - AREA_CHARACTER_MAX;

    for (size_t at = end; at > first; at--)
        if (text.data[at - 1] == ' ' && text.data[at] != '\n' && columns_begins(text, at))
            return at;
    for (size_t at = end; at > first; at--)
        if (text.data[at] != '\n' && columns_begins(text, at))
            return at;
    while (end > first && (utf8_is_continuation(text.data[end]) || text.data[end] == '\n'))
        end--;
    return end;
}

/* Bytes of the first block that TEXT, which is longer than a block may be, is cut into. */
static size_t cut(struct span text)
{
    size_t run = run_behind_feed((struct span){text.data, AREA_BLOCK_MAX});
    size_t feed = AREA_BLOCK_MAX - run;

    return feed >= CUT_MIN ? feed : cut_line(text, AREA_BLOCK_MAX);
}

/* Cuts block NUMBER, which begins at START, until no piece is too large.  The array has room. */
static void split(struct area *area, size_t number, size_t start)
{
    while (area->blocks[number].size > AREA_BLOCK_MAX) {
        struct area_block *block = &area->blocks[number];
        size_t size = block->size;
        size_t seen =
            size < AREA_BLOCK_MAX + CODE_POINT_MAX ? size : AREA_BLOCK_MAX + CODE_POINT_MAX;
        size_t first = cut(area_part(area, start, start + seen));
        memmove(block + 1, block, (area->block_count - number) * sizeof *block);
        area->block_count++;
        block[0] = (struct area_block){.size = first};
        block[1] = (struct area_block){.size = size - first};
        start += first;
        number++;
    }
}

/* --- changes --------------------------------------------------------------------------------- */

/* Joins the blocks touched by the change at START into one non-empty block; returns its number. */
static size_t join_changed(struct area *area, size_t offset, size_t old_size, size_t new_size)
{
    size_t start, first = find(area, offset, &start), last = find(area, offset + old_size, &start);

    join(area, first, last);
    area->blocks[first].size += new_size;
    area->blocks[first].size -= old_size;
    if (area->blocks[first].size > 0 || area->block_count == 1)
        return first;
    if (first > 0)
        join(area, first - 1, first);
    else
        join(area, 0, 1);
    return first > 0 ? first - 1 : 0;
}

void area_note_change(struct area *area, size_t offset, size_t old_size, size_t new_size)
{
    size_t number, start = 0;

    if (area->block_count == 0)
        area->blocks[area->block_count++] = (struct area_block){0};
    number = join_changed(area, offset, old_size, new_size);
    if (area->blocks[number].size == 0) {
        area->block_count = 0;
        return;
    }
    for (size_t i = 0; i < number; i++)
        start += area->blocks[i].size;
    if (number + 1 < area->block_count && belong_together(area, number, start))
        join(area, number, number + 1);
    if (number > 0) {
        size_t before = start - area->blocks[number - 1].size;
        if (belong_together(area, number - 1, before)) {
            join(area, number - 1, number);
            number--;
            start = before;
        }
    }
    split(area, number, start);
}

unsigned area_traits(struct area *area, unsigned (*traits_of)(struct span piece))
{
    size_t start = 0;
    unsigned traits = 0;

    for (size_t i = 0; i < area->block_count; i++) {
        struct area_block *block = &area->blocks[i];
        size_t end = start + block->size;
        if (!block->is_seen)
            block->traits = traits_of(area_part(area, start, end));
        block->is_seen = true;
        traits |= block->traits;
        start = end;
    }
    return traits;
}
