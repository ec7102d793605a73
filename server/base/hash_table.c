/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* hash_table.c - see hash_table.h. */
#include <config.h>

#include "server/base/hash_table.h"

#include <stdlib.h>

#define FIRST_CHAINS ((size_t)64)

int hash_table_init(struct hash_table *table)
{
    *table = (struct hash_table){.count = 0};
    table->chains = calloc(FIRST_CHAINS, sizeof(struct hash_entry *));
    if (table->chains == NULL)
        return -1;
    table->chain_count = table->level = FIRST_CHAINS;
    return 0;
}

void hash_table_release(struct hash_table *table)
{
    free(table->chains);
}

/* The chains from LEVEL on were split off those LEVEL before them. */
static size_t chain_of(const struct hash_table *table, uint64_t hash)
{
    size_t chain = hash & (2 * table->level - 1);

    return chain < table->chain_count ? chain : chain - table->level;
}

static void put(struct hash_table *table, struct hash_entry *entry)
{
    struct hash_entry **chain = &table->chains[chain_of(table, entry->hash)];

    entry->next = *chain;
    *chain = entry;
}

/* Makes room for as many chains again if a level is complete.  Returns -1 if out of memory. */
static int make_room(struct hash_table *table)
{
    struct hash_entry **chains;

    if (table->chain_count > table->level)
        return 0;
    chains = realloc(table->chains, 2 * table->level * sizeof(struct hash_entry *));
    if (chains == NULL)
        return -1;
    table->chains = chains;
    return 0;
}

/* Divides one chain into two; there is room. */
static void split(struct hash_table *table)
{
    struct hash_entry *entry = table->chains[table->chain_count - table->level];
    table->chains[table->chain_count - table->level] = NULL;
    table->chains[table->chain_count++] = NULL;
    while (entry != NULL) {
        struct hash_entry *next = entry->next;
        put(table, entry);
        entry = next;
    }
    if (table->chain_count == 2 * table->level)
        table->level = table->chain_count;
}

/* Splits two chains at a time to catch up after memory was short. */
void hash_table_add(struct hash_table *table, struct hash_entry *entry, uint64_t hash)
{
    entry->hash = hash;
    put(table, entry);
    table->count++;
    for (int i = 0; i < 2 && table->count > table->chain_count && make_room(table) == 0; i++)
        split(table);
}

void hash_table_remove(struct hash_table *table, struct hash_entry *entry)
{
    struct hash_entry **link = &table->chains[chain_of(table, entry->hash)];

    while (*link != entry)
        link = &(*link)->next;
    *link = entry->next;
    table->count--;
}

static struct hash_entry *find_from(struct hash_entry *entry, uint64_t hash)
{
    while (entry != NULL && entry->hash != hash)
        entry = entry->next;
    return entry;
}

struct hash_entry *hash_table_find(const struct hash_table *table, uint64_t hash)
{
    return find_from(table->chains[chain_of(table, hash)], hash);
}

struct hash_entry *hash_table_find_other(const struct hash_entry *entry)
{
    return find_from(entry->next, entry->hash);
}

struct hash_entry *hash_table_next(const struct hash_table *table, const struct hash_entry *entry)
{
    size_t chain = 0;

    if (entry != NULL && entry->next != NULL)
        return entry->next;
    if (entry != NULL)
        chain = chain_of(table, entry->hash) + 1;
    while (chain < table->chain_count && table->chains[chain] == NULL)
        chain++;
    return chain < table->chain_count ? table->chains[chain] : NULL;
}
