/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* pauses.c - see pauses.h.
 *
 * All lanes of a list are put off for as long, so the first of each is due first.
 */
#include <config.h>

#include "server/mail/pauses.h"

#include <assert.h>

#include "common/count.h"
#include "common/deadline.h"

static const unsigned short lengths_ms[] = {20, 40, 80, 160, 320, 500, 1000, 2000};

static_assert(COUNT(lengths_ms) == PAUSES, "a list for each");

/* The longest pause for each cause. */
static const unsigned char longest[] = {[PAUSE_LOCK] = 5, [PAUSE_REPAIR] = 7};

void pauses_init(struct pauses *pauses)
{
    for (size_t i = 0; i < PAUSES; i++)
        STAILQ_INIT(&pauses->lists[i]);
}

void pauses_add(struct pauses *pauses, struct lane *lane, enum pause_cause cause, int64_t now_ms)
{
    unsigned pause = lane->pauses < longest[cause] ? lane->pauses : longest[cause];

    lane->state = LANE_PUT_OFF;
    lane->pauses = pause + 1;
    lane->retry_ms = now_ms + lengths_ms[pause];
    STAILQ_INSERT_TAIL(&pauses->lists[pause], lane, next);
}

/* Returns the list of the lane that is due first; any if there is none. */
static size_t first_list(const struct pauses *pauses, int64_t *due_ms)
{
    size_t found = 0;

    *due_ms = DEADLINE_NEVER;
    for (size_t i = 0; i < PAUSES; i++) {
        const struct lane *lane = STAILQ_FIRST(&pauses->lists[i]);
        if (lane != NULL && lane->retry_ms < *due_ms) {
            *due_ms = lane->retry_ms;
            found = i;
        }
    }
    return found;
}

int64_t pauses_due_ms(const struct pauses *pauses)
{
    int64_t due_ms;

    (void)first_list(pauses, &due_ms);
    return due_ms;
}

struct lane *pauses_take(struct pauses *pauses, int64_t now_ms)
{
    int64_t due_ms;
    size_t first = first_list(pauses, &due_ms);

    return due_ms <= now_ms ? lane_list_take(&pauses->lists[first]) : NULL;
}
