/* connection.h - the life of one client's connection: talking, closing, lingering, dead.
 *
 * Decides when its conversation goes on and when it ends, and knows until when the client may stay
 * silent.  It reads nothing while its replies are not taken or an answer is awaited: that is the
 * back-pressure.  It never waits; the loop tells it when it may act.  Times are milliseconds of the
 * monotonic clock.
 */
#ifndef SERVER_CONNECTION_H
#define SERVER_CONNECTION_H

#include <stdint.h>

#include "server/conversation.h"
#include "server/seat.h"

/* What a connection waits for. */
enum connection_wait {
    CONNECTION_AWAITS_CLIENT,  /* its descriptor for connection_events(), or its deadline */
    CONNECTION_AWAITS_ANSWER,  /* to get back what it handed over; neither of these until then */
    CONNECTION_AWAITS_NOTHING, /* only connection_free() is left */
};

struct connection;

/* Takes over TRANSPORT (also on failure) and greets the client, or, with CAUSE DIALECT_OVERLOAD
 * instead of DIALECT_CONNECT, turns it away.  NUMBER tells it apart in logs, CLIENT is its numeric
 * address for the Received line; both SERVICE and log must outlive it.  NULL with errno. */
struct connection *connection_new(const struct conversation_service *service,
                                  struct transport transport, uint64_t number, const char *client,
                                  enum dialect_event cause, int64_t now_ms);

/* The same for a client for which there is no memory: 421, and a line in the log. */
void connection_turn_away(const struct conversation_service *service, struct transport transport,
                          uint64_t number);

/* Closes the transport.  Not while it awaits an answer. */
void connection_free(struct connection *connection);

/* Its place among the others, for whoever watches over it; in no list at first. */
struct seat *connection_seat(struct connection *connection);

enum connection_wait connection_waits(const struct connection *connection);

/* While it awaits its client: the descriptor to watch, the events of poll() to watch it for, and
 * when connection_expire() is due. */
int connection_fd(const struct connection *connection);
short connection_events(const struct connection *connection);
int64_t connection_deadline(const struct connection *connection);

/* poll() reported EVENTS. */
void connection_ready(struct connection *connection, short events, int64_t now_ms);

/* The deadline has passed: 421, or the end of waiting for the last bytes of a connection that
 * closes. */
void connection_expire(struct connection *connection, int64_t now_ms);

/* The server stops: 421 now, or behind the verdict on the message under way. */
void connection_shut_down(struct connection *connection, int64_t now_ms);

/* The server waits no longer: 421 even in the middle of a message.  One that awaits an answer goes
 * on to do so. */
void connection_abort(struct connection *connection, int64_t now_ms);

/* The answer does not come: a delivery gets its 451, the client its 421, and the transport is
 * closed.  CONNECTION, and what it handed over, must be left alone from now on.  Whether there was
 * a delivery, which is undecided then. */
bool connection_abandon(struct connection *connection, int64_t now_ms);

/* The spool returned the message of CONNECTION. */
void connection_stored(struct connection *connection, int64_t now_ms);

/* The store returned SET, whose owner is CONNECTION. */
void connection_delivered(struct connection *connection, const struct delivery_set *set,
                          int64_t now_ms);

#endif
