/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* worker.h - something that takes long, done by a thread of its own.
 *
 * The event loop waits for its end as for a descriptor.  What is done is not known here.
 */
#ifndef TUI_CLIENT_NET_WORKER_H
#define TUI_CLIENT_NET_WORKER_H

#include <stdbool.h>

struct worker;

/* Does RUN(CONTEXT) in a thread, with all signals blocked.  CONTEXT is the thread's until it is
 * done, and is given to RELEASE after that and worker_free(), in whichever thread is the last.
 * NULL with errno: nothing was begun. */
struct worker *worker_new(void (*run)(void *context), void (*release)(void *context),
                          void *context);

/* A descriptor that is at its end once it may be done. */
int worker_fd(const struct worker *worker);

/* Whether it is done, and CONTEXT the owner's. */
bool worker_is_done(const struct worker *worker);

/* The owner needs neither WORKER nor its context any more; a thread that is not done ends by
 * itself. */
void worker_free(struct worker *worker);

#endif
