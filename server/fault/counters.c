/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* counters.c - see counters.h.
 *
 * A hash table with chains, and a list in the order of use.  Links are numbers of entries; entry 0
 * is none, and is the head of the list.  Memory that was never used is never touched.
 */
#include <config.h>

#include "server/fault/counters.h"

#include <errno.h>
#include <stdlib.h>

#include "common/entropy.h"

/* A Mersenne prime. */
#define PRIME (((uint64_t)1 << 61) - 1)

struct entry {
    uint64_t hash;
    struct counter counter;
    uint32_t next;         /* in its chain */
    uint32_t older, newer; /* in the order of use */
};

struct counters {
    uint64_t secret;
    uint32_t count;
    uint32_t chains[COUNTERS_MAX];
    struct entry entries[COUNTERS_MAX + 1];
};

struct counters *counters_new(void)
{
    struct counters *counters = calloc(1, sizeof *counters);

    if (counters == NULL)
        return NULL;
    if (entropy_fill(&counters->secret, sizeof counters->secret) == 0) {
        counters->secret %= PRIME;
        return counters;
    }
    int error = errno;
    free(counters);
    errno = error;
    return NULL;
}

void counters_free(struct counters *counters)
{
    free(counters);
}

/* Appends WORD to HASH: the polynomial with these coefficients, at the secret point. */
static uint64_t add_word(const struct counters *counters, uint64_t hash, uint64_t word)
{
    __extension__ typedef unsigned __int128 wide;

    return (uint64_t)(((wide)hash * counters->secret + word + 1) % PRIME);
}

static uint64_t hash_of(const struct counters *counters, const struct counter_key *key)
{
    uint64_t hash = add_word(counters, add_word(counters, 0, key->rule), key->number);

    for (size_t i = 0; i < key->text.size; i++)
        hash = add_word(counters, hash, (unsigned char)span_ascii_lower(key->text.data[i]));
    return hash;
}

static uint32_t *chain_of(struct counters *counters, uint64_t hash)
{
    return &counters->chains[hash % COUNTERS_MAX];
}

static void leave_list(struct counters *counters, uint32_t number)
{
    const struct entry *entry = &counters->entries[number];

    counters->entries[entry->older].newer = entry->newer;
    counters->entries[entry->newer].older = entry->older;
}

/* Entry 0 is newer than the newest and older than the oldest. */
static void enter_list(struct counters *counters, uint32_t number)
{
    struct entry *entries = counters->entries;

    entries[number].older = entries[0].older;
    entries[number].newer = 0;
    entries[entries[0].older].newer = number;
    entries[0].older = number;
}

static void leave_chain(struct counters *counters, uint32_t number)
{
    uint32_t *link = chain_of(counters, counters->entries[number].hash);

    while (*link != number)
        link = &counters->entries[*link].next;
    *link = counters->entries[number].next;
}

/* Returns an entry that is in no chain and not in the list. */
static uint32_t take_entry(struct counters *counters)
{
    uint32_t oldest = counters->entries[0].newer;

    if (counters->count < COUNTERS_MAX)
        return ++counters->count;
    leave_chain(counters, oldest);
    leave_list(counters, oldest);
    return oldest;
}

static uint32_t add(struct counters *counters, uint64_t hash)
{
    uint32_t number = take_entry(counters);
    uint32_t *chain = chain_of(counters, hash);

    counters->entries[number] = (struct entry){.hash = hash, .next = *chain};
    *chain = number;
    return number;
}

struct counter *counters_find(struct counters *counters, const struct counter_key *key)
{
    uint64_t hash = hash_of(counters, key);
    uint32_t number = *chain_of(counters, hash);

    while (number != 0 && counters->entries[number].hash != hash)
        number = counters->entries[number].next;
    if (number != 0)
        leave_list(counters, number);
    else
        number = add(counters, hash);
    enter_list(counters, number);
    return &counters->entries[number].counter;
}
