/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* foreign.c - see foreign.h. */
#include <config.h>

#include "server/log/foreign.h"

#include "common/count.h"
#include "common/grammar.h"

/* Content type and major version of a record: handshake, 3. */
#define TLS_HANDSHAKE 0x16
#define TLS_MAJOR     3

/* Longest text whose length is recognized: with a longer one, its bytes might be text. */
#define LENGTH_MAX 2048

static unsigned char byte_of(struct span bytes, size_t index)
{
    return (unsigned char)bytes.data[index];
}

static bool is_letter(struct span bytes, size_t index)
{
    return grammar_is_letter(bytes.data[index]);
}

static bool is_tls(struct span bytes)
{
    return bytes.size >= 2 && byte_of(bytes, 0) == TLS_HANDSHAKE && byte_of(bytes, 1) == TLS_MAJOR;
}

/* A byte-order mark, or two letters, each with a zero byte on the same side. */
static bool is_utf16(struct span bytes)
{
    if (bytes.size < 4)
        return false;
    bool has_mark = (byte_of(bytes, 0) == 0xFF && byte_of(bytes, 1) == 0xFE) ||
                    (byte_of(bytes, 0) == 0xFE && byte_of(bytes, 1) == 0xFF);
    bool is_big = byte_of(bytes, 0) == 0 && byte_of(bytes, 2) == 0;
    bool is_little = byte_of(bytes, 1) == 0 && byte_of(bytes, 3) == 0;

    return has_mark || (is_big && is_letter(bytes, 1) && is_letter(bytes, 3)) ||
           (is_little && is_letter(bytes, 0) && is_letter(bytes, 2));
}

/* Size of the text in BYTES up to its first line ending, without it; *ENDING_SIZE is the size of
 * that ending, 0 if there is none. */
static size_t line_size(struct span bytes, size_t *ending_size)
{
    const char *lf = bytes.size > 0 ? memchr(bytes.data, '\n', bytes.size) : NULL;
    size_t size = lf != NULL ? (size_t)(lf - bytes.data) : bytes.size;
    bool has_cr = lf != NULL && size > 0 && bytes.data[size - 1] == '\r';

    *ending_size = lf != NULL ? 1 + (size_t)has_cr : 0;
    return size - has_cr;
}

/* Whether a number of COUNT bytes is that of the bytes that follow: all of them, or the first line,
 * with its ending or without. */
static bool has_length(struct span bytes, size_t count, bool is_big)
{
    size_t number = 0, size, ending_size;

    if (bytes.size <= count || !is_letter(bytes, count))
        return false;
    for (size_t i = 0; i < count; i++)
        number = number << 8 | byte_of(bytes, is_big ? i : count - 1 - i);
    bytes = span_skip(bytes, count);
    size = line_size(bytes, &ending_size);
    return number <= LENGTH_MAX &&
           (number == bytes.size || number == size || number == size + ending_size);
}

enum foreign foreign_find(struct span bytes, bool is_first)
{
    static const size_t counts[] = {2, 4};

    if (is_tls(bytes))
        return FOREIGN_TLS;
    if (!is_first)
        return FOREIGN_NONE;
    /* Before lengths: "H" and a zero byte are one, too. */
    if (is_utf16(bytes))
        return FOREIGN_UTF16;
    for (size_t i = 0; i < COUNT(counts); i++)
        if (has_length(bytes, counts[i], true) || has_length(bytes, counts[i], false))
            return FOREIGN_LENGTH;
    return FOREIGN_NONE;
}
