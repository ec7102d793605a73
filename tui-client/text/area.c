/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area.c - the text that an area holds; see area.h.
 *
 * area_blocks.c cuts it into blocks, area_rows.c wraps it into rows, area_motion.c moves in it,
 * area_undo.c takes changes back, area_edit.c makes them, area_kill.c kills and yanks, and
 * area_find.c searches; each builds on the ones before.
 */
#include <config.h>

#include "tui-client/text/area.h"

#include <stdlib.h>

void area_init(struct area *area, size_t limit)
{
    *area = (struct area){.width = 80, .height = 24};
    text_store_init(&area->store, limit);
}

void area_release(struct area *area)
{
    text_store_release(&area->store);
    free(area->blocks);
    area_init(area, area->store.limit);
}

size_t area_size(const struct area *area)
{
    return text_store_size(&area->store);
}

struct span area_part(struct area *area, size_t start, size_t end)
{
    return text_store_span(&area->store, start, end);
}

struct span area_text(struct area *area)
{
    return area_part(area, 0, area_size(area));
}
