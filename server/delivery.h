/* delivery.h - a message on its way into a mailbox, and queues of them. */
#ifndef SERVER_DELIVERY_H
#define SERVER_DELIVERY_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/dialect.h"
#include "server/mailbox.h"
#include "server/spool.h"

/* Room for a reason, in bytes. */
#define DELIVERY_REASON_MAX 160

/* The record is head and body together. */
struct delivery {
    const char *mailbox; /* name of the mailbox; borrowed, and read only by store_submit() */
    struct buffer head;  /* the record up to the message; owned by the submitter */
    struct spooled body; /* the rest of it; owned by the submitter */
    void *owner;         /* the submitter's own */
    enum dialect_result verdict;      /* DONE, NO_STORAGE or LOCAL_ERROR; set by the store */
    char reason[DELIVERY_REASON_MAX]; /* why not DONE, for the log; "" if DONE */
    int64_t submitted_ms;             /* set by the store; monotonic clock */
    struct delivery *next;            /* the store's, while it has the delivery */
};

/* Bytes of the record. */
static inline uint64_t delivery_size(const struct delivery *delivery)
{
    return buffer_size(&delivery->head) + spooled_size(&delivery->body);
}

/* Sets the verdict and the reason that follow from STATUS, and from errno value ERROR where that
 * counts. */
void delivery_judge(struct delivery *delivery, enum mailbox_status status, int error);

/* The same for COUNT deliveries from FIRST on, with errno; returns the one behind them. */
struct delivery *delivery_judge_all(struct delivery *first, size_t count,
                                    enum mailbox_status status);

/* Deliveries in their order, linked by their next. */
struct delivery_queue {
    struct delivery *first, **end;
};

void delivery_queue_init(struct delivery_queue *queue);
void delivery_queue_push(struct delivery_queue *queue, struct delivery *delivery);

/* Moves all of FROM to the end of QUEUE. */
void delivery_queue_join(struct delivery_queue *queue, struct delivery_queue *from);

/* Takes out the first; NULL if there is none. */
struct delivery *delivery_queue_take(struct delivery_queue *queue);

#endif
