/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* lane.c - see lane.h. */
#include <config.h>

#include "server/mail/lane.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/deadline.h"
#include "server/mail/intent.h"

#define CHAINS (sizeof((struct lane_table *)NULL)->chains / sizeof(struct lane *))

struct lane *lane_list_take(struct lane_list *list)
{
    struct lane *lane = STAILQ_FIRST(list);

    if (lane != NULL)
        STAILQ_REMOVE_HEAD(list, next);
    return lane;
}

static size_t chain_of(const char *file_name)
{
    uint64_t hash = intent_checksum(INTENT_CHECKSUM_INIT, file_name, strlen(file_name));

    return (size_t)(hash % CHAINS);
}

struct lane *lane_find(struct lane_table *table, const char *file_name)
{
    struct lane **chain = &table->chains[chain_of(file_name)];
    struct lane *lane = *chain;

    while (lane != NULL && strcmp(lane->file_name, file_name) != 0)
        lane = lane->neighbor;
    if (lane != NULL)
        return lane;
    lane = calloc(1, sizeof *lane);
    if (lane == NULL)
        return NULL;
    assert(strlen(file_name) < sizeof lane->file_name);
    strcpy(lane->file_name, file_name);
    STAILQ_INIT(&lane->waiting);
    lane->busy_since_ms = DEADLINE_NEVER;
    lane->neighbor = *chain;
    *chain = lane;
    return lane;
}

struct lane *lane_next(const struct lane_table *table, const struct lane *lane)
{
    size_t chain = 0;

    if (lane != NULL && lane->neighbor != NULL)
        return lane->neighbor;
    if (lane != NULL)
        chain = chain_of(lane->file_name) + 1;
    while (chain < CHAINS && table->chains[chain] == NULL)
        chain++;
    return chain < CHAINS ? table->chains[chain] : NULL;
}

void lane_table_release(struct lane_table *table)
{
    for (size_t i = 0; i < CHAINS; i++)
        while (table->chains[i] != NULL) {
            struct lane *lane = table->chains[i];
            assert(STAILQ_EMPTY(&lane->waiting));
            table->chains[i] = lane->neighbor;
            free(lane);
        }
}
