/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* columns.c - see columns.h.
 *
 * A terminal advances code point by code point, so widths are summed that way even within a
 * character.
 */
#include <config.h>

#include "tui-client/text/columns.h"

#include <stdint.h>
#include <unigbrk.h>
#include <unistr.h>
#include <wchar.h>

#include "common/text.h"

#define TAB_COLUMNS 8

/* Takes the first code point of TEXT; an ill-formed byte counts as U+FFFD. */
static size_t take(struct span text, ucs4_t *character)
{
    int length = u8_mbtoucr(character, (const uint8_t *)text.data, text.size);

    if (length > 0)
        return (size_t)length;
    *character = 0xFFFD;
    return 1;
}

static bool is_plain(char byte)
{
    return byte >= 0x20 && byte < 0x7F;
}

/* Whether TEXT begins with an ASCII byte followed by ASCII: a character of its own (fast path). */
static bool stands_alone(struct span text)
{
    return is_plain(text.data[0]) && (text.size == 1 || is_plain(text.data[1]));
}

size_t columns_next(struct span text)
{
    ucs4_t before, after;
    size_t size;

    if (text.size == 0)
        return 0;
    if (stands_alone(text))
        return 1;
    size = take(text, &before);
    while (size < text.size) {
        size_t length = take(span_skip(text, size), &after);
        if (uc_is_grapheme_break(before, after))
            break;
        before = after;
        size += length;
    }
    return size;
}

/* Bytes of the last code point of TEXT, or ill-formed byte. */
static size_t last_size(struct span text)
{
    for (size_t size = 1; size <= 4 && size <= text.size; size++) {
        ucs4_t character;
        struct span end = {text.data + text.size - size, size};
        if (u8_mbtoucr(&character, (const uint8_t *)end.data, size) == (int)size)
            return size;
    }
    return 1;
}

size_t columns_previous(struct span text)
{
    size_t start = text.size;

    if (text.size == 0)
        return 0;
    /* Not everything that joins ASCII follows it: some marks (Arabic numbers') come first. */
    if (is_plain(text.data[text.size - 1]) &&
        (text.size == 1 || is_plain(text.data[text.size - 2])))
        return 1;
    while (start > 0) {
        ucs4_t before, after;
        size_t size;
        start -= last_size((struct span){text.data, start});
        if (start == 0)
            break;
        take((struct span){text.data + start, text.size - start}, &after);
        size = last_size((struct span){text.data, start});
        take((struct span){text.data + start - size, size}, &before);
        if (uc_is_grapheme_break(before, after))
            break;
    }
    return text.size - start;
}

/* Whether OFFSET lies within a code point of TEXT. */
static bool is_inside(struct span text, size_t offset)
{
    for (size_t back = 1; back <= 3 && back <= offset; back++) {
        ucs4_t character;
        if (take(span_skip(text, offset - back), &character) > back)
            return true;
    }
    return false;
}

bool columns_begins(struct span text, size_t offset)
{
    ucs4_t before, after;
    size_t size;

    if (offset == 0 || offset == text.size)
        return true;
    if (is_plain(text.data[offset - 1]) && is_plain(text.data[offset]))
        return true;
    if (is_inside(text, offset))
        return false;
    size = last_size((struct span){text.data, offset});
    take(span_skip(text, offset - size), &before);
    take(span_skip(text, offset), &after);
    return uc_is_grapheme_break(before, after);
}

/* Columns of the first code point of TEXT in FORM when it begins at COLUMN; its bytes, and those
 * that FORM leaves out after it, go to *SIZE.  An escape has its own width; a code point unknown to
 * the C library is shown as an escape. */
static size_t width_at(enum text_form form, struct span text, size_t column, size_t *size)
{
    char unit[TEXT_UNIT_MAX];
    size_t written;
    ucs4_t character;
    int width;

    *size = take(text, &character);
    if (character == '\t')
        return TAB_COLUMNS - column % TAB_COLUMNS;
    if (stands_alone(text))
        return 1;
    *size = text_unit(form, text, unit, &written);
    if (unit[0] == '\\')
        return written;
    width = wcwidth((wchar_t)character);
    return width < 0 ? 1 : (size_t)width;
}

/* The column after the first SIZE bytes of TEXT, which are whole code points, when they begin at
 * COLUMN.  The text after them may decide about a joiner. */
static size_t column_behind(enum text_form form, struct span text, size_t size, size_t column)
{
    for (size_t taken = 0, length; taken < size; taken += length)
        column += width_at(form, span_skip(text, taken), column, &length);
    return column;
}

static size_t fit(enum text_form form, struct span text, size_t width, size_t *used)
{
    size_t taken = 0, columns = 0;

    while (taken < text.size) {
        struct span rest = span_skip(text, taken);
        size_t size = 1, behind = columns + 1;
        if (!stands_alone(rest)) {
            size = columns_next(rest);
            behind = column_behind(form, rest, size, columns);
        }
        if (behind > width)
            break;
        columns = behind;
        taken += size;
    }
    if (used != NULL)
        *used = columns;
    return taken;
}

/* Whether there is a blank at OFFSET that is a character of its own: a blank with a combining mark
 * belongs to a word and is not a break. */
static bool is_blank_at(struct span text, size_t offset)
{
    return span_is_blank(text.data[offset]) && columns_next(span_skip(text, offset)) == 1 &&
           columns_previous((struct span){text.data, offset + 1}) == 1;
}

static size_t wrap(enum text_form form, struct span text, size_t width)
{
    size_t fits = fit(form, text, width, NULL);
    size_t end = fits;

    if (fits < text.size) {
        /* Blanks that no longer fit hang over; otherwise break after the last blank that fits. */
        while (end < text.size && is_blank_at(text, end))
            end++;
        if (end == fits)
            while (end > 0 && !is_blank_at(text, end - 1))
                end--;
        if (end == 0)
            end = fits > 0 ? fits : columns_next(text);
    }
    return end;
}

size_t columns_width(struct span text)
{
    return column_behind(TEXT_VISIBLE, text, text.size, 0);
}

size_t columns_own_width(struct span text, size_t size)
{
    return column_behind(TEXT_OWN, text, size, 0);
}

size_t columns_fit(struct span text, size_t width, size_t *used)
{
    return fit(TEXT_VISIBLE, text, width, used);
}

size_t columns_own_fit(struct span text, size_t width, size_t *used)
{
    return fit(TEXT_OWN, text, width, used);
}

size_t columns_wrap(struct span text, size_t width)
{
    return wrap(TEXT_VISIBLE, text, width);
}

size_t columns_own_wrap(struct span text, size_t width)
{
    return wrap(TEXT_OWN, text, width);
}
