/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_base64.c - decoding, whole and cut at every byte. */
#include <config.h>

#include "common/base64.h"

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

static const struct {
    const char *text;
    const char *bytes; /* NULL: not base64 */
    size_t size;
} cases[] = {
    {"", "", 0},
    {"Zg==", "f", 1},
    {"Zm8=", "fo", 2},
    {"Zm9v", "foo", 3},
    {"Zm9vYg==", "foob", 4},
    {"AAAA", "\0\0\0", 3},
    {"+/+/", "\xfb\xff\xbf", 3},
    {"Z", NULL, 0},
    {"Zg", NULL, 0},
    {"Zg=", NULL, 0},
    {"====", NULL, 0},
    {"Z===", NULL, 0},
    {"Zg==Zg==", NULL, 0},
    {"Zm9v=", NULL, 0},
    {"Zh==", NULL, 0},
    {"Zm9=", NULL, 0},
    {"Zm 9", NULL, 0},
    {"Zm9\n", NULL, 0},
    {"-_-_", NULL, 0},
    {"Z=g=", NULL, 0},
};

START_GUARDED_TEST(decoded)
{
    size_t length = strlen(cases[_i].text), size;
    char *text = guard_copy(cases[_i].text, length), *out = guard_copy("123456", length / 4 * 3);
    bool is_whole = base64_decode((struct span){text, length}, out, &size);

    ck_assert_msg(is_whole == (cases[_i].bytes != NULL), "\"%s\"", cases[_i].text);
    if (is_whole) {
        ck_assert_uint_eq(size, cases[_i].size);
        ck_assert(size == 0 || memcmp(out, cases[_i].bytes, size) == 0);
    }
    guard_free(text, length);
    guard_free(out, length / 4 * 3);
}
END_TEST

/* What is cut within a group is not base64; between groups it is the front of the bytes. */
START_TEST(cut_at_every_byte)
{
    static const char bytes[] = "\0alice\0open sesame\xff";
    struct buffer text;
    char out[64];
    size_t size;

    buffer_init(&text, 64);
    ck_assert_int_eq(base64_encode_unbroken((struct span){bytes, sizeof bytes}, &text), 0);
    for (size_t length = 0; length <= buffer_size(&text); length++) {
        bool is_whole = base64_decode((struct span){buffer_span(&text).data, length}, out, &size);
        ck_assert_msg(is_whole == (length % 4 == 0), "cut at %zu", length);
        ck_assert(!is_whole || memcmp(out, bytes, size) == 0);
    }
    ck_assert_uint_eq(size, sizeof bytes);
    buffer_release(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base64");
    TCase *all = tcase_create("decode");

    tcase_add_loop_test(all, decoded, 0, CASES(cases));
    tcase_add_test(all, cut_at_every_byte);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
