/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* report.h - the report on many conversations, in one of the formats of --replay-format.
 *
 * It comes about in the order of the calls, which is that of the files, server by server.  Text is
 * for people, TAP (version 13) and JUnit are for programs.  Whatever a server or a file said is in
 * visible form, and escaped as the format asks for it.
 */
#ifndef TUI_CLIENT_REPLAY_REPORT_H
#define TUI_CLIENT_REPLAY_REPORT_H

#include <stdio.h>

#include "tui-client/client/options.h"
#include "tui-client/replay/outcome.h"

struct report_format;

/* Read-only for others. */
struct report {
    FILE *out;
    const struct report_format *format;
    size_t planned; /* conversations, with all servers */
    size_t server_count;
    size_t added;                   /* conversations so far */
    const char *server;             /* the one in turn; borrowed */
    struct verdict_count count;     /* with all servers */
    struct verdict_count of_server; /* with the one in turn */
    FILE *held;     /* of JUnit: what a heading must count first; NULL: it could not be */
    int held_error; /* errno of that */
    char absence[OUTCOME_TEXT_MAX]; /* of text: why no connection was made; "": one was */
};

/* Begins a report to OUT.  PLANNED conversations are to come with each of SERVER_COUNT servers. */
void report_begin(struct report *report, FILE *out, enum options_format format, size_t planned,
                  size_t server_count);

/* Begins the part of SERVER, which is borrowed until it ends. */
void report_begin_server(struct report *report, const char *server);

/* Adds the conversation of the file at PATH. */
void report_add(struct report *report, const char *path, const struct outcome *outcome);

/* Ends the part, which took TOOK_MS; REST conversations of it were not played to their end because
 * of a signal.  -1 with errno if what was held back is lost. */
int report_end_server(struct report *report, int64_t took_ms, size_t rest);

/* Ends the report. */
void report_end(struct report *report);

#endif
