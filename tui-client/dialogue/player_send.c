/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player_send.c - which lines of a session file go out together. */
#include <config.h>

#include "common/command.h"
#include "common/dialect.h"
#include "tui-client/dialogue/player_internal.h"

enum player_status player_transmit(struct player *player, int64_t now_ms)
{
    if (buffer_size(&player->out) > 0) {
        if (player->at_end)
            return PLAYER_LOST;
        player->is_sending = true;
        return player_is_late(player, player->timeout_ms, now_ms) ? PLAYER_TIMED_OUT
                                                                  : PLAYER_SENDING;
    }
    if (player->is_sending)
        player->deadline_ms = DEADLINE_NEVER;
    player->is_sending = false;
    return PLAYER_PASSED;
}

/* Whether the line that is played is in a write of its own. */
static bool is_apart(const struct player *player)
{
    const struct session_file_step *step = &player->step;
    bool is_dot = step->kind == SESSION_FILE_SEND_LINE && span_equal(step->text, span_of("."));

    return player->pace.kind == PACE_LINE || (player->pace.kind == PACE_DOT && is_dot);
}

/* Waits until the lines before are written and the interval has passed.  A server that has closed
 * reads nothing more: what it said before decides. */
static enum player_status keep_pace(struct player *player, int64_t now_ms)
{
    enum player_status status;

    if (!player->has_collected || player->at_end || (!is_apart(player) && !player->was_apart))
        return PLAYER_PASSED;
    status = player_transmit(player, now_ms);
    if (status != PLAYER_PASSED)
        return status;
    return player_is_late(player, player->pace.interval_ms, now_ms) ? PLAYER_PASSED
                                                                    : PLAYER_PAUSING;
}

static bool is_starttls(const struct session_file_step *step)
{
    return step->kind == SESSION_FILE_SEND_LINE &&
           span_equal_ascii(span_trim(step->text), span_of("STARTTLS"));
}

/* Whether the line may not go out: before TLS only some commands may. */
static bool is_held_back(const struct player *player)
{
    const struct session_file_step *step = &player->step;
    enum dialect_event verb;

    if (!player->requires_tls || player->has_begun_tls)
        return false;
    verb = command_parse(&dialect_rfc5321, step->text).verb;
    return step->kind != SESSION_FILE_SEND_LINE || verb >= DIALECT_VERBS ||
           !dialect_rfc5321.verbs[verb].may_be_in_clear;
}

enum player_status player_collect(struct player *player, int64_t now_ms)
{
    const struct session_file_step *step = &player->step;
    struct span ending = span_of(player->ending == LINE_ENDING_LF ? "\n" : "\r\n");
    enum player_status status = keep_pace(player, now_ms);
    int failed;

    if (status != PLAYER_PASSED)
        return status;
    if (is_held_back(player))
        return PLAYER_IN_CLEAR;
    if (step->kind == SESSION_FILE_SEND_BYTES)
        failed = session_file_unescape(step->text, &player->out);
    else
        failed = buffer_append(&player->out, step->text.data, step->text.size) ||
                 buffer_append(&player->out, ending.data, ending.size);
    if (failed)
        return PLAYER_NO_MEMORY;
    player->has_collected = true;
    player->awaits_tls |= is_starttls(step) && !player->refrains_from_tls;
    player->was_apart = is_apart(player);
    player_trace(player, player->line);
    return PLAYER_PASSED;
}
