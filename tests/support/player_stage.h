/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player_stage.h - a player against a server that is a string.
 *
 * What the player does is written as one string: the bytes that it sends, with a "|" behind each
 * write, "(close)", "(open)", "(tls)" and "(pause)".  The server's bytes are passed only when the
 * player waits for them: whole, byte by byte, and split everywhere.  A "^" in them begins what it
 * says on the next connection, or under TLS.
 */
#ifndef TESTS_SUPPORT_PLAYER_STAGE_H
#define TESTS_SUPPORT_PLAYER_STAGE_H

#include <check.h>
#include <stdio.h>

#include "tests/support/guard.h"
#include "tui-client/dialogue/player.h"

#define MAGIC SESSION_FILE_MAGIC "\n"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

#define TIMEOUT_MS 1000
#define START_MS   5000

/* How a conversation ends. */
#define ENDS(line_, status_) .status = PLAYER_##status_, .number = (line_)
#define DIFFERS(line_, expected_, got_)                                                            \
    ENDS(line_, DIFFERED), .expected = (expected_), .got = (got_)

struct conversation {
    const char *name;
    struct span file;
    struct span replies;
    bool closes;      /* the server, after its replies */
    const char *done; /* NULL: nothing */
    enum player_status status;
    size_t number;                   /* of the line where the player ends */
    const char *expected;            /* of PLAYER_DIFFERED */
    const char *got;                 /* likewise */
    const char *said;                /* the expected trace; NULL: not checked */
    int64_t took_ms;                 /* by the player's clock */
    bool names_first;                /* the file opens the first connection itself */
    size_t steps, compared;          /* counted; 0: not checked */
    const struct password *password; /* of C$ */
    enum exchange_flaw flaw;         /* of PLAYER_FLAWED */
    bool goes_on;                    /* after differences, where it may */
    size_t differences;              /* then */
};

/* A running player: what it has done, the server's remaining bytes, and the time. */
struct stage {
    const struct conversation *conversation;
    struct player player;
    struct span replies;
    size_t split; /* the server's first piece; 0: its pieces are bytes */
    int64_t now_ms;
    bool opened_first; /* the player did, before the first line */
    char done[512], said[512];
};

static void add(char *text, size_t room, struct span bytes)
{
    size_t length = strlen(text);

    ck_assert_uint_lt(length + bytes.size, room);
    if (bytes.size > 0)
        memcpy(text + length, bytes.data, bytes.size);
    text[length + bytes.size] = '\0';
}

static void add_said(void *context, struct span line)
{
    struct stage *stage = context;

    add(stage->said, sizeof stage->said, line);
    add(stage->said, sizeof stage->said, span_of("\n"));
}

static void add_done(struct stage *stage, struct span bytes)
{
    add(stage->done, sizeof stage->done, bytes);
}

/* Bytes of REPLIES before the next connection. */
static size_t on_this_connection(struct span replies)
{
    const char *next = replies.size > 0 ? memchr(replies.data, '^', replies.size) : NULL;

    return next != NULL ? (size_t)(next - replies.data) : replies.size;
}

static void begin_next(struct stage *stage)
{
    stage->replies = span_skip(stage->replies, on_this_connection(stage->replies));
    if (stage->replies.size > 0)
        stage->replies = span_skip(stage->replies, 1);
}

/* The first one of a file that does not open it itself is no deed of the file. */
static void open_connection(struct stage *stage)
{
    stage->opened_first = stage->opened_first || stage->player.number == 0;
    if (stage->player.number == 0)
        return;
    add_done(stage, span_of("(open)"));
    begin_next(stage);
}

/* The server sends its next piece, closes, or time passes. */
static void serve(struct stage *stage)
{
    struct player *player = &stage->player;
    size_t size = stage->split == 0 ? 1 : stage->split;
    size_t available = on_this_connection(stage->replies);

    if (size > available)
        size = available;
    if (stage->split > 0)
        stage->split = SIZE_MAX;
    if (size > 0) {
        ck_assert_int_eq(player_receive(player, (struct span){stage->replies.data, size}), 0);
        stage->replies = span_skip(stage->replies, size);
    } else if ((stage->conversation->closes || stage->replies.size > 0) && !player->at_end) {
        player_end(player);
    } else {
        ck_assert_int_ge(player->deadline_ms, stage->now_ms + 1);
        stage->now_ms = player->deadline_ms;
    }
}

static void act(struct stage *stage, enum player_status status)
{
    struct player *player = &stage->player;

    if (status == PLAYER_SENDING) {
        add_done(stage, buffer_span(&player->out));
        add_done(stage, span_of("|"));
        buffer_consume(&player->out, buffer_size(&player->out));
    } else if (status == PLAYER_DIFFERED) {
        player_go_on(player);
    } else if (status == PLAYER_CLOSING) {
        add_done(stage, span_of("(close)"));
    } else if (status == PLAYER_OPENING) {
        open_connection(stage);
    } else if (status == PLAYER_SECURING) {
        add_done(stage, span_of("(tls)"));
        begin_next(stage);
    } else if (status == PLAYER_PAUSING) {
        add_done(stage, span_of("(pause)"));
        stage->now_ms = player->deadline_ms;
    } else {
        serve(stage);
    }
}

/* Whether BUFFER starts with TEXT, and ends there or has a NUL next. */
static bool holds(const struct buffer *buffer, const char *text)
{
    struct span bytes = buffer_span(buffer);
    size_t size = strlen(text);

    return bytes.size >= size && (size == 0 || memcmp(bytes.data, text, size) == 0) &&
           (bytes.size == size || bytes.data[size] == '\0');
}

static void check_stage(const struct stage *stage, enum player_status status, const char *way)
{
    const struct conversation *row = stage->conversation;
    const struct player *player = &stage->player;
    struct span got = buffer_span(&player->got);

    ck_assert_msg(strcmp(stage->done, row->done != NULL ? row->done : "") == 0,
                  "%s, %s: did \"%s\"", row->name, way, stage->done);
    ck_assert_msg(status == row->status, "%s, %s: status %d", row->name, way, (int)status);
    ck_assert_msg(status != PLAYER_FLAWED || player->flaw == row->flaw, "%s, %s: flaw %d",
                  row->name, way, (int)player->flaw);
    ck_assert_msg(player->number == row->number, "%s, %s: line %zu", row->name, way,
                  player->number);
    ck_assert_msg(stage->now_ms - START_MS == row->took_ms, "%s, %s: took %lld ms", row->name, way,
                  (long long)(stage->now_ms - START_MS));
    ck_assert_msg(row->said == NULL || strcmp(stage->said, row->said) == 0, "%s, %s: said \"%s\"",
                  row->name, way, stage->said);
    ck_assert_msg(stage->opened_first != row->names_first, "%s, %s: the first connection",
                  row->name, way);
    ck_assert_msg(row->steps == 0 || player->steps == row->steps, "%s, %s: %zu steps", row->name,
                  way, player->steps);
    ck_assert_msg(row->compared == 0 || player->replies == row->compared, "%s, %s: %zu replies",
                  row->name, way, player->replies);
    ck_assert_msg(!row->goes_on || player->differences == row->differences,
                  "%s, %s: %zu differences", row->name, way, player->differences);
    ck_assert_msg(holds(&player->expected, row->expected != NULL ? row->expected : ""),
                  "%s, %s: expected", row->name, way);
    ck_assert_msg(holds(&player->got, row->got != NULL ? row->got : ""), "%s, %s: got \"%.*s\"",
                  row->name, way, (int)got.size, got.data);
}

static bool is_end(enum player_status status)
{
    return status >= PLAYER_PASSED;
}

static bool may_go_on(const struct stage *stage, enum player_status status)
{
    return status == PLAYER_DIFFERED && stage->conversation->goes_on &&
           player_consequence(&stage->player) == PLAYER_MAY_GO_ON;
}

static void perform(const struct conversation *row, size_t split, const char *way)
{
    struct stage stage = {
        .conversation = row, .replies = row->replies, .split = split, .now_ms = START_MS};
    char *file = guard_copy(row->file.data, row->file.size);
    enum player_status status;
    size_t number;

    ck_assert_msg(player_check((struct span){file, row->file.size}, &number) == SESSION_FILE_OK,
                  "%s: line %zu", row->name, number);
    player_init(&stage.player, (struct span){file, row->file.size}, TIMEOUT_MS);
    stage.player.password = row->password;
    stage.player.user = "tim";
    stage.player.trace = add_said;
    stage.player.context = &stage;
    while (!is_end(status = player_step(&stage.player, stage.now_ms)) || may_go_on(&stage, status))
        act(&stage, status);
    check_stage(&stage, status, way);
    player_release(&stage.player);
    guard_free(file, row->file.size);
}

static void perform_in_all_ways(const struct conversation *row)
{
    perform(row, 0, "byte by byte");
    for (size_t split = 1; split <= row->replies.size + 1; split++) {
        char way[32];
        snprintf(way, sizeof way, "split at %zu", split);
        perform(row, split, way);
    }
}

#endif
