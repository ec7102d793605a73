/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_line.c - lines cut from any bytes, however these arrive, against a naive reader. */
#include <config.h>

#include "common/line.h"

#include "common/count.h"
#include "tests/support/fuzz.h"

/* The next line of *REST by the rules, read without a thought for speed or arrival. */
static enum line_status read_naively(struct span *rest, unsigned limit, enum line_ending *ending,
                                     struct span *line)
{
    bool has_end = rest->size > 0 && memchr(rest->data, '\n', rest->size) != NULL;
    struct span found = fuzz_line(rest);
    bool has_cr = found.size > 0 && found.data[found.size - 1] == '\r';

    *line = (struct span){NULL, 0};
    if (!has_end)
        return LINE_MORE;
    if (*ending == LINE_ENDING_UNKNOWN)
        *ending = has_cr ? LINE_ENDING_CRLF : LINE_ENDING_LF;
    found.size -= has_cr;
    if (found.size > limit)
        return LINE_TOO_LONG;
    *line = found;
    return !has_cr && *ending == LINE_ENDING_CRLF ? LINE_BARE_LF : LINE_DONE;
}

/* Hands INPUT over in pieces of at most MOST bytes, on a connection with a KNOWN ending or none. */
static void compare(struct span input, unsigned limit, enum line_ending known, size_t most)
{
    struct span rest = input;
    enum line_ending ending = known;
    uint32_t seed = fuzz_seed(input);
    struct line_framer framer;
    size_t done = 0, given = 0;

    line_init(&framer, limit, known);
    for (;;) {
        struct span pending = {input.data + done, given - done}, line, expected;
        char *copy = fuzz_copy(pending);
        size_t consumed;
        enum line_status status = line_take(&framer, copy, pending.size, &line, &consumed);

        ck_assert_uint_le(consumed, pending.size);
        done += consumed;
        if (status == LINE_MORE)
            ck_assert_uint_le(given - done, limit + 1);
        if (status != LINE_MORE || given == input.size) {
            ck_assert_int_eq(status, read_naively(&rest, limit, &ending, &expected));
            ck_assert(span_equal(line, expected));
            ck_assert_int_eq(framer.ending, ending);
        }
        fuzz_free(copy, pending.size);
        if (status == LINE_MORE && given == input.size)
            break;
        if (status == LINE_MORE)
            given += fuzz_chance(&seed, most < input.size - given ? most : input.size - given);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned limits[] = {0, 8, 80};
    struct span input = {(const char *)data, size};

    for (size_t i = 0; i < COUNT(limits); i++) {
        if (size <= FUZZ_BYTEWISE_MAX)
            compare(input, limits[i], LINE_ENDING_UNKNOWN, 1);
        compare(input, limits[i], LINE_ENDING_UNKNOWN, 1 + size / 8);
        compare(input, limits[i], LINE_ENDING_UNKNOWN, SIZE_MAX);
        compare(input, limits[i], LINE_ENDING_CRLF, 1 + size / 8);
    }
    return 0;
}
