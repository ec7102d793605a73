/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dot.c - messages taken from the wire and put on it.
 *
 * The named cases; check_dot_exhaustive.c has all short ones.
 */
#include <config.h>

#include "common/dot.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define CRLF LINE_ENDING_CRLF
#define LF   LINE_ENDING_LF
#define CR   DOT_FLAW_BARE_CR
#define NUL  DOT_FLAW_NUL
#define BARE DOT_FLAW_BARE_LF

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* What follows the end of data: the decoder must leave it alone. */
#define REST "quit\r\n.\r\n.\n"

static const struct {
    const char *name;
    enum line_ending ending;
    struct span in;  /* up to the end of data, or to where the client stopped */
    struct span out; /* of use only without DOT_FLAW_BARE_CR and DOT_FLAW_NUL */
    bool ended;
    unsigned flaws;
    uint64_t flaw_offset; /* bytes */
    uint64_t size;        /* bytes */
} messages[] = {
    {"empty", CRLF, BYTES(".\r\n"), BYTES(""), true, 0, 0, 0},
    {"empty, LF", LF, BYTES(".\n"), BYTES(""), true, 0, 0, 0},
    {"one line", CRLF, BYTES("ab\r\n.\r\n"), BYTES("ab\n"), true, 0, 0, 4},
    {"one line, LF", LF, BYTES("ab\n.\n"), BYTES("ab\n"), true, 0, 0, 3},
    {"empty lines", CRLF, BYTES("\r\n\r\n.\r\n"), BYTES("\n\n"), true, 0, 0, 4},
    {"empty lines, LF", LF, BYTES("\n\n.\n"), BYTES("\n\n"), true, 0, 0, 2},
    {"stuffed dot", CRLF, BYTES("..\r\n.\r\n"), BYTES(".\n"), true, 0, 0, 3},
    {"stuffed dot, LF", LF, BYTES("..\n.\n"), BYTES(".\n"), true, 0, 0, 2},
    {"a dot that should have been stuffed", CRLF, BYTES(".a\r\n.\r\n"), BYTES("a\n"), true, 0, 0,
     3},
    {"three dots", CRLF, BYTES("...\r\n.\r\n"), BYTES("..\n"), true, 0, 0, 4},
    {"dots within lines", CRLF, BYTES("a.\r\nb.c\r\n.\r\n"), BYTES("a.\nb.c\n"), true, 0, 0, 9},
    {"unfinished", CRLF, BYTES("ab\r\ncd"), BYTES("ab\ncd"), false, 0, 0, 6},
    {"unfinished behind a dot", CRLF, BYTES("ab\r\n."), BYTES("ab\n"), false, 0, 0, 4},
    {"unfinished behind dot and CR", CRLF, BYTES("ab\r\n.\r"), BYTES("ab\n"), false, 0, 0, 4},
    {"unfinished behind a CR", CRLF, BYTES("ab\r"), BYTES("ab"), false, 0, 0, 3},
    {"8-bit text", CRLF, BYTES("\xC3\xA3\xFF\t\x0E\r\n.\r\n"), BYTES("\xC3\xA3\xFF\t\x0E\n"), true,
     0, 0, 7},

    {"LF . LF ends nothing", CRLF, BYTES("a\n.\nb\r\n.\r\n"), BYTES("a\n.\nb\n"), true, BARE, 1, 7},
    {"LF . CR", CRLF, BYTES("a\n.\rb\r\n.\r\n"), BYTES("a\n.b\n"), true, BARE | CR, 1, 7},
    {"CR . LF", CRLF, BYTES("a\r.\nb\r\n.\r\n"), BYTES("a.\nb\n"), true, CR | BARE, 1, 7},
    {"CR . CR", CRLF, BYTES("a\r.\rb\r\n.\r\n"), BYTES("a.b\n"), true, CR, 1, 7},
    {"LF . CRLF", CRLF, BYTES("a\n.\r\nb\r\n.\r\n"), BYTES("a\n.\nb\n"), true, BARE, 1, 8},
    {"CR . CRLF", CRLF, BYTES("a\r.\r\nb\r\n.\r\n"), BYTES("a.\nb\n"), true, CR, 1, 8},
    {"CRLF . LF", CRLF, BYTES("a\r\n.\nb\r\n.\r\n"), BYTES("a\n\nb\n"), true, BARE, 4, 7},
    {"CRLF . CR", CRLF, BYTES("a\r\n.\rb\r\n.\r\n"), BYTES("a\nb\n"), true, CR, 4, 7},
    {"CRLF . CR CRLF", CRLF, BYTES("a\r\n.\r\r\nb\r\n.\r\n"), BYTES("a\n\nb\n"), true, CR, 4, 9},
    {"CR CRLF . CR CRLF", CRLF, BYTES("a\r\r\n.\r\r\nb\r\n.\r\n"), BYTES("a\n\nb\n"), true, CR, 1,
     10},
    {"CR CRLF . CRLF ends", CRLF, BYTES("a\r\r\n.\r\n"), BYTES("a\n"), true, CR, 1, 4},
    {"CRLF NUL . CRLF", CRLF, BYTES("a\r\n\0.\r\nb\r\n.\r\n"), BYTES("a\n\0.\nb\n"), true, NUL, 3,
     10},
    {"CRLF . NUL CRLF", CRLF, BYTES("a\r\n.\0\r\nb\r\n.\r\n"), BYTES("a\n\0\nb\n"), true, NUL, 4,
     9},
    {"LF LF . CRLF", CRLF, BYTES("a\n\n.\r\nb\r\n.\r\n"), BYTES("a\n\n.\nb\n"), true, BARE, 1, 9},
    {"a dot behind a bare LF is no stuffed one", CRLF, BYTES("a\n..b\r\n.\r\n"), BYTES("a\n..b\n"),
     true, BARE, 1, 7},
    {"LF LF at the start", CRLF, BYTES("\n\n.\r\n\r\n.\r\n"), BYTES("\n\n.\n\n"), true, BARE, 0, 7},
    {"NUL behind a CR", CRLF, BYTES("a\r\0\r\n.\r\n"), BYTES("a\0\n"), true, CR | NUL, 1, 5},

    {"LF . CRLF is an empty line, LF", LF, BYTES("a\n.\r\nb\n.\n"), BYTES("a\n\nb\n"), true, 0, 0,
     6},
    {"CRLF . CRLF ends nothing, LF", LF, BYTES("a\r\n.\r\nb\n.\n"), BYTES("a\n\nb\n"), true, 0, 0,
     7},
    {"CRLF . LF ends, LF", LF, BYTES("a\r\n.\n"), BYTES("a\n"), true, 0, 0, 3},
    {"CRLF is a line end, LF", LF, BYTES("a\r\n..b\n.\n"), BYTES("a\n.b\n"), true, 0, 0, 6},
    {"LF . CR, LF", LF, BYTES("a\n.\rb\n.\n"), BYTES("a\nb\n"), true, CR, 3, 5},
    {"CR . LF, LF", LF, BYTES("a\r.\n.\n"), BYTES("a.\n"), true, CR, 1, 4},
    {"CR CRLF . LF, LF", LF, BYTES("a\r\r\n.\n"), BYTES("a\n"), true, CR, 1, 4},
    {"NUL, LF", LF, BYTES("\0\n.\n"), BYTES("\0\n"), true, NUL, 0, 2},
    {"LF . NUL LF, LF", LF, BYTES("\n.\0\n.\n"), BYTES("\n\0\n"), true, NUL, 2, 3},
};

/* A message on its way in. */
struct receipt {
    struct dot_decoder decoder;
    struct buffer text;
    size_t consumed; /* bytes */
    bool ended;
};

/* Decodes PIECE where it lies, or, if APART, to another place of the least size allowed. */
static void receive(struct receipt *receipt, struct span piece, bool apart, const char *name)
{
    char *in, *out;
    size_t consumed, produced;

    if (receipt->ended)
        return;
    in = guard_copy(piece.data, piece.size);
    out = apart ? guard_copy(piece.data, piece.size) : in;
    receipt->ended = dot_decode(&receipt->decoder, in, piece.size, out, &consumed, &produced);
    ck_assert_msg(consumed <= piece.size && produced <= consumed, "%s: %zu bytes of %zu became %zu",
                  name, consumed, piece.size, produced);
    ck_assert_msg(receipt->ended || consumed == piece.size, "%s: %zu of %zu bytes taken", name,
                  consumed, piece.size);
    ck_assert_int_eq(buffer_append(&receipt->text, out, produced), 0);
    receipt->consumed += consumed;
    guard_free(in, piece.size);
    if (apart)
        guard_free(out, piece.size);
}

static void check_receipt(int i, const struct receipt *receipt)
{
    const struct dot_decoder *decoder = &receipt->decoder;
    const char *name = messages[i].name;

    ck_assert_msg(receipt->ended == messages[i].ended, "%s: end", name);
    ck_assert_msg(receipt->consumed == messages[i].in.size && decoder->octets == receipt->consumed,
                  "%s: consumed %zu", name, receipt->consumed);
    ck_assert_msg(span_equal(buffer_span(&receipt->text), messages[i].out), "%s: text \"%.*s\"",
                  name, (int)buffer_size(&receipt->text), buffer_span(&receipt->text).data);
    ck_assert_msg(decoder->flaws == messages[i].flaws, "%s: flaws %u", name, decoder->flaws);
    ck_assert_msg(decoder->flaw_offset == messages[i].flaw_offset, "%s: flaw at %ju", name,
                  (uintmax_t)decoder->flaw_offset);
    ck_assert_msg(decoder->size == messages[i].size, "%s: size %ju", name,
                  (uintmax_t)decoder->size);
}

/* Feeds message I, and what follows it, as FIRST bytes and then pieces of STRIDE bytes. */
static void check_message(int i, size_t first, size_t stride, bool apart)
{
    char wire[64];
    struct span in = messages[i].in;
    struct receipt receipt = {.consumed = 0};
    size_t size = in.size + (messages[i].ended ? sizeof REST - 1 : 0);

    memcpy(wire, in.data, in.size);
    memcpy(wire + in.size, REST, sizeof REST - 1);
    buffer_init(&receipt.text, sizeof wire);
    dot_decoder_init(&receipt.decoder, messages[i].ending);
    receive(&receipt, (struct span){wire, first < size ? first : size}, apart, messages[i].name);
    for (size_t at = first; at < size; at += stride) {
        struct span piece = {wire + at, size - at < stride ? size - at : stride};
        receive(&receipt, piece, apart, messages[i].name);
    }
    check_receipt(i, &receipt);
    buffer_release(&receipt.text);
}

START_GUARDED_TEST(decodes_whole)
{
    check_message(_i, sizeof(char[64]), 1, false);
    check_message(_i, sizeof(char[64]), 1, true);
}
END_TEST

START_GUARDED_TEST(decodes_byte_by_byte)
{
    check_message(_i, 0, 1, false);
    check_message(_i, 0, 1, true);
}
END_TEST

START_GUARDED_TEST(decodes_split_in_two)
{
    for (size_t first = 0; first <= messages[_i].in.size; first++) {
        check_message(_i, first, 64, false);
        check_message(_i, first, 64, true);
    }
}
END_TEST

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
    dot_decoder_init(&decoder, ending);
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
    Suite *suite = suite_create("dot");
    TCase *decoding = tcase_create("decoding");
    TCase *encoding = tcase_create("encoding");
    int text_count = CASES(texts);

    tcase_add_loop_test(decoding, decodes_whole, 0, CASES(messages));
    tcase_add_loop_test(decoding, decodes_byte_by_byte, 0, CASES(messages));
    tcase_add_loop_test(decoding, decodes_split_in_two, 0, CASES(messages));
    suite_add_tcase(suite, decoding);
    tcase_add_loop_test(encoding, encodes, 0, text_count);
    tcase_add_loop_test(encoding, encodes_within_the_limit, 0, text_count);
    tcase_add_loop_test(encoding, tells_what_does_not_fit, 0, text_count);
    tcase_add_loop_test(encoding, there_and_back, 0, 2);
    suite_add_tcase(suite, encoding);
    return check_main(suite);
}
