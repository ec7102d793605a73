/* report.h - what the log says of a conversation.
 *
 * Turns session events and deliveries into log lines, and the bytes of both sides into the lines of
 * --trace.
 */
#ifndef SERVER_REPORT_H
#define SERVER_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/span.h"
#include "server/log.h"
#include "server/recovery.h"
#include "server/session.h"
#include "server/store.h"

/* Logs why EVENT, a reply of SESSION, refused something; nothing if it did not. */
void report_refusal(struct log *log, uint64_t connection, const struct session *session,
                    const struct session_event *event);

/* Logs that the message under way of SESSION ends before its end of data. */
void report_unfinished(struct log *log, uint64_t connection, const struct session *session);

/* Logs how the delivery of SESSION's message, a record of SIZE bytes, went. */
void report_delivery(struct log *log, uint64_t connection, const struct session *session,
                     const struct delivery *delivery, uint64_t size);

/* Logs that a message cannot be kept, as errno says; returns what to tell the client. */
enum dialect_result report_loss(struct log *log, uint64_t connection);

/* Logs how the repair of the mailbox FILE_NAME went, with errno if it failed. */
void report_repair(struct log *log, const char *file_name, enum recovery_outcome outcome,
                   uint64_t cut_bytes);

/* Logs that PATH does not name the folder of the mailboxes any more, or does so again. */
void report_move(struct log *log, const char *path, bool is_in_place);

/* Logs REPLY, a whole line, after which the conversation is in STATE. */
void report_trace_reply(struct log *log, uint64_t connection, struct span reply,
                        enum dialect_state state);

/* Logs the client's lines that BYTES complete, as met in STATE; keeps the rest in PARTIAL, whose
 * limit cuts lines that are longer. */
void report_trace_input(struct log *log, uint64_t connection, struct span bytes,
                        enum dialect_state state, struct buffer *partial);

#endif
