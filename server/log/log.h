/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* log.h - one line per event on standard error; never blocks the caller.
 *
 * Lines go through an outlet (server/base/outlet.h); if it is full they are dropped and counted,
 * and the count is logged as soon as there is space.  Untrusted bytes are made visible here
 * (common/text.h), so no caller can forget it.  If the journal of systemd reads them, lines begin
 * with their priority, "<N>", and have no time as text.  All functions are thread-safe.
 */
#ifndef SERVER_LOG_LOG_H
#define SERVER_LOG_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_NOTICE, /* the default threshold: start, stop, deliveries, refusals */
    LOG_LEVEL_INFO,   /* --verbose: connections opened and closed */
};

enum log_format {
    LOG_FORMAT_TEXT, /* TIME LEVEL [connection N] MESSAGE */
    LOG_FORMAT_JSON, /* one object per line: time, level, connection, message */
    LOG_FORMATS,
};

struct log;

/* Makes a log for FD, which is borrowed.  It keeps what is logged until log_start().  Returns NULL
 * with errno on failure. */
struct log *log_new(int fd, enum log_format format, enum log_level threshold);

/* Starts the thread that writes.  Returns -1 with errno on failure. */
int log_start(struct log *log);

/* Writes out the ring, for at most half a second, ends the thread and frees LOG. */
void log_free(struct log *log);

/* Writes out the ring, for at most half a second, but does not free LOG: for a process that exits
 * while other threads may still log. */
void log_flush(struct log *log);

/* Logs a line, formatted like printf(3) and then made visible.  CONNECTION is its number, or 0 for
 * none.  Lines are truncated at 2 KiB. */
void log_event(struct log *log, enum log_level level, uint64_t connection, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A line of a conversation. */
struct log_line {
    char side;          /* 'C' or 'S' */
    struct span text;   /* without its ending */
    const char *mark;   /* shows the ending, for people: "\\r\\n" */
    const char *ending; /* its name, for programs: "CRLF" */
    const char *state;  /* name of the conversation's state */
};

/* Logs LINE for --trace.  As text: TIME CONNECTION SIDE TEXT MARK [STATE], without a blank before
 * the mark.  Ignores the threshold. */
void log_trace(struct log *log, uint64_t connection, const struct log_line *line);

#endif
