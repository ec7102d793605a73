/* connection.c - see connection.h.
 *
 * The order within work() matters: a piece of a message lies in the input, so it is used
 * before that is consumed; a shutdown is told between two steps of the session, never inside
 * one.
 */
#include <config.h>

#include "server/connection.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "common/i18n.h"
#include "server/incoming.h"
#include "server/patience.h"
#include "server/report.h"
#include "server/wire.h"

/* How long a closed connection waits for the client to have read the last reply. */
#define LINGER_MS 1000

/* With --trace, the session sees this much input at once, so that it can be logged before it is
 * decoded. */
#define TRACE_BYTES 4096

/* Longest line of a trace before it is cut. */
#define TRACE_LINE_BYTES 2100

enum connection_phase {
    CONNECTION_TALKING,   /* the session runs */
    CONNECTION_CLOSING,   /* only output is left */
    CONNECTION_LINGERING, /* nothing is left but to see the client close */
    CONNECTION_DEAD,
#define CONNECTION_PHASES (CONNECTION_DEAD + 1)
};

struct connection {
    struct seat seat;
    const struct connection_service *service;
    struct wire wire;
    uint64_t number;
    char client[CONNECTION_CLIENT_MAX];
    enum connection_phase phase;
    bool shutting_down; /* close with 421 as soon as no message is under way */
    struct session session;
    struct incoming *incoming; /* message under way; owned; NULL between messages */
    struct buffer trace;       /* unfinished line of the client, for --trace */
    struct patience patience;
};

/* A message under way comes to nothing. */
static void report_message_under_way(const struct connection *connection)
{
    const struct session *session = &connection->session;

    if (session_in_message(session) && !session_is_pending(session))
        report_unfinished(connection->service->log, connection->number, session);
}

static void die(struct connection *connection)
{
    if (connection->phase != CONNECTION_DEAD)
        report_message_under_way(connection);
    if (connection->phase != CONNECTION_DEAD)
        log_event(connection->service->log, LOG_LEVEL_INFO, connection->number, _("closed"));
    connection->phase = CONNECTION_DEAD;
}

static void drop_message(struct connection *connection)
{
    incoming_free(connection->incoming);
    connection->incoming = NULL;
}

/* The message that has a piece, or that is to be delivered; a message without a line has no piece.
 */
static struct incoming *need_message(struct connection *connection)
{
    if (connection->incoming == NULL)
        connection->incoming = incoming_new(connection->service->spool);
    return connection->incoming;
}

static void flush(struct connection *connection, int64_t now_ms)
{
    if (wire_flush(&connection->wire))
        patience_progress(&connection->patience, now_ms);
    if (connection->wire.is_broken)
        die(connection);
}

static void handle_reply(struct connection *connection, const struct session_event *event,
                         int64_t now_ms)
{
    struct span reply = {event->reply, event->reply_size};

    if (connection->service->trace)
        report_trace_reply(connection->service->log, connection->number, reply,
                           connection->session.position.state);
    if (session_in_message(&connection->session))
        patience_message(&connection->patience, now_ms);
    else
        drop_message(connection);
    wire_say(&connection->wire, reply);
}

static void handle_piece(struct connection *connection, struct span piece)
{
    struct incoming *incoming = need_message(connection);

    if (incoming != NULL && incoming_add(incoming, piece) == 0)
        return;
    session_lose_message(&connection->session,
                         report_loss(connection->service->log, connection->number));
    drop_message(connection);
}

static void handle_verdict(struct connection *connection, enum dialect_result verdict,
                           int64_t now_ms)
{
    struct session_event event;

    session_verdict(&connection->session, verdict, &event);
    handle_reply(connection, &event, now_ms);
    patience_progress(&connection->patience, now_ms);
}

static void handle_delivery(struct connection *connection, int64_t now_ms)
{
    struct incoming *incoming = need_message(connection);
    struct delivery *delivery = NULL;

    if (incoming != NULL)
        delivery = incoming_finish(incoming, &connection->session, connection->client,
                                   (int64_t)time(NULL), connection);
    if (delivery != NULL) {
        store_submit(connection->service->store, delivery);
        return;
    }
    handle_verdict(connection, report_loss(connection->service->log, connection->number), now_ms);
}

static void signal_session(struct connection *connection, enum dialect_event cause, int64_t now_ms)
{
    struct session_event event;

    report_message_under_way(connection);
    session_signal(&connection->session, cause, &event);
    report_refusal(connection->service->log, connection->number, &connection->session, &event);
    handle_reply(connection, &event, now_ms);
}

/* With --trace, what the session takes is logged as it came, before it is decoded in place. */
static void take_and_trace(struct connection *connection, char *in, size_t size,
                           struct session_event *event)
{
    enum dialect_state state = connection->session.position.state;
    char copy[TRACE_BYTES];

    size = size < sizeof copy ? size : sizeof copy;
    if (size > 0)
        memcpy(copy, in, size);
    session_next(&connection->session, in, size, event);
    report_trace_input(connection->service->log, connection->number,
                       (struct span){copy, event->consumed}, state, &connection->trace);
}

static void handle_event(struct connection *connection, const struct session_event *event,
                         int64_t now_ms)
{
    switch (event->kind) {
    case SESSION_MORE:
        if (session_in_message(&connection->session) &&
            session_judge_message(&connection->session) != DIALECT_DONE)
            drop_message(connection);
        break;
    case SESSION_REPLY:
        report_refusal(connection->service->log, connection->number, &connection->session, event);
        handle_reply(connection, event, now_ms);
        break;
    case SESSION_PIECE:
        handle_piece(connection, event->piece);
        break;
    case SESSION_DELIVER:
        handle_delivery(connection, now_ms);
        break;
    case SESSION_CLOSE:
        if (connection->phase == CONNECTION_TALKING)
            connection->phase = CONNECTION_CLOSING;
        break;
    }
}

/* One step of the session; false when it can go no further for now. */
static bool step(struct connection *connection, int64_t now_ms)
{
    static char nothing[1];
    struct session_event event;
    size_t size;
    char *in = wire_input(&connection->wire, &size);

    if (size == 0)
        in = nothing;
    if (connection->service->trace)
        take_and_trace(connection, in, size, &event);
    else
        session_next(&connection->session, in, size, &event);
    handle_event(connection, &event, now_ms);
    wire_consume(&connection->wire, event.consumed);
    return event.kind != SESSION_CLOSE && (event.kind != SESSION_MORE || event.consumed > 0);
}

/* Everything has been said: the client is told so, and what it still sends is read and thrown away,
 * since closing on unread bytes would make TCP destroy the last reply. */
static void start_lingering(struct connection *connection, int64_t now_ms)
{
    wire_finish(&connection->wire);
    connection->phase = CONNECTION_LINGERING;
    patience_init(&connection->patience, LINGER_MS, now_ms);
    if (connection->wire.at_end)
        die(connection);
}

static bool may_shut_down(const struct connection *connection)
{
    return connection->shutting_down && connection->phase == CONNECTION_TALKING &&
           !session_in_message(&connection->session) &&
           connection->session.position.state != DIALECT_STATE_CLOSED;
}

/* Goes on as far as input and store allow; false if output does not. */
static bool work(struct connection *connection, int64_t now_ms)
{
    bool going = true;

    while (going && connection->phase == CONNECTION_TALKING) {
        if (wire_is_full(&connection->wire))
            flush(connection, now_ms);
        if (wire_is_full(&connection->wire))
            return false;
        if (may_shut_down(connection))
            signal_session(connection, DIALECT_SHUTDOWN, now_ms);
        going = step(connection, now_ms);
    }
    flush(connection, now_ms);
    return !wire_has_output(&connection->wire);
}

/* Goes on as far as it can, and gives the room back. */
static void advance(struct connection *connection, int64_t now_ms)
{
    bool has_said_all = work(connection, now_ms);

    if (has_said_all && connection->phase == CONNECTION_CLOSING)
        start_lingering(connection, now_ms);
    else if (has_said_all && connection->wire.at_end && !session_is_pending(&connection->session))
        die(connection);
    wire_settle(&connection->wire);
    if (connection->wire.is_broken)
        die(connection);
}

static void receive(struct connection *connection, int64_t now_ms)
{
    struct span bytes = wire_receive(&connection->wire);

    if (bytes.size > 0)
        patience_input(&connection->patience, bytes, now_ms);
    if (connection->wire.is_broken)
        die(connection);
}

static void receive_and_discard(struct connection *connection)
{
    wire_discard(&connection->wire);
    if (connection->wire.at_end || connection->wire.is_broken)
        die(connection);
}

struct connection *connection_new(const struct connection_service *service,
                                  struct transport transport, uint64_t number, const char *client,
                                  enum dialect_event cause, int64_t now_ms)
{
    struct connection *connection = calloc(1, sizeof *connection);

    if (connection == NULL) {
        transport.operations->close(&transport);
        return NULL;
    }
    connection->seat.connection = connection;
    connection->service = service;
    wire_init(&connection->wire, transport, service->room);
    connection->number = number;
    strncpy(connection->client, client, sizeof connection->client - 1);
    buffer_init(&connection->trace, TRACE_LINE_BYTES);
    session_init(&connection->session, &service->session);
    patience_init(&connection->patience, service->timeout_ms, now_ms);
    signal_session(connection, cause, now_ms);
    advance(connection, now_ms);
    return connection;
}

void connection_free(struct connection *connection)
{
    assert(!session_is_pending(&connection->session));
    drop_message(connection);
    session_release(&connection->session);
    buffer_release(&connection->trace);
    wire_close(&connection->wire);
    free(connection);
}

struct seat *connection_seat(struct connection *connection)
{
    return &connection->seat;
}

int connection_fd(const struct connection *connection)
{
    return connection->wire.transport.fd;
}

/* A client that is owed an answer is not listened to: what it sends waits in the kernel. */
enum connection_wait connection_waits(const struct connection *connection)
{
    static const enum connection_wait waits[CONNECTION_PHASES][2] = {
        /*                        without an answer to come, with one */
        [CONNECTION_TALKING] = {CONNECTION_AWAITS_CLIENT, CONNECTION_AWAITS_ANSWER},
        [CONNECTION_CLOSING] = {CONNECTION_AWAITS_CLIENT, CONNECTION_AWAITS_ANSWER},
        [CONNECTION_LINGERING] = {CONNECTION_AWAITS_CLIENT, CONNECTION_AWAITS_ANSWER},
        [CONNECTION_DEAD] = {CONNECTION_AWAITS_NOTHING, CONNECTION_AWAITS_ANSWER},
    };

    return waits[connection->phase][session_is_pending(&connection->session)];
}

short connection_events(const struct connection *connection)
{
    return wire_has_output(&connection->wire) ? POLLOUT : POLLIN;
}

int64_t connection_deadline(const struct connection *connection)
{
    return patience_deadline(&connection->patience, session_in_message(&connection->session));
}

void connection_ready(struct connection *connection, short events, int64_t now_ms)
{
    if (connection->phase == CONNECTION_LINGERING) {
        receive_and_discard(connection);
        return;
    }
    if (wire_has_output(&connection->wire))
        flush(connection, now_ms);
    else if (events & (POLLIN | POLLHUP | POLLERR))
        receive(connection, now_ms);
    if (connection->phase != CONNECTION_DEAD)
        advance(connection, now_ms);
}

/* A client that does not even take what it was told gets nothing more. */
void connection_expire(struct connection *connection, int64_t now_ms)
{
    if (connection->phase != CONNECTION_TALKING || wire_has_output(&connection->wire)) {
        die(connection);
        return;
    }
    signal_session(connection, DIALECT_TIMEOUT, now_ms);
    advance(connection, now_ms);
}

void connection_shut_down(struct connection *connection, int64_t now_ms)
{
    connection->shutting_down = true;
    if (connection->phase == CONNECTION_TALKING)
        advance(connection, now_ms);
}

void connection_abort(struct connection *connection, int64_t now_ms)
{
    if (connection->phase == CONNECTION_TALKING && !session_is_pending(&connection->session)) {
        signal_session(connection, DIALECT_SHUTDOWN, now_ms);
        advance(connection, now_ms);
    }
    die(connection);
}

void connection_delivered(struct connection *connection, const struct delivery *delivery,
                          int64_t now_ms)
{
    report_delivery(connection->service->log, connection->number, &connection->session, delivery,
                    incoming_size(connection->incoming));
    handle_verdict(connection, delivery->verdict, now_ms);
    advance(connection, now_ms);
}
