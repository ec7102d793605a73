/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_report_absence.c - the report for people where a server cannot be reached. */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check_main.h"
#include "tui-client/replay/report.h"

/* What keeps all from being played is reported once; once one was played, each is shown, and why
 * there was no connection only when that changes. */
static const struct {
    const char *name;
    struct {
        enum verdict verdict;
        bool is_of_run;
        const char *reason; /* of the server */
    } outcomes[5];
    const char *text;
} absences[] = {
    {"of the run",
     {{VERDICT_UNREACHED, true, "h:1: refused"},
      {VERDICT_UNREACHED, true, "h:1: refused"},
      {VERDICT_UNTRIED, false, "h:1: refused"},
      {VERDICT_UNTRIED, false, "h:1: refused"}},
     "h:1: refused\n"
     "4 conversations in 0.000 s: no connection 2, not tried 2\n"},
    {"after a bad file",
     {{VERDICT_BROKEN, false, "bad"},
      {VERDICT_UNREACHED, true, "r"},
      {VERDICT_UNTRIED, false, "r"}},
     "error          d/a  0.000 s\n  bad\nr\n"
     "3 conversations in 0.000 s: no connection 1, not tried 1, error 1\n"},
    {"before a bad file",
     {{VERDICT_UNREACHED, true, "r"},
      {VERDICT_BROKEN, false, "bad"},
      {VERDICT_UNREACHED, true, "r"}},
     "r\nerror          d/b  0.000 s\n  bad\n"
     "3 conversations in 0.000 s: no connection 2, error 1\n"},
    {"of a server that has gone",
     {{VERDICT_PASSED, false, ""},
      {VERDICT_UNREACHED, false, "r"},
      {VERDICT_UNREACHED, false, "r"},
      {VERDICT_UNREACHED, false, "s"},
      {VERDICT_PASSED, false, ""}},
     "ok             d/a  0.000 s\n"
     "no connection  d/b  0.000 s\n  r\n"
     "no connection  d/c  0.000 s\n"
     "no connection  d/d  0.000 s\n  s\n"
     "ok             d/e  0.000 s\n"
     "5 conversations in 0.000 s: ok 2, no connection 3\n"},
    {"and of one that goes twice",
     {{VERDICT_PASSED, false, ""},
      {VERDICT_UNREACHED, false, "r"},
      {VERDICT_PASSED, false, ""},
      {VERDICT_UNREACHED, false, "r"}},
     "ok             d/a  0.000 s\n"
     "no connection  d/b  0.000 s\n  r\n"
     "ok             d/c  0.000 s\n"
     "no connection  d/d  0.000 s\n  r\n"
     "4 conversations in 0.000 s: ok 2, no connection 2\n"},
};

START_TEST(reports_an_absence_once)
{
    static const char *const paths[] = {"d/a", "d/b", "d/c", "d/d", "d/e"};
    struct report report;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    report_begin(&report, out, OPTIONS_FORMAT_TEXT, 5, 1);
    report_begin_server(&report, "h:1");
    for (int i = 0; i < 5 && absences[_i].outcomes[i].verdict != VERDICT_NONE; i++) {
        struct outcome outcome = {.verdict = absences[_i].outcomes[i].verdict,
                                  .is_of_run = absences[_i].outcomes[i].is_of_run,
                                  .is_about_server = true};
        outcome_write(outcome.reason, sizeof outcome.reason,
                      span_of(absences[_i].outcomes[i].reason));
        report_add(&report, paths[i], &outcome);
    }
    ck_assert_int_eq(report_end_server(&report, 0, 0), 0);
    report_end(&report);
    fclose(out);
    ck_assert_msg(strcmp(text, absences[_i].text) == 0, "%s: %s", absences[_i].name, text);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report, absence");
    TCase *reporting = tcase_create("reporting");

    tcase_add_loop_test(reporting, reports_an_absence_once, 0, CASES(absences));
    suite_add_tcase(suite, reporting);
    return check_main(suite);
}
