/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_sequence.c - any bytes from a terminal: sound events, the same however the bytes arrive, and
 * nothing that never ends.
 */
#include <config.h>

#include "tui-client/terminal/sequence.h"

#include <unistr.h>

#include "common/buffer.h"
#include "common/count.h"
#include "common/deadline.h"
#include "tests/support/fuzz.h"

#define ROOM      ((size_t)1 << 22)
#define ESCAPE_MS 25

/* What a caller relies on. */
static void check_event(const struct sequence_event *event, bool *in_paste)
{
    struct span text = event->text;

    ck_assert_int_le(event->kind, SEQUENCE_PASTE_END);
    ck_assert_uint_le(event->modifiers, SEQUENCE_SHIFT | SEQUENCE_ALT_HELD | SEQUENCE_CONTROL);
    if (event->kind == SEQUENCE_CHARACTER || event->kind == SEQUENCE_ALT)
        ck_assert(event->code >= 0 && event->code <= 0x10FFFF);
    if (event->kind == SEQUENCE_MOUSE)
        ck_assert(event->row >= 0 && event->column >= 0);
    if (event->kind == SEQUENCE_PASTED)
        ck_assert(text.size > 0 && u8_check((const uint8_t *)text.data, text.size) == NULL);
    /* Between its beginning and its end a paste is nothing but text. */
    if (event->kind != SEQUENCE_NOTHING)
        ck_assert_int_eq(*in_paste,
                         event->kind == SEQUENCE_PASTED || event->kind == SEQUENCE_PASTE_END);
    if (event->kind == SEQUENCE_PASTE || event->kind == SEQUENCE_PASTE_END)
        *in_paste = event->kind == SEQUENCE_PASTE;
}

/* Appends EVENT to SAID; where a pasted text was cut does not count. */
static void say(struct buffer *said, const struct sequence_event *event)
{
    char text[96];
    int size =
        snprintf(text, sizeof text, "(%d %x %u %d,%d %d)", (int)event->kind, (unsigned)event->code,
                 event->modifiers, event->row, event->column, event->is_release);

    if (event->kind == SEQUENCE_PASTED)
        ck_assert_int_eq(buffer_append(said, event->text.data, event->text.size), 0);
    else if (event->kind != SEQUENCE_NOTHING)
        ck_assert_int_eq(buffer_append(said, text, (size_t)size), 0);
}

/* Waits until all is decided. */
static void settle(struct sequence *sequence, struct buffer *said, long long now_ms, bool *in_paste)
{
    long long deadline_ms;

    while ((deadline_ms = sequence_deadline_ms(sequence)) != DEADLINE_NEVER) {
        struct sequence_event event;
        ck_assert_int_le(deadline_ms, now_ms + SEQUENCE_STRING_MS);
        now_ms = deadline_ms > now_ms ? deadline_ms : now_ms;
        do {
            event = sequence_pause(sequence, now_ms);
            check_event(&event, in_paste);
            say(said, &event);
        } while (event.kind != SEQUENCE_NOTHING);
    }
    ck_assert(!*in_paste);
    ck_assert_int_eq(sequence->state, SEQUENCE_GROUND);
}

/* Fills SAID with what INPUT says, in pieces of at most MOST bytes without a pause between. */
static void read_all(struct span input, size_t most, struct buffer *said)
{
    static const struct sequence_key more[] = {{"terminfo", "\033[224z", false, 0x109, 0}};
    uint32_t seed = fuzz_seed(input);
    struct sequence sequence;
    bool in_paste = false;

    buffer_init(said, ROOM);
    sequence_init(&sequence, ESCAPE_MS, more, COUNT(more));
    while (input.size > 0) {
        struct span piece = fuzz_take(&input, fuzz_chance(&seed, most));
        char *copy = fuzz_copy(piece);
        struct span rest = {copy, piece.size};
        struct sequence_event event;
        size_t events = 0;
        do {
            event = sequence_take(&sequence, &rest, 1000);
            check_event(&event, &in_paste);
            say(said, &event);
            ck_assert_uint_lt(events++, 8 * piece.size + SEQUENCE_BYTES_MAX);
        } while (event.kind != SEQUENCE_NOTHING);
        ck_assert_uint_eq(rest.size, 0);
        fuzz_free(copy, piece.size);
    }
    settle(&sequence, said, 1000, &in_paste);
}

/* Pauses of any length between the bytes change what they say, but not that it is sound. */
static void check_pauses(struct span input)
{
    uint32_t seed = fuzz_seed(input);
    struct sequence sequence;
    struct sequence_event event;
    struct buffer said;
    bool in_paste = false;
    long long now_ms = 1000;

    buffer_init(&said, ROOM);
    sequence_init(&sequence, ESCAPE_MS, NULL, 0);
    while (input.size > 0) {
        struct span piece = fuzz_take(&input, 1);
        do {
            event = sequence_take(&sequence, &piece, now_ms);
            check_event(&event, &in_paste);
        } while (event.kind != SEQUENCE_NOTHING);
        if (fuzz_chance(&seed, 8) > 1)
            continue;
        now_ms += (long long)fuzz_chance(&seed, 1200);
        do {
            event = sequence_pause(&sequence, now_ms);
            check_event(&event, &in_paste);
        } while (event.kind != SEQUENCE_NOTHING);
        ck_assert_int_gt(sequence_deadline_ms(&sequence), now_ms);
    }
    settle(&sequence, &said, now_ms, &in_paste);
    buffer_release(&said);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t pieces[] = {1, 1 + size / 8};
    struct span input = {(const char *)data, size};
    struct buffer whole, cut;

    read_all(input, SIZE_MAX, &whole);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        read_all(input, pieces[i], &cut);
        struct span expected = buffer_span(&whole), found = buffer_span(&cut);
        ck_assert_msg(span_equal(expected, found), "whole %.*s, cut %.*s", (int)expected.size,
                      expected.data, (int)found.size, found.data);
        buffer_release(&cut);
    }
    buffer_release(&whole);
    check_pauses(input);
    return 0;
}
