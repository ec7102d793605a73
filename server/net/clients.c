/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* clients.c - see clients.h.
 *
 * The busy ones are in the order of their last activity, so that those to hand over are at the
 * front.
 */
#include <config.h>

#include "server/net/clients.h"

#include <assert.h>
#include <stdlib.h>

#include "common/count.h"
#include "common/deadline.h"
#include "common/monotonic.h"
#include "server/net/idle.h"

/* Inactivity after which a connection is idle.  The longer, the more occasional senders are polled
 * in each turn: with 10,000 senders once a second, 30 % of a processor at 50 ms, 21 % at 20 ms, 14
 * % at 10 ms.  The shorter, the more clients that only pause are shuttled.  Idle ones are handed
 * over in batches, at most once in half of it, since each batch costs a poll of all idle ones. */
#define IDLE_AFTER_MS 20

/* Whose deadline is nearer stays busy: that of idle.h is coarse. */
#define SOON_MS (5 * IDLE_DEADLINE_GRAIN_MS)

/* Maximum number of formerly idle clients that are served before others get their turn. */
#define RETURN_BATCH 256

/* Time for queued clients in each turn, at least for one of them.  The longer, the longer a flood
 * of handshakes or commands delays others; the shorter, the more of the time goes into polling the
 * others. */
#define QUEUE_MS 5

struct clients {
    struct idle *idle;                     /* owned */
    bool is_ending;                        /* no client may become idle */
    size_t count;                          /* all clients */
    struct polled_list lists[SEAT_PLACES]; /* those of SEAT_BUSY, SEAT_HELD and SEAT_QUEUED */
    size_t others;          /* number of first entries: those of the loop, and of idle.h */
    size_t room;            /* capacity of the two arrays, in seats */
    size_t entry_count;     /* entries in use after others */
    struct pollfd *entries; /* owned */
    struct seat **seats;    /* owned; the seats of those entries */
};

static int make_room(struct clients *clients, size_t count)
{
    size_t room = clients->room > 0 ? clients->room : 64;

    if (count <= clients->room)
        return 0;
    while (room < count)
        room *= 2;
    struct pollfd *entries = realloc(clients->entries, (clients->others + room) * sizeof *entries);
    if (entries == NULL)
        return -1;
    clients->entries = entries;
    struct seat **seats = realloc(clients->seats, room * sizeof(struct seat *));
    if (seats == NULL)
        return -1;
    clients->seats = seats;
    clients->room = room;
    return 0;
}

struct clients *clients_new(size_t others)
{
    struct clients *clients = calloc(1, sizeof *clients);

    if (clients == NULL)
        return NULL;
    clients->others = others + 1;
    if (make_room(clients, 1) == 0 && (clients->idle = idle_new()) != NULL)
        return clients;
    free(clients->entries);
    free(clients->seats);
    free(clients);
    return NULL;
}

void clients_free(struct clients *clients)
{
    assert(clients->count == 0);
    idle_finish(clients->idle);
    idle_free(clients->idle);
    free(clients->entries);
    free(clients->seats);
    free(clients);
}

size_t clients_count(const struct clients *clients)
{
    return clients->count;
}

int clients_reserve(struct clients *clients)
{
    return make_room(clients, clients->count + 1);
}

static void enter(struct clients *clients, struct seat *seat, enum seat_place place)
{
    assert(seat->place == SEAT_NOWHERE);
    seat->place = place;
    polled_list_push(&clients->lists[place], &seat->polled);
}

static void leave(struct clients *clients, struct seat *seat, enum seat_place place)
{
    assert(seat->place == place);
    polled_list_remove(&clients->lists[place], &seat->polled);
    seat->place = SEAT_NOWHERE;
}

static void dismiss(struct clients *clients, struct seat *seat)
{
    assert(seat->place == SEAT_NOWHERE);
    seat->operations->free(seat);
    clients->count--;
}

/* Puts SEAT, which is in no list, into the list that it belongs to; only what it waits for
 * decides. */
static void place(struct clients *clients, struct seat *seat, int64_t now_ms)
{
    static const enum seat_place places[] = {
        [SEAT_AWAITS_PEER] = SEAT_BUSY,
        [SEAT_AWAITS_ANSWER] = SEAT_HELD,
        [SEAT_AWAITS_TURN] = SEAT_QUEUED,
        [SEAT_AWAITS_NOTHING] = SEAT_NOWHERE,
    };
    static_assert(COUNT(places) == SEAT_WAITS, "a place for each");
    enum seat_place proper = places[seat->operations->waits(seat)];

    seat->heard_ms = now_ms;
    if (proper == SEAT_QUEUED)
        seat->polled.events = 0;
    if (proper == SEAT_NOWHERE)
        dismiss(clients, seat);
    else
        enter(clients, seat, proper);
}

void clients_add(struct clients *clients, struct seat *seat, int64_t now_ms)
{
    clients->count++;
    place(clients, seat, now_ms);
}

struct pollfd *clients_polled(struct clients *clients)
{
    return clients->entries;
}

size_t clients_polled_count(const struct clients *clients)
{
    return clients->others + clients->entry_count;
}

bool clients_are_busy(const struct clients *clients)
{
    return clients->entry_count > 0;
}

/* Returns the busy client that has been inactive for longest; NULL if there is none. */
static struct seat *quietest(const struct clients *clients)
{
    return clients->lists[SEAT_BUSY].first != NULL ? seat_of(clients->lists[SEAT_BUSY].first)
                                                   : NULL;
}

static void hand_over_idle(struct clients *clients, int64_t now_ms)
{
    struct polled_list parting = {0};
    struct seat *seat = quietest(clients);

    if (clients->is_ending || seat == NULL || now_ms - seat->heard_ms < IDLE_AFTER_MS)
        return;
    while ((seat = quietest(clients)) != NULL && now_ms - seat->heard_ms >= IDLE_AFTER_MS / 2) {
        leave(clients, seat, SEAT_BUSY);
        seat->operations->watch(seat);
        if (seat->polled.deadline_ms - now_ms < SOON_MS) {
            seat->heard_ms = now_ms;
            enter(clients, seat, SEAT_BUSY);
            continue;
        }
        seat->place = SEAT_IDLE;
        polled_list_push(&parting, &seat->polled);
    }
    idle_add(clients->idle, &parting);
}

int64_t clients_prepare(struct clients *clients, int64_t now_ms)
{
    int64_t due_ms = DEADLINE_NEVER;

    hand_over_idle(clients, now_ms);
    if (!clients->is_ending && quietest(clients) != NULL)
        due_ms = quietest(clients)->heard_ms + IDLE_AFTER_MS;
    if (clients->lists[SEAT_QUEUED].first != NULL)
        due_ms = now_ms;
    clients->entries[clients->others - 1] =
        (struct pollfd){.fd = idle_fd(clients->idle), .events = POLLIN};
    clients->entry_count = 0;
    for (struct polled *polled = clients->lists[SEAT_BUSY].first; polled != NULL;
         polled = polled->next) {
        size_t index = clients->entry_count++;
        struct seat *seat = seat_of(polled);
        seat->operations->watch(seat);
        clients->entries[clients->others + index] =
            (struct pollfd){.fd = polled->fd, .events = polled->events};
        clients->seats[index] = seat;
        due_ms = polled->deadline_ms < due_ms ? polled->deadline_ms : due_ms;
    }
    return due_ms;
}

static bool is_due(struct seat *seat, int64_t now_ms)
{
    if (seat->operations->waits(seat) != SEAT_AWAITS_PEER)
        return false;
    seat->operations->watch(seat);
    return now_ms >= seat->polled.deadline_ms;
}

/* Serves SEAT, which is in no list and awaits its peer or its turn: EVENTS occurred, and its
 * deadline may have passed. */
static void serve(struct clients *clients, struct seat *seat, short events, int64_t now_ms)
{
    if (events != 0 || seat->operations->waits(seat) == SEAT_AWAITS_TURN)
        seat->operations->ready(seat, events, now_ms);
    if (is_due(seat, now_ms))
        seat->operations->expire(seat, now_ms);
    place(clients, seat, now_ms);
}

/* Serves SEAT now, or queues it. */
static void serve_or_queue(struct clients *clients, struct seat *seat, short events, int64_t now_ms)
{
    if (events == 0 || !seat->takes_long) {
        serve(clients, seat, events, now_ms);
        return;
    }
    seat->polled.events = events;
    enter(clients, seat, SEAT_QUEUED);
}

static void serve_busy(struct clients *clients, int64_t now_ms)
{
    const struct pollfd *entries = clients->entries + clients->others;

    for (size_t i = 0; i < clients->entry_count; i++) {
        struct seat *seat = clients->seats[i];
        if (entries[i].revents == 0 && now_ms < seat->polled.deadline_ms)
            continue;
        leave(clients, seat, SEAT_BUSY);
        serve_or_queue(clients, seat, entries[i].revents, now_ms);
    }
}

static void serve_returned(struct clients *clients, size_t most, int64_t now_ms)
{
    struct polled_list returned = {0};
    struct polled *polled;

    idle_take(clients->idle, &returned, most);
    while ((polled = polled_list_take(&returned)) != NULL) {
        struct seat *seat = seat_of(polled);
        assert(seat->place == SEAT_IDLE);
        seat->place = SEAT_NOWHERE;
        serve_or_queue(clients, seat, polled->events, now_ms);
    }
}

/* A client's time does not pass in the queue: its deadline counts once it was served.  None gets a
 * second turn before the others, those that are not queued included, were looked at. */
static void serve_queued(struct clients *clients, int64_t now_ms)
{
    int64_t end_ms = monotonic_ms() + QUEUE_MS;

    for (size_t left = clients->lists[SEAT_QUEUED].count; left > 0; left--) {
        struct seat *seat = seat_of(clients->lists[SEAT_QUEUED].first);
        leave(clients, seat, SEAT_QUEUED);
        serve(clients, seat, seat->polled.events, now_ms);
        if (monotonic_ms() >= end_ms)
            return;
    }
}

void clients_serve(struct clients *clients, int64_t now_ms)
{
    serve_busy(clients, now_ms);
    if (clients->entries[clients->others - 1].revents != 0)
        serve_returned(clients, RETURN_BATCH, now_ms);
    serve_queued(clients, now_ms);
}

void clients_delivered(struct clients *clients, struct delivery_set *set, int64_t now_ms)
{
    struct connection *connection = set->owner;

    leave(clients, connection_seat(connection), SEAT_HELD);
    connection_delivered(connection, set, now_ms);
    place(clients, connection_seat(connection), now_ms);
}

void clients_stored(struct clients *clients, struct spooled *body, int64_t now_ms)
{
    struct connection *connection = body->owner;

    leave(clients, connection_seat(connection), SEAT_HELD);
    connection_stored(connection, now_ms);
    place(clients, connection_seat(connection), now_ms);
}

void clients_authenticated(struct clients *clients, struct exchange *exchange, int64_t now_ms)
{
    struct connection *connection = exchange->owner;

    leave(clients, connection_seat(connection), SEAT_HELD);
    connection_authenticated(connection, now_ms);
    place(clients, connection_seat(connection), now_ms);
}

/* Calls end() with ENDING for all seats that are in FROM now. */
static void end_list(struct clients *clients, enum seat_place from, enum seat_ending ending,
                     int64_t now_ms)
{
    for (size_t left = clients->lists[from].count; left > 0; left--) {
        struct seat *seat = seat_of(clients->lists[from].first);
        leave(clients, seat, from);
        seat->operations->end(seat, ending, now_ms);
        place(clients, seat, now_ms);
    }
}

/* From now on no client is idle. */
static void end_all(struct clients *clients, enum seat_ending ending, int64_t now_ms)
{
    clients->is_ending = true;
    idle_finish(clients->idle);
    serve_returned(clients, SIZE_MAX, now_ms);
    end_list(clients, SEAT_HELD, ending, now_ms);
    end_list(clients, SEAT_QUEUED, ending, now_ms);
    end_list(clients, SEAT_BUSY, ending, now_ms);
}

void clients_shut_down(struct clients *clients, int64_t now_ms)
{
    end_all(clients, SEAT_ENDS_SOON, now_ms);
}

void clients_abort(struct clients *clients, int64_t now_ms)
{
    end_all(clients, SEAT_ENDS_NOW, now_ms);
}

size_t clients_abandon(struct clients *clients, int64_t now_ms)
{
    size_t undecided = 0;

    while (clients->lists[SEAT_HELD].first != NULL) {
        struct seat *seat = seat_of(clients->lists[SEAT_HELD].first);
        leave(clients, seat, SEAT_HELD);
        undecided += seat->operations->abandon(seat, now_ms);
    }
    return undecided;
}
