/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player_internal.h - shared by player.c, which plays the lines, and the other
 * player_*.c, which know nothing of each other but player_hear(). */
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

/* Whether a line of KIND only says how others are played. */
static inline bool player_is_remark(enum session_file_kind kind)
{
    return kind == SESSION_FILE_NOTHING || kind == SESSION_FILE_ENDING ||
           kind == SESSION_FILE_PACE || kind == SESSION_FILE_TITLE || kind == SESSION_FILE_SEE ||
           kind == SESSION_FILE_MEANS;
}

/* --- player_check.c --- */

/* Takes the next line off the front of REST and returns it without its ending. */
struct span player_take_line(struct span *rest);

/* Parses LINE of a text that player_check() found good. */
struct session_file_step player_parse_line(struct span line, size_t number);

/* The first line of TEXT that is played; of a remark, if it has only those. */
enum session_file_kind player_first_step(struct span text);

/* --- player_allow.c --- */

/* Whether a reply with CODE is one that STEP, of EXPECT_CODE or ALLOW, names. */
bool player_has_code(const struct session_file_step *step, unsigned code);

/* Plays S?, whose bytes before it are written.  PLAYER_PASSED if another reply is next, which is
 * still to be heard; PLAYER_SKIPPED once the conversation has ended. */
enum player_status player_allow(struct player *player, int64_t now_ms);

/* --- player_hear.c --- */

/* The next line from the server. */
struct heard {
    enum reply_status status;
    struct span line; /* borrows from player->in until CONSUMED bytes of that are consumed */
    size_t consumed;
    bool has_bare_lf;
    bool is_cut; /* too long: LINE is empty, as it is recorded, and player->cut has its beginning */
};

/* Takes the next line.  PLAYER_PASSED if there is one; it is consumed by the caller. */
enum player_status player_hear(struct player *player, struct heard *heard, int64_t now_ms);

/* --- player_skip.c --- */

/* Notes, at the line that differed, what is to be skipped after it. */
void player_begin_skipping(struct player *player);

/* Skips what is left of the server's reply; PLAYER_PASSED if nothing is, or PLAYER_CLOSING once if
 * the connection is not worth going on with. */
enum player_status player_skip_heard(struct player *player, int64_t now_ms);

/* Whether the line that has begun is the rest of an expected reply that differed before. */
bool player_skips_line(struct player *player);

/* --- player_auth.c --- */

/* Goes on with the exchange of C$, whose bytes so far are written.  PLAYER_PASSED once the reply
 * that ends it is next. */
enum player_status player_log_in(struct player *player, int64_t now_ms);

/* --- player_send.c --- */

/* Collects the line to send; if it may not go out together with the lines before it, PLAYER_PASSED
 * comes only once they are written and the interval has passed. */
enum player_status player_collect(struct player *player, int64_t now_ms);

/* Sends the collected lines; PLAYER_PASSED once they are written. */
enum player_status player_transmit(struct player *player, int64_t now_ms);

#endif
