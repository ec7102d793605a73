/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* complaints.h - log lines that tell the author of a client what it does wrong.
 *
 * Each is one line, at the level of a notice.  How many of them are logged is the event log's
 * concern (event_log.h).
 */
#ifndef SERVER_LOG_COMPLAINTS_H
#define SERVER_LOG_COMPLAINTS_H

#include <stdint.h>

#include "server/log/event.h"
#include "server/log/log.h"

/* Why a line, a recipient or a message was refused, and what was probably meant. */
void complain_of_refusal(struct log *log, uint64_t connection, const struct event_refused *refused);

/* That a client speaks HTTP, whose request REFUSED is. */
void complain_of_http(struct log *log, uint64_t connection, const struct event_refused *refused);

/* What was accepted although it deviates from SMTP. */
void complain_of_deviation(struct log *log, uint64_t connection,
                           const struct event_deviation *deviation);

/* The following log the EVENT of their name.
 *
 * That a client speaks something else. */
void complain_of_foreign(struct log *log, const struct event *event);

/* That a command has no line ending. */
void complain_of_unended(struct log *log, const struct event *event);

/* That a client waits within a message, and why that has not ended. */
void complain_of_waiting(struct log *log, const struct event *event);

#endif
