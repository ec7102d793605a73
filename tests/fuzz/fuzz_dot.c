/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_dot.c - messages unstuffed, however they arrive, against a naive decoder; and stuffed again.
 */
#include <config.h>

#include "common/dot.h"

#include "common/count.h"
#include "tests/support/fuzz.h"

/* What a message is, by the rules. */
struct reading {
    char *text;  /* with room for the whole input */
    size_t size; /* of the text */
    size_t consumed;
    size_t counted; /* as RFC 1870 counts */
    unsigned flaws;
    struct dot_place place;
    size_t before;  /* bytes of the first flaw's line before it */
    bool is_dotted; /* that line begins with a dot */
    size_t lines;
};

/* Takes LINE, at OFFSET of the input, which the connection's own ending has ended. */
static void read_line(struct reading *reading, struct span line, size_t offset)
{
    bool is_dotted = line.size > 0 && line.data[0] == '.';

    for (size_t i = is_dotted; i < line.size; i++) {
        char byte = line.data[i];
        enum dot_flaw flaw = byte == '\r'   ? DOT_FLAW_BARE_CR
                             : byte == '\n' ? DOT_FLAW_BARE_LF
                             : byte == '\0' ? DOT_FLAW_NUL
                                            : DOT_FLAW_NONE;

        reading->counted++;
        reading->text[reading->size++] = byte;
        if (reading->flaws == 0 && flaw != DOT_FLAW_NONE) {
            reading->place =
                (struct dot_place){.flaw = flaw, .offset = offset + i, .line = reading->lines};
            reading->before = i;
            reading->is_dotted = is_dotted;
        }
        reading->flaws |= flaw;
    }
    reading->text[reading->size++] = '\n';
}

/* Completes the place of the first flaw, in INPUT on a connection whose ending is OWN. */
static void read_sequence(struct reading *reading, struct span input, const char *own)
{
    struct dot_place *place = &reading->place;
    size_t at = place->offset;

    if (place->flaw != DOT_FLAW_NONE && reading->before == reading->is_dotted) {
        place->sequence_size = (unsigned char)(strlen(own) + reading->is_dotted);
        memcpy(place->sequence, own, strlen(own));
        if (reading->is_dotted)
            place->sequence[strlen(own)] = '.';
    }
    while (place->flaw != DOT_FLAW_NONE && at < reading->consumed &&
           place->sequence_size < DOT_SEQUENCE_MAX &&
           memchr("\r\n.", input.data[at], sizeof "\r\n.") != NULL)
        place->sequence[place->sequence_size++] = input.data[at++];
}

/* Reads INPUT, which has an end of data, line by line. */
static void read_naively(struct span input, enum line_ending ending, struct reading *reading)
{
    const char *own = ending == LINE_ENDING_CRLF ? "\r\n" : "\n";

    for (;;) {
        const char *start = input.data + reading->consumed;
        const char *end = memmem(start, input.size - reading->consumed, own, strlen(own));
        ck_assert_ptr_nonnull(end);
        struct span line = {start, (size_t)(end - start)};
        size_t offset = reading->consumed, taken = line.size + strlen(own);

        reading->consumed += taken;
        reading->lines++;
        if (span_equal(line, span_of(".")))
            break;
        /* On an LF connection CRLF ends a line as well. */
        if (ending == LINE_ENDING_LF && line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        reading->counted += taken - line.size;
        read_line(reading, line, offset);
    }
    read_sequence(reading, input, own);
}

static void check_place(const struct dot_place *place, const struct dot_place *expected)
{
    ck_assert_int_eq(place->flaw, expected->flaw);
    ck_assert_uint_eq(place->offset, expected->offset);
    ck_assert_uint_eq(place->line, expected->line);
    ck_assert_uint_eq(place->sequence_size, expected->sequence_size);
    ck_assert(memcmp(place->sequence, expected->sequence, place->sequence_size) == 0);
    ck_assert(!place->is_open);
}

/* The same from the decoder, in place, in pieces of at most MOST bytes. */
static void check_decoder(struct span input, enum line_ending ending, size_t most,
                          const struct reading *expected)
{
    uint32_t seed = fuzz_seed(input);
    struct dot_decoder decoder;
    size_t done = 0, size = 0;
    bool has_ended = false;

    dot_decoder_init(&decoder, ending, DOT_FLAWS);
    while (!has_ended) {
        size_t rest = input.size - done, consumed, produced;
        ck_assert_uint_gt(rest, 0);
        struct span piece = {input.data + done, fuzz_chance(&seed, most < rest ? most : rest)};
        char *copy = fuzz_copy(piece);
        if (dot_take_bare_cr(&decoder, copy, piece.size))
            ck_assert(size < expected->size && expected->text[size++] == '\r');
        has_ended = dot_decode(&decoder, copy, piece.size, copy, &consumed, &produced);
        ck_assert(consumed <= piece.size && produced <= consumed);
        ck_assert(has_ended || consumed == piece.size);
        ck_assert_uint_le(size + produced, expected->size);
        ck_assert(memcmp(copy, expected->text + size, produced) == 0);
        fuzz_free(copy, piece.size);
        size += produced;
        done += consumed;
    }
    ck_assert_uint_eq(done, expected->consumed);
    ck_assert_uint_eq(decoder.octets, expected->consumed);
    ck_assert_uint_eq(size, expected->size);
    ck_assert_uint_eq(decoder.flaws, expected->flaws);
    ck_assert_uint_eq(decoder.size, expected->counted);
    check_place(&decoder.place, &expected->place);
}

/* TEXT, without CR and NUL, is the same again once it was stuffed and unstuffed. */
static void check_encoder(struct span text, enum line_ending ending)
{
    struct dot_encoder encoder;
    struct reading reading = {.text = malloc(2 * text.size + 8)};
    struct buffer wire;
    size_t half = text.size / 2;

    buffer_init(&wire, 3 * text.size + 8);
    dot_encoder_init(&encoder, ending);
    ck_assert_int_eq(dot_encode(&encoder, (struct span){text.data, half}, &wire), 0);
    ck_assert_int_eq(dot_encode(&encoder, span_skip(text, half), &wire), 0);
    ck_assert_int_eq(dot_encode_end(&encoder, &wire), 0);
    read_naively(buffer_span(&wire), ending, &reading);
    ck_assert_uint_eq(reading.consumed, buffer_size(&wire));
    ck_assert_uint_eq(reading.flaws, 0);
    bool is_open = text.size > 0 && text.data[text.size - 1] != '\n';
    ck_assert_uint_eq(reading.size, text.size + is_open);
    ck_assert(memcmp(reading.text, text.data, text.size) == 0);
    buffer_release(&wire);
    free(reading.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct {
        enum line_ending ending;
        const char *end;
    } connections[] = {{LINE_ENDING_CRLF, "\r\n.\r\n"}, {LINE_ENDING_LF, "\n.\n"}};
    char *copy = malloc(size + 8);

    ck_assert_ptr_nonnull(copy);
    for (size_t i = 0; i < COUNT(connections); i++) {
        struct reading reading = {.text = malloc(size + 8)};
        struct span input = {copy, size + strlen(connections[i].end)};
        memcpy(copy, data, size);
        memcpy(copy + size, connections[i].end, strlen(connections[i].end));
        read_naively(input, connections[i].ending, &reading);
        check_decoder(input, connections[i].ending, 1, &reading);
        check_decoder(input, connections[i].ending, 11, &reading);
        check_decoder(input, connections[i].ending, SIZE_MAX, &reading);
        free(reading.text);
        size_t kept = 0;
        for (size_t k = 0; k < size; k++)
            if (data[k] != '\r' && data[k] != '\0')
                copy[kept++] = (char)data[k];
        check_encoder((struct span){copy, kept}, connections[i].ending);
    }
    free(copy);
    return 0;
}
