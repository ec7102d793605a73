/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* disturbances.h - log lines about faults, which are no one's mistake.
 *
 * Each is one line, at the level of a notice, so that nobody looks for the reason in his client.
 * How many of them are logged is the event log's concern (event_log.h).
 */
#ifndef SERVER_LOG_DISTURBANCES_H
#define SERVER_LOG_DISTURBANCES_H

#include <stdint.h>

#include "server/log/event.h"
#include "server/log/log.h"

/* What happens to a command, a message or a connection, and that it happens on purpose. */
void disturbances_say(struct log *log, uint64_t connection, const struct event_fault *fault);

#endif
