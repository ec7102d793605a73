/* connection.h - the life of one client's connection: talking, closing, lingering, dead.
 *
 * Decides when its conversation goes on and when it ends, and knows until when the client may stay
 * silent.  It reads nothing while its replies are not taken or an answer is awaited: that is the
 * back-pressure.  It never waits; the loop tells it when it may act.  Times are milliseconds of the
 * monotonic clock.
 */
#ifndef SERVER_NET_CONNECTION_H
#define SERVER_NET_CONNECTION_H

#include <stdint.h>

#include "server/net/conversation.h"
#include "server/net/seat.h"
#include "server/net/sources.h"

struct connection;

/* Takes over TRANSPORT (also on failure) and greets the client, or, with CAUSE DIALECT_OVERLOAD
 * instead of DIALECT_CONNECT, turns it away.  NUMBER tells it apart in events, CLIENT is its
 * numeric address for the Received line; SERVICE must outlive it.  NULL if memory ran out: the
 * client was told then, as by connection_turn_away(). */
struct connection *connection_new(const struct conversation_service *service,
                                  struct transport transport, uint64_t number, const char *client,
                                  enum dialect_event cause, int64_t now_ms);

/* Turns away a client for which there is no memory: 421, and the events of its end. */
void connection_turn_away(const struct conversation_service *service, struct transport transport,
                          uint64_t number);

/* CONNECTION among the others that clients.h serves, which frees it; in no list at first. */
struct seat *connection_seat(struct connection *connection);

/* PLACE, of the client at its source, is given up when CONNECTION is freed. */
void connection_keep_place(struct connection *connection, struct sources_place place);

/* The spool returned the message of CONNECTION. */
void connection_stored(struct connection *connection, int64_t now_ms);

/* The store returned SET, whose owner is CONNECTION. */
void connection_delivered(struct connection *connection, const struct delivery_set *set,
                          int64_t now_ms);

#endif
