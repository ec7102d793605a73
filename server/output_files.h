/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* output_files.h - the files that --events and --report-file name, safely opened.
 *
 * Each may be a file, a FIFO or a device, but none of the server's own, and no mailbox of another.
 * Both are examined before anything is written to or taken from either.
 */
#ifndef SERVER_OUTPUT_FILES_H
#define SERVER_OUTPUT_FILES_H

#include <stdbool.h>

#include "server/options.h"
#include "server/own_files.h"

struct output_file {
    const char *path; /* borrowed; NULL: none is wanted */
    int fd;           /* owned; written at its end; -1 without path */
    bool is_new;      /* the file was missing, and has been made if there is fd */
};

struct output_files {
    struct output_file events, report;
};

/* Opens what the options of OWN name.  Returns 0; or -1 after one line on standard error, with
 * nothing open and nothing made. */
int output_files_open(struct output_files *files, const struct own_files *own);

/* Finds out, without making anything, what output_files_open() would say of those that are there,
 * except of FIFOs and devices, and whether the others could be made: for --check.  Returns 0, or -1
 * after one line on standard error. */
int output_files_inspect(const struct own_files *own);

/* Removes those that are new and open; for a start that fails.  In the sandbox only those in the
 * folder of the mailboxes can be removed: others stay. */
void output_files_remove_new(const struct output_files *files);

/* Does the same, and closes them. */
void output_files_abandon(struct output_files *files);

#endif
