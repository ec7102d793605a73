/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* choice.h - which uncertain sectors of a disk were written: by bits, or at random.
 *
 * The random choices are the same in each run.
 */
#ifndef TESTS_SUPPORT_CHOICE_H
#define TESTS_SUPPORT_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

static uint64_t choice; /* bits for all uncertain things of a state, if they are few */
static bool is_random;
static unsigned choice_base; /* the first of them that is the current file's */
static uint64_t random_state = 88172645463325252U;
static unsigned random_density; /* of 8 */

static inline uint64_t random_next(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Of the current file. */
static inline bool choose_sector(unsigned sector)
{
    if (is_random)
        return random_next() % 8 < random_density;
    return choice >> (choice_base + sector) & 1;
}

#endif
