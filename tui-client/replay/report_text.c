/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* report_text.c - the report for people: a line for each conversation, what went wrong beneath it,
 * and a line that sums up.
 */
#include <config.h>

#include <string.h>

#include "common/i18n.h"
#include "tui-client/replay/report_internal.h"
#include "tui-client/text/columns.h"

/* Columns of the widest verdict. */
static size_t verdict_width(void)
{
    size_t widest = 0;

    for (enum verdict verdict = VERDICT_PASSED; verdict < VERDICTS; verdict++) {
        size_t width = columns_width(span_of(verdict_word(verdict)));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void begin_server(struct report *report)
{
    if (report->server_count == 1)
        return;
    fprintf(report->out, report->added > 0 ? "\n%s:\n" : "%s:\n", report->server);
}

/* WAS_REPORTED: its reason stands in the lines before. */
static void add_row(struct report *report, const char *path, const struct outcome *outcome,
                    bool was_reported)
{
    char text[REPORT_PART_MAX], time[REPORT_TIME_MAX];
    const char *word = verdict_word(outcome->verdict);
    size_t used = columns_width(span_of(word)), width = verdict_width();

    fputs(word, report->out);
    fprintf(report->out, "%*s", (int)(width - used) + 2, "");
    fprintf(report->out, "%s  %s s\n", report_name(path, outcome, text),
            report_time(outcome->took_ms, time));
    if (outcome->verdict == VERDICT_SKIPPED)
        fprintf(report->out, "  %s\n", report_message(path, outcome, text));
    else if (outcome->verdict != VERDICT_PASSED && !was_reported)
        report_details(path, outcome, report->out);
}

/* Whether it says why there was no connection, and the last one that says anything of the server
 * said the same. */
static bool was_reported(struct report *report, const struct outcome *outcome)
{
    bool is_absence = outcome->verdict == VERDICT_UNREACHED && outcome->is_about_server;
    bool is_same = is_absence && strcmp(report->absence, outcome->reason) == 0;

    if (outcome->verdict != VERDICT_BROKEN)
        snprintf(report->absence, sizeof report->absence, "%s", is_absence ? outcome->reason : "");
    return is_same;
}

/* What is not of a conversation, but of all, is reported once; a line for each would hide it. */
static void add(struct report *report, const char *path, const struct outcome *outcome)
{
    if (outcome->verdict == VERDICT_UNTRIED)
        return;
    if (!outcome->is_of_run)
        add_row(report, path, outcome, was_reported(report, outcome));
    else if (!was_reported(report, outcome))
        fprintf(report->out, "%s\n", outcome->reason);
}

static void sum_up(const struct verdict_count *count, FILE *out)
{
    const char *separator = ": ";
    char time[REPORT_TIME_MAX];

    fprintf(out, ngettext("%zu conversation in %s s", "%zu conversations in %s s", count->all),
            count->all, report_time(count->took_ms, time));
    for (enum verdict verdict = VERDICT_PASSED; verdict < VERDICTS; verdict++) {
        if (count->of[verdict] == 0)
            continue;
        fprintf(out, "%s%s %zu", separator, verdict_word(verdict), count->of[verdict]);
        separator = ", ";
    }
    fputc('\n', out);
}

static int end_server(struct report *report)
{
    sum_up(&report->of_server, report->out);
    return 0;
}

static void end(struct report *report)
{
    if (report->server_count == 1)
        return;
    fprintf(report->out, "\n%s: ", _("All servers"));
    sum_up(&report->count, report->out);
}

const struct report_format report_text = {
    .begin_server = begin_server,
    .add = add,
    .end_server = end_server,
    .end = end,
};
