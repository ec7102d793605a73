/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_header.c - header fields with non-ASCII text; see mime.h and mime_internal.h.
 *
 * A field is written word by word and folded before a word that would make the line too long.
 */
#include <config.h>

#include <stdio.h>

#include "common/base64.h"
#include "common/utf8.h"
#include "tui-client/message/mime_internal.h"

/* RFC 2047 section 2: maximum length of an encoded word. */
#define WORD_COLUMNS 75

#define WORD_BEGIN_Q "=?utf-8?q?"
#define WORD_BEGIN_B "=?utf-8?b?"
#define WORD_END     "?="
#define WORD_FRAME   12

void mime_put(struct mime_field *field, struct span text)
{
    field->failed = field->failed || buffer_append(field->out, text.data, text.size) != 0;
    field->column += text.size;
}

void mime_fold(struct mime_field *field)
{
    mime_put(field, span_of("\n"));
    field->column = 0;
}

struct mime_field mime_begin(const char *name, struct buffer *out)
{
    struct mime_field field = {.out = out};

    mime_put(&field, span_of(name));
    mime_put(&field, span_of(": "));
    return field;
}

int mime_end(struct mime_field *field)
{
    mime_put(field, span_of("\n"));
    return field->failed ? -1 : 0;
}

/* --- encoded words --------------------------------------------------------------------------- */

/* RFC 2047 section 5 (3): bytes that represent themselves anywhere. */
static bool is_literal(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("!*+-/", byte) != NULL);
}

static size_t q_width(struct span text)
{
    size_t width = 0;

    for (size_t i = 0; i < text.size; i++)
        width += is_literal(text.data[i]) || text.data[i] == ' ' ? 1 : 3;
    return width;
}

static size_t b_width(struct span text)
{
    return (text.size + 2) / 3 * 4;
}

/* As much of TEXT as fits into WIDTH columns of an encoded word, but at least a character: section
 * 5 forbids splitting one. */
static struct span piece_of(struct span text, size_t width, size_t (*width_of)(struct span text))
{
    struct span piece = {text.data, utf8_first_size(text)};

    while (piece.size < text.size) {
        struct span longer = {text.data, piece.size + utf8_first_size(span_skip(text, piece.size))};
        if (width_of(longer) > width)
            break;
        piece = longer;
    }
    return piece;
}

static void put_q(struct mime_field *field, struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        char escape[4];
        if (text.data[i] == ' ')
            mime_put(field, span_of("_"));
        else if (is_literal(text.data[i]))
            mime_put(field, (struct span){text.data + i, 1});
        else
            mime_put(field, (struct span){escape, (size_t)snprintf(escape, sizeof escape, "=%02X",
                                                                   (unsigned char)text.data[i])});
    }
}

static void put_b(struct mime_field *field, struct span text)
{
    size_t before = buffer_size(field->out);

    field->failed = field->failed || base64_encode_unbroken(text, field->out) != 0;
    field->column += buffer_size(field->out) - before;
}

/* All of TEXT is encoded, since blanks between encoded words are ignored.  Q is readable, so B is
 * used only if much shorter. */
void mime_put_encoded(struct mime_field *field, struct span text)
{
    bool is_q = 2 * q_width(text) <= 3 * b_width(text);
    size_t (*width_of)(struct span) = is_q ? q_width : b_width;
    bool is_first = true;

    while (text.size > 0) {
        size_t room = MIME_LINE_COLUMNS - 1 - WORD_FRAME;
        struct span piece;

        if (is_first && field->column + WORD_FRAME + 16 < MIME_LINE_COLUMNS)
            room = MIME_LINE_COLUMNS - field->column - WORD_FRAME;
        else
            mime_fold(field);
        if (field->column == 0)
            mime_put(field, span_of(" "));
        room = room < WORD_COLUMNS - WORD_FRAME ? room : WORD_COLUMNS - WORD_FRAME;
        piece = piece_of(text, room, width_of);
        mime_put(field, span_of(is_q ? WORD_BEGIN_Q : WORD_BEGIN_B));
        (is_q ? put_q : put_b)(field, piece);
        mime_put(field, span_of(WORD_END));
        text = span_skip(text, piece.size);
        is_first = false;
    }
}

/* A literal text that looks like an encoded word must be encoded, or it would be decoded. */
bool mime_needs_encoding(struct span text)
{
    return !span_is_ascii(text) || memmem(text.data, text.size, "=?", 2) != NULL;
}

/* --- free text ------------------------------------------------------------------------------- */

/* Blanks at the start of TEXT and the word after them. */
static struct span first_word(struct span text)
{
    size_t size = 0;

    while (size < text.size && span_is_blank(text.data[size]))
        size++;
    while (size < text.size && !span_is_blank(text.data[size]))
        size++;
    return (struct span){text.data, size};
}

int mime_unstructured(const char *name, struct span text, struct buffer *out)
{
    struct mime_field field = mime_begin(name, out);

    if (text.size > 0 && mime_needs_encoding(text)) {
        mime_put_encoded(&field, text);
        return mime_end(&field);
    }
    for (bool is_first = true; text.size > 0; is_first = false) {
        struct span word = first_word(text);
        if (!is_first && field.column + word.size > MIME_LINE_COLUMNS)
            mime_fold(&field);
        mime_put(&field, word);
        text = span_skip(text, word.size);
    }
    return mime_end(&field);
}

/* --- quoted strings -------------------------------------------------------------------------- */

void mime_put_quoted(struct mime_field *field, struct span name)
{
    mime_put(field, span_of("\""));
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '"' || name.data[i] == '\\')
            mime_put(field, span_of("\\"));
        mime_put(field, (struct span){name.data + i, 1});
    }
    mime_put(field, span_of("\""));
}

/* --- parameters ------------------------------------------------------------------------------ */

/* Maximum bytes of a value written on one line, and of a piece of a longer one. */
#define VALUE_PLAIN_MAX 60
#define VALUE_PIECE_MAX 18

static bool is_plain_value(struct span value)
{
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] < ' ' || value.data[i] > '~')
            return false;
    return value.size <= VALUE_PLAIN_MAX;
}

/* RFC 2231 sections 3 and 4: pieces "NAME*0*=utf-8''...", "NAME*1*=...", all bytes with a special
 * meaning escaped. */
static void put_pieces(struct mime_field *field, const char *name, struct span value)
{
    for (unsigned number = 0; value.size > 0; number++) {
        char begin_text[64], escape[4];
        size_t size = value.size < VALUE_PIECE_MAX ? value.size : VALUE_PIECE_MAX;
        snprintf(begin_text, sizeof begin_text, ";\n %s*%u*=%s", name, number,
                 number == 0 ? "utf-8''" : "");
        mime_put(field, span_of(begin_text));
        for (size_t i = 0; i < size; i++) {
            char byte = value.data[i];
            bool stays = (is_literal(byte) && byte != '*') || byte == '.' || byte == '_';
            snprintf(escape, sizeof escape, stays ? "%c" : "%%%02X", (unsigned char)byte);
            mime_put(field, span_of(escape));
        }
        value = span_skip(value, size);
    }
}

int mime_parameter(const char *name, struct span value, struct buffer *out)
{
    struct mime_field field = {.out = out};

    if (is_plain_value(value)) {
        mime_put(&field, span_of(";\n "));
        mime_put(&field, span_of(name));
        mime_put(&field, span_of("="));
        mime_put_quoted(&field, value);
    } else {
        put_pieces(&field, name, value);
    }
    return field.failed ? -1 : 0;
}
