/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_capabilities.c - what a server offers, line by line, against an unreadable page. */
#include <config.h>

#include "tui-client/dialogue/capabilities.h"

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define X16  "xxxxxxxxxxxxxxxx"
#define X64  X16 X16 X16 X16
#define X256 X64 X64 X64 X64

static const struct {
    const char *lines[4];
    unsigned extensions;
    uint64_t size_max;
    const char *list;
} offers[] = {
    {{NULL}, 0, 0, ""},
    {{""}, 0, 0, ""},
    {{" \t"}, 0, 0, ""},
    {{"PIPELINING"}, DIALECT_EXTENSION_PIPELINING, 0, "PIPELINING"},
    {{"pipelining", "8BitMime", "smtputf8"},
     DIALECT_EXTENSION_PIPELINING | DIALECT_EXTENSION_8BITMIME | DIALECT_EXTENSION_SMTPUTF8,
     0,
     "pipelining, 8BitMime, smtputf8"},
    {{"XCLIENT NAME ADDR", " HELP "}, DIALECT_EXTENSION_HELP, 0, "XCLIENT NAME ADDR, HELP"},
    {{"PIPELINING2", "X8BITMIME"}, 0, 0, "PIPELINING2, X8BITMIME"},
    {{"HELP", "HELP"}, DIALECT_EXTENSION_HELP, 0, "HELP, HELP"},

    {{"SIZE"}, DIALECT_EXTENSION_SIZE, 0, "SIZE"},
    {{"SIZE 0"}, DIALECT_EXTENSION_SIZE, 0, "SIZE 0"},
    {{"SIZE 1000"}, DIALECT_EXTENSION_SIZE, 1000, "SIZE 1000"},
    {{"size\t 007 "}, DIALECT_EXTENSION_SIZE, 7, "size\t 007"},
    {{"SIZE 18446744073709551615"},
     DIALECT_EXTENSION_SIZE,
     UINT64_MAX,
     "SIZE 18446744073709551615"},
    {{"SIZE 18446744073709551619"}, DIALECT_EXTENSION_SIZE, 0, "SIZE 18446744073709551619"},
    {{"SIZE 99999999999999999999999"}, DIALECT_EXTENSION_SIZE, 0, "SIZE 99999999999999999999999"},
    {{"SIZE -1"}, DIALECT_EXTENSION_SIZE, 0, "SIZE -1"},
    {{"SIZE 10k"}, DIALECT_EXTENSION_SIZE, 0, "SIZE 10k"},
    {{"SIZE 10 20"}, DIALECT_EXTENSION_SIZE, 0, "SIZE 10 20"},
    {{"SIZE 10", "SIZE 20"}, DIALECT_EXTENSION_SIZE, 20, "SIZE 10, SIZE 20"},
    {{"SIZE=10"}, 0, 0, "SIZE=10"},

    /* The list holds 511 bytes; what does not fit is known all the same. */
    {{X256 X64 X64 X64 X16 X16 X16 "0123456789abcde"},
     0,
     0,
     X256 X64 X64 X64 X16 X16 X16 "0123456789abcde"},
    {{X256 X64 X64 X64 X64, "SMTPUTF8"}, DIALECT_EXTENSION_SMTPUTF8, 0, "SMTPUTF8"},
    {{X256 X64 X64 X64 X16 X16 X16 "012345", "8BITMIME", "HELP"},
     DIALECT_EXTENSION_8BITMIME | DIALECT_EXTENSION_HELP,
     0,
     X256 X64 X64 X64 X16 X16 X16 "012345, HELP"},
};

START_GUARDED_TEST(lines_are_taken)
{
    struct capabilities offered = {0};

    for (size_t i = 0; i < COUNT(offers[_i].lines) && offers[_i].lines[i] != NULL; i++) {
        size_t size = strlen(offers[_i].lines[i]);
        char *copy = guard_copy(offers[_i].lines[i], size);
        capabilities_take(&offered, (struct span){copy, size});
        guard_free(copy, size);
    }
    ck_assert_str_eq(offered.list, offers[_i].list);
    ck_assert_uint_eq(offered.extensions, offers[_i].extensions);
    ck_assert_uint_eq(offered.size_max, offers[_i].size_max);
}
END_TEST

START_TEST(a_nul_is_not_listed)
{
    struct capabilities offered = {0};

    capabilities_take(&offered, (struct span){"HE\0LP", 5});
    capabilities_take(&offered, (struct span){"HELP \0", 6});
    ck_assert_str_eq(offered.list, "");
    ck_assert_uint_eq(offered.extensions, DIALECT_EXTENSION_HELP);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("capabilities");
    TCase *all = tcase_create("capabilities");

    tcase_add_loop_test(all, lines_are_taken, 0, CASES(offers));
    tcase_add_test(all, a_nul_is_not_listed);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
