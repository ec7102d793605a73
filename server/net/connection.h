/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* connection.h - the states of a client's connection: talking, closing, lingering, dead.
 *
 * Decides when its conversation continues and when it ends, and how long the client may be silent.
 * For back-pressure, it reads nothing while replies are unsent or an answer is pending.  It never
 * blocks; the loop calls it when it can act.  Times are milliseconds of the monotonic clock.
 */
#ifndef SERVER_NET_CONNECTION_H
#define SERVER_NET_CONNECTION_H

#include <stdint.h>

#include "server/net/conversation.h"
#include "server/net/seat.h"
#include "server/net/sources.h"

struct connection;

/* Creates a connection and greets the client or, with CAUSE DIALECT_OVERLOAD instead of
 * DIALECT_CONNECT, turns it away, after the handshake if TRANSPORT begins with TLS.  Takes
 * ownership of TRANSPORT, unless it fails.  NUMBER identifies it in events, CLIENT is its numeric
 * address for the Received line; SERVICE must outlive it.  Returns NULL if out of memory. */
struct connection *connection_new(const struct conversation_service *service,
                                  struct transport transport, uint64_t number, const char *client,
                                  enum dialect_event cause, int64_t now_ms);

/* Returns the seat of CONNECTION for clients.h, which frees it; in no list at first. */
struct seat *connection_seat(struct connection *connection);

/* Passes PLACE to CONNECTION, which releases it when it is freed. */
void connection_keep_place(struct connection *connection, struct sources_place place);

/* Must be called when the spool has returned the message of CONNECTION. */
void connection_stored(struct connection *connection, int64_t now_ms);

/* Must be called when the authority has returned the exchange of CONNECTION. */
void connection_authenticated(struct connection *connection, int64_t now_ms);

/* Must be called when the store has returned SET, whose owner is CONNECTION. */
void connection_delivered(struct connection *connection, const struct delivery_set *set,
                          int64_t now_ms);

#endif
