/* quota.h - how many lines of one kind may go to the log.
 *
 * A fault or a flood may bring forth lines without end: at most QUOTA_LINES are let through in a
 * second, the others are counted, and their number is due when the second is over.  The words are
 * the caller's.  Times are milliseconds of the monotonic clock.
 */
#ifndef SERVER_BASE_QUOTA_H
#define SERVER_BASE_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

#include "common/deadline.h"

#define QUOTA_LINES 10

/* Start with all zero; one thread's own. */
struct quota {
    int64_t since_ms;  /* when the second began */
    unsigned lines;    /* let through in it */
    uint64_t withheld; /* that were not */
};

/* Whether another line may be logged at NOW_MS; if not, it is counted. */
bool quota_takes(struct quota *quota, int64_t now_ms);

/* Counts what shall have no line. */
void quota_withhold(struct quota *quota, int64_t now_ms);

/* When quota_take_sum() has something to return; DEADLINE_NEVER: never, as things stand. */
int64_t quota_due_ms(const struct quota *quota);

/* How many were withheld, once that is due, and 0 before; begins anew. */
uint64_t quota_take_sum(struct quota *quota, int64_t now_ms);

#endif
