/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* lane.c - see lane.h. */
#include <config.h>

#include "server/mail/lane.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/deadline.h"
#include "server/mail/intent.h"

struct lane *lane_list_take(struct lane_list *list)
{
    struct lane *lane = STAILQ_FIRST(list);

    if (lane != NULL)
        STAILQ_REMOVE_HEAD(list, next);
    return lane;
}

int lane_table_init(struct lane_table *table)
{
    TAILQ_INIT(&table->resting);
    table->resting_count = 0;
    return hash_table_init(&table->all);
}

static struct lane *lane_of(struct hash_entry *entry)
{
    return (struct lane *)entry;
}

/* Returns NULL if out of memory. */
static struct lane *add_lane(struct lane_table *table, const char *file_name, uint64_t hash)
{
    struct lane *lane = calloc(1, sizeof *lane);

    if (lane == NULL)
        return NULL;
    assert(strlen(file_name) < sizeof lane->file_name);
    strcpy(lane->file_name, file_name);
    STAILQ_INIT(&lane->waiting);
    lane->busy_since_ms = DEADLINE_NEVER;
    hash_table_add(&table->all, &lane->entry, hash);
    return lane;
}

static void stop_resting(struct lane_table *table, struct lane *lane)
{
    TAILQ_REMOVE(&table->resting, lane, rest);
    table->resting_count--;
}

struct lane *lane_find(struct lane_table *table, const char *file_name)
{
    uint64_t hash = intent_checksum(INTENT_CHECKSUM_INIT, file_name, strlen(file_name));
    struct hash_entry *entry = hash_table_find(&table->all, hash);

    while (entry != NULL && strcmp(lane_of(entry)->file_name, file_name) != 0)
        entry = hash_table_find_other(entry);
    if (entry == NULL)
        return add_lane(table, file_name, hash);
    if (lane_of(entry)->state == LANE_IDLE)
        stop_resting(table, lane_of(entry));
    return lane_of(entry);
}

static void free_lane(struct lane_table *table, struct lane *lane)
{
    assert(STAILQ_EMPTY(&lane->waiting));
    hash_table_remove(&table->all, &lane->entry);
    free(lane);
}

/* What a freed lane knew of its mailbox costs that one more sync at its next mail. */
void lane_rest(struct lane_table *table, struct lane *lane)
{
    assert(lane->state == LANE_IDLE);
    TAILQ_INSERT_TAIL(&table->resting, lane, rest);
    table->resting_count++;
    if (table->resting_count > LANES_RESTING_MAX) {
        struct lane *first = TAILQ_FIRST(&table->resting);
        stop_resting(table, first);
        free_lane(table, first);
    }
}

struct lane *lane_next(const struct lane_table *table, const struct lane *lane)
{
    return lane_of(hash_table_next(&table->all, lane != NULL ? &lane->entry : NULL));
}

void lane_table_release(struct lane_table *table)
{
    for (struct lane *next, *lane = lane_next(table, NULL); lane != NULL; lane = next) {
        next = lane_next(table, lane);
        free_lane(table, lane);
    }
    hash_table_release(&table->all);
}
