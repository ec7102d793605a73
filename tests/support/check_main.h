/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_main.h - how every unit test runs.
 *
 * The one way from a suite to an exit status: each case becomes a line of TAP on standard output,
 * which automake's TAP driver reports.  The environment (CK_FORK) decides whether cases fork.
 */
#ifndef TESTS_SUPPORT_CHECK_MAIN_H
#define TESTS_SUPPORT_CHECK_MAIN_H

#include <check.h>

#include "common/count.h"

/* libcheck's own tells another process of every success, which is too slow for tests that try
 * thousands of cases. */
#define _mark_point(file, line) ((void)0)

/* The number of cases in TABLE, as libcheck's loops want it. */
#define CASES(table) ((int)COUNT(table))

/* Runs SUITE and frees it.  Returns the exit status: 0 even if cases failed, because the lines of
 * TAP say so and the driver would count another status as a further error. */
static inline int check_main(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    srunner_free(runner);
    return 0;
}

#endif
