/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dot.c - messages taken from the wire.
 *
 * The named cases; check_dot_exhaustive.c has all short ones, check_dot_encode.c the way back.
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

/* Neither flaws nor the place of one. */
#define SOUND 0, 0, 0, ""

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* What follows the end of data: the decoder must leave it alone, and it belongs to no sequence. */
#define REST ".\r\nquit\r\n.\r\n.\n"

static const struct {
    const char *name;
    enum line_ending ending;
    struct span in; /* up to the end of data, or to where the client stopped */
    struct span out;
    bool ended;
    uint64_t size; /* bytes */
    unsigned flaws;
    uint64_t offset, line; /* of the first flaw */
    const char *sequence;  /* "": there is no flaw */
} messages[] = {
    {"empty", CRLF, BYTES(".\r\n"), BYTES(""), true, 0, SOUND},
    {"empty, LF", LF, BYTES(".\n"), BYTES(""), true, 0, SOUND},
    {"one line", CRLF, BYTES("ab\r\n.\r\n"), BYTES("ab\n"), true, 4, SOUND},
    {"one line, LF", LF, BYTES("ab\n.\n"), BYTES("ab\n"), true, 3, SOUND},
    {"empty lines", CRLF, BYTES("\r\n\r\n.\r\n"), BYTES("\n\n"), true, 4, SOUND},
    {"empty lines, LF", LF, BYTES("\n\n.\n"), BYTES("\n\n"), true, 2, SOUND},
    {"stuffed dot", CRLF, BYTES("..\r\n.\r\n"), BYTES(".\n"), true, 3, SOUND},
    {"stuffed dot, LF", LF, BYTES("..\n.\n"), BYTES(".\n"), true, 2, SOUND},
    {"a dot that should have been stuffed", CRLF, BYTES(".a\r\n.\r\n"), BYTES("a\n"), true, 3,
     SOUND},
    {"three dots", CRLF, BYTES("...\r\n.\r\n"), BYTES("..\n"), true, 4, SOUND},
    {"dots within lines", CRLF, BYTES("a.\r\nb.c\r\n.\r\n"), BYTES("a.\nb.c\n"), true, 9, SOUND},
    {"unfinished", CRLF, BYTES("ab\r\ncd"), BYTES("ab\ncd"), false, 6, SOUND},
    {"unfinished behind a dot", CRLF, BYTES("ab\r\n."), BYTES("ab\n"), false, 4, SOUND},
    {"unfinished behind dot and CR", CRLF, BYTES("ab\r\n.\r"), BYTES("ab\n"), false, 4, SOUND},
    {"unfinished behind a CR", CRLF, BYTES("ab\r"), BYTES("ab"), false, 3, SOUND},
    {"8-bit text", CRLF, BYTES("\xC3\xA3\xFF\t\x0E\r\n.\r\n"), BYTES("\xC3\xA3\xFF\t\x0E\n"), true,
     7, SOUND},

    {"LF . LF ends nothing", CRLF, BYTES("a\n.\nb\r\n.\r\n"), BYTES("a\n.\nb\n"), true, 7, BARE, 1,
     1, "<LF>.<LF>"},
    {"LF . CR", CRLF, BYTES("a\n.\rb\r\n.\r\n"), BYTES("a\n.\rb\n"), true, 7, BARE | CR, 1, 1,
     "<LF>.<CR>"},
    {"CR . LF", CRLF, BYTES("a\r.\nb\r\n.\r\n"), BYTES("a\r.\nb\n"), true, 7, CR | BARE, 1, 1,
     "<CR>.<LF>"},
    {"CR . CR", CRLF, BYTES("a\r.\rb\r\n.\r\n"), BYTES("a\r.\rb\n"), true, 7, CR, 1, 1,
     "<CR>.<CR>"},
    {"LF . CRLF", CRLF, BYTES("a\n.\r\nb\r\n.\r\n"), BYTES("a\n.\nb\n"), true, 8, BARE, 1, 1,
     "<LF>.<CR><LF>"},
    {"CR . CRLF", CRLF, BYTES("a\r.\r\nb\r\n.\r\n"), BYTES("a\r.\nb\n"), true, 8, CR, 1, 1,
     "<CR>.<CR><LF>"},
    {"CRLF . LF", CRLF, BYTES("a\r\n.\nb\r\n.\r\n"), BYTES("a\n\nb\n"), true, 7, BARE, 4, 2,
     "<CR><LF>.<LF>"},
    {"CRLF . CR", CRLF, BYTES("a\r\n.\rb\r\n.\r\n"), BYTES("a\n\rb\n"), true, 7, CR, 4, 2,
     "<CR><LF>.<CR>"},
    {"CRLF . CR CRLF", CRLF, BYTES("a\r\n.\r\r\nb\r\n.\r\n"), BYTES("a\n\r\nb\n"), true, 9, CR, 4,
     2, "<CR><LF>.<CR><CR><LF>"},
    {"CR CRLF . CR CRLF", CRLF, BYTES("a\r\r\n.\r\r\nb\r\n.\r\n"), BYTES("a\r\n\r\nb\n"), true, 10,
     CR, 1, 1, "<CR><CR><LF>.<CR><CR><LF>"},
    {"CR CRLF . CRLF ends", CRLF, BYTES("a\r\r\n.\r\n"), BYTES("a\r\n"), true, 4, CR, 1, 1,
     "<CR><CR><LF>.<CR><LF>"},
    {"CRLF NUL . CRLF", CRLF, BYTES("a\r\n\0.\r\nb\r\n.\r\n"), BYTES("a\n\0.\nb\n"), true, 10, NUL,
     3, 2, "<CR><LF><NUL>.<CR><LF>"},
    {"CRLF . NUL CRLF", CRLF, BYTES("a\r\n.\0\r\nb\r\n.\r\n"), BYTES("a\n\0\nb\n"), true, 9, NUL, 4,
     2, "<CR><LF>.<NUL><CR><LF>"},
    {"LF LF . CRLF", CRLF, BYTES("a\n\n.\r\nb\r\n.\r\n"), BYTES("a\n\n.\nb\n"), true, 9, BARE, 1, 1,
     "<LF><LF>.<CR><LF>"},
    {"a dot behind a bare LF is no stuffed one", CRLF, BYTES("a\n..b\r\n.\r\n"), BYTES("a\n..b\n"),
     true, 7, BARE, 1, 1, "<LF>.."},
    {"LF LF at the start", CRLF, BYTES("\n\n.\r\n\r\n.\r\n"), BYTES("\n\n.\n\n"), true, 7, BARE, 0,
     1, "<CR><LF><LF><LF>.<CR><LF><CR>"},
    {"NUL behind a CR", CRLF, BYTES("a\r\0\r\n.\r\n"), BYTES("a\r\0\n"), true, 5, CR | NUL, 1, 1,
     "<CR><NUL><CR><LF>.<CR><LF>"},
    {"LF before the end of data", CRLF, BYTES("a\n\r\n.\r\n"), BYTES("a\n\n"), true, 4, BARE, 1, 1,
     "<LF><CR><LF>.<CR><LF>"},
    {"CRLF . LF CRLF . CRLF", CRLF, BYTES(".\n\r\n.\r\n"), BYTES("\n\n"), true, 3, BARE, 1, 1,
     "<CR><LF>.<LF><CR><LF>.<CR>"},
    {"CR as the first byte", CRLF, BYTES("\rb\r\n.\r\n"), BYTES("\rb\n"), true, 4, CR, 0, 1,
     "<CR><LF><CR>"},
    {"CR behind text", CRLF, BYTES("\r\n\r\nab\rc\r\n.\r\n"), BYTES("\n\nab\rc\n"), true, 10, CR, 6,
     3, "<CR>"},
    {"CR behind the second of two dots", CRLF, BYTES("..\r.\r\n.\r\n"), BYTES(".\r.\n"), true, 5,
     CR, 2, 1, "<CR>.<CR><LF>.<CR><LF>"},
    {"CRs only", CRLF, BYTES("a\r\r\r\r\r\r\r\r\r\r\n.\r\n"), BYTES("a\r\r\r\r\r\r\r\r\r\n"), true,
     12, CR, 1, 1, "<CR><CR><CR><CR><CR><CR><CR><CR>"},
    {"a bare LF ends no line", CRLF, BYTES("a\nb\0c\r\n.\r\n"), BYTES("a\nb\0c\n"), true, 7,
     BARE | NUL, 1, 1, "<LF>"},
    {"unfinished behind a bare LF", CRLF, BYTES("a\r\nb\n"), BYTES("a\nb\n"), false, 5, BARE, 4, 2,
     "<LF>"},

    {"LF . CRLF is an empty line, LF", LF, BYTES("a\n.\r\nb\n.\n"), BYTES("a\n\nb\n"), true, 6,
     SOUND},
    {"CRLF . CRLF ends nothing, LF", LF, BYTES("a\r\n.\r\nb\n.\n"), BYTES("a\n\nb\n"), true, 7,
     SOUND},
    {"CRLF . LF ends, LF", LF, BYTES("a\r\n.\n"), BYTES("a\n"), true, 3, SOUND},
    {"CRLF is a line end, LF", LF, BYTES("a\r\n..b\n.\n"), BYTES("a\n.b\n"), true, 6, SOUND},
    {"LF . CR, LF", LF, BYTES("a\n.\rb\n.\n"), BYTES("a\n\rb\n"), true, 5, CR, 3, 2, "<LF>.<CR>"},
    {"CR . LF, LF", LF, BYTES("a\r.\n.\n"), BYTES("a\r.\n"), true, 4, CR, 1, 1, "<CR>.<LF>.<LF>"},
    {"CR CRLF . LF, LF", LF, BYTES("a\r\r\n.\n"), BYTES("a\r\n"), true, 4, CR, 1, 1,
     "<CR><CR><LF>.<LF>"},
    {"NUL, LF", LF, BYTES("\0\n.\n"), BYTES("\0\n"), true, 2, NUL, 0, 1, "<LF><NUL><LF>.<LF>"},
    {"LF . NUL LF, LF", LF, BYTES("\n.\0\n.\n"), BYTES("\n\0\n"), true, 3, NUL, 2, 2,
     "<LF>.<NUL><LF>.<LF>"},
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
    if (dot_take_bare_cr(&receipt->decoder, in, piece.size))
        ck_assert_int_eq(buffer_append(&receipt->text, "\r", 1), 0);
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

static void check_place(const char *name, const struct dot_place *place, uint64_t offset,
                        uint64_t line, const char *sequence)
{
    char got[DOT_SEQUENCE_TEXT_MAX];

    ck_assert_uint_eq(dot_sequence_text(place, got), strlen(got));
    ck_assert_msg(strcmp(got, sequence) == 0, "%s: sequence %s", name, got);
    ck_assert_msg((place->flaw == DOT_FLAW_NONE) == (sequence[0] == '\0'), "%s: flaw %d", name,
                  (int)place->flaw);
    ck_assert_msg(place->offset == offset && place->line == line, "%s: byte %ju, line %ju", name,
                  (uintmax_t)place->offset, (uintmax_t)place->line);
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
    check_place(name, &decoder->place, messages[i].offset, messages[i].line, messages[i].sequence);
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
    dot_decoder_init(&receipt.decoder, messages[i].ending, DOT_FLAWS);
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

/* The same message for decoders that watch for different flaws. */
static const struct {
    unsigned watched;
    enum dot_flaw flaw;
    uint64_t offset, line;
    const char *sequence;
} watches[] = {
    {DOT_FLAWS, BARE, 1, 1, "<LF>."}, {CR | NUL, CR, 5, 1, "<CR><NUL>"},
    {CR, CR, 5, 1, "<CR><NUL>"},      {NUL, NUL, 6, 1, "<NUL>"},
    {BARE, BARE, 1, 1, "<LF>."},      {0, DOT_FLAW_NONE, 0, 0, ""},
};

START_TEST(finds_what_it_watches_for)
{
    char in[] = "a\n.bc\r\0d\r\n.\r\n";
    struct dot_decoder decoder;
    size_t consumed, produced;

    dot_decoder_init(&decoder, CRLF, watches[_i].watched);
    ck_assert(dot_decode(&decoder, in, sizeof in - 1, in, &consumed, &produced));
    ck_assert_uint_eq(decoder.flaws, DOT_FLAWS);
    ck_assert_int_eq(decoder.place.flaw, watches[_i].flaw);
    check_place("watched", &decoder.place, watches[_i].offset, watches[_i].line,
                watches[_i].sequence);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dot");
    TCase *decoding = tcase_create("decoding");

    tcase_add_loop_test(decoding, decodes_whole, 0, CASES(messages));
    tcase_add_loop_test(decoding, decodes_byte_by_byte, 0, CASES(messages));
    tcase_add_loop_test(decoding, decodes_split_in_two, 0, CASES(messages));
    tcase_add_loop_test(decoding, finds_what_it_watches_for, 0, CASES(watches));
    suite_add_tcase(suite, decoding);
    return check_main(suite);
}
