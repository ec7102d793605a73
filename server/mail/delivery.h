/* delivery.h - a message on its way into mailboxes, and queues of what goes into one.
 *
 * One delivery is one record for one mailbox.  The deliveries of a message are a set: they share
 * its body, each has a head of its own, and they are answered together.  What a sender is told of
 * that, and in which words, is not known here.
 */
#ifndef SERVER_MAIL_DELIVERY_H
#define SERVER_MAIL_DELIVERY_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "server/mail/mailbox.h"
#include "server/mail/spool.h"

/* The record is its own head and the set's body together. */
struct delivery {
    struct delivery_set *set; /* that it belongs to */
    const char *mailbox; /* its name; borrowed until the set is answered, and the store reads it
                            in store_submit() alone */
    struct buffer head;  /* the record up to the message; owned by the submitter */
    enum mailbox_status status; /* how it went; set by the store */
    int error_number;           /* of MAILBOX_NO_SPACE and MAILBOX_ERROR, a value of errno */
    struct delivery *next;      /* the store's, while it has the delivery */
};

/* All that is to be put into mailboxes of one message. */
struct delivery_set {
    struct spooled body;         /* owned by the submitter */
    struct delivery *deliveries; /* owned by the submitter; each for another mailbox */
    size_t count;                /* of them, at least 1 */
    void *owner;                 /* the submitter's own */
    size_t undecided;            /* the store's: deliveries that have no status yet */
    int64_t submitted_ms;        /* set by the store; monotonic clock */
};

/* Bytes of the record. */
static inline uint64_t delivery_size(const struct delivery *delivery)
{
    return buffer_size(&delivery->head) + spooled_size(&delivery->set->body);
}

/* Sets how it went: STATUS, and errno value ERROR where that counts. */
void delivery_judge(struct delivery *delivery, enum mailbox_status status, int error);

/* The same for COUNT deliveries from FIRST on, with errno; returns the one behind them. */
struct delivery *delivery_judge_all(struct delivery *first, size_t count,
                                    enum mailbox_status status);

/* Of SET, which is decided, the first delivery that failed; NULL if all are in their mailboxes. */
const struct delivery *delivery_set_failure(const struct delivery_set *set);

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
