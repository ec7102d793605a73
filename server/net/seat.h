/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* seat.h - interface of a client to clients.h, independent of its protocol.
 *
 * A seat is embedded in the object it represents, such as an SMTP connection, which provides its
 * operations.  They never block.  Times are milliseconds of the monotonic clock.
 */
#ifndef SERVER_NET_SEAT_H
#define SERVER_NET_SEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "server/net/polled.h"

/* Where a seat is. */
enum seat_place {
    SEAT_NOWHERE, /* in no list: it is being served */
    SEAT_BUSY,    /* watched by the loop */
    SEAT_IDLE,    /* watched by idle.h */
    SEAT_HELD,    /* not watched: it awaits an answer */
    SEAT_QUEUED,  /* not watched: it is ready, and waits for its turn */
    SEAT_PLACES,
};

/* What a seat waits for. */
enum seat_wait {
    SEAT_AWAITS_PEER,    /* its descriptor, or its deadline */
    SEAT_AWAITS_ANSWER,  /* the return of what it submitted; neither of the above until then */
    SEAT_AWAITS_TURN,    /* others: it has had its share, and can go on without its peer */
    SEAT_AWAITS_NOTHING, /* nothing: it can be freed */
    SEAT_WAITS,
};

/* Whether it must end. */
enum seat_ending {
    SEAT_GOES_ON,
    SEAT_ENDS_SOON, /* after the current message */
    SEAT_ENDS_NOW,  /* at once, but not before an answer it awaits */
};

struct seat {
    struct polled polled; /* first, so that its address is that of the seat */
    const struct seat_operations *operations;
    int64_t heard_ms; /* time of its last activity */
    bool takes_long;  /* as watch() says: being ready costs computing, so that others go first */
    enum seat_place place; /* set by the code that moves it */
};

struct seat_operations {
    enum seat_wait (*waits)(const struct seat *seat);

    /* While it awaits its peer: fills in what to watch, and whether it takes long, valid until the
     * next operation. */
    void (*watch)(struct seat *seat);

    /* poll() reported EVENTS or, if they are 0, the turn that it awaited has come. */
    void (*ready)(struct seat *seat, short events, int64_t now_ms);

    /* The deadline has passed. */
    void (*expire)(struct seat *seat, int64_t now_ms);

    /* The server is stopping. */
    void (*end)(struct seat *seat, enum seat_ending ending, int64_t now_ms);

    /* Stops waiting for the answer.  The seat, and what it submitted, must not be used or freed
     * from now on.  Returns whether it was a delivery, whose result is then unknown. */
    bool (*abandon)(struct seat *seat, int64_t now_ms);

    /* Must not be called while it awaits an answer. */
    void (*free)(struct seat *seat);
};

/* Returns the seat that contains POLLED. */
static inline struct seat *seat_of(struct polled *polled)
{
    return (struct seat *)polled;
}

#endif
