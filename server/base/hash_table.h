/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* hash_table.h - finds entries by a hash, in constant time however many there are.
 *
 * The table grows with its entries, by a chain or two whenever one is added (linear hashing, Litwin
 * 1980): entries are never moved all at once, only the array of chains is when it doubles.  It
 * never shrinks.  What an entry is, and which of those with the same hash is meant, is the caller's
 * concern, and so is a hash whose low bits are spread well.
 */
#ifndef SERVER_BASE_HASH_TABLE_H
#define SERVER_BASE_HASH_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* The first member of whatever a table finds. */
struct hash_entry {
    uint64_t hash;
    struct hash_entry *next; /* in its chain */
};

/* Read only. */
struct hash_table {
    size_t count;               /* of entries */
    size_t chain_count;         /* from LEVEL to less than twice as many */
    size_t level;               /* a power of two */
    struct hash_entry **chains; /* owned */
};

/* Makes TABLE empty.  Returns -1 if out of memory: then nothing may be added or searched. */
int hash_table_init(struct hash_table *table);

/* Frees the chains, not the entries.  All zero, TABLE has none. */
void hash_table_release(struct hash_table *table);

/* Adds ENTRY with HASH; the table uses it until it is removed.  If out of memory, chains become
 * longer, until memory is free again. */
void hash_table_add(struct hash_table *table, struct hash_entry *entry, uint64_t hash);

/* Removes ENTRY, which is in TABLE. */
void hash_table_remove(struct hash_table *table, struct hash_entry *entry);

/* Returns the first entry with HASH; NULL if there is none. */
struct hash_entry *hash_table_find(const struct hash_table *table, uint64_t hash);

/* Returns the next entry with the hash of ENTRY; NULL after the last. */
struct hash_entry *hash_table_find_other(const struct hash_entry *entry);

/* Returns the entry after ENTRY, or the first if that is NULL; NULL after the last.  Only adding
 * changes the order. */
struct hash_entry *hash_table_next(const struct hash_table *table, const struct hash_entry *entry);

#endif
