/* polled.h - something that is watched with poll(), and lists of such things.
 *
 * It is part of what it stands for, so that moving it takes no memory, and whoever watches it knows
 * no more than this of it.  It stands in at most one list.  Times are milliseconds of the monotonic
 * clock.
 */
#ifndef SERVER_NET_POLLED_H
#define SERVER_NET_POLLED_H

#include <stddef.h>
#include <stdint.h>

struct polled {
    struct polled *previous, *next; /* in its list */
    int64_t deadline_ms;            /* when watching it ends at the latest */
    int fd;
    short events; /* what it is watched for; after idle_take(): what was seen */
};

/* Start with all zero. */
struct polled_list {
    struct polled *first, *last;
    size_t count;
};

/* Puts POLLED, which is in no list, at the end. */
static inline void polled_list_push(struct polled_list *list, struct polled *polled)
{
    polled->previous = list->last;
    polled->next = NULL;
    *(list->last != NULL ? &list->last->next : &list->first) = polled;
    list->last = polled;
    list->count++;
}

/* Takes POLLED out of LIST, in which it is. */
static inline void polled_list_remove(struct polled_list *list, struct polled *polled)
{
    *(polled->previous != NULL ? &polled->previous->next : &list->first) = polled->next;
    *(polled->next != NULL ? &polled->next->previous : &list->last) = polled->previous;
    list->count--;
}

/* Takes out the first; NULL if there is none. */
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
