/* lane.h - the deliveries that wait for one mailbox, for each mailbox.
 *
 * A lane is a queue with a name.  It is made when its mailbox gets its first mail, and stays,
 * because it remembers what was left of its mailbox.  Who may take what from a lane, and when, is
 * the store's to know, and so is the mutex.
 */
#ifndef SERVER_MAIL_LANE_H
#define SERVER_MAIL_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/mail/delivery.h"
#include "server/session/users.h"

/* Where a lane is. */
enum lane_state {
    LANE_IDLE,      /* in no list; nothing waits */
    LANE_SUBMITTED, /* will be ready when the store is told to begin */
    LANE_READY,     /* a worker may take it */
    LANE_IN_HAND,   /* a worker has it */
    LANE_PUT_OFF,   /* to be tried again at retry_ms: locked by another program, or broken */
};

struct lane {
    char file_name[MAILBOX_FILE_NAME_MAX + 1]; /* of the mailbox */
    struct delivery_queue waiting;
    enum lane_state state;
    int64_t retry_ms;             /* monotonic clock */
    struct mailbox_version known; /* as the last commit left it: on disk, with its name */
    bool is_broken;               /* its repair failed, which was told */
    struct lane *next;            /* in the list that state tells */
    struct lane *neighbor;        /* in the table */
};

/* Lanes in their order, linked by their next. */
struct lane_list {
    struct lane *first, **end;
};

/* All lanes, by file name. */
struct lane_table {
    struct lane *chains[1024];
};

void lane_list_init(struct lane_list *list);
void lane_list_push(struct lane_list *list, struct lane *lane);
struct lane *lane_list_take(struct lane_list *list);

/* The lane of the mailbox FILE_NAME, made if it is missing.  NULL if memory ran out. */
struct lane *lane_find(struct lane_table *table, const char *file_name);

/* The lane behind LANE in an order that only new lanes change, the first if that is NULL; NULL
 * behind the last. */
struct lane *lane_next(const struct lane_table *table, const struct lane *lane);

/* Frees all lanes, which must be empty. */
void lane_table_release(struct lane_table *table);

#endif
