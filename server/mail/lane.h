/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* lane.h - a queue of deliveries per mailbox.
 *
 * A lane is created when its mailbox gets mail, and is kept while it is empty, because it remembers
 * the state of its mailbox; but of empty ones only the LANES_RESTING_MAX that were used last.
 * Which worker takes deliveries from a lane, and when, is the store's concern, and so is the mutex.
 */
#ifndef SERVER_MAIL_LANE_H
#define SERVER_MAIL_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/base/hash_table.h"
#include "server/mail/delivery.h"

/* Maximum number of empty lanes that are kept: some 5 MB. */
#define LANES_RESTING_MAX 16384

/* Where a lane is. */
enum lane_state {
    LANE_IDLE,      /* rests, empty, unless it was found or served just now */
    LANE_SUBMITTED, /* becomes ready at store_begin() */
    LANE_READY,     /* a worker may take it */
    LANE_IN_HAND,   /* a worker is processing it */
    LANE_PUT_OFF,   /* retried at retry_ms: locked by another program, or broken */
};

struct lane {
    struct hash_entry entry;                   /* in the table */
    char file_name[MAILBOX_FILE_NAME_MAX + 1]; /* of the mailbox */
    struct delivery_queue waiting;
    enum lane_state state;
    int64_t retry_ms;             /* monotonic clock */
    int64_t busy_since_ms;        /* locked at each attempt since then; DEADLINE_NEVER: is not */
    unsigned pauses;              /* in a row; used by pauses.h */
    struct mailbox_version known; /* after the last commit: synced, with its name */
    bool is_broken;               /* its repair failed, which was reported */
    STAILQ_ENTRY(lane) next;      /* in the list of its state, unless that is LANE_IDLE */
    TAILQ_ENTRY(lane) rest;       /* among those that rest */
};

/* A list of lanes (sys/queue.h). */
STAILQ_HEAD(lane_list, lane);

/* All lanes, by file name. */
struct lane_table {
    struct hash_table all;
    TAILQ_HEAD(lanes_resting, lane) resting; /* the one that has rested longest is the first */
    size_t resting_count;
};

/* Makes TABLE empty.  Returns -1 if out of memory. */
int lane_table_init(struct lane_table *table);

/* Removes the first lane and returns it; NULL if LIST is empty. */
struct lane *lane_list_take(struct lane_list *list);

/* Returns the lane of the mailbox FILE_NAME, created if missing; it rests no more, and the caller
 * changes its state if that is LANE_IDLE.  NULL if out of memory. */
struct lane *lane_find(struct lane_table *table, const char *file_name);

/* LANE, which is idle, rests from now on.  If too many do, the first of them is freed. */
void lane_rest(struct lane_table *table, struct lane *lane);

/* Returns the lane after LANE, or the first if that is NULL; NULL after the last.  Only new lanes
 * change the order. */
struct lane *lane_next(const struct lane_table *table, const struct lane *lane);

/* Frees all lanes; they must be empty. */
void lane_table_release(struct lane_table *table);

#endif
