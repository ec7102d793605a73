/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* pauses.h - lanes that are put off: locked by another program, or broken.
 *
 * The pauses between the attempts for a lane grow: each attempt costs some system calls, and what
 * has lasted will last.
 */
#ifndef SERVER_MAIL_PAUSES_H
#define SERVER_MAIL_PAUSES_H

#include "server/mail/lane.h"

#define PAUSES 8

/* Lanes by the length of their pause. */
struct pauses {
    struct lane_list lists[PAUSES];
};

/* Why a lane is put off. */
enum pause_cause {
    PAUSE_LOCK,   /* at most half a second: deliveries wait for the lock */
    PAUSE_REPAIR, /* which failed: at most two seconds */
};

void pauses_init(struct pauses *pauses);

/* Puts LANE, which is in no list, off from NOW_MS of the monotonic clock on: for 20 ms, or for
 * longer than the last time, up to the longest pause of CAUSE. */
void pauses_add(struct pauses *pauses, struct lane *lane, enum pause_cause cause, int64_t now_ms);

/* Time when the first lane is due; DEADLINE_NEVER: there is none. */
int64_t pauses_due_ms(const struct pauses *pauses);

/* Removes a lane that is due at NOW_MS and returns it; NULL if none is. */
struct lane *pauses_take(struct pauses *pauses, int64_t now_ms);

#endif
