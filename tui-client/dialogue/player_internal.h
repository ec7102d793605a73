/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player_internal.h - shared by player.c, which plays the lines, and player_send.c. */
#ifndef TUI_CLIENT_DIALOGUE_PLAYER_INTERNAL_H
#define TUI_CLIENT_DIALOGUE_PLAYER_INTERNAL_H

#include "common/deadline.h"
#include "tui-client/dialogue/player.h"

/* Passes LINE, of either side, to the trace. */
static inline void player_trace(const struct player *player, struct span line)
{
    if (player->trace != NULL)
        player->trace(player->context, line);
}

/* Whether the wait has lasted longer than DURATION_MS; the first call starts to count. */
static inline bool player_is_late(struct player *player, int64_t duration_ms, int64_t now_ms)
{
    if (player->deadline_ms == DEADLINE_NEVER)
        player->deadline_ms = now_ms + duration_ms;
    return now_ms >= player->deadline_ms;
}

/* --- player_send.c --- */

/* Collects the line to send; if it may not go out together with the lines before it, PLAYER_PASSED
 * comes only once they are written and the interval has passed. */
enum player_status player_collect(struct player *player, int64_t now_ms);

/* Sends the collected lines; PLAYER_PASSED once they are written. */
enum player_status player_transmit(struct player *player, int64_t now_ms);

#endif
