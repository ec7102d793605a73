/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_command_line.c - numbers of a command line, at both ends of their range, which of its
 * errors is reported, and how its help is laid out.
 *
 * What options mean is tested with the options of each program.
 */
#include <config.h>

#include "common/command_line.h"

#include <stdint.h>

#include "tests/support/check_main.h"

#define NONE UINT64_MAX

static const struct {
    const char *text;
    uint64_t min, max;
    uint64_t number; /* NONE: it is none */
} numbers[] = {
    {"0", 0, 0, 0},
    {"1", 0, 0, NONE},
    {"4", 1, 4, 4},
    {"5", 1, 4, NONE},
    {"9", 1, 4, NONE},
    {"9", 0, 8, NONE},
    {"9", 0, 9, 9},
    {"0", 1, 4, NONE},
    {"004", 1, 4, 4},
    {"10", 0, 9, NONE},
    {"19", 0, 18, NONE},
    {"65535", 1, 65535, 65535},
    {"65536", 1, 65535, NONE},
    {"18446744073709551614", 0, UINT64_MAX, UINT64_MAX - 1},
    {"18446744073709551616", 0, UINT64_MAX, NONE},
    {"99999999999999999999", 0, UINT64_MAX, NONE},
    {"", 0, 9, NONE},
    {"+1", 0, 9, NONE},
    {"-1", 0, 9, NONE},
    {" 1", 0, 9, NONE},
    {"1 ", 0, 9, NONE},
    {"0x1", 0, 9, NONE},
};

START_TEST(reads_numbers)
{
    uint64_t number = NONE;
    bool is_number =
        command_line_number(numbers[_i].text, numbers[_i].min, numbers[_i].max, &number);

    ck_assert_msg(is_number == (numbers[_i].number != NONE), "'%s' up to %llu", numbers[_i].text,
                  (unsigned long long)numbers[_i].max);
    ck_assert(!is_number || number == numbers[_i].number);
}
END_TEST

/* What follows an error is often only its consequence. */
START_TEST(the_first_error_is_kept)
{
    struct command_line line = {0};

    command_line_complain(&line, "%s is wrong", "this");
    ck_assert(line.is_wrong && line.is_settled);
    command_line_complain(&line, "%s is missing", "that");
    ck_assert_str_eq(line.error, "this is wrong");
}
END_TEST

/* A translated value has letters of several bytes, which take one column each. */
START_TEST(help_is_aligned_by_columns)
{
    static const struct command_line_row rows[] = {
        {.name = "one", .letter = 'o', .value = "NAME", .help = "first\nand second"},
        {.name = "fill", .value = "\u00c7\u00c7\u00c7\u00c7\u00c7", .help = "cedillas"},
        {.name = "fits-by-bytes-not", .value = "12\u00c7", .help = "beside it"},
        {.name = "fits-by-nothing", .value = "123456", .help = "below it"},
    };
    char text[1024] = "";
    FILE *out = fmemopen(text, sizeof text, "w");

    ck_assert_ptr_nonnull(out);
    command_line_help(rows, CASES(rows), out);
    ck_assert_int_eq(fclose(out), 0);
    ck_assert_str_eq(text, "  -o, --one=NAME              first\n"
                           "                              and second\n"
                           "      --fill=\u00c7\u00c7\u00c7\u00c7\u00c7            cedillas\n"
                           "      --fits-by-bytes-not=12\u00c7 beside it\n"
                           "      --fits-by-nothing=123456\n"
                           "                              below it\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("command_line");
    TCase *tests = tcase_create("command line");

    tcase_add_loop_test(tests, reads_numbers, 0, CASES(numbers));
    tcase_add_test(tests, the_first_error_is_kept);
    tcase_add_test(tests, help_is_aligned_by_columns);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
