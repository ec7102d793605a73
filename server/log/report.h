/* report.h - events in words, for the log and for --trace.
 *
 * The subscriber that writes the log.  A client that is refused again and again does not fill it:
 * its refusals are counted in the end.  Nor does a want of memory or room, which may meet every
 * client: such lines have a quota.
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

/* Refusals of one connection that are logged one by one. */
#define REPORT_REFUSALS_MAX 10

struct report {
    struct log *log;        /* borrowed */
    bool traces;            /* logs every line, and so every refusal */
    struct quota shortages; /* of lines about memory and room that ran out */
};

/* Writes to LOG from now on, for report_subscriber(); with TRACES what both sides say, too. */
void report_init(struct report *report, struct log *log, bool traces);

/* Logs events; WORDS must outlive whoever tells of them. */
struct event_subscriber report_subscriber(struct report *report);

/* When report_sum_up() has something to log; DEADLINE_NEVER: never, as things stand. */
int64_t report_due_ms(const struct report *report);

/* Logs how many lines the quota has withheld, if that is due at NOW_MS. */
void report_sum_up(struct report *report, int64_t now_ms);

/* Logs what PAST says is not known about an earlier server.  WAS_KILLED: it did not end by itself.
 */
void report_past(struct report *report, struct journal_past past, bool was_killed);

/* Logs that PATH does not name the folder of the mailboxes any more, or does so again. */
void report_move(struct report *report, const char *path, bool is_in_place);

#endif
