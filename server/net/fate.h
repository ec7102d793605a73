/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fate.h - what became of a message in the store: for its client, and as events. */
#ifndef SERVER_NET_FATE_H
#define SERVER_NET_FATE_H

#include "server/log/observer.h"
#include "server/mail/delivery.h"
#include "server/mail/heading.h"
#include "server/session/session.h"

/* The result for the client of a delivery with STATUS. */
enum dialect_result fate_of(enum mailbox_status status);

/* The result for the client of a message whose deliveries are SET. */
enum dialect_result fate_of_all(const struct delivery_set *set);

/* Tells what became of SET, the deliveries of the current message of SESSION, with its HEADING or
 * NULL. */
void fate_tell(const struct observer *observer, const struct session *session,
               const struct delivery_set *set, const struct heading *heading);

#endif
