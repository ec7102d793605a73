/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* span.h - a borrowed run of bytes.
 *
 * A span never owns what it points to and is not NUL-terminated.  The function that returns one
 * documents how long it is valid.  Letter case is ASCII only, whatever the locale, as on the wire.
 */
#ifndef COMMON_SPAN_H
#define COMMON_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
    const char *data; /* borrowed; may be NULL when size is 0 */
    size_t size;      /* bytes */
};

/* The bytes of a C string without its NUL; valid as long as the string is. */
static inline struct span span_of(const char *string)
{
    return (struct span){string, strlen(string)};
}

/* Space and tab, the only blanks of a command line. */
static inline bool span_is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* The span without the blanks at both of its ends. */
static inline struct span span_trim(struct span span)
{
    while (span.size > 0 && span_is_blank(span.data[0])) {
        span.data++;
        span.size--;
    }
    while (span.size > 0 && span_is_blank(span.data[span.size - 1]))
        span.size--;
    return span;
}

/* The span without its first COUNT bytes; COUNT is at most its size. */
static inline struct span span_skip(struct span span, size_t count)
{
    return (struct span){span.data + count, span.size - count};
}

/* Removes what precedes the first BYTE from *TEXT, and BYTE, and returns it; all if there is none.
 */
static inline struct span span_take_until(struct span *text, char byte)
{
    const char *end = text->size > 0 ? memchr(text->data, byte, text->size) : NULL;
    struct span front = {text->data, end != NULL ? (size_t)(end - text->data) : text->size};

    *text = span_skip(*text, end != NULL ? front.size + 1 : front.size);
    return front;
}

/* Removes the first line from *TEXT and returns it without its ending, LF or CRLF.  A CR that no LF
 * follows is a byte of the line. */
static inline struct span span_take_line(struct span *text)
{
    struct span line = span_take_until(text, '\n');
    bool has_ending = text->data != line.data + line.size;

    if (has_ending && line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

/* What precedes the first blank of TEXT; all if there is none. */
static inline struct span span_first_word(struct span text)
{
    size_t size = 0;

    while (size < text.size && !span_is_blank(text.data[size]))
        size++;
    return (struct span){text.data, size};
}

static inline bool span_starts_with(struct span text, const char *start)
{
    size_t size = strlen(start);

    return text.size >= size && (size == 0 || memcmp(text.data, start, size) == 0);
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* BYTE with A-Z mapped to a-z. */
static inline char span_ascii_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* Whether A and B are equal except for the case of ASCII letters. */
static inline bool span_equal_ascii(struct span a, struct span b)
{
    size_t same = 0;

    while (same < a.size && same < b.size &&
           span_ascii_lower(a.data[same]) == span_ascii_lower(b.data[same]))
        same++;
    return same == a.size && same == b.size;
}

static inline bool span_is_ascii(struct span span)
{
    unsigned char all = 0;

    for (size_t i = 0; i < span.size; i++)
        all |= (unsigned char)span.data[i];
    return all < 0x80;
}

/* BYTE with a-z mapped to A-Z. */
static inline char span_ascii_upper(char byte)
{
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
}

#endif
