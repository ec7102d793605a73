/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* delivery.c - see delivery.h. */
#include <config.h>

#include "server/mail/delivery.h"

#include <errno.h>

void delivery_judge(struct delivery *delivery, enum mailbox_status status, int error)
{
    delivery->status = status;
    delivery->error_number = error;
}

struct delivery *delivery_judge_all(struct delivery *first, size_t count,
                                    enum mailbox_status status)
{
    int error = errno;

    for (; count > 0; count--, first = STAILQ_NEXT(first, next))
        delivery_judge(first, status, error);
    return first;
}

const struct delivery *delivery_set_failure(const struct delivery_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->deliveries[i].status != MAILBOX_OK)
            return &set->deliveries[i];
    return NULL;
}

struct delivery *delivery_queue_take(struct delivery_queue *queue)
{
    struct delivery *delivery = STAILQ_FIRST(queue);

    if (delivery != NULL)
        STAILQ_REMOVE_HEAD(queue, next);
    return delivery;
}
