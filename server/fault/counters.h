/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* counters.h - a bounded set of counters, each found by a key.
 *
 * There are at most COUNTERS_MAX of them; one more takes the place of the one that was not asked
 * for the longest time.  A key is kept as a secret hash of 61 bits, so no one can choose keys that
 * share a counter, and two of a full set do so once in a thousand million times.
 */
#ifndef SERVER_FAULT_COUNTERS_H
#define SERVER_FAULT_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

#define COUNTERS_MAX 65536

struct counter {
    uint64_t events;        /* so far, or in the window */
    int64_t window_ends_ms; /* of a rate */
};

/* What a counter is found by: all three together. */
struct counter_key {
    size_t rule;
    uint64_t number;
    struct span text; /* upper and lower case of ASCII letters are the same */
};

struct counters;

/* Returns NULL with errno on failure. */
struct counters *counters_new(void);

void counters_free(struct counters *counters);

/* Returns the counter of KEY, a new one with zeros if there is none; valid until the next call. */
struct counter *counters_find(struct counters *counters, const struct counter_key *key);

#endif
