/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* report.h - writes events to the log, for people to read.
 *
 * The log is bounded: after REPORT_REFUSALS_MAX refusals of a connection the others are only
 * counted, and so are deviations and faults, and lines about a lack of memory or disk space, which
 * may affect every client, have a quota.
 */
#ifndef SERVER_LOG_REPORT_H
#define SERVER_LOG_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/deadline.h"
#include "server/base/quota.h"
#include "server/log/event.h"
#include "server/log/log.h"
#include "server/mail/journal.h"

/* Number of refusals of one connection that are logged individually, of deviations, and of
 * faults. */
#define REPORT_REFUSALS_MAX 10

struct report {
    struct log *log;        /* borrowed */
    bool traces;            /* log every line, and so every refusal and deviation */
    struct quota shortages; /* of lines about a lack of memory or disk space */
};

/* Initializes REPORT to write to LOG; with TRACES, also every line of both sides. */
void report_init(struct report *report, struct log *log, bool traces);

/* Returns the subscriber that logs events; REPORT must outlive it. */
struct event_subscriber report_subscriber(struct report *report);

/* Time when report_sum_up() will log something; DEADLINE_NEVER: nothing is pending. */
int64_t report_due_ms(const struct report *report);

/* Logs how many lines the quota has suppressed, if that is due at NOW_MS. */
void report_sum_up(struct report *report, int64_t now_ms);

/* Logs which intents of an earlier server were lost, according to PAST.  WAS_KILLED: it did not
 * shut down properly. */
void report_past(struct report *report, struct journal_past past, bool was_killed);

/* Logs that PATH no longer names the mailbox folder, or does so again. */
void report_move(struct report *report, const char *path, bool is_in_place);

#endif
