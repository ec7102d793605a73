/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* connection.c - see connection.h.
 *
 * A phase is followed only by later ones.  A conversation is ended between two of its steps, never
 * inside one.
 */
#include <config.h>

#include "server/net/connection.h"

#include <stdlib.h>

#include "common/deadline.h"
#include "common/tls.h"
#include "server/net/secure.h"

/* How long a closing connection waits for the client to read the last reply and close. */
#define LINGER_MS 1000

/* Maximum steps of a conversation in one turn of the loop: MAIL, 100 RCPT and DATA are fewer. */
#define STEPS_PER_TURN 128

enum connection_phase {
    CONNECTION_TALKING,   /* the conversation continues */
    CONNECTION_CLOSING,   /* only output is pending */
    CONNECTION_LINGERING, /* waiting for the client to close */
    CONNECTION_DEAD,
};

struct connection {
    struct seat seat; /* first, so that its address is that of the connection */
    enum connection_phase phase;
    enum seat_ending ending;  /* whether to send 421 */
    enum dialect_event cause; /* of the first reply */
    bool is_shaking;          /* the handshake of TLS is under way */
    bool has_rest;            /* of the input, for its next turn */
    struct sources_place source;
    struct conversation conversation;
};

static struct connection *connection_of(struct seat *seat)
{
    return (struct connection *)seat;
}

static struct wire *wire_of(struct connection *connection)
{
    return &connection->conversation.wire;
}

static struct patience *patience_of(struct connection *connection)
{
    return &connection->conversation.patience;
}

static bool awaits_answer(const struct connection *connection)
{
    return conversation_awaits_answer(&connection->conversation);
}

static bool is_paused(const struct connection *connection)
{
    return conversation_pause_ends_ms(&connection->conversation) != DEADLINE_NEVER;
}

static void die(struct connection *connection)
{
    connection->phase = CONNECTION_DEAD;
}

static void flush(struct connection *connection, int64_t now_ms)
{
    if (wire_flush(wire_of(connection)))
        patience_progress(patience_of(connection), now_ms);
    if (wire_of(connection)->is_broken)
        die(connection);
}

/* After the last reply, shuts down the sending side, then reads and discards input, since closing
 * with unread input would reset the connection and could lose the reply. */
static void start_lingering(struct connection *connection, int64_t now_ms)
{
    wire_finish(wire_of(connection));
    connection->phase = CONNECTION_LINGERING;
    patience_init(patience_of(connection), LINGER_MS, now_ms);
    if (wire_of(connection)->at_end)
        die(connection);
}

/* Closes without lingering, but reads pending input first, for the same reason. */
static void hang_up(struct connection *connection)
{
    wire_finish(wire_of(connection));
    wire_discard(wire_of(connection));
    die(connection);
}

/* After input was lost for lack of memory, the rest cannot be interpreted.  A pending answer comes
 * first, so a message that is being stored gets its reply. */
static bool must_end(const struct connection *connection)
{
    const struct session *session = &connection->conversation.session;
    bool is_wanted = connection->conversation.wire.is_starved ||
                     connection->ending == SEAT_ENDS_NOW ||
                     (connection->ending == SEAT_ENDS_SOON && !session_in_message(session));

    return is_wanted && connection->phase == CONNECTION_TALKING && !awaits_answer(connection) &&
           !is_paused(connection) && !conversation_must_secure(&connection->conversation) &&
           session->position.state != DIALECT_STATE_CLOSED;
}

/* Goes on as far as input, answers and its share of the turn allow; returns whether all is said:
 * false if output is blocked, a pause has begun or that share is used up. */
static bool work(struct connection *connection, int64_t now_ms)
{
    struct conversation *conversation = &connection->conversation;
    enum conversation_step step = CONVERSATION_GOES_ON;

    connection->has_rest = connection->phase == CONNECTION_TALKING;
    for (unsigned left = STEPS_PER_TURN; connection->has_rest && left > 0; left--) {
        if (wire_is_full(&conversation->wire))
            flush(connection, now_ms);
        if (wire_is_full(&conversation->wire)) {
            connection->has_rest = false;
            return false; /* it may be empty by the next flush(), and yet not all be said */
        }
        if (must_end(connection))
            conversation_signal(conversation, DIALECT_SHUTDOWN, now_ms);
        step = conversation_go_on(conversation, now_ms);
        connection->has_rest =
            step == CONVERSATION_GOES_ON && connection->phase == CONNECTION_TALKING;
    }
    if (step == CONVERSATION_IS_OVER && connection->phase == CONNECTION_TALKING)
        connection->phase = CONNECTION_CLOSING;
    flush(connection, now_ms);
    return !wire_has_output(&conversation->wire) && !is_paused(connection) && !connection->has_rest;
}

/* Keeps unprocessed input, as long as it may still be processed. */
static void give_room_back(struct connection *connection)
{
    const struct session *session = &connection->conversation.session;

    if (connection->phase == CONNECTION_TALKING && session->position.state != DIALECT_STATE_CLOSED)
        wire_settle(wire_of(connection));
    else
        wire_forget(wire_of(connection));
}

/* It begins when the client speaks. */
static void start_handshake(struct connection *connection, int64_t now_ms)
{
    connection->is_shaking = true;
    patience_init(
        patience_of(connection),
        secure_timeout_ms(connection->conversation.service->timeout_ms, connection->cause), now_ms);
}

static void advance(struct connection *connection, int64_t now_ms)
{
    if (conversation_is_left(&connection->conversation))
        conversation_resume(&connection->conversation, now_ms);
    bool has_said_all = work(connection, now_ms);

    give_room_back(connection);
    if (has_said_all && conversation_must_secure(&connection->conversation) &&
        connection->phase == CONNECTION_TALKING && connection->ending != SEAT_ENDS_NOW) {
        if (conversation_secure(&connection->conversation) == 0)
            start_handshake(connection, now_ms);
        else
            die(connection);
        return;
    }
    if (must_end(connection))
        has_said_all = work(connection, now_ms);
    if (connection->ending == SEAT_ENDS_NOW && !awaits_answer(connection))
        hang_up(connection);
    else if (has_said_all && connection->phase == CONNECTION_CLOSING)
        start_lingering(connection, now_ms);
    else if (has_said_all && wire_of(connection)->at_end && !awaits_answer(connection)) {
        if (connection->conversation.is_encrypted) /* it waits for our end, too */
            wire_finish(wire_of(connection));
        die(connection);
    }
    if (wire_of(connection)->is_broken)
        die(connection);
}

/* When the last is said to a client, there is no time for a pause. */
static void go_on(struct connection *connection, int64_t now_ms)
{
    if (connection->ending == SEAT_ENDS_NOW)
        conversation_hurry(&connection->conversation, now_ms);
    if (connection->phase != CONNECTION_DEAD)
        advance(connection, now_ms);
}

static void receive(struct connection *connection, int64_t now_ms)
{
    struct span bytes = wire_receive(wire_of(connection));

    if (bytes.size > 0)
        conversation_hear(&connection->conversation, bytes, now_ms);
    if (wire_of(connection)->is_broken)
        die(connection);
}

/* Continues the handshake.  After it a client that began with it is greeted; any other speaks
 * first. */
static void shake_hands(struct connection *connection, int64_t now_ms)
{
    enum secure_step step = secure_go_on(wire_of(connection), &connection->conversation.observer);

    connection->is_shaking = step == SECURE_WAITS;
    if (connection->is_shaking)
        return;
    if (step == SECURE_HAS_FAILED) {
        start_lingering(connection, now_ms);
        return;
    }
    connection->conversation.is_encrypted = true;
    patience_init(patience_of(connection), connection->conversation.service->timeout_ms, now_ms);
    if (connection->conversation.session.position.state == DIALECT_STATE_CONNECTED)
        conversation_signal(&connection->conversation, connection->cause, now_ms);
    advance(connection, now_ms);
}

static void receive_and_discard(struct connection *connection)
{
    wire_discard(wire_of(connection));
    if (wire_of(connection)->at_end || wire_of(connection)->is_broken)
        die(connection);
}

/* While an answer is pending, nothing is read: the client's input waits in the kernel. */
static enum seat_wait waiting_for(const struct seat *seat)
{
    const struct connection *connection = (const struct connection *)seat;

    if (awaits_answer(connection))
        return SEAT_AWAITS_ANSWER;
    if (connection->phase == CONNECTION_DEAD)
        return SEAT_AWAITS_NOTHING;
    return connection->has_rest ? SEAT_AWAITS_TURN : SEAT_AWAITS_PEER;
}

/* A client that is about to be closed needs no advice. */
static void watch(struct seat *seat)
{
    const struct connection *connection = connection_of(seat);
    bool is_advised = connection->phase == CONNECTION_TALKING && !connection->is_shaking;

    conversation_watch(&connection->conversation, is_advised, &seat->polled);
    seat->takes_long = connection->is_shaking;
}

static void serve(struct seat *seat, short events, int64_t now_ms)
{
    struct connection *connection = connection_of(seat);

    if (connection->phase == CONNECTION_LINGERING) {
        receive_and_discard(connection);
        return;
    }
    if (connection->is_shaking) {
        shake_hands(connection, now_ms);
        return;
    }
    if (wire_has_output(wire_of(connection)))
        flush(connection, now_ms);
    else if (is_paused(connection) && !wire_may_receive(wire_of(connection)))
        die(connection);
    else if (events != 0)
        receive(connection, now_ms);
    go_on(connection, now_ms);
}

/* Ends a pause; gives advice; sends 421; or ends the wait for a closing connection.  A client that
 * does not read its replies gets no further one. */
static void expire(struct seat *seat, int64_t now_ms)
{
    struct connection *connection = connection_of(seat);
    struct conversation *conversation = &connection->conversation;

    if (is_paused(connection)) {
        conversation_resume(conversation, now_ms);
        advance(connection, now_ms);
        return;
    }
    if (connection->is_shaking)
        conversation_tell_late(conversation, connection->cause);
    if (connection->phase != CONNECTION_TALKING || wire_has_output(&conversation->wire) ||
        connection->is_shaking) {
        die(connection);
        return;
    }
    if (now_ms < conversation_patience_ends_ms(&connection->conversation)) {
        conversation_advise(conversation, now_ms);
        return;
    }
    conversation_tell_impatience(conversation, now_ms);
    conversation_signal(conversation, DIALECT_TIMEOUT, now_ms);
    advance(connection, now_ms);
}

/* Sends 421 now, or after the reply to the current message; nothing can be said within a
 * handshake. */
static void end(struct seat *seat, enum seat_ending ending, int64_t now_ms)
{
    struct connection *connection = connection_of(seat);

    connection->ending = ending;
    conversation_hurry(&connection->conversation, now_ms);
    if (connection->phase == CONNECTION_TALKING && !connection->is_shaking)
        advance(connection, now_ms);
    else if (ending == SEAT_ENDS_NOW || connection->is_shaking)
        die(connection);
}

/* Sends 451 for a delivery, then 421, and closes the transport. */
static bool abandon(struct seat *seat, int64_t now_ms)
{
    struct connection *connection = connection_of(seat);
    bool is_undecided = session_asks(&connection->conversation.session) == SESSION_ASK_DELIVER;

    conversation_abandon(&connection->conversation, now_ms);
    end(seat, SEAT_ENDS_NOW, now_ms);
    conversation_tell_end(&connection->conversation);
    wire_close(wire_of(connection));
    return is_undecided;
}

static void release(struct seat *seat)
{
    struct connection *connection = connection_of(seat);

    sources_leave(&connection->source);
    conversation_tell_end(&connection->conversation);
    conversation_release(&connection->conversation);
    free(connection);
}

struct connection *connection_new(const struct conversation_service *service,
                                  struct transport transport, uint64_t number, const char *client,
                                  enum dialect_event cause, int64_t now_ms)
{
    static const struct seat_operations operations = {
        .waits = waiting_for,
        .watch = watch,
        .ready = serve,
        .expire = expire,
        .end = end,
        .abandon = abandon,
        .free = release,
    };
    struct connection *connection = calloc(1, sizeof *connection);

    if (connection == NULL)
        return NULL;
    connection->seat.operations = &operations;
    conversation_init(&connection->conversation, service, transport, number, client, connection,
                      now_ms);
    connection->cause = cause;
    if (tls_is_below(&transport)) {
        start_handshake(connection, now_ms);
    } else {
        conversation_signal(&connection->conversation, cause, now_ms);
        advance(connection, now_ms);
    }
    return connection;
}

struct seat *connection_seat(struct connection *connection)
{
    return &connection->seat;
}

void connection_keep_place(struct connection *connection, struct sources_place place)
{
    connection->source = place;
}

void connection_stored(struct connection *connection, int64_t now_ms)
{
    conversation_stored(&connection->conversation, now_ms);
    go_on(connection, now_ms);
}

void connection_delivered(struct connection *connection, const struct delivery_set *set,
                          int64_t now_ms)
{
    conversation_delivered(&connection->conversation, set, now_ms);
    go_on(connection, now_ms);
}

void connection_authenticated(struct connection *connection, int64_t now_ms)
{
    conversation_authenticated(&connection->conversation, now_ms);
    go_on(connection, now_ms);
}
