/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player_skip.c - goes on after a difference.
 *
 * A difference may be found in the midst of a reply, and the two replies may have different numbers
 * of lines.  The next step is comparable only if both are read to their ends.
 */
#include <config.h>

#include "tui-client/dialogue/player_internal.h"

#define CODE_SIZE 3

/* Whether TEXT begins with the three digits of a reply. */
static bool has_code(struct span text)
{
    for (size_t i = 0; i < CODE_SIZE; i++)
        if (i == text.size || text.data[i] < '0' || text.data[i] > '9')
            return false;
    return true;
}

static bool is_go_ahead(struct span text)
{
    return (has_code(text) && text.data[0] == '3') || span_equal(text, span_of("3xx"));
}

enum player_consequence player_consequence(const struct player *player)
{
    struct span expected = buffer_span(&player->expected), got = buffer_span(&player->got);
    bool is_same =
        has_code(expected) && has_code(got) && memcmp(expected.data, got.data, CODE_SIZE) == 0;

    if (player->step.kind == SESSION_FILE_EXPECT_CLOSE || is_same)
        return PLAYER_MAY_GO_ON;
    if (is_go_ahead(expected))
        return PLAYER_NO_GO_AHEAD;
    return is_go_ahead(got) ? PLAYER_UNASKED_GO_AHEAD : PLAYER_MAY_GO_ON;
}

/* Whether more lines of a reply follow TEXT. */
static bool continues(struct span text)
{
    return has_code(text) && text.size > CODE_SIZE && text.data[CODE_SIZE] == '-';
}

void player_begin_skipping(struct player *player)
{
    bool was_close = player->step.kind == SESSION_FILE_EXPECT_CLOSE;

    player->skips.all = was_close;
    player->skips.endless = player->is_line_open;
    player->skips.heard = !was_close && player->is_reply_open;
    player->skips.expected = !was_close && continues(buffer_span(&player->expected));
    buffer_release(&player->expected);
    buffer_release(&player->got);
}

enum player_status player_skip_heard(struct player *player, int64_t now_ms)
{
    if (player->skips.all) {
        player->skips.all = false;
        player->at_end = true;
        buffer_release(&player->in);
        return PLAYER_CLOSING;
    }
    while (player->skips.heard) {
        struct heard heard;
        enum player_status status = player_hear(player, &heard, now_ms);
        if (status != PLAYER_PASSED)
            return status;
        player->skips.heard = heard.status == REPLY_LINE;
        buffer_consume(&player->in, heard.consumed);
        if (!player->skips.heard)
            player->deadline_ms = DEADLINE_NEVER;
    }
    return PLAYER_PASSED;
}

/* The escapes of the text after the code do not matter here. */
bool player_skips_line(struct player *player)
{
    enum session_file_kind kind = player->step.kind;
    bool is_text = kind == SESSION_FILE_EXPECT_LINE || kind == SESSION_FILE_EXPECT_BYTES;
    bool is_allowance = kind == SESSION_FILE_ALLOW;
    bool is_skipped =
        player->skips.expected && (is_text || is_allowance || kind == SESSION_FILE_EXPECT_CODE);

    if (player->skips.expected && !is_allowance && !player_is_remark(kind))
        player->skips.expected = is_text && continues(player->step.text);
    return is_skipped;
}
