/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_base64.h - a naive reader of base64. */
#ifndef TESTS_SUPPORT_FUZZ_BASE64_H
#define TESTS_SUPPORT_FUZZ_BASE64_H

#include "common/buffer.h"
#include "tests/support/fuzz.h"

/* Appends what TEXT, which is all base64, stands for. */
static inline void fuzz_decode_base64(struct span text, struct buffer *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t group = 0;
    unsigned count = 0, padding = 0;

    for (size_t i = 0; i < text.size; i++) {
        const char *digit = text.data[i] != '\0' ? strchr(digits, text.data[i]) : NULL;
        ck_assert(digit != NULL || text.data[i] == '=');
        ck_assert(digit == NULL || padding == 0);
        padding += digit == NULL;
        group = group << 6 | (digit != NULL ? (uint32_t)(digit - digits) : 0);
        if (++count % 4 != 0)
            continue;
        const char bytes[] = {(char)(group >> 16 & 0xFF), (char)(group >> 8 & 0xFF),
                              (char)(group & 0xFF)};
        ck_assert_uint_le(padding, 2);
        ck_assert_int_eq(buffer_append(out, bytes, sizeof bytes - padding), 0);
    }
    ck_assert_uint_eq(count % 4, 0);
}

#endif
