/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_line.c - lines cut out of a stream that arrives in any pieces.
 *
 * The expected outcome is written as one string: "[TEXT]" for a line, "<TEXT>" for one that ended
 * in a bare LF on a CRLF connection, "!" for one that was too long.
 */
#include <config.h>

#include "common/line.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define LIMIT 4 /* bytes of a line in these cases */

#define UNKNOWN LINE_ENDING_UNKNOWN
#define CRLF    LINE_ENDING_CRLF
#define LF      LINE_ENDING_LF

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct {
    const char *name;
    struct span in;
    struct span out;
    enum line_ending ending;
    enum line_ending known; /* before the first line */
} cases[] = {
    {"nothing", BYTES(""), BYTES(""), UNKNOWN, UNKNOWN},
    {"unfinished", BYTES("abc"), BYTES(""), UNKNOWN, UNKNOWN},
    {"unfinished behind a CR", BYTES("abc\r"), BYTES(""), UNKNOWN, UNKNOWN},
    {"CRLF", BYTES("ab\r\n"), BYTES("[ab]"), CRLF, UNKNOWN},
    {"LF", BYTES("ab\n"), BYTES("[ab]"), LF, UNKNOWN},
    {"empty, CRLF", BYTES("\r\n\r\n"), BYTES("[][]"), CRLF, UNKNOWN},
    {"empty, LF", BYTES("\n\n"), BYTES("[][]"), LF, UNKNOWN},
    {"several", BYTES("a\r\nbc\r\n\r\nd\r\n"), BYTES("[a][bc][][d]"), CRLF, UNKNOWN},
    {"bare LF after CRLF", BYTES("a\r\nb\nc\r\n"), BYTES("[a]<b>[c]"), CRLF, UNKNOWN},
    {"empty bare LF after CRLF", BYTES("\r\n\n"), BYTES("[]<>"), CRLF, UNKNOWN},
    {"CRLF after LF", BYTES("a\nb\r\nc\n"), BYTES("[a][b][c]"), LF, UNKNOWN},
    {"LF, then an empty CRLF", BYTES("\n\r\n"), BYTES("[][]"), LF, UNKNOWN},
    {"CR within a line", BYTES("a\rb\r\n"), BYTES("[a\rb]"), CRLF, UNKNOWN},
    {"CR within a line, LF", BYTES("a\rb\n"), BYTES("[a\rb]"), LF, UNKNOWN},
    {"CR CR LF", BYTES("a\r\r\n"), BYTES("[a\r]"), CRLF, UNKNOWN},
    {"CR CR LF after LF", BYTES("\na\r\r\n"), BYTES("[][a\r]"), LF, UNKNOWN},
    {"a NUL", BYTES("a\0b\r\n"), BYTES("[a\0b]"), CRLF, UNKNOWN},
    {"at the limit, CRLF", BYTES("abcd\r\n"), BYTES("[abcd]"), CRLF, UNKNOWN},
    {"at the limit, LF", BYTES("abcd\n"), BYTES("[abcd]"), LF, UNKNOWN},
    {"at the limit, bare LF", BYTES("\r\nabcd\n"), BYTES("[]<abcd>"), CRLF, UNKNOWN},
    {"at the limit with a CR, CRLF", BYTES("abc\r\r\n"), BYTES("[abc\r]"), CRLF, UNKNOWN},
    {"beyond, CRLF", BYTES("abcde\r\nf\r\n"), BYTES("![f]"), CRLF, UNKNOWN},
    {"beyond, LF", BYTES("abcde\nf\n"), BYTES("![f]"), LF, UNKNOWN},
    {"beyond by a CR", BYTES("abcd\r\r\nf\r\n"), BYTES("![f]"), CRLF, UNKNOWN},
    {"beyond behind a CR", BYTES("abcd\re\r\nf\r\n"), BYTES("![f]"), CRLF, UNKNOWN},
    {"beyond behind a CR, LF", BYTES("abcd\re\nf\n"), BYTES("![f]"), LF, UNKNOWN},
    {"far beyond", BYTES("abcdefghijklmnop\r\nf\r\n"), BYTES("![f]"), CRLF, UNKNOWN},
    {"far beyond, of CR", BYTES("\r\r\r\r\r\r\r\r\r\r\r\nf\r\n"), BYTES("![f]"), CRLF, UNKNOWN},
    {"beyond, bare LF after CRLF", BYTES("\r\nabcdefgh\nf\r\n"), BYTES("[]![f]"), CRLF, UNKNOWN},
    {"beyond, CRLF after LF", BYTES("\nabcdefgh\r\nf\n"), BYTES("[]![f]"), LF, UNKNOWN},
    {"beyond twice", BYTES("abcdefgh\r\nabcdefgh\r\nf\r\n"), BYTES("!![f]"), CRLF, UNKNOWN},
    {"the first, too long, decides: CRLF", BYTES("abcdefgh\r\nf\ng\r\n"), BYTES("!<f>[g]"), CRLF,
     UNKNOWN},
    {"the first, too long, decides: LF", BYTES("abcdefgh\nf\r\ng\n"), BYTES("![f][g]"), LF,
     UNKNOWN},
    {"a CR long before the LF decides nothing", BYTES("abcdefgh\rxyz\nf\r\n"), BYTES("![f]"), LF,
     UNKNOWN},
    {"beyond and unfinished", BYTES("abcdefgh"), BYTES(""), UNKNOWN, UNKNOWN},
    {"CRLF is known: bare LF first", BYTES("a\nb\r\n"), BYTES("<a>[b]"), CRLF, CRLF},
    {"CRLF is known: nothing", BYTES(""), BYTES(""), CRLF, CRLF},
    {"CRLF is known: beyond, in bare LF", BYTES("abcdefgh\nb\n"), BYTES("!<b>"), CRLF, CRLF},
    {"LF is known: CRLF first", BYTES("a\r\nb\n"), BYTES("[a][b]"), LF, LF},
};

/* A connection: what it has sent and not yet been done with, and what came of the rest. */
struct stream {
    struct line_framer framer;
    size_t pending_size, out_size;
    char pending[64];
    char out[64];
};

static void note(struct stream *stream, const char *bytes, size_t size)
{
    ck_assert_uint_le(stream->out_size + size, sizeof stream->out);
    if (size > 0)
        memcpy(stream->out + stream->out_size, bytes, size);
    stream->out_size += size;
}

static void note_line(struct stream *stream, enum line_status status, struct span line)
{
    note(stream, status == LINE_TOO_LONG ? "!" : status == LINE_DONE ? "[" : "<", 1);
    note(stream, line.data, line.size);
    if (status != LINE_TOO_LONG)
        note(stream, status == LINE_DONE ? "]" : ">", 1);
}

/* One call of line_take(); false when it wants more. */
static bool take(struct stream *stream, const char *name)
{
    size_t size = stream->pending_size;
    char *in = guard_copy(stream->pending, size);
    struct span line;
    size_t consumed;
    enum line_status status = line_take(&stream->framer, in, size, &line, &consumed);

    ck_assert_msg(consumed <= size, "%s: consumed %zu of %zu", name, consumed, size);
    ck_assert_msg(line.size <= LIMIT, "%s: a line of %zu bytes", name, line.size);
    if (status != LINE_MORE)
        note_line(stream, status, line);
    stream->pending_size -= consumed;
    memmove(stream->pending, stream->pending + consumed, stream->pending_size);
    guard_free(in, size);
    return status != LINE_MORE;
}

static void feed(struct stream *stream, struct span piece, const char *name)
{
    ck_assert_uint_le(stream->pending_size + piece.size, sizeof stream->pending);
    memcpy(stream->pending + stream->pending_size, piece.data, piece.size);
    stream->pending_size += piece.size;
    while (take(stream, name))
        ;
    ck_assert_msg(stream->pending_size <= LIMIT + 1, "%s: %zu bytes stay", name,
                  stream->pending_size);
}

/* Feeds case I as FIRST bytes and then pieces of STRIDE bytes. */
static void check_case(int i, size_t first, size_t stride)
{
    struct span in = cases[i].in;
    struct stream stream = {.pending_size = 0};

    line_init(&stream.framer, LIMIT, cases[i].known);
    feed(&stream, (struct span){in.data, first}, cases[i].name);
    for (size_t at = first; at < in.size; at += stride) {
        size_t size = in.size - at < stride ? in.size - at : stride;
        feed(&stream, (struct span){in.data + at, size}, cases[i].name);
    }
    ck_assert_msg(span_equal((struct span){stream.out, stream.out_size}, cases[i].out),
                  "%s: \"%.*s\" (%zu bytes, then %zu at a time)", cases[i].name,
                  (int)stream.out_size, stream.out, first, stride);
    ck_assert_msg(stream.framer.ending == cases[i].ending, "%s: ending", cases[i].name);
}

START_GUARDED_TEST(whole)
{
    check_case(_i, cases[_i].in.size, 1);
}
END_TEST

START_GUARDED_TEST(byte_by_byte)
{
    check_case(_i, 0, 1);
}
END_TEST

START_GUARDED_TEST(split_in_two)
{
    for (size_t first = 0; first <= cases[_i].in.size; first++)
        check_case(_i, first, cases[_i].in.size);
}
END_TEST

static const struct {
    const char *name, *in;
    const char *endings; /* of each line: C for CRLF, L for LF */
} endings[] = {
    {"CRLF and LF in turn", "a\r\nb\nc\r\n\n", "CLCL"},
    {"LF and CRLF in turn", "\n\r\na\nb\r\n", "LCLC"},
    {"behind a CR of the line", "a\r\r\nb\rc\n", "CL"},
    {"of lines that are too long", "abcdefgh\nabcdefgh\r\nabcdefg\rh\n", "LCL"},
};

/* In pieces of STRIDE bytes. */
static void check_endings(int i, size_t stride)
{
    struct span in = span_of(endings[i].in);
    struct line_framer framer;
    size_t start = 0, lines = 0;
    char got[16] = "";

    line_init(&framer, LIMIT, UNKNOWN);
    for (size_t end = 0; end < in.size;) {
        struct span line;
        size_t consumed;
        end = in.size - end < stride ? in.size : end + stride;
        while (line_take(&framer, in.data + start, end - start, &line, &consumed) != LINE_MORE) {
            start += consumed;
            ck_assert_uint_lt(lines, sizeof got - 1);
            got[lines++] = framer.last == CRLF ? 'C' : 'L';
        }
        start += consumed;
    }
    ck_assert_msg(strcmp(got, endings[i].endings) == 0, "%s: \"%s\" (%zu bytes at a time)",
                  endings[i].name, got, stride);
}

START_TEST(each_ending_is_known)
{
    for (size_t stride = 1; stride < 32; stride++)
        check_endings(_i, stride);
}
END_TEST

/* A line without end leaves nothing behind, whatever its size. */
START_TEST(endless_line)
{
    static char flood[65536];
    struct line_framer framer;
    struct span line;
    size_t consumed;

    memset(flood, 'x', sizeof flood);
    line_init(&framer, 2048, UNKNOWN);
    for (int i = 0; i < 1000; i++) {
        if (line_take(&framer, flood, sizeof flood, &line, &consumed) != LINE_MORE ||
            consumed != sizeof flood)
            ck_abort_msg("piece %d: consumed %zu", i, consumed);
    }
    ck_assert_int_eq(line_take(&framer, "quit\r\n", 6, &line, &consumed), LINE_TOO_LONG);
    ck_assert_uint_eq(consumed, 6);
    ck_assert_int_eq(framer.ending, CRLF);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("line");
    TCase *streams = tcase_create("streams");

    tcase_add_loop_test(streams, whole, 0, CASES(cases));
    tcase_add_loop_test(streams, byte_by_byte, 0, CASES(cases));
    tcase_add_loop_test(streams, split_in_two, 0, CASES(cases));
    tcase_add_loop_test(streams, each_ending_is_known, 0, CASES(endings));
    tcase_add_test(streams, endless_line);
    suite_add_tcase(suite, streams);
    return check_main(suite);
}
