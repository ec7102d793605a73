/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* report_tap.c - the report as TAP, version 13: a test for each conversation, and what is to be
 * known of it as a block of YAML.
 */
#include <config.h>

#include <string.h>

#include "tui-client/replay/report_internal.h"

static void begin(struct report *report)
{
    fprintf(report->out, "TAP version 13\n1..%zu\n", report->planned);
}

/* A "#" would begin a directive. */
static void put_description(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '#' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
}

/* In single quotes, in which a backslash is one. */
static void put_scalar(const char *text, FILE *out)
{
    fputc('\'', out);
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputc('\'', out);
        fputc(*text, out);
    }
    fputs("'\n", out);
}

static void put_entry(const char *key, const char *text, FILE *out)
{
    fprintf(out, "  %s: ", key);
    put_scalar(text, out);
}

static void put_differences(const struct outcome *outcome, FILE *out)
{
    if (outcome->difference_count == 0)
        return;
    put_entry("expected", outcome->differences[0].expected, out);
    put_entry("got", outcome->differences[0].got, out);
    if (outcome->difference_count > 1)
        fprintf(out, "  differences: %zu\n", outcome->difference_count);
}

/* As a text of several lines: prove(1) takes "- 'C: a'" for a mapping. */
static void put_said(const struct outcome *outcome, FILE *out)
{
    const char *line = outcome_said(outcome, 0);

    if (line != NULL)
        fputs("  said: |\n", out);
    for (size_t i = 1; line != NULL; line = outcome_said(outcome, i++))
        fprintf(out, "    %s\n", line);
}

static void put_failure(const char *path, const struct outcome *outcome, FILE *out)
{
    char text[REPORT_PART_MAX];

    put_entry("verdict", verdict_name(outcome->verdict), out);
    put_entry("message", report_message(path, outcome, text), out);
    put_differences(outcome, out);
    if (outcome->see[0] != '\0' && verdict_is_of_server(outcome->verdict))
        put_entry("see", outcome->see, out);
    if (outcome->means[0] != '\0' && verdict_is_of_server(outcome->verdict))
        put_entry("means", outcome->means, out);
    put_said(outcome, out);
}

static void add(struct report *report, const char *path, const struct outcome *outcome)
{
    char text[REPORT_PART_MAX];
    bool is_good = verdict_is_good(outcome->verdict);

    fprintf(report->out, "%s %zu - ", is_good ? "ok" : "not ok", report->added);
    if (report->server_count > 1) {
        put_description(report->server, report->out);
        fputs(": ", report->out);
    }
    put_description(report_name(path, outcome, text), report->out);
    if (outcome->verdict == VERDICT_SKIPPED) {
        fputs(" # SKIP ", report->out);
        put_description(outcome->reason, report->out);
    }
    fputs("\n  ---\n  duration_ms: ", report->out);
    fprintf(report->out, "%lld\n", (long long)outcome->took_ms);
    outcome_write(text, sizeof text, span_of(path));
    put_entry("file", text, report->out);
    if (!is_good)
        put_failure(path, outcome, report->out);
    fputs("  ...\n", report->out);
}

static int end_server(struct report *report)
{
    const struct verdict_count *count = &report->of_server;
    char time[REPORT_TIME_MAX];

    fprintf(report->out, "# %s:", report->server);
    for (enum verdict verdict = VERDICT_PASSED; verdict < VERDICTS; verdict++)
        if (count->of[verdict] > 0)
            fprintf(report->out, " %s %zu,", verdict_name(verdict), count->of[verdict]);
    fprintf(report->out, " in %s s\n", report_time(count->took_ms, time));
    return 0;
}

static void end(struct report *report)
{
    if (report->count.of[VERDICT_INTERRUPTED] > 0)
        fputs("Bail out!  interrupted\n", report->out);
}

const struct report_format report_tap = {
    .begin = begin,
    .add = add,
    .end_server = end_server,
    .end = end,
};
