/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.h - stepping over the characters of UTF-8 (RFC 3629) without decoding them.
 *
 * Text need not be well-formed: each function says what it does with a text that is not.  What a
 * character means, and how wide it is, is not known here.
 */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include "common/span.h"

/* Bytes that may follow the first one of a character. */
#define UTF8_CONTINUATIONS_MAX 3

/* Whether BYTE is not the first one of a character. */
static inline bool utf8_is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The number of characters of TEXT.  Bytes that continue nothing are not counted. */
static inline size_t utf8_count(struct span text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += !utf8_is_continuation(text.data[i]);
    return count;
}

/* Bytes of the first character of TEXT, which is not empty, with all bytes that continue it. */
static inline size_t utf8_first_size(struct span text)
{
    size_t size = 1;

    while (size < text.size && utf8_is_continuation(text.data[size]))
        size++;
    return size;
}

/* The bytes of TEXT, at most SIZE, that end between two characters; SIZE if too many bytes around
 * it continue nothing. */
static inline size_t utf8_cut(struct span text, size_t size)
{
    size_t end = size, least = size > UTF8_CONTINUATIONS_MAX ? size - UTF8_CONTINUATIONS_MAX : 0;

    if (text.size <= size)
        return text.size;
    while (end > least && utf8_is_continuation(text.data[end]))
        end--;
    return utf8_is_continuation(text.data[end]) ? size : end;
}

/* TEXT, whose end has been cut off, without a last character that lacks some of its bytes. */
static inline struct span utf8_whole(struct span text)
{
    static const unsigned char firsts[] = {0xC0, 0xE0, 0xF0}; /* of 2, 3 and 4 bytes */
    size_t has = 1, needs = 1;

    while (has < text.size && has <= UTF8_CONTINUATIONS_MAX &&
           utf8_is_continuation(text.data[text.size - has]))
        has++;
    for (size_t i = 0; text.size > 0 && i < sizeof firsts; i++)
        needs += (unsigned char)text.data[text.size - has] >= firsts[i];
    return (struct span){text.data, has < needs ? text.size - has : text.size};
}

#endif
