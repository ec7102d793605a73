/* clients.c - see clients.h.
 *
 * The busy ones stand in the order in which they were last heard of, so that those to part with are
 * found at the front.
 */
#include <config.h>

#include "server/clients.h"

#include <assert.h>
#include <stdlib.h>

#include "server/idle.h"
#include "server/patience.h"

/* Silence after which a connection is idle.  The longer, the more of those who say a word now and
 * then are polled in each turn: of 10,000 senders once a second, 30 % of a processor at 50 ms, 21 %
 * at 20 ms, 14 % at 10 ms.  The shorter, the more of those who merely think are moved to and fro.
 * They are parted with at most once in half of it, all together, since each time costs a look at
 * all idle ones. */
#define IDLE_AFTER_MS 20

/* Most of those that were idle that are served before others get their turn. */
#define RETURN_BATCH 256

struct clients {
    struct idle *idle;           /* owned */
    bool is_ending;              /* nobody is idle any more */
    size_t count;                /* all of them */
    struct seat_list busy, held; /* of SEAT_BUSY and SEAT_HELD */
    size_t others;               /* entries in front of polled: the loop's own, and then idle's */
    size_t room;                 /* connections that the two arrays have room for */
    size_t polled_count;         /* entries behind others that are in use */
    struct pollfd *polled;       /* owned */
    struct seat **seats;         /* owned; whose descriptors those are */
};

static int make_room(struct clients *clients, size_t count)
{
    size_t room = clients->room > 0 ? clients->room : 64;

    if (count <= clients->room)
        return 0;
    while (room < count)
        room *= 2;
    struct pollfd *polled = realloc(clients->polled, (clients->others + room) * sizeof *polled);
    if (polled == NULL)
        return -1;
    clients->polled = polled;
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
    free(clients->polled);
    free(clients->seats);
    free(clients);
    return NULL;
}

void clients_free(struct clients *clients)
{
    assert(clients->count == 0);
    idle_finish(clients->idle);
    idle_free(clients->idle);
    free(clients->polled);
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

static struct seat_list *list_of(struct clients *clients, enum seat_place place)
{
    return place == SEAT_BUSY ? &clients->busy : &clients->held;
}

static void enter(struct clients *clients, struct seat *seat, enum seat_place place)
{
    assert(seat->place == SEAT_NOWHERE);
    seat->place = place;
    seat_list_push(list_of(clients, place), seat);
}

static void leave(struct clients *clients, struct seat *seat, enum seat_place place)
{
    assert(seat->place == place);
    seat_list_remove(list_of(clients, place), seat);
    seat->place = SEAT_NOWHERE;
}

static void dismiss(struct clients *clients, struct connection *connection)
{
    struct seat *seat = connection_seat(connection);

    assert(seat->place == SEAT_NOWHERE);
    sources_leave(&seat->source);
    connection_free(connection);
    clients->count--;
}

/* CONNECTION, which is nowhere, has done something: where it belongs follows from what it waits for
 * now, and from nothing else. */
static void place(struct clients *clients, struct connection *connection, int64_t now_ms)
{
    static const enum seat_place places[] = {
        [CONNECTION_AWAITS_CLIENT] = SEAT_BUSY,
        [CONNECTION_AWAITS_ANSWER] = SEAT_HELD,
        [CONNECTION_AWAITS_NOTHING] = SEAT_NOWHERE,
    };
    struct seat *seat = connection_seat(connection);
    enum seat_place place = places[connection_waits(connection)];

    seat->heard_ms = now_ms;
    if (place == SEAT_NOWHERE)
        dismiss(clients, connection);
    else
        enter(clients, seat, place);
}

void clients_add(struct clients *clients, struct connection *connection, int64_t now_ms)
{
    clients->count++;
    place(clients, connection, now_ms);
}

struct pollfd *clients_polled(struct clients *clients)
{
    return clients->polled;
}

size_t clients_polled_count(const struct clients *clients)
{
    return clients->others + clients->polled_count;
}

bool clients_are_busy(const struct clients *clients)
{
    return clients->polled_count > 0;
}

static void part_with_idle(struct clients *clients, int64_t now_ms)
{
    struct seat_list parting = {0};
    struct seat *seat;

    if (clients->is_ending || clients->busy.first == NULL ||
        now_ms - clients->busy.first->heard_ms < IDLE_AFTER_MS)
        return;
    while ((seat = clients->busy.first) != NULL && now_ms - seat->heard_ms >= IDLE_AFTER_MS / 2) {
        leave(clients, seat, SEAT_BUSY);
        seat->fd = connection_fd(seat->connection);
        seat->events = connection_events(seat->connection);
        seat->deadline_ms = connection_deadline(seat->connection);
        seat->place = SEAT_IDLE;
        seat_list_push(&parting, seat);
    }
    idle_add(clients->idle, &parting);
}

int64_t clients_prepare(struct clients *clients, int64_t now_ms)
{
    int64_t due_ms = PATIENCE_NEVER;

    part_with_idle(clients, now_ms);
    if (!clients->is_ending && clients->busy.first != NULL)
        due_ms = clients->busy.first->heard_ms + IDLE_AFTER_MS;
    clients->polled[clients->others - 1] =
        (struct pollfd){.fd = idle_fd(clients->idle), .events = POLLIN};
    clients->polled_count = 0;
    for (struct seat *seat = clients->busy.first; seat != NULL; seat = seat->next) {
        size_t index = clients->polled_count++;
        int64_t deadline_ms = connection_deadline(seat->connection);
        clients->polled[clients->others + index] = (struct pollfd){
            .fd = connection_fd(seat->connection), .events = connection_events(seat->connection)};
        clients->seats[index] = seat;
        due_ms = deadline_ms < due_ms ? deadline_ms : due_ms;
    }
    return due_ms;
}

/* CONNECTION, which is nowhere and awaits its client: EVENTS were seen, and it may be due. */
static void serve(struct clients *clients, struct connection *connection, short events,
                  int64_t now_ms)
{
    if (events != 0)
        connection_ready(connection, events, now_ms);
    if (connection_waits(connection) == CONNECTION_AWAITS_CLIENT &&
        now_ms >= connection_deadline(connection))
        connection_expire(connection, now_ms);
    place(clients, connection, now_ms);
}

static void serve_busy(struct clients *clients, int64_t now_ms)
{
    const struct pollfd *polled = clients->polled + clients->others;

    for (size_t i = 0; i < clients->polled_count; i++) {
        struct seat *seat = clients->seats[i];
        if (polled[i].revents == 0 && now_ms < connection_deadline(seat->connection))
            continue;
        leave(clients, seat, SEAT_BUSY);
        serve(clients, seat->connection, polled[i].revents, now_ms);
    }
}

static void serve_returned(struct clients *clients, size_t most, int64_t now_ms)
{
    struct seat_list returned = {0};
    struct seat *seat;

    idle_take(clients->idle, &returned, most);
    while ((seat = seat_list_take(&returned)) != NULL) {
        assert(seat->place == SEAT_IDLE);
        seat->place = SEAT_NOWHERE;
        serve(clients, seat->connection, seat->events, now_ms);
    }
}

void clients_serve(struct clients *clients, int64_t now_ms)
{
    serve_busy(clients, now_ms);
    if (clients->polled[clients->others - 1].revents != 0)
        serve_returned(clients, RETURN_BATCH, now_ms);
}

void clients_delivered(struct clients *clients, struct delivery_set *set, int64_t now_ms)
{
    struct connection *connection = set->owner;

    leave(clients, connection_seat(connection), SEAT_HELD);
    connection_delivered(connection, set, now_ms);
    place(clients, connection, now_ms);
}

void clients_stored(struct clients *clients, struct spooled *body, int64_t now_ms)
{
    struct connection *connection = body->owner;

    leave(clients, connection_seat(connection), SEAT_HELD);
    connection_stored(connection, now_ms);
    place(clients, connection, now_ms);
}

/* Calls SAY for all that are in FROM now. */
static void tell(struct clients *clients, enum seat_place from,
                 void (*say)(struct connection *connection, int64_t now_ms), int64_t now_ms)
{
    for (size_t left = list_of(clients, from)->count; left > 0; left--) {
        struct seat *seat = list_of(clients, from)->first;
        leave(clients, seat, from);
        say(seat->connection, now_ms);
        place(clients, seat->connection, now_ms);
    }
}

/* Nobody is idle from now on. */
static void tell_all(struct clients *clients,
                     void (*say)(struct connection *connection, int64_t now_ms), int64_t now_ms)
{
    clients->is_ending = true;
    idle_finish(clients->idle);
    serve_returned(clients, SIZE_MAX, now_ms);
    tell(clients, SEAT_HELD, say, now_ms);
    tell(clients, SEAT_BUSY, say, now_ms);
}

void clients_shut_down(struct clients *clients, int64_t now_ms)
{
    tell_all(clients, connection_shut_down, now_ms);
}

void clients_abort(struct clients *clients, int64_t now_ms)
{
    tell_all(clients, connection_abort, now_ms);
}

size_t clients_abandon(struct clients *clients, int64_t now_ms)
{
    size_t undecided = 0;
    struct seat *seat;

    while ((seat = clients->held.first) != NULL) {
        leave(clients, seat, SEAT_HELD);
        undecided += connection_abandon(seat->connection, now_ms);
    }
    return undecided;
}
