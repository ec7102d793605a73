/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_reply.c - reply lines written within their 512 bytes, and the text of lines read.
 *
 * Reading is checked in check_reply_parse.c.
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
    unsigned code;
    const char *enhanced, *template;
    struct span hostname, argument;
    const char *line;
} formats[] = {
    {"greeting", 220, NULL, "{hostname} smtpd-proto ready", BYTES("smtp.prototype"), BYTES(""),
     "220 smtp.prototype smtpd-proto ready\r\n"},
    {"argument inside", 250, NULL, "Hello {argument}, pleased to meet you", BYTES("h"), BYTES("me"),
     "250 Hello me, pleased to meet you\r\n"},
    {"argument first", 250, NULL, "{argument} Sender ok", BYTES("h"), BYTES("a@b"),
     "250 a@b Sender ok\r\n"},
    {"argument last", 250, NULL, "Hello {argument}", BYTES("h"), BYTES("a"), "250 Hello a\r\n"},
    {"no value", 500, NULL, "Syntax error, command unrecognized", BYTES("h"), BYTES("a"),
     "500 Syntax error, command unrecognized\r\n"},
    {"both values", 250, NULL, "{hostname} greets {argument}", BYTES("h"), BYTES("a"),
     "250 h greets a\r\n"},
    {"both values, the other way", 250, NULL, "{argument}{hostname}", BYTES("h"), BYTES("a"),
     "250 ah\r\n"},
    {"enhanced code", 250, "2.1.0", "{argument} Sender ok", BYTES("h"), BYTES("a"),
     "250 2.1.0 a Sender ok\r\n"},
    {"no text", 250, NULL, "", BYTES("h"), BYTES("a"), "250 \r\n"},
    {"empty argument", 250, NULL, "<{argument}>", BYTES("h"), BYTES(""), "250 <>\r\n"},
    {"null sender", 250, NULL, "{argument} Sender ok", BYTES("h"), BYTES("<>"),
     "250 <> Sender ok\r\n"},
    {"a value is no template", 250, NULL, "{argument}!", BYTES("h"),
     BYTES("{hostname}{argument}%s"), "250 {hostname}{argument}%s!\r\n"},
    {"other braces", 250, NULL, "{host} {} {argument", BYTES("h"), BYTES("a"),
     "250 {host} {} {argument\r\n"},
    {"no second reply", 250, NULL, "{argument} ok", BYTES("h"), BYTES("a\r\n550 b"),
     "250 a\\x0D\\x0A550 b ok\r\n"},
    {"NUL, ESC and DEL", 250, NULL, "{argument}", BYTES("h"), BYTES("\0\x1B\x7F"),
     "250 \\x00\\x1B\\x7F\r\n"},
    {"C1", 250, NULL, "{argument}", BYTES("h"), BYTES("\xC2\x9B"), "250 \\xC2\\x9B\r\n"},
    {"ill-formed UTF-8", 250, NULL, "{argument}", BYTES("h"), BYTES("a\xFF\xC3"),
     "250 a\\xFF\\xC3\r\n"},
    {"well-formed UTF-8", 250, NULL, "{argument}", BYTES("h"), BYTES("Jo\xC3\xA3o"),
     "250 Jo\xC3\xA3o\r\n"},
    {"invisible characters pass", 250, NULL, "{argument}", BYTES("h"),
     BYTES("a\xE2\x80\x8B\xE2\x80\xAE"
           "b"),
     "250 a\xE2\x80\x8B\xE2\x80\xAE"
     "b\r\n"},
    {"a backslash", 250, NULL, "{argument}", BYTES("h"), BYTES("\\x0D"), "250 \\x0D\r\n"},
};

START_TEST(formats_a_line)
{
    struct reply_values values = {.hostname = formats[_i].hostname,
                                  .argument = formats[_i].argument};
    char out[REPLY_LINE_MAX];
    size_t size =
        reply_format(out, formats[_i].code, formats[_i].enhanced, formats[_i].template, &values);

    ck_assert_msg(span_equal((struct span){out, size}, span_of(formats[_i].line)), "%s: \"%.*s\"",
                  formats[_i].name, (int)size, out);
}
END_TEST

/* Characters of each size, and how they are echoed. */
static const struct {
    const char *name;
    struct span character, echo;
} characters[] = {
    {"one byte", BYTES("a"), BYTES("a")},
    {"two bytes", BYTES("\xC3\xA3"), BYTES("\xC3\xA3")},
    {"three bytes", BYTES("\xE2\x82\xAC"), BYTES("\xE2\x82\xAC")},
    {"four bytes", BYTES("\xF0\x9F\x98\x80"), BYTES("\xF0\x9F\x98\x80")},
    {"an escaped byte", BYTES("\x01"), BYTES("\\x01")},
    {"an escaped character", BYTES("\xC2\x9B"), BYTES("\\xC2\\x9B")},
    {"an ill-formed byte", BYTES("\xFF"), BYTES("\\xFF")},
};

/* Room for the argument in "250 {argument} Sender ok" CRLF: 512 - 4 - 10 - 2. */
#define ARGUMENT_ROOM ((size_t)496)
#define ARGUMENT_MAX  ((size_t)8192)

struct text {
    size_t size;
    char data[ARGUMENT_MAX];
};

static void add(struct text *text, struct span bytes)
{
    ck_assert_uint_le(text->size + bytes.size, sizeof text->data);
    memcpy(text->data + text->size, bytes.data, bytes.size);
    text->size += bytes.size;
}

/* What the echo of PAD "x" and REPEAT characters I has to be: all, or as many as leave room for
 * "...". */
static void expect_echo(struct text *line, int i, size_t pad, size_t repeat)
{
    size_t each = characters[i].echo.size;
    size_t whole = pad + repeat * each;
    size_t most = whole <= ARGUMENT_ROOM ? repeat : (ARGUMENT_ROOM - 3 - pad) / each;

    *line = (struct text){.size = 0};
    add(line, span_of("250 "));
    while (pad-- > 0)
        add(line, span_of("x"));
    while (most-- > 0)
        add(line, characters[i].echo);
    add(line, span_of(whole <= ARGUMENT_ROOM ? " Sender ok\r\n" : "... Sender ok\r\n"));
}

static void check_echo(int i, size_t pad, size_t repeat)
{
    struct text argument = {.size = 0}, expected;
    struct reply_values values = {.hostname = span_of("h")};
    char *in, *out = guard_copy(argument.data, REPLY_LINE_MAX);
    size_t size;

    for (size_t n = 0; n < pad; n++)
        add(&argument, span_of("x"));
    for (size_t n = 0; n < repeat; n++)
        add(&argument, characters[i].character);
    in = guard_copy(argument.data, argument.size);
    values.argument = (struct span){in, argument.size};
    expect_echo(&expected, i, pad, repeat);
    size = reply_format(out, 250, NULL, "{argument} Sender ok", &values);
    ck_assert_msg(span_equal((struct span){out, size}, (struct span){expected.data, expected.size}),
                  "%s: %zu of them behind %zu bytes: %zu bytes instead of %zu", characters[i].name,
                  repeat, pad, size, expected.size);
    guard_free(in, argument.size);
    guard_free(out, REPLY_LINE_MAX);
}

/* Of a long one as many whole characters as keep the reply within 512 bytes,
 * then "...".  The padding moves the boundary to every byte of a character. */
START_GUARDED_TEST(cuts_at_a_character)
{
    size_t each = characters[_i].echo.size;

    for (size_t pad = 0; pad <= each; pad++)
        for (size_t repeat = ARGUMENT_ROOM / each - 3; repeat <= ARGUMENT_ROOM / each + 3; repeat++)
            check_echo(_i, pad, repeat);
    check_echo(_i, 0, 2000);
}
END_TEST

/* Lengths written out, so that they do not hang on the reckoning above. */
static const struct {
    const char *name;
    int character;
    size_t repeat;
    size_t size; /* bytes of the whole line */
} lengths[] = {
    {"ASCII that just fits", 0, 496, 512}, {"ASCII, one too many", 0, 497, 512},
    {"ASCII, far too many", 0, 2000, 512}, {"two bytes, just fitting", 1, 248, 512},
    {"two bytes, cut", 1, 249, 511},       {"three bytes, just fitting", 2, 165, 511},
    {"three bytes, cut", 2, 166, 511},     {"four bytes, just fitting", 3, 124, 512},
    {"four bytes, cut", 3, 125, 511},      {"escapes, just fitting", 4, 124, 512},
    {"escapes, cut", 4, 125, 511},         {"double escapes, just fitting", 5, 62, 512},
    {"double escapes, cut", 5, 63, 507},
};

START_TEST(has_the_exact_length)
{
    struct text argument = {.size = 0};
    struct reply_values values = {.hostname = span_of("h")};
    char out[REPLY_LINE_MAX];
    size_t size;

    for (size_t n = 0; n < lengths[_i].repeat; n++)
        add(&argument, characters[lengths[_i].character].character);
    values.argument = (struct span){argument.data, argument.size};
    size = reply_format(out, 250, NULL, "{argument} Sender ok", &values);
    ck_assert_msg(size == lengths[_i].size, "%s: %zu bytes", lengths[_i].name, size);
}
END_TEST

START_TEST(cuts_beside_the_longest_hostname)
{
    static const char argument[1000] = "";
    char hostname[255], out[REPLY_LINE_MAX];
    struct reply_values values = {.hostname = {hostname, sizeof hostname},
                                  .argument = {argument, sizeof argument}};
    size_t size;

    memset(hostname, 'h', sizeof hostname);
    size = reply_format(out, 250, "2.0.0", "{hostname} {argument}", &values);
    /* 10 bytes of codes, 256 with the hostname, 60 escapes of 4, "...", CRLF. */
    ck_assert_uint_eq(size, 511);
    ck_assert(memcmp(out + size - 9, "\\x00...\r\n", 9) == 0);
    ck_assert(memcmp(out + 10, hostname, sizeof hostname) == 0);
}
END_TEST

/* A detail is treated as an argument is; a line has one of both, another line may have the other.
 */
static const struct {
    const char *name, *template;
    struct span detail;
    const char *reply;
} details[] = {
    {"a detail", "{detail} is wrong", BYTES("SIZE"), "555 SIZE is wrong\r\n"},
    {"at the end", "at most {detail}", BYTES("258"), "555 at most 258\r\n"},
    {"beside the hostname", "{hostname}: {detail}", BYTES("x"), "555 h: x\r\n"},
    {"none", "<{detail}>", BYTES(""), "555 <>\r\n"},
    {"no template", "{detail}", BYTES("{argument}{detail}"), "555 {argument}{detail}\r\n"},
    {"no second reply", "{detail}!", BYTES("a\r\n250 b\0"), "555 a\\x0D\\x0A250 b\\x00!\r\n"},
    {"beside an argument in another line", "{argument}\n{detail}", BYTES("b"),
     "555-a\r\n555 b\r\n"},
};

START_TEST(formats_a_detail)
{
    struct reply_values values = {
        .hostname = span_of("h"), .argument = span_of("a"), .detail = details[_i].detail};
    char out[2 * REPLY_LINE_MAX];
    size_t size = reply_format(out, 555, NULL, details[_i].template, &values);

    ck_assert_msg(span_equal((struct span){out, size}, span_of(details[_i].reply)), "%s: \"%.*s\"",
                  details[_i].name, (int)size, out);
}
END_TEST

START_GUARDED_TEST(cuts_a_detail)
{
    static const char key[1000] = "", blank[REPLY_LINE_MAX];
    struct reply_values values = {.hostname = span_of("h"), .detail = {key, sizeof key}};
    char *out = guard_copy(blank, sizeof blank);
    size_t size = reply_format(out, 555, "5.5.4", "{detail}: no", &values);

    /* 10 bytes of codes, 123 escapes of 4, "...", ": no", CRLF. */
    ck_assert_uint_eq(size, 511);
    ck_assert(memcmp(out + size - 13, "\\x00...: no\r\n", 13) == 0);
    guard_free(out, sizeof blank);
}
END_TEST

/* Lines that are found out: CONTEXT is how many, or a text that is the only one. */
static bool count_lines(const void *context, size_t *cursor, char *out, size_t size)
{
    snprintf(out, size, "line %zu", *cursor + 1);
    return (*cursor)++ < *(const size_t *)context;
}

static bool one_line(const void *context, size_t *cursor, char *out, size_t size)
{
    snprintf(out, size, "%s", (const char *)context);
    return (*cursor)++ == 0;
}

static const size_t none = 0, two = 2, endless = 100000;

static const struct {
    const char *name;
    const char *enhanced, *template;
    struct reply_lines lines;
    const char *reply;
} replies[] = {
    {"a template of three lines",
     NULL,
     "one\n{hostname} greets\n{argument}",
     {NULL, NULL},
     "250-one\r\n250-h greets\r\n250 a\r\n"},
    {"a value in each line", NULL, "{argument}\n{argument}", {NULL, NULL}, "250-a\r\n250 a\r\n"},
    {"empty lines", NULL, "\n", {NULL, NULL}, "250-\r\n250 \r\n"},
    {"lines that are found out",
     NULL,
     "{argument}:",
     {count_lines, &two},
     "250-a:\r\n250-line 1\r\n250 line 2\r\n"},
    {"none is found", NULL, "a", {count_lines, &none}, "250 a\r\n"},
    {"both", NULL, "1\n2", {count_lines, &two}, "250-1\r\n250-2\r\n250-line 1\r\n250 line 2\r\n"},
    {"an enhanced code in each line",
     "2.0.0",
     "a",
     {one_line, "b"},
     "250-2.0.0 a\r\n250 2.0.0 b\r\n"},
    {"no reply of their own",
     NULL,
     "a",
     {one_line, "b\r\n550 c"},
     "250-a\r\n250 b\\x0D\\x0A550 c\r\n"},
    {"no template of their own",
     NULL,
     "a",
     {one_line, "{hostname}"},
     "250-a\r\n250 {hostname}\r\n"},
};

START_TEST(formats_lines)
{
    struct reply_values values = {
        .hostname = span_of("h"), .argument = span_of("a"), .lines = replies[_i].lines};
    char out[REPLY_BYTES_MAX];
    size_t size = reply_format(out, 250, replies[_i].enhanced, replies[_i].template, &values);

    ck_assert_msg(span_equal((struct span){out, size}, span_of(replies[_i].reply)), "%s: \"%.*s\"",
                  replies[_i].name, (int)size, out);
}
END_TEST

/* Lines without end stop where no further one is sure to fit, and the last says that it is. */
START_GUARDED_TEST(lines_end_where_no_more_fits)
{
    static const char blank[REPLY_BYTES_MAX];
    char *out = guard_copy(blank, sizeof blank);
    struct reply_values values = {.hostname = span_of("h"), .lines = {count_lines, &endless}};
    size_t size = reply_format(out, 250, NULL, "first", &values);
    struct reply_parser parser;
    struct span line;
    size_t consumed, lines = 0;
    enum reply_status status = REPLY_LINE;

    ck_assert_uint_gt(size, REPLY_BYTES_MAX - REPLY_LINE_MAX);
    reply_parser_init(&parser);
    for (struct span rest = {out, size}; rest.size > 0; rest = span_skip(rest, consumed)) {
        ck_assert_int_eq(status, REPLY_LINE);
        status = reply_parse(&parser, rest.data, rest.size, &line, &consumed);
        lines++;
    }
    ck_assert_int_eq(status, REPLY_DONE);
    ck_assert_uint_gt(lines, 100);
    guard_free(out, REPLY_BYTES_MAX);
}
END_TEST

static const struct {
    const char *line, *text;
} texts[] = {
    {"250", ""},
    {"250 ", ""},
    {"250-", ""},
    {"250 a", "a"},
    {"250-a", "a"},
    {"250  a", " a"},
    {"250 2.1.0 a b", "2.1.0 a b"},
};

START_TEST(finds_the_text)
{
    struct span text = reply_text(span_of(texts[_i].line));

    ck_assert_msg(span_equal(text, span_of(texts[_i].text)), "\"%s\": \"%.*s\"", texts[_i].line,
                  (int)text.size, text.data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reply");
    TCase *lines = tcase_create("lines");

    tcase_add_loop_test(lines, formats_a_line, 0, CASES(formats));
    tcase_add_loop_test(lines, cuts_at_a_character, 0, CASES(characters));
    tcase_add_loop_test(lines, has_the_exact_length, 0, CASES(lengths));
    tcase_add_test(lines, cuts_beside_the_longest_hostname);
    tcase_add_loop_test(lines, formats_a_detail, 0, CASES(details));
    tcase_add_test(lines, cuts_a_detail);
    tcase_add_loop_test(lines, formats_lines, 0, CASES(replies));
    tcase_add_test(lines, lines_end_where_no_more_fits);
    tcase_add_loop_test(lines, finds_the_text, 0, CASES(texts));
    suite_add_tcase(suite, lines);
    return check_main(suite);
}
