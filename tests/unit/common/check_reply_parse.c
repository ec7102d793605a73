/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_reply_parse.c - replies that arrive in any pieces, and what is no reply.
 *
 * What the parser makes of input is written as one string: "+" and "-" for a line that continues or
 * ends a reply, a letter for each flaw; then the parser's code and "[LINE]".
 */
#include <config.h>

#include "common/reply.h"

#include <check.h>
#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct {
    const char *name;
    struct span in, out;
} streams[] = {
    {"nothing", BYTES(""), BYTES("")},
    {"unfinished", BYTES("250 ok"), BYTES("")},
    {"unfinished behind a CR", BYTES("250 ok\r"), BYTES("")},
    {"one line", BYTES("250 ok\r\n"), BYTES("-250[250 ok]")},
    {"one line, LF", BYTES("250 ok\n"), BYTES("-250[250 ok]")},
    {"code alone", BYTES("250\r\n"), BYTES("-250[250]")},
    {"code and space", BYTES("250 \r\n"), BYTES("-250[250 ]")},
    {"two lines", BYTES("250-a\r\n250 b\r\n"), BYTES("+250[250-a]-250[250 b]")},
    {"three lines, empty ones", BYTES("250-\r\n250-\r\n250\r\n"),
     BYTES("+250[250-]+250[250-]-250[250]")},
    {"replies in a row", BYTES("220 a\r\n250-b\r\n250 c\r\n354 d\r\n"),
     BYTES("-220[220 a]+250[250-b]-250[250 c]-354[354 d]")},
    {"mixed endings", BYTES("250-a\r\n250-b\n250-c\r\n250 d\n"),
     BYTES("+250[250-a]+250[250-b]+250[250-c]-250[250 d]")},
    {"mixed endings, LF first", BYTES("250-a\n250 b\r\n"), BYTES("+250[250-a]-250[250 b]")},
    {"a hyphen later", BYTES("250 a-b\r\n"), BYTES("-250[250 a-b]")},
    {"a code in the text", BYTES("250 550 a\r\n"), BYTES("-250[250 550 a]")},
    {"a NUL in the text", BYTES("250 a\0b\r\n"), BYTES("-250[250 a\0b]")},
    {"a CR in the text", BYTES("250 a\rb\r\n"), BYTES("-250[250 a\rb]")},
    {"the least code", BYTES("200 a\r\n"), BYTES("-200[200 a]")},
    {"the greatest code", BYTES("599 a\r\n"), BYTES("-599[599 a]")},

    {"NULs before a line",
     BYTES("\0\0\0"
           "250 a\r\n"),
     BYTES("-250[250 a]")},
    {"NULs behind each reply",
     BYTES("220 a\r\n\0\0"
           "250-b\n\0"
           "250 c\r\n\0"),
     BYTES("-220[220 a]+250[250-b]-250[250 c]")},
    {"NULs before an empty line", BYTES("\0\0\r\n"), BYTES("N0[]")},
    {"NULs before a blank", BYTES("\0 250 a\r\n"), BYTES("N0[ 250 a]")},

    {"below the least code", BYTES("199 a\r\n"), BYTES("N0[199 a]")},
    {"beyond the greatest code", BYTES("600 a\r\n"), BYTES("N0[600 a]")},
    {"two digits", BYTES("25\r\n"), BYTES("N0[25]")},
    {"two digits and a space", BYTES("25 a\r\n"), BYTES("N0[25 a]")},
    {"an empty line", BYTES("\r\n"), BYTES("N0[]")},
    {"no digits", BYTES("hello\r\n"), BYTES("N0[hello]")},
    {"a space first", BYTES(" 250 a\r\n"), BYTES("N0[ 250 a]")},
    {"a sign", BYTES("+25 a\r\n"), BYTES("N0[+25 a]")},
    {"a letter for a digit", BYTES("2O0 a\r\n"), BYTES("N0[2O0 a]")},
    {"digits that are not ASCII", BYTES("\xD9\xA2\xD9\xA5\xD9\xA0 a\r\n"),
     BYTES("N0[\xD9\xA2\xD9\xA5\xD9\xA0 a]")},
    {"four digits", BYTES("2500 x\r\n"), BYTES("S0[2500 x]")},
    {"no separator", BYTES("250ok\r\n"), BYTES("S0[250ok]")},
    {"a tab for a separator", BYTES("250\tok\r\n"), BYTES("S0[250\tok]")},
    {"a NUL for a separator", BYTES("250\0\r\n"), BYTES("S0[250\0]")},
    {"a CR for a separator", BYTES("250\r\r\n"), BYTES("S0[250\r]")},
    {"the code changes", BYTES("250-a\r\n251 b\r\n"), BYTES("+250[250-a]C0[251 b]")},
    {"the code changes and it goes on", BYTES("250-a\r\n550-b\r\n250 c\r\n"),
     BYTES("+250[250-a]C0[550-b]-250[250 c]")},
    {"after a changed code a new reply starts", BYTES("250-a\r\n550 b\r\n354 c\r\n"),
     BYTES("+250[250-a]C0[550 b]-354[354 c]")},
    {"no code within a reply", BYTES("250-a\r\n b\r\n354 c\r\n"),
     BYTES("+250[250-a]N0[ b]-354[354 c]")},
    {"no separator within a reply", BYTES("250-a\r\n250b\r\n354 c\r\n"),
     BYTES("+250[250-a]S0[250b]-354[354 c]")},
    {"one report per bad line", BYTES("a\r\nb\nc\r\n250 d\r\n"),
     BYTES("N0[a]N0[b]N0[c]-250[250 d]")},
};

#define TEXT_MAX ((size_t)8192)

struct text {
    size_t size;
    char data[TEXT_MAX];
};

static void add(struct text *text, struct span bytes)
{
    ck_assert_uint_le(text->size + bytes.size, sizeof text->data);
    if (bytes.size > 0)
        memcpy(text->data + text->size, bytes.data, bytes.size);
    text->size += bytes.size;
}

static struct span span_of_text(const struct text *text)
{
    return (struct span){text->data, text->size};
}

/* What the server has sent and nobody has taken yet, and what came of the rest. */
struct conversation {
    struct reply_parser parser;
    struct text pending, out;
    unsigned counts[REPLY_BAD + 1]; /* results of each status */
};

static void note(struct conversation *conversation, enum reply_status status, struct span line)
{
    static const char flaws[] = {
        [REPLY_FLAW_NO_CODE] = 'N',      [REPLY_FLAW_SEPARATOR] = 'S',
        [REPLY_FLAW_CODE_CHANGED] = 'C', [REPLY_FLAW_LONG_LINE] = 'L',
        [REPLY_FLAW_MANY_LINES] = 'M',
    };
    char mark = status == REPLY_LINE   ? '+'
                : status == REPLY_DONE ? '-'
                                       : flaws[conversation->parser.flaw];
    char head[16];

    add(&conversation->out, (struct span){head, (size_t)snprintf(head, sizeof head, "%c%u[", mark,
                                                                 conversation->parser.code)});
    add(&conversation->out, line);
    add(&conversation->out, span_of("]"));
}

/* One call of reply_parse(), on a copy against an unreadable page. */
static enum reply_status take(struct conversation *conversation)
{
    size_t size = conversation->pending.size;
    char *in = guard_copy(conversation->pending.data, size);
    struct span line;
    size_t consumed;
    enum reply_status status = reply_parse(&conversation->parser, in, size, &line, &consumed);

    ck_assert_uint_le(consumed, size);
    ck_assert_uint_le(line.size, REPLY_PARSE_LINE_MAX);
    conversation->counts[status]++;
    if (status != REPLY_MORE && line.size < 64)
        note(conversation, status, line);
    conversation->pending.size -= consumed;
    memmove(conversation->pending.data, conversation->pending.data + consumed,
            conversation->pending.size);
    guard_free(in, size);
    return status;
}

static void feed(struct conversation *conversation, struct span piece)
{
    add(&conversation->pending, piece);
    while (take(conversation) != REPLY_MORE)
        ;
    ck_assert_uint_le(conversation->pending.size, REPLY_PARSE_LINE_MAX + 1);
}

/* Feeds IN as FIRST bytes and then pieces of STRIDE bytes. */
static void converse(struct conversation *conversation, struct span in, size_t first, size_t stride)
{
    memset(conversation, 0, sizeof *conversation);
    reply_parser_init(&conversation->parser);
    feed(conversation, (struct span){in.data, first});
    for (size_t at = first; at < in.size; at += stride) {
        size_t size = in.size - at < stride ? in.size - at : stride;
        feed(conversation, (struct span){in.data + at, size});
    }
}

static void check_stream(int i, size_t first, size_t stride)
{
    static struct conversation conversation;

    converse(&conversation, streams[i].in, first, stride);
    ck_assert_msg(span_equal(span_of_text(&conversation.out), streams[i].out),
                  "%s: \"%.*s\" (%zu bytes, then %zu at a time)", streams[i].name,
                  (int)conversation.out.size, conversation.out.data, first, stride);
}

START_GUARDED_TEST(whole)
{
    check_stream(_i, streams[_i].in.size, 1);
}
END_TEST

START_GUARDED_TEST(byte_by_byte)
{
    check_stream(_i, 0, 1);
}
END_TEST

START_GUARDED_TEST(split_in_two)
{
    for (size_t first = 0; first <= streams[_i].in.size; first++)
        check_stream(_i, first, streams[_i].in.size);
}
END_TEST

static const struct {
    const char *name, *ending;
    size_t size; /* of the line without its ending */
    bool fits;
} long_lines[] = {
    {"at the limit, CRLF", "\r\n", 4096, true},      {"at the limit, LF", "\n", 4096, true},
    {"beyond the limit, CRLF", "\r\n", 4097, false}, {"beyond the limit, LF", "\n", 4097, false},
    {"far beyond, CRLF", "\r\n", 7000, false},
};

/* A long line within a reply: beyond the limit it is one flaw, and what follows it is a new reply.
 */
START_GUARDED_TEST(long_line)
{
    static struct conversation conversation;
    struct text in = {.size = 0};
    size_t strides[] = {1, 64, TEXT_MAX};

    add(&in, span_of("250-a\r\n250-"));
    while (in.size < long_lines[_i].size + 7)
        add(&in, span_of("x"));
    add(&in, span_of(long_lines[_i].ending));
    add(&in, span_of("250 b\r\n"));
    for (size_t n = 0; n < sizeof strides / sizeof strides[0]; n++) {
        const char *expected =
            long_lines[_i].fits ? "+250[250-a]-250[250 b]" : "+250[250-a]L0[]-250[250 b]";
        converse(&conversation, span_of_text(&in), 0, strides[n]);
        ck_assert_msg(span_equal(span_of_text(&conversation.out), span_of(expected)),
                      "%s: \"%.*s\" (%zu at a time)", long_lines[_i].name,
                      (int)conversation.out.size, conversation.out.data, strides[n]);
        ck_assert_uint_eq(conversation.counts[REPLY_LINE], long_lines[_i].fits ? 2 : 1);
    }
}
END_TEST

/* A line without end leaves nothing behind, whatever its size. */
START_TEST(endless_line)
{
    static struct conversation conversation;
    static char piece[REPLY_PARSE_LINE_MAX + 2];

    memset(piece, '2', sizeof piece);
    converse(&conversation, (struct span){NULL, 0}, 0, 1);
    for (int n = 0; n < 1000; n++) {
        feed(&conversation, (struct span){piece, sizeof piece});
        ck_assert_uint_eq(conversation.pending.size, 0);
    }
    feed(&conversation, span_of("\r\n250 a\r\n"));
    ck_assert(span_equal(span_of_text(&conversation.out), span_of("L0[]-250[250 a]")));
}
END_TEST

/* Feeds COUNT lines of a reply that goes on. */
static void feed_lines(struct reply_parser *parser, unsigned count, enum reply_status expected)
{
    static const char line_in[] = "250-a\r\n";

    for (unsigned n = 0; n < count; n++) {
        struct span line;
        size_t consumed;
        enum reply_status status =
            reply_parse(parser, line_in, sizeof line_in - 1, &line, &consumed);
        ck_assert_msg(status == expected, "line %u: status %d", n + 1, (int)status);
    }
}

static const struct {
    const char *name, *in;
    unsigned lines_before;
    enum reply_status status;
} many_lines[] = {
    {"1000 with the last", "250 b\r\n", REPLY_PARSE_LINES_MAX - 1, REPLY_DONE},
    {"1000 that go on", "250-b\r\n", REPLY_PARSE_LINES_MAX - 1, REPLY_LINE},
    {"1001 with the last", "250 b\r\n", REPLY_PARSE_LINES_MAX, REPLY_BAD},
    {"1001 that go on", "250-b\r\n", REPLY_PARSE_LINES_MAX, REPLY_BAD},
};

START_TEST(many_lines_in_a_reply)
{
    struct reply_parser parser;
    struct span in = span_of(many_lines[_i].in), line;
    size_t consumed;
    enum reply_status status;

    reply_parser_init(&parser);
    feed_lines(&parser, many_lines[_i].lines_before, REPLY_LINE);
    status = reply_parse(&parser, in.data, in.size, &line, &consumed);
    ck_assert_msg(status == many_lines[_i].status, "%s: status %d", many_lines[_i].name,
                  (int)status);
    if (status != REPLY_BAD)
        return;
    ck_assert_msg(parser.flaw == REPLY_FLAW_MANY_LINES, "%s: flaw %d", many_lines[_i].name,
                  (int)parser.flaw);
    feed_lines(&parser, REPLY_PARSE_LINES_MAX, REPLY_LINE);
}
END_TEST

/* Each thousand lines of 100,000 is refused, and the parser is no bigger. */
START_TEST(endless_reply)
{
    struct reply_parser parser;

    reply_parser_init(&parser);
    for (unsigned total = 0; total < 100000; total += REPLY_PARSE_LINES_MAX + 1) {
        feed_lines(&parser, REPLY_PARSE_LINES_MAX, REPLY_LINE);
        feed_lines(&parser, 1, REPLY_BAD);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reply_parse");
    TCase *lines = tcase_create("lines");
    TCase *limits = tcase_create("limits");

    tcase_add_loop_test(lines, whole, 0, CASES(streams));
    tcase_add_loop_test(lines, byte_by_byte, 0, CASES(streams));
    tcase_add_loop_test(lines, split_in_two, 0, CASES(streams));
    tcase_add_loop_test(limits, long_line, 0, CASES(long_lines));
    tcase_add_test(limits, endless_line);
    tcase_add_loop_test(limits, many_lines_in_a_reply, 0, CASES(many_lines));
    tcase_add_test(limits, endless_reply);
    suite_add_tcase(suite, lines);
    suite_add_tcase(suite, limits);
    return check_main(suite);
}
