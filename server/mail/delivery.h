/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* delivery.h - deliveries of a message to mailboxes, and queues of them.
 *
 * A delivery is one record for one mailbox.  The deliveries of a message are a set: they share its
 * body, each has its own head, and they are answered together.  The reply to the client is not
 * known here.
 */
#ifndef SERVER_MAIL_DELIVERY_H
#define SERVER_MAIL_DELIVERY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "common/buffer.h"
#include "server/mail/mailbox.h"
#include "server/mail/spool.h"

/* The record is its head followed by the body of the set. */
struct delivery {
    struct delivery_set *set; /* of the message */
    const char *mailbox; /* its name; borrowed until the set is answered; the store reads it only in
                            store_submit() */
    struct buffer head;  /* the lines before the message; owned by the submitter */
    enum mailbox_status status;  /* the result; set by the store */
    uint64_t offset;             /* of MAILBOX_OK: of the record in the file, in bytes */
    int error_number;            /* of MAILBOX_NO_SPACE and MAILBOX_ERROR, a value of errno */
    STAILQ_ENTRY(delivery) next; /* used by the store */
};

/* All deliveries of a message. */
struct delivery_set {
    struct spooled body;         /* owned by the submitter */
    struct delivery *deliveries; /* owned by the submitter; each to another mailbox */
    size_t count;                /* of deliveries, at least 1 */
    void *owner;                 /* for the submitter's use */
    size_t undecided;            /* used by the store: deliveries without a status */
    int64_t submitted_ms;        /* set by the store; monotonic clock */
};

/* Returns the size of the record in bytes. */
static inline uint64_t delivery_size(const struct delivery *delivery)
{
    return buffer_size(&delivery->head) + spooled_size(&delivery->set->body);
}

/* Sets STATUS, and the errno value ERROR if STATUS has one. */
void delivery_judge(struct delivery *delivery, enum mailbox_status status, int error);

/* Calls delivery_judge() for COUNT deliveries from FIRST on, with errno; returns the one after
 * them. */
struct delivery *delivery_judge_all(struct delivery *first, size_t count,
                                    enum mailbox_status status);

/* Returns the first failed delivery of SET, which is decided; NULL if all are in their
 * mailboxes. */
const struct delivery *delivery_set_failure(const struct delivery_set *set);

/* A queue of deliveries (sys/queue.h). */
STAILQ_HEAD(delivery_queue, delivery);

/* Removes the first delivery and returns it; NULL if QUEUE is empty. */
struct delivery *delivery_queue_take(struct delivery_queue *queue);

#endif
