/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* goal.h - when the server ends by itself, and the exit status that tells why.
 *
 * --exit-after is a number of messages, --exit-within a time.  Once the messages are delivered
 * nobody else is let in, and whoever is connected gets a second to finish.  Times are milliseconds
 * of the monotonic clock, passed by the caller; how clients are ended is the loop's concern.
 */
#ifndef SERVER_NET_GOAL_H
#define SERVER_NET_GOAL_H

#include <stdbool.h>
#include <stdint.h>

#include "server/log/event.h"
#include "server/log/log.h"

/* Exit statuses besides success and failure. */
#define GOAL_CLIENT_ERROR 3
#define GOAL_TIME_IS_OVER 5

/* How long clients may go on after the last message that counts. */
#define GOAL_FINISH_MS 1000

struct goal {
    uint64_t messages_wanted; /* of --exit-after; 0: any number */
    int64_t within_ms;        /* of --exit-within; 0: any time */
    uint64_t messages;        /* delivered so far, each counted once for all its mailboxes */
    int64_t ends_ms;          /* when the time is over; DEADLINE_NEVER: never */
    int64_t reached_ms;       /* when the messages were there; DEADLINE_NEVER: not yet */
    bool has_run_out;         /* the time was over first */
    bool has_client_error;
};

/* Initializes GOAL with what is wanted; 0: as long as the server is not stopped. */
void goal_init(struct goal *goal, uint64_t messages_wanted, int64_t within_ms);

/* Begins to count the time. */
void goal_begin(struct goal *goal, int64_t now_ms);

/* Returns the subscriber that counts messages; GOAL must outlive it. */
struct event_subscriber goal_subscriber(struct goal *goal);

/* Must be called when a client has made an error that is to show in the exit status. */
void goal_blame_client(struct goal *goal);

enum goal_stage {
    GOAL_IS_AHEAD,
    GOAL_IS_REACHED, /* clients may finish, and nobody else may begin */
    GOAL_IS_OVER,    /* the server ends now */
};

/* Returns the stage at NOW_MS. */
enum goal_stage goal_look(struct goal *goal, int64_t now_ms);

/* Logs why the server ends, when it is over. */
void goal_report(const struct goal *goal, struct log *log);

/* Returns the time at which goal_look() may return another stage even if nothing happens. */
int64_t goal_due_ms(const struct goal *goal);

/* Returns the exit status of a server that ends without a failure of its own.  While messages are
 * missing: GOAL_TIME_IS_OVER, or failure if it is stopped before.  Otherwise: GOAL_CLIENT_ERROR if
 * anything was wanted and a client is to blame, or else success, also after a time without a number
 * of messages. */
int goal_status(const struct goal *goal);

#endif
