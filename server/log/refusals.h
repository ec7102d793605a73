/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* refusals.h - counts the refusals of a connection and turns them into events. */
#ifndef SERVER_LOG_REFUSALS_H
#define SERVER_LOG_REFUSALS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/log/event.h"
#include "server/session/session.h"

/* Of one connection; initialize with zeros. */
struct refusals {
    uint64_t count;
    uint64_t noise; /* refusals of what is no SMTP, not counted above */
    bool are_noise; /* further ones are */
};

/* Returns whether REPLY, an event of SESSION, is a refusal that is not a fault.  If so, counts it
 * and fills in *EVENT, except its connection. */
bool refusals_take(struct refusals *refusals, const struct session *session,
                   const struct session_event *reply, struct event *event);

#endif
