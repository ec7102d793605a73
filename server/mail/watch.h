/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* watch.h - a thread that watches the mailbox folder while the server runs.
 *
 * Every few seconds it refreshes our dotlocks, which a worker that waits for the disk cannot do,
 * and checks whether the path of the folder still names it.  Mail goes to the folder that was
 * opened, whatever happens to its path, so a move is reported.
 */
#ifndef SERVER_MAIL_WATCH_H
#define SERVER_MAIL_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* Called by the thread each time that PATH no longer names the folder (IS_IN_PLACE is false) or
 * names it again. */
typedef void watch_moved(void *context, const char *path, bool is_in_place);

struct watch_config {
    int directory_fd; /* borrowed, as all fields below */
    const char *path; /* used to open the folder */
    unsigned interval_ms;
    watch_moved *moved;
    void *context;
};

struct watch;

/* Starts the thread.  Returns NULL with errno on failure. */
struct watch *watch_new(const struct watch_config *config);

/* Ends the thread and frees WATCH.  Returns false if the disk blocks the thread until DEADLINE_MS
 * of the monotonic clock: nothing is freed then, and this may be called again. */
bool watch_finish(struct watch *watch, int64_t deadline_ms);

#endif
