/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area_kill.c - killing and yanking in an area; see area.h. */
#include <config.h>

#include "tui-client/text/area.h"
#include "tui-client/text/area_internal.h"

int area_kill(struct area *area, enum area_motion motion, struct kill_ring *ring)
{
    size_t other = area_destination(area, motion);
    bool is_back = other < area->cursor;
    size_t from = is_back ? other : area->cursor, to = is_back ? area->cursor : other;
    enum kill_ring_side side = is_back ? KILL_RING_BEFORE : KILL_RING_BEHIND;

    if (from == to)
        return 0;
    if (area->last != AREA_KILLED)
        side = KILL_RING_NEW;
    if (kill_ring_prepare(ring, area_part(area, from, to), side,
                          text_store_budget(&area->store) / 4) != 0 ||
        area_erase(area, from, to) != 0)
        return -1;
    kill_ring_take(ring, text_store_removed(&area->store));
    area->last = AREA_KILLED;
    return 0;
}

int area_yank(struct area *area, const struct kill_ring *ring)
{
    const struct kill_ring_text *text = kill_ring_text(ring);

    if (text == NULL)
        return 0;
    if (area_put(area, text) != 0)
        return -1;
    area->last = AREA_YANKED;
    return 0;
}

/* A yank is a change of its own, so undoing it takes it out. */
int area_yank_next(struct area *area, struct kill_ring *ring)
{
    int status;

    if (area->last != AREA_YANKED || ring->count < 2)
        return 0;
    status = area_undo(area) == 1 ? 0 : -1;
    if (status == 0 && area_put(area, kill_ring_next(ring)) != 0) {
        (void)area_turn(area, text_store_redo);
        status = -1;
    }
    if (status == 0)
        kill_ring_turn(ring);
    area->last = AREA_YANKED;
    return status;
}
