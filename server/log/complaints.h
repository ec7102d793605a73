/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* complaints.h - log lines that tell the author of a client what it does wrong.
 *
 * Each is one line, at the level of a notice.  How many of them are logged is the report's concern
 * (report.h).
 */
#ifndef SERVER_LOG_COMPLAINTS_H
#define SERVER_LOG_COMPLAINTS_H

#include <stdint.h>

#include "server/log/event.h"
#include "server/log/log.h"

/* Why a line, a recipient or a message was refused, and what was probably meant. */
void complain_of_refusal(struct log *log, uint64_t connection, const struct event_refused *refused);

/* What was accepted although it deviates from SMTP. */
void complain_of_deviation(struct log *log, uint64_t connection,
                           const struct event_deviation *deviation);

#endif
