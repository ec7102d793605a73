/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reporting.h - the verdicts on clients: where they are written. */
#ifndef SERVER_REPORTING_H
#define SERVER_REPORTING_H

#include <stdbool.h>

#include "server/log/log.h"
#include "server/verdict/verdicts.h"

/* Initialize with zeros. */
struct reporting {
    bool has_file;             /* FD is there */
    int fd;                    /* owned */
    const char *name;          /* of the file, for people; borrowed */
    struct log *log;           /* borrowed; for what cannot be written */
    struct verdicts *verdicts; /* owned; NULL: none are wanted, or not open */
};

/* Prepares verdicts in FORMAT, if they are wanted, on the file NAME, which is open at FD; without a
 * NAME on standard output.  FD belongs to REPORTING then, even after a failure.
 * When writing begins to fail LOG says so; it and REPORTING must stay where they are until
 * reporting_close().  Returns 0, or -1 after one line on standard error. */
int reporting_open(struct reporting *reporting, enum verdicts_format format, const char *name,
                   int fd, struct log *log);

/* Starts the thread that writes, if there is anything to write.  Returns -1 with errno on
 * failure. */
int reporting_start(struct reporting *reporting);

/* Empties the file, if it can be, of what an earlier server has written; before any client is
 * served.  Returns -1 after one line on standard error. */
int reporting_empty(const struct reporting *reporting);

/* Whether a client has made an error; false without verdicts. */
bool reporting_has_error(const struct reporting *reporting);

/* Writes out what is left, for a process that exits while other threads run. */
void reporting_flush(struct reporting *reporting);

/* Writes out what is left, and frees and closes what is there; nothing if it is not open. */
void reporting_close(struct reporting *reporting);

#endif
