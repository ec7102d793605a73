/* connection.h - one client: its transport, its session, and the message that it sends.
 *
 * A connection moves bytes between its transport and its session, keeps what cannot move yet in two
 * bounded buffers, hands finished messages to the store, and knows until when it may stay silent.
 * It reads nothing while its replies are not taken or its message is being stored: that is the
 * back-pressure.  It never waits; the loop tells it when it may act.  Times are milliseconds of the
 * monotonic clock.
 */
#ifndef SERVER_CONNECTION_H
#define SERVER_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/transport.h"
#include "server/log.h"
#include "server/seat.h"
#include "server/session.h"
#include "server/store.h"

/* Longest numeric address of a client, with its port and a NUL. */
#define CONNECTION_CLIENT_MAX 64

struct wire_room;

/* What a connection waits for. */
enum connection_wait {
    CONNECTION_AWAITS_CLIENT,  /* its descriptor for connection_events(), or its deadline */
    CONNECTION_AWAITS_ANSWER,  /* to get back what it handed over; neither of these until then */
    CONNECTION_AWAITS_NOTHING, /* only connection_free() is left */
};

/* What all connections of a server share. */
struct connection_service {
    struct session_config session;
    struct spool *spool;
    struct store *store;
    struct log *log;
    struct wire_room *room; /* borrowed; all connections are served by one thread */
    bool trace;             /* log every line of the conversation */
    int64_t timeout_ms;     /* longest time without progress */
};

struct connection;

/* Takes over TRANSPORT (also on failure) and greets the client, or, with CAUSE DIALECT_OVERLOAD
 * instead of DIALECT_CONNECT, turns it away.  NUMBER tells it apart in logs, CLIENT is its numeric
 * address for the Received line; both SERVICE and log must outlive it.  NULL with errno. */
struct connection *connection_new(const struct connection_service *service,
                                  struct transport transport, uint64_t number, const char *client,
                                  enum dialect_event cause, int64_t now_ms);

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

/* The server waits no longer: 421 even in the middle of a message. */
void connection_abort(struct connection *connection, int64_t now_ms);

/* The store returned DELIVERY, whose owner is CONNECTION. */
void connection_delivered(struct connection *connection, const struct delivery *delivery,
                          int64_t now_ms);

#endif
