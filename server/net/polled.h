/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* polled.h - an item that is watched with poll(), and lists of items.
 *
 * It is embedded in the object it represents, so moving it needs no memory, and its watcher knows
 * nothing else of that object.  It is in at most one list.  Times are milliseconds of the monotonic
 * clock.
 */
#ifndef SERVER_NET_POLLED_H
#define SERVER_NET_POLLED_H

#include <stddef.h>
#include <stdint.h>

struct polled {
    struct polled *previous, *next; /* in its list */
    int64_t deadline_ms;            /* time when watching ends at the latest */
    int fd;
    short events; /* events to watch for; after idle_take(): events that occurred */
};

/* Initialize with zeros. */
struct polled_list {
    struct polled *first, *last;
    size_t count;
};

/* Appends POLLED, which is in no list. */
static inline void polled_list_push(struct polled_list *list, struct polled *polled)
{
    polled->previous = list->last;
    polled->next = NULL;
    *(list->last != NULL ? &list->last->next : &list->first) = polled;
    list->last = polled;
    list->count++;
}

/* Removes POLLED from LIST. */
static inline void polled_list_remove(struct polled_list *list, struct polled *polled)
{
    *(polled->previous != NULL ? &polled->previous->next : &list->first) = polled->next;
    *(polled->next != NULL ? &polled->next->previous : &list->last) = polled->previous;
    list->count--;
}

/* Removes the first item and returns it; NULL if LIST is empty. */
static inline struct polled *polled_list_take(struct polled_list *list)
{
    struct polled *polled = list->first;

    if (polled != NULL)
        polled_list_remove(list, polled);
    return polled;
}

/* Moves all of FROM to the end of LIST. */
static inline void polled_list_join(struct polled_list *list, struct polled_list *from)
{
    if (from->first == NULL)
        return;
    from->first->previous = list->last;
    *(list->last != NULL ? &list->last->next : &list->first) = from->first;
    list->last = from->last;
    list->count += from->count;
    *from = (struct polled_list){NULL, NULL, 0};
}

#endif
