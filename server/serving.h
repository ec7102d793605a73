/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* serving.h - the threads of the server and its loop, from the first to the last.
 *
 * resources.h has what they work with.
 */
#ifndef SERVER_SERVING_H
#define SERVER_SERVING_H

#include <stdbool.h>

#include "server/net/loop.h"
#include "server/resources.h"

/* Initialize with zeros and resources. */
struct serving {
    struct resources *resources; /* borrowed */
    struct spool *spool;
    struct store *store;
    struct watch *watch;
    struct reload *reload;
    struct reload_others others;
    struct goal goal;
    bool ends_with_terminal; /* of loop_config */
};

/* Blocks the signals, which the loop takes.  To be called before there is anything that the end of
 * the process would leave behind, and before any thread starts. */
void serving_block_signals(struct serving *serving);

/* Starts all threads, completes what an earlier server has left, and creates missing mailboxes.
 * Returns 0, or -1 after one line on standard error. */
int serving_start(struct serving *serving);

/* Serves until the loop ends, and returns the exit status.  Ends the process instead if the disk
 * keeps a thread. */
int serving_run(struct serving *serving);

/* Ends the threads, however long it takes, also after a failure. */
void serving_end(struct serving *serving);

#endif
