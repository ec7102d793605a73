/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* base64.c - see base64.h. */
#include <config.h>

#include "common/base64.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Bytes whose base64 is a line. */
#define ROW_BYTES 57

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Writes the base64 of SIZE bytes, at most ROW_BYTES, to OUT; returns its characters. */
static size_t encode_row(const char *bytes, size_t size, char *out)
{
    size_t length = 0;

    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < size ? (unsigned char)bytes[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            out[length++] = i + k <= size ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return length;
}

static int encode(struct span bytes, bool in_lines, struct buffer *out)
{
    while (bytes.size > 0) {
        char row[BASE64_COLUMNS + 1];
        size_t size = bytes.size < ROW_BYTES ? bytes.size : ROW_BYTES;
        size_t length = encode_row(bytes.data, size, row);
        if (in_lines)
            row[length++] = '\n';
        if (buffer_append(out, row, length) != 0)
            return -1;
        bytes = span_skip(bytes, size);
    }
    return 0;
}

int base64_encode_unbroken(struct span bytes, struct buffer *out)
{
    return encode(bytes, false, out);
}

int base64_encode_lines(struct span bytes, struct buffer *out)
{
    return encode(bytes, true, out);
}

/* Returns the characters of padding at the end of the SIZE at TEXT. */
static size_t padding_of(const char *text, size_t size)
{
    size_t padding = 0;

    while (padding < 2 && padding < size && text[size - 1 - padding] == '=')
        padding++;
    return padding;
}

/* Decodes four characters, of which the last PADDING count as zeros; returns false if one of them
 * is no digit, or bits are left that no byte has. */
static bool decode_group(const char *text, size_t padding, uint32_t *group)
{
    *group = 0;
    for (size_t i = 0; i < 4; i++) {
        const char *digit = i < 4 - padding && text[i] != '\0' ? strchr(digits, text[i]) : digits;
        if (digit == NULL || (i < 4 - padding && text[i] == '\0'))
            return false;
        *group = *group << 6 | (uint32_t)(digit - digits);
    }
    return (*group & ((1U << 8 * padding) - 1)) == 0;
}

bool base64_decode(struct span text, char *out, size_t *size)
{
    *size = 0;
    for (size_t i = 0; i < text.size; i += 4) {
        size_t padding = i + 4 == text.size ? padding_of(text.data + i, 4) : 0;
        uint32_t group;
        if (text.size - i < 4 || !decode_group(text.data + i, padding, &group))
            return false;
        for (size_t k = 0; k < 3 - padding; k++)
            out[(*size)++] = (char)(group >> (16 - 8 * k) & 0xFF);
    }
    return true;
}
