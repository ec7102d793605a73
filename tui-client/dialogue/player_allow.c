/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player_allow.c - a reply that is allowed too, after which a conversation shows nothing more.
 *
 * The reply is looked at before it is taken: one that is not meant here is for the next line of the
 * file.  The player takes its leave with QUIT, unless the server awaits something else than a
 * command; how it answers that does not matter.
 */
#include <config.h>

#include "tui-client/dialogue/player_internal.h"

bool player_has_code(const struct session_file_step *step, unsigned code)
{
    return step->is_class ? code / 100 == step->code / 100 : code == step->code;
}

/* Whether the next reply, of which a line is needed, is the one that is allowed; PLAYER_PASSED once
 * that is known.  What ends the connection here, or is too long a line, is for the next line. */
static enum player_status look(struct player *player, bool *is_allowed, int64_t now_ms)
{
    struct reply_parser parser = player->parser;
    struct span in = buffer_span(&player->in), line;
    size_t consumed;
    enum reply_status status = reply_parse(&parser, in.data, in.size, &line, &consumed);

    *is_allowed = (status == REPLY_LINE || status == REPLY_DONE) &&
                  player_has_code(&player->step, parser.code);
    if (status != REPLY_MORE || player->at_end || parser.framer.discarding)
        return PLAYER_PASSED;
    return player_is_late(player, player->timeout_ms, now_ms) ? PLAYER_TIMED_OUT : PLAYER_WAITING;
}

/* Hears the reply that is next to its end; its first line is kept in player->got. */
static enum player_status hear_reply(struct player *player, int64_t now_ms)
{
    struct heard heard = {.status = REPLY_LINE};

    while (heard.status == REPLY_LINE) {
        enum player_status status = player_hear(player, &heard, now_ms);
        if (status != PLAYER_PASSED)
            return status;
        (void)repeated_hide(&player->repeated, (struct span){NULL, 0}, &heard.line);
        if (buffer_size(&player->got) == 0 &&
            buffer_append(&player->got, heard.line.data, heard.line.size) != 0)
            return PLAYER_NO_MEMORY;
        buffer_consume(&player->in, heard.consumed);
    }
    return PLAYER_PASSED;
}

/* Whether the server takes a command now. */
static bool may_quit(const struct player *player)
{
    return player->parser.code / 100 != 3 && !player->begins_tls && !player->at_end;
}

static enum player_status say_quit(struct player *player)
{
    const char *quit = player->ending == LINE_ENDING_LF ? "QUIT\n" : "QUIT\r\n";

    player->leaves = PLAYER_LEAVES;
    player->deadline_ms = DEADLINE_NEVER;
    player_trace(player, span_of("C: QUIT"));
    return buffer_append(&player->out, quit, strlen(quit)) == 0 ? PLAYER_PASSED : PLAYER_NO_MEMORY;
}

/* Until QUIT is answered, or nothing more is to be expected. */
static enum player_status take_leave(struct player *player, int64_t now_ms)
{
    enum player_status status = player_transmit(player, now_ms);

    if (status == PLAYER_PASSED)
        status = hear_reply(player, now_ms);
    return status == PLAYER_SENDING || status == PLAYER_WAITING ? status : PLAYER_SKIPPED;
}

enum player_status player_allow(struct player *player, int64_t now_ms)
{
    enum player_status status;
    bool is_allowed = true;

    if (player->leaves == PLAYER_STAYS) {
        status = look(player, &is_allowed, now_ms);
        if (status != PLAYER_PASSED || !is_allowed)
            return status;
        player->leaves = PLAYER_LISTENS;
        player->deadline_ms = DEADLINE_NEVER;
    }
    if (player->leaves == PLAYER_LISTENS) {
        status = hear_reply(player, now_ms);
        if (status != PLAYER_PASSED)
            return status;
        player->replies++;
        player->steps++;
        if (!may_quit(player))
            return PLAYER_SKIPPED;
        status = say_quit(player);
        if (status != PLAYER_PASSED)
            return status;
    }
    return take_leave(player, now_ms);
}
