/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_output.h - the verdicts on clients: where they are written. */
#ifndef SERVER_VERDICT_OUTPUT_H
#define SERVER_VERDICT_OUTPUT_H

#include <stdbool.h>

#include "server/log/log.h"
#include "server/verdict/verdicts.h"

/* Initialize with zeros. */
struct verdict_output {
    bool has_file;             /* FD is there */
    int fd;                    /* owned */
    const char *name;          /* of the file, for people; borrowed */
    struct log *log;           /* borrowed; for what cannot be written */
    struct verdicts *verdicts; /* owned; NULL: none are wanted, or not open */
};

/* Prepares verdicts in FORMAT, if they are wanted, on the file NAME, which is open at FD; without a
 * NAME on standard output.  FD belongs to OUTPUT then, even after a failure.  When writing begins
 * to fail LOG says so; it and OUTPUT must stay where they are until verdict_output_close(). Returns
 * 0, or -1 after one line on standard error. */
int verdict_output_open(struct verdict_output *output, enum verdicts_format format,
                        const char *name, int fd, struct log *log);

/* Starts the thread that writes, if there is anything to write.  Returns -1 with errno on
 * failure. */
int verdict_output_start(struct verdict_output *output);

/* Empties the file, if it can be, of what an earlier server has written; before any client is
 * served.  Returns -1 after one line on standard error. */
int verdict_output_empty(const struct verdict_output *output);

/* Whether a client has made an error; false without verdicts. */
bool verdict_output_has_error(const struct verdict_output *output);

/* Writes out what is left, for a process that exits while other threads run. */
void verdict_output_flush(struct verdict_output *output);

/* Writes out what is left, and frees and closes what is there; nothing if it is not open. */
void verdict_output_close(struct verdict_output *output);

#endif
