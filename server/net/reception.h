/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reception.h - accepts clients, counts them, and greets them or turns them away.
 *
 * Accepts clients from a listener in small batches, checks the limits of all clients and of their
 * source, and adds those that get a reply to clients.h.  Pauses when descriptors or memory run out.
 * Log lines about clients turned away are rate-limited.  Times are milliseconds of the monotonic
 * clock.
 */
#ifndef SERVER_NET_RECEPTION_H
#define SERVER_NET_RECEPTION_H

#include <stdint.h>

#include "server/log/log.h"
#include "server/net/clients.h"
#include "server/net/conversation.h"
#include "server/net/listener.h"

struct reception;

/* Creates a reception that admits at most CONNECTIONS_MAX clients to CLIENTS, and MAX_PER_SOURCE
 * (of sources_new()) from one source; SERVICE, LOG and CLIENTS are borrowed.  Returns NULL with
 * errno on failure. */
struct reception *reception_new(const struct conversation_service *service, struct log *log,
                                struct clients *clients, unsigned connections_max,
                                unsigned max_per_source);

/* Frees RECEPTION after all clients have left. */
void reception_free(struct reception *reception);

/* Returns the time when clients can be accepted again; in the past unless paused. */
int64_t reception_opens_ms(const struct reception *reception);

/* Accepts some of the clients waiting at LISTENER. */
void reception_accept(struct reception *reception, const struct listener *listener, int64_t now_ms);

/* reception_sum_up() logs how many clients were turned away without a log line; it is due at
 * reception_due_ms(). */
int64_t reception_due_ms(const struct reception *reception);
void reception_sum_up(struct reception *reception, int64_t now_ms);

#endif
