/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* text.c - which characters are safe to show, and how the others are written.
 *
 * Ill-formed UTF-8 (including overlong forms, surrogates and code points above U+10FFFF) is escaped
 * byte by byte, so that decoding resynchronizes at the next byte.
 */
#include <config.h>

#include "common/text.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <unictype.h>
#include <unistr.h>

static const char hex_digits[] = "0123456789ABCDEF";

/* Zero-width joiner: joins the emoji before and after it. */
#define JOINER 0x200D

static const char ellipsis[] = {'.', '.', '.'};

/* Printable ASCII, the same in every form. */
static bool is_plain(char byte)
{
    return byte >= 0x20 && byte < 0x7F;
}

/* C0, DEL and C1. */
static bool is_control(ucs4_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

/* Whether CHARACTER is invisible, or changes how others are displayed.  Category Cf contains the
 * bidirectional controls, the zero-width characters and the soft hyphen; the default ignorable code
 * points add fillers and variation selectors of other categories. */
static bool is_deceptive(ucs4_t character)
{
    static const uint32_t categories = UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Cs |
                                       UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cn |
                                       UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp;

    return uc_is_general_category_withtable(character, categories) ||
           uc_is_property(character, UC_PROPERTY_DEFAULT_IGNORABLE_CODE_POINT);
}

static size_t write_bytes(const char *bytes, size_t count, char *out)
{
    size_t written = 0;

    for (size_t i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        out[written++] = '\\';
        out[written++] = 'x';
        out[written++] = hex_digits[byte >> 4];
        out[written++] = hex_digits[byte & 0xF];
    }
    return written;
}

/* \u{HEX} without leading zeros. */
static size_t write_code_point(ucs4_t character, char *out)
{
    size_t written = 3;
    unsigned shift = 20; /* of the first digit of U+10FFFF */

    memcpy(out, "\\u{", 3);
    while (shift > 0 && character >> shift == 0)
        shift -= 4;
    for (;; shift -= 4) {
        out[written++] = hex_digits[character >> shift & 0xF];
        if (shift == 0)
            break;
    }
    out[written++] = '}';
    return written;
}

static bool is_pictographic(ucs4_t character)
{
    return uc_is_property(character, UC_PROPERTY_EXTENDED_PICTOGRAPHIC);
}

/* Whether selectors, tags and joiners may follow; digits and the like become keycaps. */
static bool is_emoji(ucs4_t character)
{
    return is_pictographic(character) || uc_is_property(character, UC_PROPERTY_EMOJI);
}

static bool is_selector(ucs4_t character)
{
    return character == 0xFE0E || character == 0xFE0F ||
           (character >= 0xE0020 && character <= 0xE007F);
}

/* Returns the first code point of TEXT, 0 if there is none, and its size in bytes in *LENGTH. */
static ucs4_t first(struct span text, size_t *length)
{
    ucs4_t character;
    int bytes = text.size > 0 ? u8_mbtoucr(&character, (const uint8_t *)text.data, text.size) : 0;

    *length = bytes > 0 ? (size_t)bytes : 0;
    return bytes > 0 ? character : 0;
}

/* Number of bytes at the front of TEXT that belong to CHARACTER before it if that is an emoji:
 * selectors, and a joiner before another emoji or at the end, where one may follow. */
static size_t emoji_rest(ucs4_t character, struct span text)
{
    size_t size = 0, length, next;
    ucs4_t behind = first(text, &length);

    if ((behind != JOINER && !is_selector(behind)) || !is_emoji(character))
        return 0;
    while (is_selector(first(span_skip(text, size), &length)))
        size += length;
    if (first(span_skip(text, size), &length) != JOINER)
        return size;
    text = span_skip(text, size + length);
    return text.size == 0 || is_pictographic(first(text, &next)) ? size + length : size;
}

size_t text_unit(enum text_form form, struct span in, char *out, size_t *written)
{
    ucs4_t character;
    int length = u8_mbtoucr(&character, (const uint8_t *)in.data, in.size);

    if (length <= 0) {
        *written = write_bytes(in.data, 1, out);
        return 1;
    }
    if (is_control(character)) {
        *written = write_bytes(in.data, (size_t)length, out);
    } else if (form != TEXT_ECHO && character >= 0x80 && is_deceptive(character)) {
        *written = write_code_point(character, out);
    } else {
        memcpy(out, in.data, (size_t)length);
        *written = (size_t)length;
        if (form == TEXT_OWN)
            return (size_t)length + emoji_rest(character, span_skip(in, (size_t)length));
    }
    return (size_t)length;
}

/* Most NULs that are counted together, so that their number and the escape fit into a unit. */
#define RUN_MAX 9999999

static_assert(sizeof "(9999999 x \\x00)" - 1 <= TEXT_UNIT_MAX, "a run fits into a unit");

/* "(COUNT x " */
static size_t write_count(size_t count, char *out)
{
    char digits[TEXT_UNIT_MAX];
    size_t size = 0, written = 0;

    for (; count > 0; count /= 10)
        digits[size++] = (char)('0' + count % 10);
    out[written++] = '(';
    while (size > 0)
        out[written++] = digits[--size];
    memcpy(out + written, " x ", 3);
    return written + 3;
}

size_t text_unit_folded(struct span in, char *out, size_t *written)
{
    static const char nul[] = {'\0'};
    size_t count = 0;

    while (count < in.size && count < RUN_MAX && in.data[count] == '\0')
        count++;
    if (count < TEXT_RUN_MIN)
        return text_unit(TEXT_VISIBLE, in, out, written);
    *written = write_count(count, out);
    *written += write_bytes(nul, sizeof nul, out + *written);
    out[(*written)++] = ')';
    return count;
}

/* Number of bytes at the front of IN, at most SIZE, that are unchanged in every form.  A digit
 * before another character may be part of an emoji. */
static size_t plain_run(struct span in, size_t size)
{
    size_t most = in.size < size ? in.size : size;
    size_t count = 0;

    while (count < most && is_plain(in.data[count]))
        count++;
    return count > 0 && count < in.size && !is_plain(in.data[count]) ? count - 1 : count;
}

size_t text_print(enum text_form form, struct span in, char *out, size_t size, size_t *taken)
{
    size_t total = 0;

    *taken = 0;
    while (*taken < in.size) {
        char unit[TEXT_UNIT_MAX];
        struct span rest = span_skip(in, *taken);
        size_t length = plain_run(rest, size - total);
        size_t written = length;

        if (length > 0) {
            memcpy(out + total, rest.data, length);
        } else {
            length = form == TEXT_VISIBLE ? text_unit_folded(rest, unit, &written)
                                          : text_unit(form, rest, unit, &written);
            if (written > size - total)
                break;
            memcpy(out + total, unit, written);
        }
        total += written;
        *taken += length;
    }
    return total;
}

size_t text_abbreviate(enum text_form form, struct span in, char *out, size_t size)
{
    size_t taken;
    size_t written = text_print(form, in, out, size, &taken);

    if (taken == in.size)
        return written;
    written = text_print(form, in, out, size - sizeof ellipsis, &taken);
    memcpy(out + written, ellipsis, sizeof ellipsis);
    return written + sizeof ellipsis;
}

struct span text_skip_mark(struct span text)
{
    static const char mark[] = {'\xEF', '\xBB', '\xBF'};
    bool is_marked = text.size >= sizeof mark && memcmp(text.data, mark, sizeof mark) == 0;

    return is_marked ? span_skip(text, sizeof mark) : text;
}
