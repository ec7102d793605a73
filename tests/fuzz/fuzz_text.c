/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_text.c - any bytes made visible: no control byte ever leaves, whatever the room. */
#include <config.h>

#include "common/text.h"

#include <stdlib.h>
#include <unictype.h>
#include <unistr.h>

#include "tests/support/fuzz.h"

/* Nothing in TEXT hides, or turns the direction of writing. */
static void expect_visible(struct span text)
{
    while (text.size > 0) {
        ucs4_t character;
        int size = u8_mbtouc(&character, (const uint8_t *)text.data, text.size);
        ck_assert_int_gt(size, 0);
        ck_assert_msg(!uc_is_general_category(character, UC_CATEGORY_Cf) &&
                          !uc_is_property(character, UC_PROPERTY_BIDI_CONTROL) &&
                          !uc_is_property(character, UC_PROPERTY_ZERO_WIDTH),
                      "U+%04X passes", (unsigned)character);
        text = span_skip(text, (size_t)size);
    }
}

static void expect_safe(enum text_form form, struct span text)
{
    fuzz_expect_harmless(text);
    ck_assert_ptr_null(u8_check((const uint8_t *)text.data, text.size));
    if (form != TEXT_ECHO)
        expect_visible(text);
}

/* Into ROOM bytes go as many whole characters as fit of what all of IN becomes, which is WHOLE. */
static void check_room(enum text_form form, struct span in, struct span whole, size_t room)
{
    char *out = fuzz_copy((struct span){whole.data, room < whole.size ? room : whole.size});
    size_t size = room < whole.size ? room : whole.size, taken;
    size_t written = text_print(form, in, out, size, &taken);

    ck_assert(written <= size && taken <= in.size);
    ck_assert(size - written < TEXT_UNIT_MAX || taken == in.size);
    ck_assert(memcmp(out, whole.data, written) == 0);
    if (size >= 3) {
        written = text_abbreviate(form, in, out, size);
        ck_assert_uint_le(written, size);
        expect_safe(form, (struct span){out, written});
    }
    fuzz_free(out, size);
}

static void check_form(enum text_form form, struct span in)
{
    size_t room = in.size * TEXT_UNIT_MAX, taken, again_taken;
    char *out = malloc(2 * room + 1), *again = out + room;
    size_t written = text_print(form, in, out, room, &taken);
    struct span whole = {out, written};
    uint32_t seed = fuzz_seed(in);

    ck_assert_uint_eq(taken, in.size);
    expect_safe(form, whole);
    /* What is safe passes unchanged. */
    ck_assert_uint_eq(text_print(form, whole, again, room, &again_taken), written);
    ck_assert(memcmp(again, out, written) == 0);
    for (int i = 0; i < 4 && written > 0; i++)
        check_room(form, in, whole, fuzz_chance(&seed, written));
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {(const char *)data, size};

    check_form(TEXT_ECHO, in);
    check_form(TEXT_VISIBLE, in);
    check_form(TEXT_OWN, in);
    ck_assert(fuzz_lies_within(text_skip_mark(in), in));
    return 0;
}
