/* seat.h - one of those whom clients.h serves, whatever it speaks.
 *
 * A seat is part of what it stands for, an SMTP connection for one, which fills in what can be done
 * with it.  It never waits, and is told when it may act.  Times are milliseconds of the monotonic
 * clock.
 */
#ifndef SERVER_NET_SEAT_H
#define SERVER_NET_SEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "server/net/polled.h"

/* Where a seat is. */
enum seat_place {
    SEAT_NOWHERE, /* in no list: it is being served */
    SEAT_BUSY,    /* with those that the loop watches */
    SEAT_IDLE,    /* with those that idle.h watches */
    SEAT_HELD,    /* with those that nobody watches: an answer is awaited for it */
};

/* What a seat waits for. */
enum seat_wait {
    SEAT_AWAITS_PEER,    /* its descriptor, or its deadline */
    SEAT_AWAITS_ANSWER,  /* to get back what it handed over; neither of these until then */
    SEAT_AWAITS_NOTHING, /* only free() is left */
    SEAT_WAITS,
};

/* Whether it is to end. */
enum seat_ending {
    SEAT_GOES_ON,
    SEAT_ENDS_SOON, /* as soon as nothing is under way */
    SEAT_ENDS_NOW,  /* even so; one that awaits an answer goes on to do that */
};

struct seat {
    struct polled polled; /* first, so that the one leads to the other */
    const struct seat_operations *operations;
    int64_t heard_ms;      /* last time at which it did something */
    enum seat_place place; /* whoever moves it says where to */
};

struct seat_operations {
    enum seat_wait (*waits)(const struct seat *seat);

    /* While it awaits its peer: fills in what to watch, which holds until it is told something. */
    void (*watch)(struct seat *seat);

    /* poll() reported EVENTS. */
    void (*ready)(struct seat *seat, short events, int64_t now_ms);

    /* The deadline has passed. */
    void (*expire)(struct seat *seat, int64_t now_ms);

    /* The server stops. */
    void (*end)(struct seat *seat, enum seat_ending ending, int64_t now_ms);

    /* The answer does not come.  The seat, and what it handed over, must be left alone from now on.
     * Whether that was a delivery, which is undecided then. */
    bool (*abandon)(struct seat *seat, int64_t now_ms);

    /* Not while it awaits an answer. */
    void (*free)(struct seat *seat);
};

/* The seat of which POLLED is a part. */
static inline struct seat *seat_of(struct polled *polled)
{
    return (struct seat *)polled;
}

#endif
