/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player_hear.c - takes the server's lines one by one.
 */
#include <config.h>

#include "tui-client/dialogue/player_internal.h"

static void trace_reply(struct player *player, struct span line)
{
    char said[REPLY_PARSE_LINE_MAX + 3] = "S: ";

    (void)repeated_hide(&player->repeated, (struct span){NULL, 0}, &line);
    if (line.size > 0)
        memcpy(said + 3, line.data, line.size);
    player_trace(player, (struct span){said, line.size + 3});
}

/* A line that was too long and has not ended is heard as it was recorded: as an empty one. */
static enum player_status hear_long_line(struct player *player, struct heard *heard)
{
    reply_parser_init(&player->parser);
    player->is_line_open = !player->at_end;
    *heard = (struct heard){.status = REPLY_BAD, .is_cut = true};
    trace_reply(player, heard->line);
    return PLAYER_PASSED;
}

/* Other commands may be answered before STARTTLS, but not with 220. */
static void follow_tls(struct player *player)
{
    if (!player->awaits_tls)
        return;
    player->begins_tls = player->parser.code == 220;
    player->awaits_tls = player->parser.code < 400 && !player->begins_tls;
}

/* Keeps the beginning of IN, a line that is too long.  A secret that it repeats could be longer
 * than what there is of the line, and would not be found. */
static void keep_cut(struct player *player, struct span in)
{
    in = span_skip(in, reply_padding(in));
    player->cut.size = in.size < sizeof player->cut.bytes ? in.size : sizeof player->cut.bytes;
    if (repeated_is_awaited(&player->repeated))
        player->cut.size = 0;
    memcpy(player->cut.bytes, in.data, player->cut.size);
}

enum player_status player_hear(struct player *player, struct heard *heard, int64_t now_ms)
{
    struct span in = buffer_span(&player->in);
    bool was_cut = player->parser.framer.discarding;

    heard->status = reply_parse(&player->parser, in.data, in.size, &heard->line, &heard->consumed);
    heard->is_cut = heard->status == REPLY_BAD && player->parser.flaw == REPLY_FLAW_LONG_LINE;
    if (!was_cut && (heard->is_cut || player->parser.framer.discarding))
        keep_cut(player, in);
    if (heard->status != REPLY_MORE) {
        /* Only the ending is left of a line that was too long, if that. */
        heard->has_bare_lf = !heard->is_cut && player->parser.framer.last == LINE_ENDING_LF;
        player->is_line_open = player->skips.endless = false;
        trace_reply(player, heard->line);
        if (heard->status == REPLY_DONE)
            follow_tls(player);
        return PLAYER_PASSED;
    }
    buffer_consume(&player->in, heard->consumed);
    bool is_late = player_is_late(player, player->timeout_ms, now_ms);
    if (player->parser.framer.discarding && player->skips.endless && !player->at_end)
        return PLAYER_TIMED_OUT;
    if (player->parser.framer.discarding && (player->at_end || is_late))
        return hear_long_line(player, heard);
    if (player->at_end)
        return PLAYER_LOST;
    return is_late ? PLAYER_TIMED_OUT : PLAYER_WAITING;
}
