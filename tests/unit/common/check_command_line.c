/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_command_line.c - which error of a command line is reported.
 *
 * What options mean is tested with the options of each program.
 */
#include <config.h>

#include "common/command_line.h"

#include "tests/support/check_main.h"

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

int main(void)
{
    Suite *suite = suite_create("command line");
    TCase *tcase = tcase_create("command line");

    tcase_add_test(tcase, the_first_error_is_kept);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
