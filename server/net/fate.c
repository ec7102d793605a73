/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fate.c - see fate.h. */
#include <config.h>

#include "server/net/fate.h"

#include <assert.h>

#include "common/count.h"

enum dialect_result fate_of(enum mailbox_status status)
{
    static const enum dialect_result results[] = {
        [MAILBOX_OK] = DIALECT_DONE,
        [MAILBOX_NOT_REGULAR] = DIALECT_LOCAL_ERROR,
        [MAILBOX_LINKED] = DIALECT_LOCAL_ERROR,
        [MAILBOX_FOREIGN] = DIALECT_LOCAL_ERROR,
        [MAILBOX_BUSY] = DIALECT_LOCAL_ERROR,
        [MAILBOX_STOPPED] = DIALECT_LOCAL_ERROR,
        [MAILBOX_NO_SPACE] = DIALECT_NO_STORAGE,
        [MAILBOX_ERROR] = DIALECT_LOCAL_ERROR,
    };

    static_assert(COUNT(results) == MAILBOX_STATUSES, "one per status");
    return results[status];
}

enum dialect_result fate_of_all(const struct delivery_set *set)
{
    const struct delivery *failure = delivery_set_failure(set);

    return fate_of(failure != NULL ? failure->status : MAILBOX_OK);
}

static struct event_delivered in_mailbox(const struct session *session,
                                         const struct delivery *delivery,
                                         const struct heading *heading)
{
    return (struct event_delivered){
        .envelope = &session->envelope,
        .mailbox = delivery->mailbox,
        .offset = delivery->offset,
        .length = delivery_size(delivery),
        .size = session->dot.size,
        .heading = heading,
    };
}

static void tell_one(const struct observer *observer, const struct session *session,
                     const struct delivery *delivery, const struct heading *heading)
{
    if (delivery->status == MAILBOX_OK)
        observer_tell(observer,
                      (struct event){.kind = EVENT_DELIVERED,
                                     .delivered = in_mailbox(session, delivery, heading)});
    else
        observer_tell_lost(observer, session,
                           (struct event_lost){.loss = EVENT_LOSS_MAILBOX,
                                               .mailbox = delivery->mailbox,
                                               .status = delivery->status,
                                               .error_number = delivery->error_number});
}

void fate_tell(const struct observer *observer, const struct session *session,
               const struct delivery_set *set, const struct heading *heading)
{
    for (size_t i = 0; i < set->count; i++)
        tell_one(observer, session, &set->deliveries[i], heading);
    if (delivery_set_failure(set) == NULL)
        observer_tell(observer, (struct event){.kind = EVENT_ACCEPTED});
}
