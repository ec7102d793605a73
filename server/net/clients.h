/* clients.h - whom a loop serves, kept apart by what they wait for.
 *
 * Busy ones were heard of lately: the loop polls them itself.  Idle ones are with idle.h.  Those
 * that await an answer are held: nobody watches them.  So a turn of the loop costs what the busy
 * ones cost, however many there are.  Each is a seat, is told here of what concerns it, finds its
 * place anew after that, and is freed when it is finished; only the answers of store and spool are
 * for connections alone.  Times are milliseconds of the monotonic clock.
 */
#ifndef SERVER_NET_CLIENTS_H
#define SERVER_NET_CLIENTS_H

#include <poll.h>

#include "common/deadline.h"
#include "server/net/connection.h"
#include "server/net/seat.h"

struct clients;

/* A set without anybody.  Before the descriptors of the busy ones the loop has OTHERS of its
 * own to poll.  NULL with errno. */
struct clients *clients_new(size_t others);

/* When there are none left. */
void clients_free(struct clients *clients);

size_t clients_count(const struct clients *clients);

/* Room for one more; -1 if memory ran out. */
int clients_reserve(struct clients *clients);

/* Takes SEAT over, with what it is part of; there is room for it. */
void clients_add(struct clients *clients, struct seat *seat, int64_t now_ms);

/* What to poll: the loop's own descriptors, which are for it to fill in and to look at, then those
 * that clients_prepare() adds; valid until the next clients_reserve(). */
struct pollfd *clients_polled(struct clients *clients);
size_t clients_polled_count(const struct clients *clients);

/* Whether clients_prepare() added any: more may be heard soon. */
bool clients_are_busy(const struct clients *clients);

/* Hands over those that have become idle and prepares the others for poll(); returns the earliest
 * time at which something is due, or DEADLINE_NEVER. */
int64_t clients_prepare(struct clients *clients, int64_t now_ms);

/* Serves whom poll() reported, whoever is due, and some of those that were idle. */
void clients_serve(struct clients *clients, int64_t now_ms);

/* The store returned SET, which one of the connections had submitted. */
void clients_delivered(struct clients *clients, struct delivery_set *set, int64_t now_ms);

/* The spool returned BODY, which one of the connections had submitted. */
void clients_stored(struct clients *clients, struct spooled *body, int64_t now_ms);

/* Tells all to end, now or after the message under way; from now on all are busy. */
void clients_shut_down(struct clients *clients, int64_t now_ms);

/* Ends all; those that await an answer remain until it comes. */
void clients_abort(struct clients *clients, int64_t now_ms);

/* After clients_abort(): closes those that still await an answer; the number of deliveries among
 * them, which are then undecided.  Their memory, and CLIENTS, must be left alone from now on,
 * because others may still use what they have of it. */
size_t clients_abandon(struct clients *clients, int64_t now_ms);

#endif
