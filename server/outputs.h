/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* outputs.h - what the server writes for those who watch it: its log, its events, and its verdicts.
 *
 * The first two subscribe to the events of clients and mailboxes.
 */
#ifndef SERVER_OUTPUTS_H
#define SERVER_OUTPUTS_H

#include <stdio.h>

#include "server/events/feed.h"
#include "server/log/event.h"
#include "server/log/event_log.h"
#include "server/log/log.h"
#include "server/options.h"
#include "server/output_files.h"
#include "server/own_files.h"
#include "server/verdict_output.h"

/* Initialize with zeros. */
struct outputs {
    struct log *log;
    struct event_log event_log; /* subscriber of events that writes to log */
    struct feed *feed;          /* another, for --events; NULL: none */
    struct events events;       /* of clients and mailboxes */
    struct verdict_output verdict_output;
    struct output_files files; /* where the last two write; open while those are */
    bool is_settled;           /* outputs_settle() was called */
};

/* Opens the files that the options of OWN name, unless they are among its own.  What is logged and
 * what happens is kept until outputs_start().  OUTPUTS is to be closed even after a failure.
 * Returns -1 after one line on standard error. */
int outputs_open(struct outputs *outputs, const struct own_files *own);

/* Starts the threads that write, which take over the signals that are blocked.  Returns -1 after
 * one line on standard error. */
int outputs_start(struct outputs *outputs);

/* Ends a start that has succeeded: what an earlier server has reported is emptied, and what is new
 * stays.  Until then nothing is changed for good; but if a server fails once it is confined, a new
 * file outside the folder of the mailboxes stays.  Returns -1 after one line on standard error. */
int outputs_settle(struct outputs *outputs);

/* Where the lines "listening on" go: standard output, unless something else has it for itself. */
FILE *outputs_lines(const struct options *options);

/* Writes out what is held, for at most two and a half seconds, for a process that exits while other
 * threads run. */
void outputs_flush(struct outputs *outputs);

/* Does the same, and frees all.  What a start that has failed has made is removed, as far as the
 * sandbox allows it. */
void outputs_close(struct outputs *outputs);

#endif
