/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* clients.h - the clients of a loop, in lists by what they wait for.
 *
 * Busy clients were recently active: the loop polls them itself.  Idle ones are watched by idle.h.
 * Those that await an answer are held and not watched.  So the cost of a turn of the loop depends
 * only on the busy ones.  Those whose service takes long, and those that have more to do than their
 * share of a turn, are queued, and served one after another for a few milliseconds of each turn, so
 * that many of them do not delay the others.  Each client
 * is a seat; it is notified of its events, then moved to the list that it belongs to, and freed
 * when it is finished.  Only answers of store and spool are specific to connections.  Times are
 * milliseconds of the monotonic clock.
 */
#ifndef SERVER_NET_CLIENTS_H
#define SERVER_NET_CLIENTS_H

#include <poll.h>

#include "common/deadline.h"
#include "server/net/connection.h"
#include "server/net/seat.h"

struct clients;

/* Creates an empty set.  The loop has OTHERS descriptors of its own, polled before those of the
 * clients.  Returns NULL with errno on failure. */
struct clients *clients_new(size_t others);

/* Frees CLIENTS, which must be empty. */
void clients_free(struct clients *clients);

size_t clients_count(const struct clients *clients);

/* Reserves memory for one more client.  Returns -1 if out of memory. */
int clients_reserve(struct clients *clients);

/* Adds SEAT, and takes ownership of the client that it is part of.  clients_reserve() must have
 * succeeded. */
void clients_add(struct clients *clients, struct seat *seat, int64_t now_ms);

/* Returns the array to poll: first the loop's own descriptors, which the loop fills in and checks,
 * then those that clients_prepare() adds; valid until the next clients_reserve(). */
struct pollfd *clients_polled(struct clients *clients);
size_t clients_polled_count(const struct clients *clients);

/* Whether clients_prepare() added any: more input may arrive soon. */
bool clients_are_busy(const struct clients *clients);

/* Hands idle clients over to idle.h and prepares the others for poll().  Returns the earliest
 * deadline, or DEADLINE_NEVER. */
int64_t clients_prepare(struct clients *clients, int64_t now_ms);

/* Serves the clients that poll() reported, those whose deadline has passed, some that were idle,
 * and some of the queued ones. */
void clients_serve(struct clients *clients, int64_t now_ms);

/* Must be called when the store has returned SET, which a connection had submitted. */
void clients_delivered(struct clients *clients, struct delivery_set *set, int64_t now_ms);

/* Must be called when the spool has returned BODY, which a connection had submitted. */
void clients_stored(struct clients *clients, struct spooled *body, int64_t now_ms);

/* Must be called when the authority has returned EXCHANGE, whose owner is a connection here. */
void clients_authenticated(struct clients *clients, struct exchange *exchange, int64_t now_ms);

/* Asks all clients to end, at once or after the current message; from now on none is idle. */
void clients_shut_down(struct clients *clients, int64_t now_ms);

/* Ends all clients; those that await an answer remain until it arrives. */
void clients_abort(struct clients *clients, int64_t now_ms);

/* After clients_abort(): closes the clients that still await an answer.  Returns the number of
 * deliveries among them, whose result is unknown.  Their memory, and CLIENTS, must not be freed,
 * because other threads may still use it. */
size_t clients_abandon(struct clients *clients, int64_t now_ms);

#endif
