/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_base64.c - any bytes as base64, whole and in lines, read back by a naive reader. */
#include <config.h>

#include "common/base64.h"

#include "tests/support/fuzz_base64.h"

#define ROOM ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = {(const char *)data, size};
    struct buffer line, lines, decoded, decoded_lines;

    buffer_init(&line, ROOM);
    buffer_init(&lines, ROOM);
    buffer_init(&decoded, ROOM);
    buffer_init(&decoded_lines, ROOM);
    ck_assert_int_eq(base64_encode_unbroken(bytes, &line), 0);
    fuzz_decode_base64(buffer_span(&line), &decoded);
    ck_assert(span_equal(buffer_span(&decoded), bytes));
    ck_assert_int_eq(base64_encode_lines(bytes, &lines), 0);
    struct span rest = buffer_span(&lines);
    while (rest.size > 0) {
        struct span next = fuzz_line(&rest);
        ck_assert(next.size > 0 && next.size <= BASE64_COLUMNS);
        fuzz_decode_base64(next, &decoded_lines);
    }
    ck_assert(span_equal(buffer_span(&decoded_lines), bytes));
    buffer_release(&line);
    buffer_release(&lines);
    buffer_release(&decoded);
    buffer_release(&decoded_lines);
    return 0;
}
