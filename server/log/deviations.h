/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* deviations.h - counts what a connection sends that deviates from SMTP and is accepted
 * nevertheless, and turns it into events. */
#ifndef SERVER_LOG_DEVIATIONS_H
#define SERVER_LOG_DEVIATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/log/event.h"
#include "server/session/session.h"

/* Of one connection; initialize with zeros. */
struct deviations {
    uint64_t count;
};

/* Returns whether REPLY, an event of SESSION, is that to a line with a deviation, whatever becomes
 * of its command, or to a message with one that was accepted.  If so, counts it and fills in
 * *EVENT, except its connection. */
bool deviations_take(struct deviations *deviations, const struct session *session,
                     const struct session_event *reply, struct event *event);

#endif
