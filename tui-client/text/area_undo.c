/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area_undo.c - taking back changes of an area; see area.h. */
#include <config.h>

#include "tui-client/text/area.h"
#include "tui-client/text/area_internal.h"

int area_turn(struct area *area, int (*step)(struct text_store *, struct text_change *))
{
    struct text_change change;
    int status = step(&area->store, &change);

    area->last = AREA_OTHER;
    if (change.old_size == 0 && change.new_size == 0)
        return status;
    area_note_change(area, change.offset, change.old_size, change.new_size);
    area->cursor = change.offset + change.new_size;
    area_settle_cursor(area);
    return status;
}

int area_undo(struct area *area)
{
    return area_reserve_blocks(area, area->store.step_bytes) != 0
               ? -1
               : area_turn(area, text_store_undo);
}

int area_redo(struct area *area)
{
    return area_reserve_blocks(area, area->store.step_bytes) != 0
               ? -1
               : area_turn(area, text_store_redo);
}

/* Bytes that were removed are put in again without allocating memory; the blocks had room for them
 * before. */
void area_take_back(struct area *area, size_t cursor)
{
    (void)area_turn(area, text_store_undo);
    text_store_forget_undone(&area->store);
    area_go(area, cursor);
}
