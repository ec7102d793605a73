/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* event_log.h - writes events to the log, for people to read.
 *
 * The log is bounded: after EVENT_LOG_REFUSALS_MAX refusals of a connection the others are only
 * counted, and so are deviations and faults, and lines about a lack of memory or disk space, which
 * may affect every client, have a quota.
 */
#ifndef SERVER_LOG_EVENT_LOG_H
#define SERVER_LOG_EVENT_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "common/deadline.h"
#include "server/base/quota.h"
#include "server/log/event.h"
#include "server/log/log.h"
#include "server/mail/journal.h"

/* Number of refusals of one connection that are logged individually, of deviations, and of
 * faults. */
#define EVENT_LOG_REFUSALS_MAX 10

struct event_log {
    struct log *log;        /* borrowed */
    bool traces;            /* log every line, and so every refusal and deviation */
    struct quota shortages; /* of lines about a lack of memory or disk space */
};

/* Initializes EVENT_LOG to write to LOG; with TRACES, also every line of both sides. */
void event_log_init(struct event_log *event_log, struct log *log, bool traces);

/* Returns the subscriber that logs events; EVENT_LOG must outlive it. */
struct event_subscriber event_log_subscriber(struct event_log *event_log);

/* Time when event_log_sum_up() will log something; DEADLINE_NEVER: nothing is pending. */
int64_t event_log_due_ms(const struct event_log *event_log);

/* Logs how many lines the quota has suppressed, if that is due at NOW_MS. */
void event_log_sum_up(struct event_log *event_log, int64_t now_ms);

/* Logs which intents of an earlier server were lost, according to PAST.  WAS_KILLED: it did not
 * shut down properly. */
void event_log_past(struct event_log *event_log, struct journal_past past, bool was_killed);

/* Logs that PATH no longer names the mailbox folder, or does so again. */
void event_log_move(struct event_log *event_log, const char *path, bool is_in_place);

#endif
