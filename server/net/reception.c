/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reception.c - see reception.h. */
#include <config.h>

#include "server/net/reception.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/tls.h"
#include "server/base/quota.h"
#include "server/net/sources.h"

/* Maximum number of clients accepted at one listener before others get their turn. */
#define ACCEPT_BATCH 64

/* Clients beyond the limit that get 421; further ones are closed without a reply. */
#define OVERLOAD_ROOM 64

/* Pause after descriptors or memory ran out. */
#define ACCEPT_PAUSE_MS 100

struct reception {
    const struct conversation_service *service; /* borrowed */
    struct log *log;                            /* borrowed */
    struct clients *clients;                    /* borrowed */
    struct sources *sources;                    /* owned */
    unsigned connections_max;
    struct quota refusals; /* lines about clients that were turned away */
    uint64_t last_number;
    int64_t opens_ms;
    bool is_short; /* the last attempt lacked descriptors or memory */
};

struct reception *reception_new(const struct conversation_service *service, struct log *log,
                                struct clients *clients, unsigned connections_max,
                                unsigned max_per_source)
{
    struct reception *reception = calloc(1, sizeof *reception);

    if (reception == NULL)
        return NULL;
    reception->service = service;
    reception->log = log;
    reception->clients = clients;
    reception->connections_max = connections_max;
    reception->sources = sources_new(max_per_source);
    if (reception->sources != NULL)
        return reception;
    free(reception);
    return NULL;
}

int64_t reception_opens_ms(const struct reception *reception)
{
    return reception->opens_ms;
}

int64_t reception_due_ms(const struct reception *reception)
{
    return quota_due_ms(&reception->refusals);
}

void reception_sum_up(struct reception *reception, int64_t now_ms)
{
    uint64_t sum = quota_take_sum(&reception->refusals, now_ms);

    if (sum > 0)
        log_event(reception->log, LOG_LEVEL_WARNING, 0,
                  ngettext("%llu more client was turned away", "%llu more clients were turned away",
                           (unsigned long)sum),
                  (unsigned long long)sum);
}

/* Logs that the client at PEER is turned away because of the limit of all clients, if FULL, or of
 * its source. */
static void warn_of_refusal(struct reception *reception, bool full,
                            const struct listener_peer *peer, int64_t now_ms)
{
    struct log *log = reception->log;
    char source[SOURCES_NAME_MAX];

    if (!quota_takes(&reception->refusals, now_ms))
        return;
    sources_name(peer->bytes, source);
    if (full)
        log_event(log, LOG_LEVEL_WARNING, reception->last_number,
                  _("turned away: the limit of %u connections is reached (--max-connections)"),
                  reception->connections_max);
    else
        log_event(log, LOG_LEVEL_WARNING, reception->last_number,
                  _("turned away: %s has reached its connection limit (--max-per-source=%u)"),
                  source, sources_limit(reception->sources, peer->bytes));
}

/* Whether the client gets a reply, at least 421; if so, fills in its PLACE. */
static bool admit(struct reception *reception, const struct listener_peer *peer,
                  struct sources_place *place)
{
    size_t count = clients_count(reception->clients), most = reception->connections_max;

    *place = (struct sources_place){.fate = SOURCES_DROPPED};
    if (count >= most + OVERLOAD_ROOM)
        return false;
    if (count >= most)
        place->fate = SOURCES_TURNED_AWAY;
    else
        *place = sources_enter(reception->sources, peer->bytes);
    return place->fate != SOURCES_DROPPED;
}

/* Begins TLS, if listeners of KIND do.  Returns -1 if out of memory. */
static int encrypt(const struct reception *reception, enum listener_kind kind,
                   struct transport *transport)
{
    struct ssl_st *side;

    if (kind != LISTENER_SMTPS)
        return 0;
    side = credentials_new_side(reception->service->credentials);
    return side != NULL ? tls_start(transport, side) : -1;
}

/* For lack of memory: sends 421, if it MAY_SPEAK in clear, and the events of its end. */
static void turn_away(const struct reception *reception, struct transport transport, bool may_speak)
{
    const struct conversation_service *service = reception->service;
    uint64_t number = reception->last_number;
    struct session session;
    struct session_event event;

    events_tell(service->events, &(struct event){.kind = EVENT_CLOSING,
                                                 .connection = number,
                                                 .closing = EVENT_CLOSING_NO_MEMORY});
    session_init(&session, &service->session);
    session_signal(&session, DIALECT_OVERLOAD, &event);
    if (may_speak)
        (void)!transport.operations->write(&transport, event.reply, event.reply_size);
    (void)transport.operations->finish(&transport);
    transport.operations->close(&transport);
    session_release(&session);
    events_tell(service->events, &(struct event){.kind = EVENT_CLOSED, .connection = number});
}

/* Handles the client of TRANSPORT, which was accepted at a listener of KIND. */
static void greet(struct reception *reception, enum listener_kind kind, struct transport transport,
                  const struct listener_peer *peer, int64_t now_ms)
{
    struct sources_place place;
    struct connection *connection;

    if (!admit(reception, peer, &place)) {
        quota_withhold(&reception->refusals, now_ms);
        transport.operations->close(&transport);
        return;
    }
    reception->last_number++;
    events_tell(reception->service->events, &(struct event){.kind = EVENT_CONNECTED,
                                                            .connection = reception->last_number,
                                                            .connected = {peer->endpoint}});
    if (clients_reserve(reception->clients) != 0 || encrypt(reception, kind, &transport) != 0) {
        sources_leave(&place);
        turn_away(reception, transport, kind == LISTENER_SMTP);
        return;
    }
    if (place.fate == SOURCES_TURNED_AWAY)
        warn_of_refusal(reception, place.source == NULL, peer, now_ms);
    connection = connection_new(
        reception->service, transport, reception->last_number, peer->address,
        place.fate == SOURCES_TURNED_AWAY ? DIALECT_OVERLOAD : DIALECT_CONNECT, now_ms);
    if (connection == NULL) {
        sources_leave(&place);
        turn_away(reception, transport, kind == LISTENER_SMTP);
        return;
    }
    connection_keep_place(connection, place);
    clients_add(reception->clients, connection_seat(connection), now_ms);
}

/* Errors of accept() that concern only one client, which has disconnected. */
static bool is_client_error(int error)
{
    return error == ECONNABORTED || error == EINTR || error == EPROTO;
}

/* Clients wait until descriptors or memory are free again; this is logged once. */
static void pause_accepting(struct reception *reception, int error, int64_t now_ms)
{
    if (!reception->is_short)
        log_event(reception->log, LOG_LEVEL_ERROR, 0, _("cannot accept clients for now: %s"),
                  strerror(error));
    reception->is_short = true;
    reception->opens_ms = now_ms + ACCEPT_PAUSE_MS;
}

void reception_accept(struct reception *reception, const struct listener *listener, int64_t now_ms)
{
    for (int i = 0; i < ACCEPT_BATCH; i++) {
        struct listener_peer peer;
        int fd = listener_accept(listener->fd, &peer);
        if (fd >= 0) {
            greet(reception, listener->kind, transport_plain(fd), &peer, now_ms);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            reception->is_short = false;
            return;
        } else if (!is_client_error(errno)) {
            pause_accepting(reception, errno, now_ms);
            return;
        }
    }
}

void reception_free(struct reception *reception)
{
    reception_sum_up(reception, DEADLINE_NEVER);
    sources_free(reception->sources);
    free(reception);
}
