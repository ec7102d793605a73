/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue_pace.c - in which pieces a message goes out.
 *
 * A piece that must be alone is written when `out' is empty, and the next one waits until it is
 * written and the interval has passed.  A line is shown when its piece goes out, so that what is
 * recorded is the order on the wire.  Lines that are said one by one are pieces by themselves.
 *
 * A long piece goes out in slices, each as soon as the last one is written: to show a million lines
 * takes a second, in which the caller could do nothing else.
 */
#include <config.h>

#include "common/deadline.h"
#include "tui-client/dialogue/dialogue_internal.h"

/* A slice has at most so many lines, and ends with the line that makes it so many bytes. */
#define SLICE_LINES 32768
#define SLICE_BYTES ((size_t)1 << 20)

bool dialogue_is_sending(const struct dialogue *dialogue)
{
    return dialogue_is_in_message(dialogue) && buffer_size(&dialogue->message) > 0;
}

size_t dialogue_unsent(const struct dialogue *dialogue)
{
    size_t kept = dialogue_is_sending(dialogue) ? buffer_size(&dialogue->message) : 0;

    return buffer_size(&dialogue->out) + kept;
}

int64_t dialogue_due_ms(const struct dialogue *dialogue)
{
    return dialogue->is_pausing ? dialogue->due_ms : DEADLINE_NEVER;
}

bool dialogue_must_wait(const struct dialogue *dialogue, struct span line)
{
    if (!dialogue->is_pausing || !dialogue_is_in_message(dialogue))
        return false;
    return dialogue->pace.kind == PACE_LINE ||
           (dialogue->pace.kind == PACE_DOT && span_equal(line, span_of(".")));
}

void dialogue_pause(struct dialogue *dialogue)
{
    dialogue->is_pausing = dialogue->pace.kind != PACE_WHOLE;
    dialogue->due_ms = DEADLINE_NEVER;
}

/* The interval counts from when the last piece is written, not from when it was queued. */
bool dialogue_ends_pause(struct dialogue *dialogue, int64_t now_ms)
{
    if (!dialogue->is_pausing || buffer_size(&dialogue->out) > 0)
        return false;
    if (dialogue->due_ms == DEADLINE_NEVER)
        dialogue->due_ms = now_ms + dialogue->pace.interval_ms;
    dialogue->is_pausing = now_ms < dialogue->due_ms;
    return !dialogue->is_pausing;
}

void dialogue_show_text(const struct dialogue *dialogue, struct span line)
{
    dialogue_show(dialogue, (struct dialogue_line){.kind = DIALOGUE_TEXT,
                                                   .text = line,
                                                   .ending = LINE_ENDING_CRLF,
                                                   .pace = dialogue->pace,
                                                   .elapsed_ms = -1});
}

/* Bytes of the first line of TEXT, which is not empty, with its ending. */
static size_t line_size(struct span text)
{
    const char *end = memchr(text.data, '\n', text.size);

    return end != NULL ? (size_t)(end - text.data) + 1 : text.size;
}

/* Bytes of TEXT up to its last line, which is the dot; all of them if there is but one line. */
static size_t size_before_dot(struct span text)
{
    const char *end = memrchr(text.data, '\n', text.size - 1);

    return end != NULL ? (size_t)(end - text.data) + 1 : text.size;
}

static size_t piece_size(enum pace_kind kind, struct span rest)
{
    switch (kind) {
    case PACE_LINE:
        return line_size(rest);
    case PACE_DOT:
        return size_before_dot(rest);
    default:
        return rest.size;
    }
}

/* Bytes of the first slice of PIECE, which is not empty. */
static size_t slice_size(struct span piece)
{
    size_t size = 0;

    for (int i = 0; i < SLICE_LINES && size < SLICE_BYTES && size < piece.size; i++)
        size += line_size(span_skip(piece, size));
    return size;
}

/* Each line of PIECE ends in CRLF. */
static void show_lines(const struct dialogue *dialogue, struct span piece)
{
    while (piece.size > 0) {
        size_t size = line_size(piece);
        dialogue_show_text(dialogue, (struct span){piece.data, size >= 2 ? size - 2 : 0});
        piece = span_skip(piece, size);
    }
}

/* Sends SIZE bytes of the message. */
static int say(struct dialogue *dialogue, size_t size)
{
    struct span text = {buffer_span(&dialogue->message).data, size};

    if (buffer_append(&dialogue->out, text.data, text.size) != 0)
        return -1;
    show_lines(dialogue, text);
    buffer_consume(&dialogue->message, size);
    return buffer_size(&dialogue->message) == 0 ? 1 : 0;
}

int dialogue_say_piece(struct dialogue *dialogue)
{
    struct span piece = buffer_span(&dialogue->message);
    size_t size;
    int status;

    if (dialogue->is_pausing)
        return 0;
    if (dialogue->pace.kind != PACE_WHOLE && buffer_size(&dialogue->out) > 0) {
        dialogue_pause(dialogue);
        return 0;
    }
    piece.size = piece_size(dialogue->pace.kind, piece);
    size = slice_size(piece);
    status = say(dialogue, size);
    if (status == 0 && size == piece.size)
        dialogue_pause(dialogue);
    return status;
}

bool dialogue_is_within_piece(const struct dialogue *dialogue)
{
    return dialogue_is_sending(dialogue) && !dialogue->is_pausing;
}

int dialogue_say_rest(struct dialogue *dialogue)
{
    return say(dialogue, buffer_size(&dialogue->message));
}
