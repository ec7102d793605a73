/* report.h - what the log says of a conversation.
 *
 * Turns session events and deliveries into log lines.  A client that is refused again and again
 * does not fill the log: its refusals are counted in the end.
 */
#ifndef SERVER_REPORT_H
#define SERVER_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "server/intents.h"
#include "server/log.h"
#include "server/quota.h"
#include "server/recovery.h"
#include "server/session.h"
#include "server/store.h"

/* Refusals of one connection that are logged one by one. */
#define REPORT_REFUSALS_MAX 10

/* What the log was told of a connection; start with zero but for the first. */
struct report_tally {
    bool shows_all; /* each refusal, as --trace wants it */
    uint64_t refusals;
    bool has_told_of_http;
};

/* Logs why EVENT, a reply of SESSION, refused something; nothing if it did not. */
void report_refusal(struct log *log, uint64_t connection, struct report_tally *tally,
                    const struct session *session, const struct session_event *event);

/* Logs that a connection is closed, and what TALLY has counted. */
void report_end(struct log *log, uint64_t connection, const struct report_tally *tally);

/* Logs that a client took too long: for a message as a whole if IS_MESSAGE, else between two signs
 * of life. */
void report_expiry(struct log *log, uint64_t connection, bool is_message);

/* Logs that the message under way of SESSION ends before its end of data. */
void report_unfinished(struct log *log, uint64_t connection, const struct session *session);

/* Logs how each delivery of SESSION's message went. */
void report_deliveries(struct log *log, uint64_t connection, const struct session *session,
                       const struct delivery_set *set);

/* Logs that it is not known whether SESSION's message was stored when the server stopped. */
void report_abandoned(struct log *log, uint64_t connection, const struct session *session);

/* Logs, within QUOTA, that a message cannot be kept, as errno value ERROR says (see
 * incoming_add()). */
void report_loss(struct log *log, struct quota *quota, uint64_t connection, int error);

/* Logs, within QUOTA, that a connection is closed for want of memory. */
void report_shortage(struct log *log, struct quota *quota, uint64_t connection);

/* Logs how many lines QUOTA has withheld, if that is due at NOW_MS. */
void report_withheld(struct log *log, struct quota *quota, int64_t now_ms);

/* Logs what PAST says is not known about an earlier server.  WAS_KILLED: it did not end by itself.
 */
void report_past(struct log *log, struct intents_past past, bool was_killed);

/* Logs how the repair of the mailbox FILE_NAME went, with errno if it failed. */
void report_repair(struct log *log, const char *file_name, enum recovery_outcome outcome,
                   uint64_t cut_bytes);

/* Logs that PATH does not name the folder of the mailboxes any more, or does so again. */
void report_move(struct log *log, const char *path, bool is_in_place);

#endif
