/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* event.c - see event.h. */
#include <config.h>

#include "server/log/event.h"

#include <assert.h>

void events_subscribe(struct events *events, struct event_subscriber subscriber)
{
    assert(events->count < EVENT_SUBSCRIBERS_MAX);
    events->subscribers[events->count++] = subscriber;
}

static bool wants(const struct event_subscriber *subscriber, enum event_kind kind)
{
    return (subscriber->kinds & 1U << kind) != 0;
}

bool events_are_wanted(const struct events *events, enum event_kind kind)
{
    for (size_t i = 0; i < events->count; i++)
        if (wants(&events->subscribers[i], kind))
            return true;
    return false;
}

void events_tell(const struct events *events, const struct event *event)
{
    for (size_t i = 0; i < events->count; i++)
        if (wants(&events->subscribers[i], event->kind))
            events->subscribers[i].take(events->subscribers[i].context, event);
}
