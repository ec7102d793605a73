/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* report_parts.c - what several formats of a report need.
 */
#include <config.h>

#include <string.h>

#include "common/i18n.h"
#include "tui-client/replay/report_internal.h"

/* Enough of a path to find it; it is cut off like any other text. */
static void write_path(const char *path, char *out, size_t size)
{
    outcome_write(out, size, span_of(path));
}

const char *report_name(const char *path, const struct outcome *outcome, char out[REPORT_PART_MAX])
{
    if (outcome->title[0] != '\0')
        return outcome->title;
    write_path(path, out, REPORT_PART_MAX);
    return out;
}

/* What follows the place in a message. */
static void write_reason(const struct outcome *outcome, char *out, size_t size)
{
    const struct outcome_difference *first = &outcome->differences[0];

    if (outcome->verdict == VERDICT_SKIPPED)
        snprintf(out, size, "%s%s", _("this is allowed too: "), outcome->reason);
    else if (outcome->only_differs)
        snprintf(out, size, _("expected %s, got %s"), first->expected, first->got);
    else
        snprintf(out, size, "%s", outcome->reason);
}

const char *report_message(const char *path, const struct outcome *outcome,
                           char out[REPORT_PART_MAX])
{
    char place[OUTCOME_TEXT_MAX], reason[REPORT_PART_MAX - OUTCOME_TEXT_MAX - 32];

    out[0] = '\0';
    if (outcome->verdict == VERDICT_PASSED)
        return out;
    write_reason(outcome, reason, sizeof reason);
    write_path(path, place, sizeof place);
    if (outcome->is_about_server)
        snprintf(out, REPORT_PART_MAX, "%s", reason);
    else if (outcome->number == 0)
        snprintf(out, REPORT_PART_MAX, "%s: %s", place, reason);
    else
        snprintf(out, REPORT_PART_MAX, "%s:%zu: %s", place, outcome->number, reason);
    return out;
}

const char *report_time(int64_t time_ms, char out[REPORT_TIME_MAX])
{
    snprintf(out, REPORT_TIME_MAX, "%lld.%03lld", (long long)time_ms / 1000,
             (long long)time_ms % 1000);
    return out;
}

static void print_differences(const char *path, const struct outcome *outcome, FILE *out)
{
    char place[OUTCOME_TEXT_MAX];
    size_t kept = outcome->difference_count < OUTCOME_DIFFERENCES_MAX ? outcome->difference_count
                                                                      : OUTCOME_DIFFERENCES_MAX;
    size_t more = outcome->difference_count - kept;

    write_path(path, place, sizeof place);
    for (size_t i = 0; i < kept; i++) {
        const struct outcome_difference *difference = &outcome->differences[i];
        fprintf(out, "  %s:%zu: %s\n", place, difference->number, _("the reply differs"));
        fprintf(out, "%s%s", _("  expected: "), difference->expected);
        fprintf(out, "%s%s\n", _("\n  got:      "), difference->got);
    }
    if (more > 0) {
        fputs("  ", out);
        fprintf(out, ngettext("%zu more reply differs", "%zu more replies differ", more), more);
        fputc('\n', out);
    }
}

static void print_said(const struct outcome *outcome, FILE *out)
{
    const char *line = outcome_said(outcome, 0);

    if (line != NULL)
        fprintf(out, "%s\n", _("  said last:"));
    for (size_t i = 1; line != NULL; line = outcome_said(outcome, i++))
        fprintf(out, "    %s\n", line);
}

void report_details(const char *path, const struct outcome *outcome, FILE *out)
{
    char message[REPORT_PART_MAX];

    print_differences(path, outcome, out);
    if (!outcome->only_differs)
        fprintf(out, "  %s\n", report_message(path, outcome, message));
    if (outcome->see[0] != '\0' && verdict_is_of_server(outcome->verdict))
        fprintf(out, "%s%s\n", _("  see:      "), outcome->see);
    if (outcome->means[0] != '\0' && verdict_is_of_server(outcome->verdict))
        fprintf(out, "%s%s\n", _("  means:    "), outcome->means);
    print_said(outcome, out);
}
