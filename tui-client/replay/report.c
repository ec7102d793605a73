/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* report.c - see report.h.
 */
#include <config.h>

#include "tui-client/replay/report.h"

#include "tui-client/replay/report_internal.h"

void report_begin(struct report *report, FILE *out, enum options_format format, size_t planned,
                  size_t server_count)
{
    static const struct report_format *const formats[] = {
        [OPTIONS_FORMAT_TEXT] = &report_text,
        [OPTIONS_FORMAT_TAP] = &report_tap,
        [OPTIONS_FORMAT_JUNIT] = &report_junit,
        [OPTIONS_FORMAT_DEFAULT] = &report_text,
    };

    *report = (struct report){
        .out = out,
        .format = formats[format],
        .planned = planned * server_count,
        .server_count = server_count,
    };
    if (report->format->begin != NULL)
        report->format->begin(report);
}

void report_begin_server(struct report *report, const char *server)
{
    report->server = server;
    report->of_server = (struct verdict_count){0};
    report->absence[0] = '\0';
    if (report->format->begin_server != NULL)
        report->format->begin_server(report);
}

void report_add(struct report *report, const char *path, const struct outcome *outcome)
{
    report->added++;
    verdict_count_add(&report->count, outcome->verdict);
    verdict_count_add(&report->of_server, outcome->verdict);
    report->format->add(report, path, outcome);
}

int report_end_server(struct report *report, int64_t took_ms, size_t rest)
{
    for (size_t i = 0; i < rest; i++) {
        verdict_count_add(&report->count, VERDICT_INTERRUPTED);
        verdict_count_add(&report->of_server, VERDICT_INTERRUPTED);
    }
    report->of_server.took_ms = took_ms;
    report->count.took_ms += took_ms;
    return report->format->end_server != NULL ? report->format->end_server(report) : 0;
}

void report_end(struct report *report)
{
    if (report->format->end != NULL)
        report->format->end(report);
}
