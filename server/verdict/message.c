/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* message.c - see message.h.
 *
 * Whether a line belongs to the header is known at its end, so what is found in it waits until
 * then.
 */
#include <config.h>

#include "server/verdict/message.h"

static const struct span no_detail = {NULL, 0};

void message_init(struct message_reader *reader, const struct message_terms *terms,
                  struct findings *findings, uint64_t number, int64_t now_s)
{
    reader->terms = *terms;
    reader->findings = findings;
    reader->place = (struct finding_place){number, 1, 1};
    reader->size = 0;
    reader->first_8bit = 0;
    reader->is_fresh = true;
    reader->has_dot = false;
    reader->after_cr = false;
    reader->kept = 0;
    header_init(&reader->header, findings, now_s);
}

/* Returns the place of the byte OFFSET of the current line, from 0. */
static struct finding_place place_in(const struct message_reader *reader, uint64_t offset)
{
    struct finding_place place = reader->place;

    place.byte += offset;
    return place;
}

static void add(const struct message_reader *reader, enum finding_kind kind, uint64_t offset)
{
    findings_add(reader->findings, kind, place_in(reader, offset), no_detail, false);
}

/* Finds each BYTE in TEXT, the next bytes of the line. */
static void find_bytes(const struct message_reader *reader, struct span text, char byte,
                       enum finding_kind kind)
{
    const char *first = memchr(text.data, byte, text.size);
    uint64_t count = 0;

    if (first == NULL)
        return;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == byte;
    add(reader, kind, reader->size + (uint64_t)(first - text.data));
    findings_repeat(reader->findings, kind, count - 1);
}

static void find_8bit(struct message_reader *reader, struct span text)
{
    size_t before = 0;

    if (reader->first_8bit != 0 || span_is_ascii(text))
        return;
    while ((unsigned char)text.data[before] < 0x80)
        before++;
    reader->first_8bit = reader->size + before + 1;
}

/* The dot that is taken off does not count (RFC 5321 section 4.5.3.1.6). */
static void find_length(const struct message_reader *reader, size_t size)
{
    uint64_t most = MESSAGE_LINE_MAX + reader->has_dot;

    if (reader->size <= most && reader->size + size > most)
        add(reader, FINDING_LINE_TOO_LONG, most);
}

static void keep(struct message_reader *reader, struct span text)
{
    size_t room = sizeof reader->start - reader->kept;

    if (reader->header.is_over)
        return;
    text.size = text.size < room ? text.size : room;
    memcpy(reader->start + reader->kept, text.data, text.size);
    reader->kept += text.size;
}

/* Takes off the dot at the start of a line: what follows it must be another (RFC 5321 section
 * 4.5.2), unless it ends the message. */
static struct span take_dot(struct message_reader *reader, struct span text)
{
    if (reader->size == 0 && reader->is_fresh && text.data[0] == '.') {
        reader->has_dot = true;
        reader->size = 1;
        text = span_skip(text, 1);
    }
    if (reader->has_dot && reader->size == 1 && text.size > 0 && text.data[0] != '.')
        add(reader, FINDING_DOT_STUFFING, 0);
    return text;
}

/* Takes TEXT of a line; a CR in it is followed by another byte than LF. */
static void take_text(struct message_reader *reader, struct span text)
{
    if (text.size == 0)
        return;
    text = take_dot(reader, text);
    if (text.size == 0)
        return;
    find_bytes(reader, text, '\0', FINDING_NUL);
    find_bytes(reader, text, '\r', FINDING_BARE_CR);
    find_8bit(reader, text);
    find_length(reader, text.size);
    keep(reader, text);
    reader->size += text.size;
}

/* Takes a PIECE of a line without its LF. */
static void take_piece(struct message_reader *reader, struct span piece)
{
    if (piece.size == 0)
        return;
    if (reader->after_cr)
        take_text(reader, span_of("\r"));
    reader->after_cr = piece.data[piece.size - 1] == '\r';
    piece.size -= reader->after_cr;
    take_text(reader, piece);
}

static void judge_8bit(const struct message_reader *reader, bool is_header)
{
    const struct message_terms *terms = &reader->terms;

    if (reader->first_8bit == 0)
        return;
    if (is_header && !terms->is_international)
        add(reader, FINDING_HEADER_8BIT, reader->first_8bit - 1);
    else if (!is_header && !terms->is_8bit)
        add(reader, FINDING_BODY_8BIT, reader->first_8bit - 1);
}

static void start_line(struct message_reader *reader, bool is_own_ending)
{
    reader->place.byte += reader->size + reader->after_cr + 1;
    reader->place.line += is_own_ending;
    reader->size = 0;
    reader->kept = 0;
    reader->first_8bit = 0;
    reader->is_fresh = is_own_ending;
    reader->has_dot = false;
    reader->after_cr = false;
}

/* Handles the LF that ends a line. */
static void end_line(struct message_reader *reader)
{
    bool is_own = reader->terms.ending == LINE_ENDING_LF || reader->after_cr;
    bool is_end_of_data = reader->has_dot && reader->size == 1 &&
                          reader->after_cr == (reader->terms.ending == LINE_ENDING_CRLF);
    bool is_cut = reader->size - reader->has_dot > reader->kept;
    bool is_header = !reader->header.is_over && !is_end_of_data &&
                     header_take(&reader->header, (struct span){reader->start, reader->kept},
                                 is_cut, reader->place);

    judge_8bit(reader, is_header);
    if (!is_own)
        add(reader,
            !is_header && reader->header.is_multipart ? FINDING_MIME_BARE_LF : FINDING_BARE_LF,
            reader->size);
    if (!is_end_of_data)
        start_line(reader, is_own);
}

void message_take(struct message_reader *reader, struct span bytes)
{
    while (bytes.size > 0) {
        const char *end = memchr(bytes.data, '\n', bytes.size);
        size_t size = end != NULL ? (size_t)(end - bytes.data) : bytes.size;

        take_piece(reader, (struct span){bytes.data, size});
        if (end != NULL)
            end_line(reader);
        bytes = span_skip(bytes, size + (end != NULL));
    }
}

void message_end(struct message_reader *reader)
{
    header_end(&reader->header, reader->place);
}
