/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_session_file.c - lines of session files read and written, and whole files played against a
 * hostile server.
 *
 * The input is a file without its first line, up to a byte 1; what follows is what the server says,
 * on one connection after the other.
 */
#include <config.h>

#include "common/session_file.h"

#include "tests/support/fuzz.h"
#include "tests/support/session_file.h"
#include "tui-client/dialogue/player.h"

#define ROOM       ((size_t)1 << 20)
#define TIMEOUT_MS 1000

/* What STEP says, with escapes undone in RAW. */
static struct session_file_step undone(struct session_file_step step, struct buffer *raw)
{
    if (step.kind == SESSION_FILE_SEND_BYTES || step.kind == SESSION_FILE_EXPECT_BYTES) {
        ck_assert_int_eq(session_file_unescape(step.text, raw), 0);
        step.text = buffer_span(raw);
    }
    return step;
}

/* The line that is written for STEP is one that says the same. */
static void check_written(const struct session_file_step *step)
{
    struct session_file_step read;
    struct buffer raw, raw_again, out;

    buffer_init(&raw, ROOM);
    buffer_init(&raw_again, ROOM);
    buffer_init(&out, ROOM);
    struct session_file_step meant = undone(*step, &raw);
    ck_assert_int_eq(session_file_format(&meant, &out), 0);
    struct span line = buffer_span(&out);
    ck_assert_ptr_eq(memchr(line.data, '\n', line.size), line.data + line.size - 1);
    line.size--;
    ck_assert_int_eq(session_file_parse(line, 2, &read), SESSION_FILE_OK);
    read = undone(read, &raw_again);
    ck_assert(steps_equal(&meant, &read));
    if (meant.kind == SESSION_FILE_SEND_BYTES || meant.kind == SESSION_FILE_EXPECT_BYTES)
        fuzz_expect_harmless(line);
    buffer_release(&raw);
    buffer_release(&raw_again);
    buffer_release(&out);
}

/* A line that may be carried is sent as it is; none that may is a danger to who looks at it. */
static void check_carried(struct span line)
{
    struct session_file_step step = {.kind = SESSION_FILE_SEND_LINE, .text = line};
    struct span rest = line;

    if (!session_file_may_carry(line))
        return;
    while (rest.size > 0) {
        const char *tab = memchr(rest.data, '\t', rest.size);
        struct span piece = fuzz_take(&rest, tab != NULL ? (size_t)(tab - rest.data) : rest.size);
        fuzz_expect_harmless(piece);
        fuzz_take(&rest, 1);
    }
    check_written(&step);
}

static void check_lines(struct span text)
{
    while (text.size > 0) {
        struct span line = fuzz_line(&text);
        struct session_file_step step;
        if (line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        if (session_file_parse(line, 2, &step) == SESSION_FILE_OK) {
            ck_assert(fuzz_lies_within(step.text, line));
            if (step.kind != SESSION_FILE_NOTHING)
                check_written(&step);
        }
        check_carried(line);
    }
}

/* Lets PLAYER hear SAID in pieces, then the end; each step leads on. */
static void play(struct player *player, struct span said)
{
    uint32_t seed = fuzz_seed(said);
    long long now_ms = 0;
    enum player_status status;

    for (;;) {
        status = player_step(player, now_ms);
        if (status == PLAYER_SENDING) {
            ck_assert_uint_gt(buffer_size(&player->out), 0);
            buffer_consume(&player->out, fuzz_chance(&seed, buffer_size(&player->out)));
        } else if (status == PLAYER_PAUSING) {
            ck_assert_int_gt(player->deadline_ms, now_ms);
            now_ms = player->deadline_ms;
        } else if (status == PLAYER_WAITING && said.size > 0) {
            struct span piece = fuzz_take(&said, fuzz_chance(&seed, 16));
            ck_assert_int_eq(player_receive(player, piece), 0);
        } else if (status == PLAYER_WAITING && seed % 2 == 0) {
            ck_assert_int_gt(player->deadline_ms, now_ms);
            now_ms = player->deadline_ms;
        } else if (status == PLAYER_WAITING) {
            ck_assert(!player->at_end);
            player_end(player);
        } else if (status == PLAYER_OPENING) {
            ck_assert(!player->at_end && buffer_size(&player->in) == 0);
        } else if (status != PLAYER_CLOSING) {
            break;
        }
    }
    ck_assert_int_ne(status, PLAYER_NO_MEMORY);
    ck_assert(player->steps <= player->number && player->replies <= player->number);
    if (status == PLAYER_DIFFERED)
        ck_assert(!span_equal(buffer_span(&player->expected), buffer_span(&player->got)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *cut = size > 0 ? memchr(data, 1, size) : NULL;
    struct span lines = {(const char *)data,
                         cut != NULL ? (size_t)(cut - (const char *)data) : size};
    struct span said = span_skip((struct span){(const char *)data, size}, lines.size);
    struct buffer file;
    struct player player;
    size_t number;

    fuzz_take(&said, 1);
    check_lines(lines);
    buffer_init(&file, ROOM + size);
    ck_assert_int_eq(buffer_append(&file, SESSION_FILE_MAGIC "\n", sizeof SESSION_FILE_MAGIC), 0);
    ck_assert_int_eq(buffer_append(&file, lines.data, lines.size), 0);
    if (player_check(buffer_span(&file), &number) == SESSION_FILE_OK) {
        player_init(&player, buffer_span(&file), TIMEOUT_MS);
        play(&player, said);
        player_release(&player);
    } else {
        ck_assert_uint_ge(number, 2);
    }
    buffer_release(&file);
    return 0;
}
