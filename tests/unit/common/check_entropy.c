/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_entropy.c - random bytes: all of them, and others each time. */
#include <config.h>

#include "common/entropy.h"

#include <string.h>

#include "tests/support/check_main.h"

START_TEST(bytes_differ)
{
    unsigned char first[256] = {0}, second[256] = {0};

    ck_assert_int_eq(entropy_fill(first, sizeof first), 0);
    ck_assert_int_eq(entropy_fill(second, sizeof second), 0);
    for (size_t i = 0; i < sizeof first; i += 16) {
        ck_assert_int_ne(memcmp(first + i, second + i, 16), 0);
        ck_assert_int_ne(memcmp(first + i, first + (i + 16) % sizeof first, 16), 0);
    }
}
END_TEST

START_TEST(only_what_is_asked_for)
{
    unsigned char bytes[24] = {0};
    static const unsigned char none[8];

    ck_assert_int_eq(entropy_fill(bytes + 8, 8), 0);
    ck_assert_int_eq(memcmp(bytes, none, 8), 0);
    ck_assert_int_eq(memcmp(bytes + 16, none, 8), 0);
    ck_assert_int_eq(entropy_fill(bytes, 0), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("entropy");
    TCase *all = tcase_create("entropy");

    tcase_add_test(all, bytes_differ);
    tcase_add_test(all, only_what_is_asked_for);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
