/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* quota.h - rate limit for log lines of one kind.
 *
 * At most QUOTA_LINES lines pass in a second; the others are counted, and the caller logs their
 * number when the second is over.  Times are milliseconds of the monotonic clock.
 */
#ifndef SERVER_BASE_QUOTA_H
#define SERVER_BASE_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

#include "common/deadline.h"

#define QUOTA_LINES 10

/* Initialize with zeros; used by one thread. */
struct quota {
    int64_t since_ms;  /* start of the current second */
    unsigned lines;    /* passed in it */
    uint64_t withheld; /* suppressed since then */
};

/* Whether another line may be logged at NOW_MS; if not, counts it. */
bool quota_takes(struct quota *quota, int64_t now_ms);

/* Counts an event as suppressed without asking. */
void quota_withhold(struct quota *quota, int64_t now_ms);

/* Time when quota_take_sum() will return a number; DEADLINE_NEVER: nothing was suppressed. */
int64_t quota_due_ms(const struct quota *quota);

/* Returns the number of suppressed lines and resets it, once that is due; 0 before. */
uint64_t quota_take_sum(struct quota *quota, int64_t now_ms);

#endif
