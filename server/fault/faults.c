/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* faults.c - see faults.h. */
#include <config.h>

#include "server/fault/faults.h"

#include <assert.h>
#include <stdlib.h>

#include "common/count.h"
#include "server/fault/counters.h"
#include "server/fault/magic.h"

struct faults {
    struct faults_config config;
    struct counter *totals;    /* owned; one per rule, for those that count per server */
    struct counters *counters; /* owned; of the other rules; NULL: there are none */
};

static bool counts_apart(const struct faults_config *config)
{
    bool does = false;

    for (size_t i = 0; i < config->rule_count; i++)
        does |= config->rules[i].scope != FAULT_PER_SERVER;
    return does;
}

struct faults *faults_new(const struct faults_config *config)
{
    struct faults *faults = calloc(1, sizeof *faults);

    if (faults == NULL)
        return NULL;
    faults->config = *config;
    faults->totals = calloc(config->rule_count + 1, sizeof *faults->totals);
    if (counts_apart(config))
        faults->counters = counters_new();
    if (faults->totals != NULL && (faults->counters != NULL || !counts_apart(config)))
        return faults;
    faults_free(faults);
    return NULL;
}

void faults_free(struct faults *faults)
{
    if (faults == NULL)
        return;
    free(faults->totals);
    counters_free(faults->counters);
    free(faults);
}

/* Returns what counts EVENT for rule NUMBER. */
static struct counter *counter_of(struct faults *faults, size_t number,
                                  const struct fault_event *event)
{
    enum fault_scope scope = faults->config.rules[number].scope;
    const struct counter_key keys[] = {
        [FAULT_PER_SERVER] = {0},
        [FAULT_PER_CONNECTION] = {number, event->connection, {NULL, 0}},
        [FAULT_PER_SENDER] = {number, 0,
                              event->event == DIALECT_MAIL ? event->argument : event->sender},
        [FAULT_PER_RECIPIENT] = {number, 0, event->argument},
        [FAULT_PER_CLIENT] = {number, 0, event->client},
    };

    static_assert(COUNT(keys) == FAULT_SCOPES, "a key for each");
    return scope == FAULT_PER_SERVER ? &faults->totals[number]
                                     : counters_find(faults->counters, &keys[scope]);
}

/* A window begins with the first event after the last one. */
static void begin_window(const struct fault_rule *rule, struct counter *counter, int64_t now_ms)
{
    if (counter->events > 0 && now_ms < counter->window_ends_ms)
        return;
    counter->events = 0;
    counter->window_ends_ms = now_ms + (int64_t)rule->last * 1000;
}

/* Counts an event that reaches RULE. */
static bool hits(const struct fault_rule *rule, struct counter *counter, int64_t now_ms)
{
    if (rule->choice == FAULT_RATE)
        begin_window(rule, counter, now_ms);
    counter->events++;
    switch (rule->choice) {
    case FAULT_RANGE:
        return counter->events >= rule->first && counter->events <= rule->last;
    case FAULT_EVERY:
        return counter->events % rule->last == 0;
    case FAULT_RATE:
        return counter->events > rule->first;
    case FAULT_ALL:
        break;
    }
    return true;
}

struct fault_effect faults_judge(struct faults *faults, const struct fault_event *event)
{
    const struct faults_config *config = &faults->config;
    struct fault_effect effect;

    if (config->has_magic && magic_find(event, &effect))
        return effect;
    for (size_t i = 0; i < config->rule_count; i++) {
        const struct fault_rule *rule = &config->rules[i];
        if (rule->event == event->event &&
            hits(rule, counter_of(faults, i, event), config->now_ms()))
            return rule->effect;
    }
    return (struct fault_effect){.kind = FAULT_NONE};
}
