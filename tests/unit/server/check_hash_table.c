/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_hash_table.c - tables of any size: what is found, and how long the chains are. */
#include <config.h>

#include "server/base/hash_table.h"

#include <string.h>

#include "tests/support/check_main.h"
#include "tests/support/memory.h"

enum { MANY = 100000, STRIDE = 7919 /* prime */ };

static struct hash_table table;
static struct hash_entry entries[MANY];

static void set_up(void)
{
    ck_assert_int_eq(hash_table_init(&table), 0);
}

static void tear_down(void)
{
    hash_table_release(&table);
}

/* Spreads NUMBER over all bits (the finalizer of MurmurHash3, a bijection). */
static uint64_t spread(uint64_t number)
{
    number = (number ^ number >> 33) * UINT64_C(0xff51afd7ed558ccd);
    number = (number ^ number >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return number ^ number >> 33;
}

static void add(unsigned number)
{
    hash_table_add(&table, &entries[number], spread(number));
}

static void expect_found(unsigned number)
{
    ck_assert_msg(hash_table_find(&table, spread(number)) == &entries[number], "%u", number);
    ck_assert_ptr_null(hash_table_find_other(&entries[number]));
}

static size_t longest_chain(void)
{
    size_t longest = 0;

    for (size_t i = 0; i < table.chain_count; i++) {
        size_t length = 0;
        for (const struct hash_entry *entry = table.chains[i]; entry != NULL; entry = entry->next)
            length++;
        longest = length > longest ? length : longest;
    }
    return longest;
}

/* Every size of the table is passed, and none of its steps is large. */
START_TEST(grows_in_small_steps)
{
    for (unsigned i = 0; i < MANY; i++) {
        size_t before = table.chain_count;
        add(i);
        ck_assert_uint_le(table.chain_count - before, 2);
        ck_assert_uint_ge(table.chain_count, table.count);
        expect_found(i);
        expect_found((unsigned)(spread(i) % (i + 1)));
    }
    ck_assert_uint_le(longest_chain(), 16);
}
END_TEST

START_TEST(entries_come_and_go)
{
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 0; i < MANY; i++)
            add(i);
        for (unsigned i = 0; i < MANY; i++) {
            unsigned number = i * STRIDE % MANY;
            expect_found(number);
            hash_table_remove(&table, &entries[number]);
            ck_assert_ptr_null(hash_table_find(&table, spread(number)));
        }
        ck_assert_uint_eq(table.count, 0);
        ck_assert_ptr_null(hash_table_next(&table, NULL));
    }
}
END_TEST

START_TEST(same_hash)
{
    for (unsigned i = 0; i < 1000; i++)
        hash_table_add(&table, &entries[i], i % 2 == 0 ? 0 : 64);
    size_t count = 0;
    for (struct hash_entry *entry = hash_table_find(&table, 64); entry != NULL;
         entry = hash_table_find_other(entry), count++)
        ck_assert_uint_eq((size_t)(entry - entries) % 2, 1);
    ck_assert_uint_eq(count, 500);
    ck_assert_ptr_null(hash_table_find(&table, 128));
}
END_TEST

/* Each of _I entries is visited once, although it is removed meanwhile. */
START_TEST(visits_all)
{
    static bool is_seen[MANY];
    size_t count = 0;

    memset(is_seen, 0, sizeof is_seen);
    for (unsigned i = 0; i < (unsigned)_i; i++)
        add(i);
    for (struct hash_entry *next, *entry = hash_table_next(&table, NULL); entry != NULL;
         entry = next, count++) {
        next = hash_table_next(&table, entry);
        ck_assert(!is_seen[entry - entries]);
        is_seen[entry - entries] = true;
        hash_table_remove(&table, entry);
    }
    ck_assert_uint_eq(count, (size_t)_i);
}
END_TEST

/* Without memory all is found too, and what was missed is made up for later. */
START_TEST(out_of_memory)
{
    enum { SHORT = 1000, LATER = 3000 };

    memory_fail_at(1);
    for (unsigned i = 0; i < SHORT; i++) {
        memory.calls = 0; /* so that every call fails */
        add(i);
    }
    ck_assert(memory_has_failed());
    ck_assert_uint_eq(table.chain_count, 64);
    for (unsigned i = 0; i < SHORT; i++)
        expect_found(i);
    for (unsigned i = SHORT; i < LATER; i++)
        add(i);
    ck_assert_uint_ge(table.chain_count, table.count);
    for (unsigned i = 0; i < LATER; i++)
        expect_found(i);
}
END_TEST

START_TEST(no_table)
{
    struct hash_table none;

    memory_fail_at(1);
    ck_assert_int_eq(hash_table_init(&none), -1);
    ck_assert(memory_has_failed());
    ck_assert_ptr_null(hash_table_next(&none, NULL));
    hash_table_release(&none);
}
END_TEST

int main(void)
{
    static const int sizes[] = {0, 1, 63, 64, 65, 127, 128, 129, 5000};
    Suite *suite = suite_create("hash_table");
    TCase *entry = tcase_create("entries");

    tcase_add_checked_fixture(entry, set_up, tear_down);
    tcase_add_test(entry, grows_in_small_steps);
    tcase_add_test(entry, entries_come_and_go);
    tcase_add_test(entry, same_hash);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        tcase_add_loop_test(entry, visits_all, sizes[i], sizes[i] + 1);
    tcase_add_test(entry, out_of_memory);
    tcase_add_test(entry, no_table);
    suite_add_tcase(suite, entry);
    return check_main(suite);
}
