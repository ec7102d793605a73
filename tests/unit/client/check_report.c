/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_report.c - the report on many conversations in each of its formats, and verdicts. */
#include <config.h>

#include "tui-client/replay/report.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check_main.h"

/* --- outcomes -------------------------------------------------------------------------------- */

static const struct outcome passed = {.verdict = VERDICT_PASSED, .took_ms = 12, .title = "one"};

static const struct outcome skipped = {.verdict = VERDICT_SKIPPED,
                                       .took_ms = 1234,
                                       .number = 9,
                                       .title = "two # of them",
                                       .reason = "502 5.5.1 #no"};

static const struct outcome unreached = {.verdict = VERDICT_UNREACHED,
                                         .title = "four",
                                         .see = "RFC 1",
                                         .means = "nothing",
                                         .reason = "h:1: refused",
                                         .is_about_server = true};

static const struct outcome broken = {
    .verdict = VERDICT_BROKEN, .number = 3, .reason = "not lf or crlf"};

static struct outcome differed(void)
{
    struct outcome outcome = {.verdict = VERDICT_DIFFERED,
                              .took_ms = 60000,
                              .number = 7,
                              .title = "three <&> \"it's\" \\x1B \xC3\xA9",
                              .see = "RFC 5321 4.1",
                              .means = "mail is lost",
                              .reason = "the reply differs",
                              .only_differs = true};

    outcome_say(&outcome, span_of("C: a:b"));
    outcome_say(&outcome, span_of("S: 500 'x' ]]>"));
    outcome_differ(&outcome, 7, span_of("250"), span_of("500 'x' ]]>"));
    return outcome;
}

/* The whole report on the five; the caller frees it. */
static char *reported(enum options_format format, size_t servers, size_t rest)
{
    struct outcome third = differed();
    struct report report;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    report_begin(&report, out, format, 5, servers);
    for (size_t i = 0; i < servers; i++) {
        report_begin_server(&report, i == 0 ? "h:1" : "h:2");
        report_add(&report, "d/1.session", &passed);
        report_add(&report, "d/2.session", &skipped);
        report_add(&report, "d/3.session", &third);
        report_add(&report, "d/4.session", &unreached);
        report_add(&report, "d/\x1B\xFF.session", &broken);
        ck_assert_int_eq(report_end_server(&report, 61246, rest), 0);
    }
    report_end(&report);
    fclose(out);
    return text;
}

static const char text_report[] = /* of one server */
    "ok             one  0.012 s\n"
    "skipped        two # of them  1.234 s\n"
    "  d/2.session:9: this is allowed too: 502 5.5.1 #no\n"
    "failed         three <&> \"it's\" \\x1B \xC3\xA9  60.000 s\n"
    "  d/3.session:7: the reply differs\n"
    "  expected: 250\n"
    "  got:      500 'x' ]]>\n"
    "  see:      RFC 5321 4.1\n"
    "  means:    mail is lost\n"
    "  said last:\n"
    "    C: a:b\n"
    "    S: 500 'x' ]]>\n"
    "no connection  four  0.000 s\n"
    "  h:1: refused\n"
    "error          d/\\x1B\\xFF.session  0.000 s\n"
    "  d/\\x1B\\xFF.session:3: not lf or crlf\n";

static const char tap_report[] =
    "TAP version 13\n"
    "1..5\n"
    "ok 1 - one\n"
    "  ---\n"
    "  duration_ms: 12\n"
    "  file: 'd/1.session'\n"
    "  ...\n"
    "ok 2 - two \\# of them # SKIP 502 5.5.1 \\#no\n"
    "  ---\n"
    "  duration_ms: 1234\n"
    "  file: 'd/2.session'\n"
    "  ...\n"
    "not ok 3 - three <&> \"it's\" \\\\x1B \xC3\xA9\n"
    "  ---\n"
    "  duration_ms: 60000\n"
    "  file: 'd/3.session'\n"
    "  verdict: 'differed'\n"
    "  message: 'd/3.session:7: expected 250, got 500 ''x'' ]]>'\n"
    "  expected: '250'\n"
    "  got: '500 ''x'' ]]>'\n"
    "  see: 'RFC 5321 4.1'\n"
    "  means: 'mail is lost'\n"
    "  said: |\n"
    "    C: a:b\n"
    "    S: 500 'x' ]]>\n"
    "  ...\n"
    "not ok 4 - four\n"
    "  ---\n"
    "  duration_ms: 0\n"
    "  file: 'd/4.session'\n"
    "  verdict: 'no-connection'\n"
    "  message: 'h:1: refused'\n"
    "  ...\n"
    "not ok 5 - d/\\\\x1B\\\\xFF.session\n"
    "  ---\n"
    "  duration_ms: 0\n"
    "  file: 'd/\\x1B\\xFF.session'\n"
    "  verdict: 'error'\n"
    "  message: 'd/\\x1B\\xFF.session:3: not lf or crlf'\n"
    "  ...\n"
    "# h:1: passed 1, skipped 1, differed 1, no-connection 1, error 1, in 61.246 s\n";

static const char junit_report[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<testsuites name=\"smtp-tui\">\n"
    "  <testsuite name=\"h:1\" tests=\"5\" failures=\"1\" errors=\"2\" skipped=\"1\" "
    "time=\"61.246\">\n"
    "    <testcase classname=\"d/1\" name=\"one\" time=\"0.012\"/>\n"
    "    <testcase classname=\"d/2\" name=\"two # of them\" time=\"1.234\">\n"
    "      <skipped type=\"skipped\" message=\"d/2.session:9: this is allowed too: 502 5.5.1 "
    "#no\"/>\n"
    "    </testcase>\n"
    "    <testcase classname=\"d/3\" name=\"three &lt;&amp;&gt; &quot;it's&quot; \\x1B &#xE9;\" "
    "time=\"60.000\">\n"
    "      <failure type=\"differed\" message=\"d/3.session:7: expected 250, got 500 'x' "
    "]]&gt;\">\n"
    "  d/3.session:7: the reply differs\n"
    "  expected: 250\n"
    "  got:      500 'x' ]]&gt;\n"
    "  see:      RFC 5321 4.1\n"
    "  means:    mail is lost\n"
    "  said last:\n"
    "    C: a:b\n"
    "    S: 500 'x' ]]&gt;\n"
    "</failure>\n"
    "    </testcase>\n"
    "    <testcase classname=\"d/4\" name=\"four\" time=\"0.000\">\n"
    "      <error type=\"no-connection\" message=\"h:1: refused\">\n"
    "  h:1: refused\n"
    "</error>\n"
    "    </testcase>\n"
    "    <testcase classname=\"d/\\x1B\\xFF\" name=\"d/\\x1B\\xFF.session\" time=\"0.000\">\n"
    "      <error type=\"error\" message=\"d/\\x1B\\xFF.session:3: not lf or crlf\">\n"
    "  d/\\x1B\\xFF.session:3: not lf or crlf\n"
    "</error>\n"
    "    </testcase>\n"
    "  </testsuite>\n"
    "</testsuites>\n";

#define TEXT_SUM                                                                                   \
    "5 conversations in 61.246 s: ok 1, skipped 1, failed 1, no connection 1, error 1\n"

START_TEST(reports_text)
{
    char *text = reported(OPTIONS_FORMAT_DEFAULT, 1, 0);

    ck_assert(strncmp(text, text_report, strlen(text_report)) == 0);
    ck_assert_str_eq(text + strlen(text_report), TEXT_SUM);
    free(text);
}
END_TEST

START_TEST(reports_text_of_servers)
{
    char *text = reported(OPTIONS_FORMAT_TEXT, 2, 1);
    const char *end = strstr(text, "\nh:2:\n");

    ck_assert(strncmp(text, "h:1:\nok ", 8) == 0);
    ck_assert_ptr_nonnull(end);
    ck_assert(strncmp(end + 6, text_report, strlen(text_report)) == 0);
    ck_assert_str_eq(end + 6 + strlen(text_report),
                     "6 conversations in 61.246 s: ok 1, skipped 1, failed 1, no connection 1, "
                     "error 1, interrupted 1\n"
                     "\nAll servers: 12 conversations in 122.492 s: ok 2, skipped 2, failed 2, "
                     "no connection 2, error 2, interrupted 2\n");
    free(text);
}
END_TEST

START_TEST(reports_tap)
{
    char *text = reported(OPTIONS_FORMAT_TAP, 1, 0);

    ck_assert_str_eq(text, tap_report);
    free(text);
}
END_TEST

START_TEST(reports_tap_of_servers)
{
    char *text = reported(OPTIONS_FORMAT_TAP, 2, 3);

    ck_assert_ptr_nonnull(strstr(text, "\n1..10\nok 1 - h:1: one\n"));
    ck_assert_ptr_nonnull(strstr(text, "\nok 6 - h:2: one\n"));
    ck_assert_ptr_nonnull(strstr(text, "error 1, interrupted 3, in 61.246 s\nBail out!  "
                                       "interrupted\n"));
    free(text);
}
END_TEST

START_TEST(reports_junit)
{
    char *text = reported(OPTIONS_FORMAT_JUNIT, 1, 0);

    ck_assert_str_eq(text, junit_report);
    free(text);
}
END_TEST

/* Whoever reads only the report must see that it is incomplete. */
START_TEST(reports_junit_of_an_interruption)
{
    char *text = reported(OPTIONS_FORMAT_JUNIT, 2, 4);

    ck_assert_ptr_nonnull(strstr(text, "<testsuite name=\"h:1\" tests=\"6\" failures=\"1\" "
                                       "errors=\"3\" skipped=\"1\""));
    ck_assert_ptr_nonnull(strstr(text, "<testsuite name=\"h:2\""));
    ck_assert_ptr_nonnull(strstr(text, "<error type=\"interrupted\" message=\"not played to the "
                                       "end: 4\"/>\n    </testcase>\n  </testsuite>\n"));
    free(text);
}
END_TEST

/* --- what is kept ---------------------------------------------------------------------------- */

START_TEST(keeps_what_was_said_last)
{
    struct outcome outcome = {0};
    char line[16];

    ck_assert_ptr_null(outcome_said(&outcome, 0));
    for (int i = 0; i < 100; i++) {
        snprintf(line, sizeof line, "C: %d", i);
        outcome_say(&outcome, span_of(line));
    }
    for (int i = 0; i < OUTCOME_SAID_MAX; i++) {
        snprintf(line, sizeof line, "C: %d", 100 - OUTCOME_SAID_MAX + i);
        ck_assert_str_eq(outcome_said(&outcome, (size_t)i), line);
    }
    ck_assert_ptr_null(outcome_said(&outcome, OUTCOME_SAID_MAX));
}
END_TEST

START_TEST(limits_what_is_kept)
{
    static char huge[3 * OUTCOME_TEXT_MAX];
    struct outcome outcome = {.verdict = VERDICT_DIFFERED, .only_differs = true};
    struct report report;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    memset(huge, '\x1B', sizeof huge);
    for (size_t i = 0; i < 100; i++) {
        outcome_say(&outcome, (struct span){huge, sizeof huge});
        outcome_differ(&outcome, i, (struct span){huge, sizeof huge}, span_of("b"));
    }
    report_begin(&report, out, OPTIONS_FORMAT_TEXT, 1, 1);
    report_begin_server(&report, "h:1");
    report_add(&report, "p", &outcome);
    ck_assert_int_eq(report_end_server(&report, 0, 0), 0);
    report_end(&report);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "  92 more replies differ\n"));
    ck_assert_ptr_null(strchr(text, '\x1B'));
    ck_assert_ptr_nonnull(strstr(text, "\\x1B..."));
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *reporting = tcase_create("reporting");

    tcase_add_test(reporting, reports_text);
    tcase_add_test(reporting, reports_text_of_servers);
    tcase_add_test(reporting, reports_tap);
    tcase_add_test(reporting, reports_tap_of_servers);
    tcase_add_test(reporting, reports_junit);
    tcase_add_test(reporting, reports_junit_of_an_interruption);
    tcase_add_test(reporting, keeps_what_was_said_last);
    tcase_add_test(reporting, limits_what_is_kept);
    suite_add_tcase(suite, reporting);
    return check_main(suite);
}
