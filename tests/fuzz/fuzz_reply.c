/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_reply.c - replies of a hostile server read however they arrive, and replies written of any
 * text.
 */
#include <config.h>

#include "common/reply.h"

#include "common/count.h"
#include "tests/support/fuzz.h"

/* What was read, as one number: of equal readings it is equal. */
static uint32_t sum_up(uint32_t sum, struct span bytes)
{
    return (sum ^ fuzz_seed(bytes)) * 16777619U;
}

static void check_line(const struct reply_parser *parser, enum reply_status status,
                       struct span line)
{
    if (status == REPLY_BAD) {
        ck_assert_int_ne(parser->flaw, REPLY_FLAW_NONE);
        ck_assert_uint_eq(parser->code, 0);
        return;
    }
    ck_assert(parser->code >= 200 && parser->code <= 599);
    ck_assert_uint_ge(line.size, 3);
    ck_assert_uint_le(line.size, REPLY_PARSE_LINE_MAX);
    ck_assert_uint_eq(parser->code, (unsigned)(line.data[0] - '0') * 100 +
                                        (unsigned)(line.data[1] - '0') * 10 +
                                        (unsigned)(line.data[2] - '0'));
    ck_assert_int_eq(status == REPLY_LINE, line.size > 3 && line.data[3] == '-');
    ck_assert_uint_le(parser->lines, REPLY_PARSE_LINES_MAX);
    ck_assert(fuzz_lies_within(reply_text(line), line));
}

/* Reads INPUT, which comes in pieces of at most MOST bytes. */
static uint32_t read_all(struct span input, size_t most)
{
    uint32_t seed = fuzz_seed(input), sum = 0;
    struct reply_parser parser;
    size_t done = 0, given = 0;

    reply_parser_init(&parser);
    for (;;) {
        struct span pending = {input.data + done, given - done}, line;
        char *copy = fuzz_copy(pending);
        size_t consumed;
        enum reply_status status = reply_parse(&parser, copy, pending.size, &line, &consumed);

        ck_assert_uint_le(consumed, pending.size);
        done += consumed;
        if (status != REPLY_MORE) {
            check_line(&parser, status, line);
            sum = sum_up(sum, line);
            sum = sum_up(sum, (struct span){(const char *)&parser.flaw, sizeof parser.flaw});
            sum = (sum ^ status) * 16777619U;
        }
        fuzz_free(copy, pending.size);
        if (status == REPLY_MORE && given == input.size)
            return sum;
        if (status == REPLY_MORE)
            given += fuzz_chance(&seed, most < input.size - given ? most : input.size - given);
    }
}

/* Line NUMBER of a generator is what is left of the input from there on. */
static bool further_line(const void *context, size_t *cursor, char *out, size_t size)
{
    const struct span *text = context;
    size_t number = (*cursor)++;
    size_t rest = number < text->size ? text->size - number : 0;

    rest = rest < size ? rest : size - 1;
    if (number >= 10 || rest == 0)
        return false;
    memcpy(out, text->data + number, rest);
    out[rest] = '\0';
    return true;
}

/* What is written of TEXT is one reply, and one line where it should be. */
static void check_written(struct span text)
{
    static const char *const templates[] = {"Hello {argument}, pleased to meet you", "{argument}",
                                            "{hostname} x\n{argument} Recipient ok",
                                            "At most {detail} bytes"};
    char out[REPLY_BYTES_MAX];

    for (size_t i = 0; i < COUNT(templates); i++) {
        struct reply_values values = {span_of("host.example"), text, text, {further_line, &text}};
        size_t size = reply_format(out, 250, i == 0 ? NULL : "2.0.0", templates[i], &values);
        struct span rest = {out, size};
        struct reply_parser parser;
        enum reply_status status = REPLY_LINE;

        ck_assert_uint_le(size, sizeof out);
        reply_parser_init(&parser);
        while (rest.size > 0) {
            struct span line;
            size_t consumed;
            ck_assert_int_eq(status, REPLY_LINE);
            status = reply_parse(&parser, rest.data, rest.size, &line, &consumed);
            ck_assert_int_eq(parser.framer.last, LINE_ENDING_CRLF);
            ck_assert_uint_le(consumed, REPLY_LINE_MAX);
            ck_assert_uint_eq(parser.code, 250);
            fuzz_expect_harmless(line);
            rest = span_skip(rest, consumed);
        }
        ck_assert_int_eq(status, REPLY_DONE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    uint32_t whole = read_all(input, SIZE_MAX);

    if (size <= FUZZ_BYTEWISE_MAX)
        ck_assert_uint_eq(whole, read_all(input, 1));
    ck_assert_uint_eq(whole, read_all(input, 1 + size / 8));
    check_written(input);
    return 0;
}
