/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player.c - when each line of a session file is sent, and which replies count as expected.
 *
 * One line of the file is played at a time; a line that must wait is resumed by the next call.  For
 * a single line PLAYER_PASSED means that it is done.  Transport and display of a difference are not
 * known here.
 */
#include <config.h>

#include "tui-client/dialogue/player_internal.h"

#include <assert.h>
#include <stdio.h>

#include "common/deadline.h"

/* Maximum bytes that were received and not yet processed. */
#define IN_MAX ((size_t)64 << 20)

/* Room beside the text of an expectation or a reply for a remark on it. */
#define REMARK_MAX 64

static const char bare_lf_remark[] = " (and a bare LF)", crlf_remark[] = " (and no bare LF)";
static const char cut_remark[] = "... (cut off: too long for a reply)";

static_assert(sizeof bare_lf_remark <= REMARK_MAX && sizeof crlf_remark <= REMARK_MAX &&
                  sizeof cut_remark <= REMARK_MAX,
              "the remarks fit");

void player_init(struct player *player, struct span text, int64_t timeout_ms)
{
    *player = (struct player){
        .text = text,
        .timeout_ms = timeout_ms,
        .rest = text,
        .ending = LINE_ENDING_CRLF,
        .deadline_ms = DEADLINE_NEVER,
    };
    reply_parser_init(&player->parser);
    repeated_init(&player->repeated);
    buffer_init(&player->in, IN_MAX);
    /* No line is longer on the wire than in the file: its mark makes up for the CR. */
    buffer_init(&player->out, text.size + EXCHANGE_LINE_MAX);
    buffer_init(&player->expected, text.size + REMARK_MAX);
    buffer_init(&player->got, REPLY_PARSE_LINE_MAX + REMARK_MAX);
}

void player_release(struct player *player)
{
    exchange_free(player->exchange);
    repeated_forget(&player->repeated);
    buffer_release(&player->in);
    buffer_release(&player->out);
    buffer_release(&player->expected);
    buffer_release(&player->got);
}

int player_receive(struct player *player, struct span bytes)
{
    return buffer_append(&player->in, bytes.data, bytes.size);
}

void player_end(struct player *player)
{
    player->at_end = true;
}

static enum player_status differ(struct player *player, struct span expected, struct span got,
                                 const char *remark)
{
    (void)repeated_hide(&player->repeated, (struct span){NULL, 0}, &got);
    player->differences++;
    if (buffer_append(&player->expected, expected.data, expected.size) != 0 ||
        buffer_append(&player->got, got.data, got.size) != 0 ||
        buffer_append(&player->got, remark, strlen(remark)) != 0)
        return PLAYER_NO_MEMORY;
    return PLAYER_DIFFERED;
}

/* As differ(), with the line that was HEARD. */
static enum player_status differ_from(struct player *player, struct span expected,
                                      const struct heard *heard, const char *remark)
{
    struct span cut = {player->cut.bytes, player->cut.size};

    return heard->is_cut ? differ(player, expected, cut, cut_remark)
                         : differ(player, expected, heard->line, remark);
}

/* Counts a reply at the last of its lines that is compared: HEARD, with the result STATUS. */
static void count_reply(struct player *player, enum player_status status, enum reply_status heard)
{
    if (status == PLAYER_DIFFERED || heard != REPLY_LINE)
        player->replies++;
    player->is_reply_open = heard == REPLY_LINE;
}

/* HAS_BARE_LF: the line is expected to end in LF alone. */
static enum player_status expect_line(struct player *player, struct span expected, bool has_bare_lf,
                                      int64_t now_ms)
{
    struct heard heard;
    enum player_status status = player_hear(player, &heard, now_ms);

    if (status != PLAYER_PASSED)
        return status;
    if (!span_equal(heard.line, expected))
        status = differ_from(player, expected, &heard, "");
    else if (heard.has_bare_lf != has_bare_lf)
        status = differ_from(player, expected, &heard, has_bare_lf ? crlf_remark : bare_lf_remark);
    count_reply(player, status, heard.status);
    buffer_consume(&player->in, heard.consumed);
    return status;
}

static enum player_status expect_bytes(struct player *player, int64_t now_ms)
{
    struct buffer expected;
    enum player_status status = PLAYER_NO_MEMORY;

    buffer_init(&expected, player->step.text.size);
    if (session_file_unescape(player->step.text, &expected) == 0) {
        struct span line = buffer_span(&expected);
        bool has_bare_lf = line.size > 0 && line.data[line.size - 1] == '\n';
        line.size -= has_bare_lf;
        status = expect_line(player, line, has_bare_lf, now_ms);
    }
    buffer_release(&expected);
    return status;
}

/* A line that belongs to no reply may still be just the three digits of the file. */
static enum player_status compare_code(struct player *player, const struct heard *heard)
{
    struct span expected = player->step.text;
    bool is_same = heard->status == REPLY_BAD
                       ? !player->step.is_class && span_equal(heard->line, expected)
                       : player_has_code(&player->step, player->parser.code);

    return is_same ? PLAYER_PASSED : differ_from(player, expected, heard, "");
}

static enum player_status expect_code(struct player *player, int64_t now_ms)
{
    struct heard heard = {.status = REPLY_LINE};
    enum player_status status = PLAYER_PASSED;

    while (heard.status == REPLY_LINE && status == PLAYER_PASSED) {
        status = player_hear(player, &heard, now_ms);
        if (status != PLAYER_PASSED)
            return status;
        status = compare_code(player, &heard);
        count_reply(player, status, heard.status);
        buffer_consume(&player->in, heard.consumed);
    }
    return status;
}

/* Data received instead of the close is collected until a line of it can be shown.  A line that the
 * close cuts off cannot be expected, and is not compared. */
static enum player_status expect_close(struct player *player, int64_t now_ms)
{
    struct span rest, line;
    size_t size;
    bool is_whole;

    buffer_consume(&player->in, reply_padding(buffer_span(&player->in)));
    rest = buffer_span(&player->in);
    size = rest.size;
    line = player_take_line(&rest);
    is_whole = line.size < size || line.size >= REPLY_PARSE_LINE_MAX;
    if (player->at_end && !is_whole) {
        player_trace(player, player->line);
        return PLAYER_PASSED;
    }
    if (!is_whole && !player->at_end && !player_is_late(player, player->timeout_ms, now_ms))
        return PLAYER_WAITING;
    if (size == 0)
        line = span_of("(nothing)");
    if (line.size > REPLY_PARSE_LINE_MAX)
        line.size = REPLY_PARSE_LINE_MAX;
    player->unclosed++;
    return differ(player, span_of("(closed)"), line, "");
}

static bool is_expectation(enum session_file_kind kind)
{
    return kind == SESSION_FILE_EXPECT_LINE || kind == SESSION_FILE_EXPECT_BYTES ||
           kind == SESSION_FILE_EXPECT_CODE || kind == SESSION_FILE_EXPECT_CLOSE ||
           kind == SESSION_FILE_ALLOW;
}

static void finish_line(struct player *player)
{
    enum session_file_kind kind = player->step.kind;

    player->steps += !player_is_remark(kind) && kind != SESSION_FILE_ALLOW;
    player->is_under_way = false;
    player->deadline_ms = DEADLINE_NEVER;
}

void player_go_on(struct player *player)
{
    player_begin_skipping(player);
    finish_line(player);
}

/* The connection is closed by the caller before the next line is played. */
static enum player_status hang_up(struct player *player)
{
    player_trace(player, player->line);
    player->at_end = true;
    finish_line(player);
    return PLAYER_CLOSING;
}

/* Whatever is unread of an earlier connection is forgotten. */
static enum player_status open_connection(struct player *player)
{
    player_trace(player, player->line);
    player->at_end = player->awaits_tls = player->begins_tls = player->has_begun_tls = false;
    player->is_line_open = player->skips.endless = false;
    buffer_release(&player->in);
    reply_parser_init(&player->parser);
    finish_line(player);
    return PLAYER_OPENING;
}

/* Plays a line that is done only when the bytes before it are out. */
static enum player_status exchange(struct player *player, int64_t now_ms)
{
    enum player_status status;

    /* A server may close before it has read all that was sent, as after QUIT.  Its replies decide
     * whether that was right, no matter how many bytes it read. */
    if (player->at_end && is_expectation(player->step.kind))
        buffer_release(&player->out);
    status = player_transmit(player, now_ms);
    if (status != PLAYER_PASSED)
        return status;
    player->has_collected = false;
    switch (player->step.kind) {
    case SESSION_FILE_EXPECT_LINE:
        return expect_line(player, player->step.text, false, now_ms);
    case SESSION_FILE_EXPECT_BYTES:
        return expect_bytes(player, now_ms);
    case SESSION_FILE_EXPECT_CODE:
        return expect_code(player, now_ms);
    case SESSION_FILE_EXPECT_CLOSE:
        return expect_close(player, now_ms);
    case SESSION_FILE_ALLOW:
        return player_allow(player, now_ms);
    case SESSION_FILE_AUTH:
        return player_log_in(player, now_ms);
    case SESSION_FILE_CLOSE:
        return hang_up(player);
    case SESSION_FILE_CONNECT:
        return open_connection(player);
    default:
        return player_is_late(player, player->step.wait_ms, now_ms) ? PLAYER_PASSED
                                                                    : PLAYER_PAUSING;
    }
}

static enum player_status play(struct player *player, int64_t now_ms)
{
    if (player_skips_line(player))
        return PLAYER_PASSED;
    switch (player->step.kind) {
    case SESSION_FILE_NOTHING:
    case SESSION_FILE_TITLE:
    case SESSION_FILE_SEE:
    case SESSION_FILE_MEANS:
        return PLAYER_PASSED;
    case SESSION_FILE_ENDING:
        player->ending = player->step.ending;
        return PLAYER_PASSED;
    case SESSION_FILE_PACE:
        player->pace = player->step.pace;
        return PLAYER_PASSED;
    case SESSION_FILE_SEND_LINE:
    case SESSION_FILE_SEND_BYTES:
        return player_collect(player, now_ms);
    default:
        return exchange(player, now_ms);
    }
}

static void begin_line(struct player *player)
{
    player->line = player_take_line(&player->rest);
    player->step = player_parse_line(player->line, ++player->number);
    player->is_under_way = true;
}

/* What came in clear behind the reply that begins TLS counts for nothing (CVE-2011-0411). */
static enum player_status begin_tls(struct player *player)
{
    player->begins_tls = false;
    player->has_begun_tls = true;
    player->injected = buffer_size(&player->in);
    buffer_release(&player->in);
    reply_parser_init(&player->parser);
    return PLAYER_SECURING;
}

enum player_status player_step(struct player *player, int64_t now_ms)
{
    if (!player->has_begun) {
        player->has_begun = true;
        if (player_first_step(player->text) != SESSION_FILE_CONNECT)
            return PLAYER_OPENING;
    }
    for (;;) {
        enum player_status status = player_skip_heard(player, now_ms);
        if (status != PLAYER_PASSED)
            return status;
        if (player->begins_tls && !player->is_under_way && player->rest.size > 0)
            return begin_tls(player);
        if (!player->is_under_way && player->rest.size == 0)
            return player_transmit(player, now_ms);
        if (!player->is_under_way)
            begin_line(player);
        status = play(player, now_ms);
        if (status != PLAYER_PASSED)
            return status;
        finish_line(player);
    }
}
