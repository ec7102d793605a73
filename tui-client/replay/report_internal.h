/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* report_internal.h - shared by report.c, the formats in report_*.c, and report_parts.c, which has
 * what several formats need.
 */
#ifndef TUI_CLIENT_REPLAY_REPORT_INTERNAL_H
#define TUI_CLIENT_REPLAY_REPORT_INTERNAL_H

#include "tui-client/replay/report.h"

/* Any member but ADD may be NULL. */
struct report_format {
    void (*begin)(struct report *report);
    void (*begin_server)(struct report *report);
    void (*add)(struct report *report, const char *path, const struct outcome *outcome);
    int (*end_server)(struct report *report); /* as report_end_server() */
    void (*end)(struct report *report);
};

extern const struct report_format report_text, report_tap, report_junit;

/* --- report_parts.c --- */

/* Most bytes of a title, a path or a message, in visible form and with a NUL. */
#define REPORT_PART_MAX (4 * OUTCOME_TEXT_MAX)

/* Write to OUT, and return it: the title, or else the path; where and why it ended, in a line. */
const char *report_name(const char *path, const struct outcome *outcome, char out[REPORT_PART_MAX]);
const char *report_message(const char *path, const struct outcome *outcome,
                           char out[REPORT_PART_MAX]);

#define REPORT_TIME_MAX 32

/* Writes seconds with their thousandths to OUT, and returns it. */
const char *report_time(int64_t time_ms, char out[REPORT_TIME_MAX]);

/* Prints all that is known of a conversation that failed, each line indented. */
void report_details(const char *path, const struct outcome *outcome, FILE *out);

#endif
