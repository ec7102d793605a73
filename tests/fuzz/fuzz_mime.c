/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_mime.c - text and names in forms that any mail system carries, read back by naive readers.
 */
#include <config.h>

#include "tui-client/message/mime.h"

#include <unistr.h>

#include "tests/support/fuzz_base64.h"
#include "tui-client/message/compose.h"

#define ROOM             ((size_t)1 << 20)
#define ENCODED_LINE_MAX 76
#define HEADER_LINE_MAX  998

static void put(struct buffer *out, char byte)
{
    ck_assert_int_eq(buffer_append(out, &byte, 1), 0);
}

static unsigned hex_digit(char digit)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t value = strcspn(digits, (const char[]){digit, '\0'});

    ck_assert_msg(value < strlen(digits), "'%c' is no digit", digit);
    return (unsigned)value;
}

/* The byte whose two digits stand at DIGITS. */
static char hex_byte(const char *digits)
{
    return (char)(hex_digit(digits[0]) << 4 | hex_digit(digits[1]));
}

/* --- decoders --- */

static void decode_quoted_printable(struct span text, struct buffer *out)
{
    while (text.size > 0) {
        struct span line = fuzz_line(&text);
        bool is_soft = line.size > 0 && line.data[line.size - 1] == '=';
        ck_assert_uint_le(line.size, ENCODED_LINE_MAX);
        ck_assert_ptr_null(memmem(line.data, line.size, "=_", 2));
        ck_assert(line.size == 0 || !span_is_blank(line.data[line.size - 1]));
        ck_assert(line.size < 5 || memcmp(line.data, "From ", 5) != 0);
        line.size -= is_soft;
        while (line.size > 0) {
            char byte = fuzz_take(&line, 1).data[0];
            ck_assert((byte >= ' ' && byte <= '~') || byte == '\t');
            if (byte == '=')
                ck_assert_uint_ge(line.size, 2);
            put(out, byte == '=' ? hex_byte(fuzz_take(&line, 2).data) : byte);
        }
        if (!is_soft)
            put(out, '\n');
    }
}

/* RFC 2047: an encoded word at the front of *TEXT is taken off it. */
static bool take_encoded_word(struct span *text, struct buffer *out)
{
    size_t before = buffer_size(out);

    if (text->size < 10 || memcmp(text->data, "=?utf-8?", 8) != 0)
        return false;
    const char *end = memmem(text->data + 10, text->size - 10, "?=", 2);
    ck_assert_ptr_nonnull(end);
    struct span word = {text->data + 10, (size_t)(end - text->data) - 10};
    ck_assert_uint_le(word.size + 12, 75);
    bool is_base64 = text->data[8] == 'b';
    if (is_base64)
        fuzz_decode_base64(word, out);
    while (!is_base64 && word.size > 0) {
        char byte = fuzz_take(&word, 1).data[0];
        byte = byte == '_' ? ' ' : byte;
        put(out, byte == '=' ? hex_byte(fuzz_take(&word, 2).data) : byte);
    }
    /* Section 5: no character is divided. */
    struct span decoded = span_skip(buffer_span(out), before);
    ck_assert_ptr_null(u8_check((const uint8_t *)decoded.data, decoded.size));
    *text = span_skip(*text, (size_t)(end - text->data) + 2);
    return true;
}

/* The text of the free FIELD, which is called X. */
static void decode_unstructured(struct span field, struct buffer *out)
{
    bool is_encoded = field.size > 4 && memcmp(field.data + 3, "=?", 2) == 0;

    ck_assert(memcmp(field.data, "X: ", 3) == 0);
    field = span_skip(field, 3);
    while (field.size > 1) {
        if (is_encoded && !take_encoded_word(&field, out))
            ck_assert(strchr("\n ", fuzz_take(&field, 1).data[0]) != NULL);
        if (!is_encoded && field.data[0] != '\n')
            put(out, fuzz_take(&field, 1).data[0]);
        else if (!is_encoded)
            fuzz_take(&field, 1);
    }
}

/* The value of the parameter NAME in TEXT: a quoted string, or the pieces of RFC 2231. */
static void decode_parameter(struct span text, struct buffer *out)
{
    static const char plain[] = ";\n name=\"";
    char begin[32] = ";\n name*0*=utf-8''";
    unsigned number = 0;

    if (text.size > strlen(plain) && memcmp(text.data, plain, strlen(plain)) == 0) {
        text = span_skip(text, strlen(plain));
        while (text.data[0] != '"') {
            fuzz_take(&text, text.data[0] == '\\');
            put(out, fuzz_take(&text, 1).data[0]);
        }
        ck_assert_uint_eq(text.size, 1);
        return;
    }
    while (text.size > 0) {
        ck_assert(text.size > strlen(begin) && memcmp(text.data, begin, strlen(begin)) == 0);
        text = span_skip(text, strlen(begin));
        while (text.size > 0 && text.data[0] != ';') {
            char byte = fuzz_take(&text, 1).data[0];
            ck_assert(byte > ' ' && byte <= '~');
            put(out, byte == '%' ? hex_byte(fuzz_take(&text, 2).data) : byte);
        }
        snprintf(begin, sizeof begin, ";\n name*%u*=", ++number);
    }
}

/* --- the forms --- */

static void expect_text(const struct buffer *decoded, struct span text, const char *form)
{
    struct span found = buffer_span(decoded);

    ck_assert_msg(span_equal(found, text), "%s: \"%.*s\" became \"%.*s\"", form, (int)text.size,
                  text.data, (int)found.size, found.data);
}

static void check_quoted_printable(struct span text)
{
    bool is_open = text.size > 0 && text.data[text.size - 1] != '\n';
    struct buffer out, decoded;

    buffer_init(&out, ROOM);
    buffer_init(&decoded, ROOM);
    ck_assert_int_eq(mime_quoted_printable(text, &out), 0);
    decode_quoted_printable(buffer_span(&out), &decoded);
    decoded.end -= is_open;
    expect_text(&decoded, text, "quoted-printable");
    buffer_release(&out);
    buffer_release(&decoded);
}

static void check_parameter(struct span value)
{
    struct buffer out, decoded;

    buffer_init(&out, ROOM);
    buffer_init(&decoded, ROOM);
    ck_assert_int_eq(mime_parameter("name", value, &out), 0);
    decode_parameter(buffer_span(&out), &decoded);
    expect_text(&decoded, value, "a parameter");
    buffer_release(&out);
    buffer_release(&decoded);
}

/* FIELD is one field: whatever its text, no line of it begins another. */
static void expect_one_field(struct span field)
{
    bool is_first = true;

    ck_assert(field.size > 0 && field.data[field.size - 1] == '\n');
    while (field.size > 0) {
        struct span line = fuzz_line(&field);
        ck_assert_uint_le(line.size, HEADER_LINE_MAX);
        ck_assert(line.size > 0 && (is_first || span_is_blank(line.data[0])));
        for (size_t i = 0; i < line.size; i++)
            ck_assert((unsigned char)line.data[i] >= ' ' || line.data[i] == '\t');
        is_first = false;
    }
}

/* Header fields are made only of what may be one. */
static void check_fields(struct span text)
{
    struct buffer out, decoded;

    if (text.size == 0 || compose_check(text) != COMPOSE_OK)
        return;
    buffer_init(&out, ROOM);
    buffer_init(&decoded, ROOM);
    ck_assert_int_eq(mime_unstructured("X", text, &out), 0);
    expect_one_field(buffer_span(&out));
    ck_assert(span_is_ascii(buffer_span(&out)));
    decode_unstructured(buffer_span(&out), &decoded);
    expect_text(&decoded, text, "free text");
    buffer_release(&out);
    ck_assert_int_eq(mime_mailboxes("X", text, &out), 0);
    expect_one_field(buffer_span(&out));
    (void)mime_mailboxes_need_quotes(text);
    buffer_release(&out);
    buffer_release(&decoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};

    check_quoted_printable(text);
    check_parameter(text);
    check_fields(span_trim(text));
    return 0;
}
