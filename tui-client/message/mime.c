/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mime.c - the bodies: quoted-printable; see mime.h. */
#include <config.h>

#include "tui-client/message/mime.h"

#include <stdint.h>

/* RFC 2045: "The encoded output stream must be represented in lines of no more than 76
 * characters each." */
#define LINE_MAX_COLUMNS 76

/* RFC 5322 section 2.1.1. */
#define PLAIN_LINE_MAX 998

/* --- what needs an encoding ------------------------------------------------------------------ */

/* A line that begins with "From ", or with ">"s and then "From " (mboxrd). */
static bool is_from_line(struct span line)
{
    size_t marks = 0;

    while (marks < line.size && line.data[marks] == '>')
        marks++;
    return line.size - marks >= 5 && memcmp(line.data + marks, "From ", 5) == 0;
}

static bool is_boundary_line(struct span line)
{
    static const char boundary[] = "--" MIME_BOUNDARY;
    size_t size = sizeof boundary - 1;

    return line.size >= size && memcmp(line.data, boundary, size) == 0;
}

unsigned mime_traits(struct span text)
{
    unsigned traits = span_is_ascii(text) ? 0 : MIME_EIGHT_BIT;

    while (text.size > 0) {
        const char *end = memchr(text.data, '\n', text.size);
        struct span line = {text.data, end != NULL ? (size_t)(end - text.data) : text.size};
        traits |= (line.size > PLAIN_LINE_MAX ? MIME_LONG_LINE : 0) |
                  (is_from_line(line) ? MIME_FROM_LINE : 0) |
                  (is_boundary_line(line) ? MIME_BOUNDARY_LINE : 0);
        text = span_skip(text, line.size + (end != NULL));
    }
    return traits;
}

/* --- quoted-printable ------------------------------------------------------------------------ */

/* The current line of output. */
struct row {
    char text[LINE_MAX_COLUMNS + 1];
    size_t size;
};

static int end_row(struct row *row, struct buffer *out)
{
    size_t size = row->size;

    row->text[size++] = '\n';
    row->size = 0;
    return buffer_append(out, row->text, size);
}

/* RFC 2045 section 6.7 (1) to (3): which bytes represent themselves.  REST begins with the byte. */
static bool is_literal(struct span rest, bool begins_row)
{
    char byte = rest.data[0];
    bool is_last = rest.size == 1;
    /* At most one row: else a long run of ">" would be scanned again for every row. */
    struct span row = {rest.data, rest.size < LINE_MAX_COLUMNS ? rest.size : LINE_MAX_COLUMNS};

    if (begins_row && is_from_line(row))
        return false;
    return (byte > ' ' && byte <= '~' && byte != '=') || (span_is_blank(byte) && !is_last);
}

static int encode_line(struct span line, struct row *row, struct buffer *out)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; line.size > 0; line = span_skip(line, 1)) {
        unsigned char byte = (unsigned char)line.data[0];
        bool literal = is_literal(line, row->size == 0);

        /* (5): "=" at the end of a line is a soft line break. */
        if (row->size + (literal ? 1 : 3) > LINE_MAX_COLUMNS - 1) {
            row->text[row->size++] = '=';
            if (end_row(row, out) != 0)
                return -1;
            literal = is_literal(line, true);
        }
        row->text[row->size++] = literal ? (char)byte : '=';
        if (!literal) {
            row->text[row->size++] = digits[byte >> 4];
            row->text[row->size++] = digits[byte & 15];
        }
    }
    return 0;
}

int mime_quoted_printable(struct span text, struct buffer *out)
{
    struct row row = {.size = 0};

    while (text.size > 0) {
        const char *end = memchr(text.data, '\n', text.size);
        struct span line = {text.data, end != NULL ? (size_t)(end - text.data) : text.size};
        if (encode_line(line, &row, out) != 0 || end_row(&row, out) != 0)
            return -1;
        text = span_skip(text, line.size + (end != NULL));
    }
    return 0;
}
