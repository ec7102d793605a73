/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* idle.h - a thread that polls idle descriptors.
 *
 * A poll() of ten thousand descriptors takes milliseconds, so the loop watches only the busy ones
 * and hands the others over.  A polled item is returned when its descriptor is ready or its
 * deadline has passed, and at the end.  What it is part of is not known here.  The loop polls a
 * descriptor for returned items.
 */
#ifndef SERVER_NET_IDLE_H
#define SERVER_NET_IDLE_H

#include "server/net/polled.h"

/* Deadlines are rounded up to this grain, so that many of them wake the thread once. */
#define IDLE_DEADLINE_GRAIN_MS 100

struct idle;

/* Starts the thread.  Returns NULL with errno on failure. */
struct idle *idle_new(void);

/* Frees IDLE after idle_finish(), when all items were taken back. */
void idle_free(struct idle *idle);

/* Hands over all items of LIST, which is empty then.  They must not be used until they are
 * returned. */
void idle_add(struct idle *idle, struct polled_list *list);

/* Returns a descriptor that is readable while idle_take() has items to return. */
int idle_fd(const struct idle *idle);

/* Appends at most MOST returned items to LIST.  Their events are those that occurred; none if the
 * deadline has passed, or if the item could not be watched. */
void idle_take(struct idle *idle, struct polled_list *list, size_t most);

/* Ends the thread; all items are returned then.  Takes milliseconds; does nothing if called
 * again. */
void idle_finish(struct idle *idle);

#endif
