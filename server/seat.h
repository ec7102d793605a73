/* seat.h - where a connection stands among the others of its loop, and lists of such places.
 *
 * A seat is part of its connection, so that moving one takes no memory.  It stands in at most one
 * list.  Times are milliseconds of the monotonic clock.
 */
#ifndef SERVER_SEAT_H
#define SERVER_SEAT_H

#include <stddef.h>
#include <stdint.h>

#include "server/sources.h"

struct connection;

/* Where a connection stands. */
enum seat_place {
    SEAT_NOWHERE, /* in no list: it is being served */
    SEAT_BUSY,    /* with those that the loop watches */
    SEAT_IDLE,    /* with those that idle.h watches */
    SEAT_HELD,    /* with those that nobody watches: an answer is awaited for it */
};

struct seat {
    struct connection *connection; /* whose it is */
    enum seat_place place;         /* whoever moves it says where to */
    struct seat *previous, *next;  /* in its list */
    int fd;                        /* what idle.h is to watch */
    short events;                  /* what for; when it comes back: what was seen */
    int64_t deadline_ms;           /* when it comes back at the latest */
    int64_t heard_ms;              /* last time at which the connection did something */
    struct sources_place source;   /* given up when the connection is freed */
};

/* Start with all zero. */
struct seat_list {
    struct seat *first, *last;
    size_t count;
};

/* Puts SEAT, which is in no list, at the end. */
static inline void seat_list_push(struct seat_list *list, struct seat *seat)
{
    seat->previous = list->last;
    seat->next = NULL;
    *(list->last != NULL ? &list->last->next : &list->first) = seat;
    list->last = seat;
    list->count++;
}

/* Takes SEAT out of LIST, in which it is. */
static inline void seat_list_remove(struct seat_list *list, struct seat *seat)
{
    *(seat->previous != NULL ? &seat->previous->next : &list->first) = seat->next;
    *(seat->next != NULL ? &seat->next->previous : &list->last) = seat->previous;
    list->count--;
}

/* Takes out the first; NULL if there is none. */
static inline struct seat *seat_list_take(struct seat_list *list)
{
    struct seat *seat = list->first;

    if (seat != NULL)
        seat_list_remove(list, seat);
    return seat;
}

/* Moves all of FROM to the end of LIST. */
static inline void seat_list_join(struct seat_list *list, struct seat_list *from)
{
    if (from->first == NULL)
        return;
    from->first->previous = list->last;
    *(list->last != NULL ? &list->last->next : &list->first) = from->first;
    list->last = from->last;
    list->count += from->count;
    *from = (struct seat_list){NULL, NULL, 0};
}

#endif
