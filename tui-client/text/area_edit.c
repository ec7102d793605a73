/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area_edit.c - changing the text of an area; see area.h. */
#include <config.h>

#include <stdlib.h>

#include "tui-client/text/area.h"
#include "tui-client/text/area_internal.h"

/* --- deleting -------------------------------------------------------------------------------- */

/* What follows may belong to the same change. */
static int take_out(struct area *area, size_t from, size_t to)
{
    text_store_mark(&area->store);
    area->last = AREA_OTHER;
    if (area_reserve_blocks(area, 0) != 0 || text_store_erase(&area->store, from, to) != 0)
        return -1;
    area_note_change(area, from, to - from, 0);
    area->cursor = from;
    area_settle_cursor(area);
    return 0;
}

int area_erase(struct area *area, size_t from, size_t to)
{
    int status = take_out(area, from, to);

    text_store_mark(&area->store);
    return status;
}

int area_delete(struct area *area, enum area_motion motion)
{
    size_t other = area_destination(area, motion);

    if (other == area->cursor)
        return 0;
    return other < area->cursor ? area_erase(area, other, area->cursor)
                                : area_erase(area, area->cursor, other);
}

/* --- inserting ------------------------------------------------------------------------------- */

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

/* Room for the blocks is reserved. */
static void note_insertion(struct area *area, size_t offset, size_t size)
{
    area_note_change(area, offset, 0, size);
    area->cursor = offset + size;
    area_settle_cursor(area);
}

/* Inserts at OFFSET as area_insert() does. */
static int put(struct area *area, size_t offset, struct span text)
{
    size_t size;
    char *place;

    area->last = AREA_OTHER;
    if (text.size == 0)
        return 0;
    if (area_reserve_blocks(area, text.size) != 0)
        return -1;
    place = text_store_reserve(&area->store, offset, text.size);
    if (place == NULL)
        return -1;
    size = clean(text, place);
    if (text_store_commit(&area->store, size) != 0)
        return -1;
    if (size > 0)
        note_insertion(area, offset, size);
    return 0;
}

int area_insert(struct area *area, struct span text)
{
    char last = text.size > 0 ? text.data[text.size - 1] : '\0';
    int status = put(area, area->cursor, text);

    /* What is typed is undone line by line. */
    if (last == '\n' || last == '\r')
        text_store_mark(&area->store);
    return status;
}

int area_paste(struct area *area, struct span text)
{
    int status;

    text_store_mark(&area->store);
    status = put(area, area->cursor, text);
    text_store_mark(&area->store);
    return status;
}

int area_put(struct area *area, const struct kill_ring_text *text)
{
    size_t offset = area->cursor;

    if (area_reserve_blocks(area, text->size) != 0 ||
        text_store_insert_scraps(&area->store, offset, text->pieces, text->count) != 0)
        return -1;
    note_insertion(area, offset, text->size);
    return 0;
}

/* --- swapping -------------------------------------------------------------------------------- */

/* Puts TEXT in the place of as many bytes at OFFSET, as one change. */
static int put_instead(struct area *area, size_t offset, struct span text)
{
    size_t cursor = area->cursor;
    int status = take_out(area, offset, offset + text.size);

    if (status == 0 && put(area, offset, text) != 0) {
        area_take_back(area, cursor);
        status = -1;
    }
    text_store_mark(&area->store);
    return status;
}

/* Swaps the bytes from START to MIDDLE with those from there to END.  Equal ones are no change. */
static int swap(struct area *area, size_t start, size_t middle, size_t end)
{
    struct span old = area_part(area, start, end);
    size_t before = middle - start, behind = end - middle;
    char *swapped = malloc(old.size);
    int status = 0;

    if (swapped == NULL)
        return -1;
    memcpy(swapped, old.data + before, behind);
    memcpy(swapped + behind, old.data, before);
    if (memcmp(swapped, old.data, old.size) == 0)
        area_go(area, end);
    else
        status = put_instead(area, start, (struct span){swapped, old.size});
    free(swapped);
    return status;
}

/* As in Readline. */
int area_transpose(struct area *area)
{
    size_t line = area_destination(area, AREA_LINE_START);
    bool is_at_end = area->cursor == area_destination(area, AREA_LINE_END);
    size_t middle =
        is_at_end && area->cursor > line ? area_left_of(area, area->cursor) : area->cursor;

    if (middle == line)
        return 0;
    return swap(area, area_left_of(area, middle), middle, area_right_of(area, middle));
}

/* --- replacing ------------------------------------------------------------------------------- */

/* Bytes that A and B have in common at their start, or at their end. */
static size_t common_start(struct span a, struct span b)
{
    size_t most = a.size < b.size ? a.size : b.size, same = 0;

    while (same < most && a.data[same] == b.data[same])
        same++;
    return same;
}

static size_t common_end(struct span a, struct span b)
{
    size_t most = a.size < b.size ? a.size : b.size, same = 0;

    while (same < most && a.data[a.size - 1 - same] == b.data[b.size - 1 - same])
        same++;
    return same;
}

/* Only what differs is replaced, so that undoing needs no memory for the rest. */
static int exchange(struct area *area, struct span text)
{
    struct span old = area_text(area);
    size_t start = common_start(old, text), cursor = area->cursor;
    size_t end = common_end(span_skip(old, start), span_skip(text, start));
    bool erases = start + end < old.size;

    text_store_mark(&area->store);
    if (erases && take_out(area, start, old.size - end) != 0)
        return -1;
    if (put(area, start, (struct span){text.data + start, text.size - start - end}) != 0) {
        if (erases)
            area_take_back(area, cursor);
        return -1;
    }
    /* This ends the change. */
    area_go(area, 0);
    return 0;
}

int area_replace(struct area *area, struct span text)
{
    char *copy = malloc(text.size + 1);
    int status;

    if (copy == NULL)
        return -1;
    status = exchange(area, (struct span){copy, clean(text, copy)});
    free(copy);
    return status;
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
