/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dot_encode.c - messages put on the wire, and taken from it again. */
#include <config.h>

#include "common/dot.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define CRLF LINE_ENDING_CRLF
#define LF   LINE_ENDING_LF

static const struct {
    const char *name;
    enum line_ending ending;
    const char *text;
    const char *wire;
} texts[] = {
    {"empty", CRLF, "", ".\r\n"},
    {"empty, LF", LF, "", ".\n"},
    {"one line", CRLF, "ab\n", "ab\r\n.\r\n"},
    {"one line, LF", LF, "ab\n", "ab\n.\n"},
    {"an unfinished line", CRLF, "ab\ncd", "ab\r\ncd\r\n.\r\n"},
    {"an unfinished line, LF", LF, "cd", "cd\n.\n"},
    {"empty lines", CRLF, "\n\n", "\r\n\r\n.\r\n"},
    {"a dot", CRLF, ".\n", "..\r\n.\r\n"},
    {"an unfinished dot", CRLF, ".", "..\r\n.\r\n"},
    {"dots", LF, ".a\n..\nb.\n.", "..a\n...\nb.\n..\n.\n"},
};

/* Encodes TEXT as FIRST bytes and then pieces of STRIDE bytes. */
static void encode(enum line_ending ending, struct span text, size_t first, size_t stride,
                   struct buffer *out)
{
    struct dot_encoder encoder;

    dot_encoder_init(&encoder, ending);
    ck_assert_int_eq(dot_encode(&encoder, (struct span){text.data, first}, out), 0);
    for (size_t at = first; at < text.size; at += stride) {
        struct span piece = {text.data + at, text.size - at < stride ? text.size - at : stride};
        ck_assert_int_eq(dot_encode(&encoder, piece, out), 0);
    }
    ck_assert_int_eq(dot_encode_end(&encoder, out), 0);
}

static void check_text(int i, size_t first, size_t stride)
{
    struct span text = span_of(texts[i].text);
    char *guarded = guard_copy(text.data, text.size);
    struct buffer out;

    buffer_init(&out, 100);
    encode(texts[i].ending, (struct span){guarded, text.size}, first, stride, &out);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(texts[i].wire)), "%s: \"%.*s\"",
                  texts[i].name, (int)buffer_size(&out), buffer_span(&out).data);
    buffer_release(&out);
    guard_free(guarded, text.size);
}

START_GUARDED_TEST(encodes)
{
    size_t size = strlen(texts[_i].text);

    check_text(_i, 0, 1);
    for (size_t first = 0; first <= size; first++)
        check_text(_i, first, 64);
}
END_TEST

/* However little room there is, the encoder says so and stays within it. */
START_TEST(encodes_within_the_limit)
{
    size_t needed = strlen(texts[_i].wire);

    for (size_t limit = 0; limit <= needed; limit++) {
        struct dot_encoder encoder;
        struct buffer out;
        bool fits;

        buffer_init(&out, limit);
        dot_encoder_init(&encoder, texts[_i].ending);
        fits = dot_encode(&encoder, span_of(texts[_i].text), &out) == 0 &&
               dot_encode_end(&encoder, &out) == 0;
        ck_assert_msg(fits == (limit == needed), "%s: %zu bytes", texts[_i].name, limit);
        buffer_release(&out);
    }
}
END_TEST

/* What of the wire of text I is there before the end of data. */
static size_t size_before_end(int i)
{
    size_t size = strlen(texts[i].text), ending = texts[i].ending == CRLF ? 2 : 1;
    bool is_unfinished = size > 0 && texts[i].text[size - 1] != '\n';

    return strlen(texts[i].wire) - strlen(".") - ending - (is_unfinished ? ending : 0);
}

/* The encoder says at once what does not fit, and not only at the end of data. */
START_TEST(tells_what_does_not_fit)
{
    struct span text = span_of(texts[_i].text);

    for (size_t limit = 0; limit <= strlen(texts[_i].wire); limit++) {
        struct dot_encoder encoder;
        struct buffer out;
        buffer_init(&out, limit);
        dot_encoder_init(&encoder, texts[_i].ending);
        bool fits = dot_encode(&encoder, text, &out) == 0;
        ck_assert_msg(fits == (limit >= size_before_end(_i)), "%s: %zu bytes", texts[_i].name,
                      limit);
        buffer_release(&out);
    }
}
END_TEST

/* Lines of every length, dots at some of their starts, come back from the wire as they were. */
START_TEST(there_and_back)
{
    static char text[40000];
    enum line_ending ending = _i == 0 ? CRLF : LF;
    struct dot_decoder decoder;
    struct buffer wire;
    struct span in;
    size_t size = 0, consumed, produced;

    for (size_t length = 0; size + length < sizeof text; length++) {
        memset(text + size, length % 3 == 0 ? '.' : 'a', length);
        size += length;
        text[size++] = '\n';
    }
    buffer_init(&wire, 2 * sizeof text);
    encode(ending, (struct span){text, size}, 7, 1000, &wire);
    dot_decoder_init(&decoder, ending, DOT_FLAW_NONE);
    in = buffer_span(&wire);
    ck_assert(dot_decode(&decoder, in.data, in.size, wire.data + wire.start, &consumed, &produced));
    ck_assert_uint_eq(consumed, in.size);
    ck_assert_uint_eq(produced, size);
    ck_assert_mem_eq(in.data, text, size);
    buffer_release(&wire);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dot_encode");
    TCase *encoding = tcase_create("encoding");
    int text_count = CASES(texts);

    tcase_add_loop_test(encoding, encodes, 0, text_count);
    tcase_add_loop_test(encoding, encodes_within_the_limit, 0, text_count);
    tcase_add_loop_test(encoding, tells_what_does_not_fit, 0, text_count);
    tcase_add_loop_test(encoding, there_and_back, 0, 2);
    suite_add_tcase(suite, encoding);
    return check_main(suite);
}
