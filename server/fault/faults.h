/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* faults.h - decides which events meet with a fault.
 *
 * A magic address comes first, then the rules in their order: each counts the events that reach
 * it, and the first one that hits ends the search.  Counts last as long as the server.
 */
#ifndef SERVER_FAULT_FAULTS_H
#define SERVER_FAULT_FAULTS_H

#include <stddef.h>

#include "server/fault/effect.h"
#include "server/fault/rule.h"

/* What a server is asked for; borrowed. */
struct faults_config {
    const struct fault_rule *rules;
    size_t rule_count;
    bool has_magic;          /* addresses of magic.h ask for refusals */
    int64_t (*now_ms)(void); /* the monotonic clock, in milliseconds */
};

struct faults;

/* CONFIG's rules must outlive it.  Returns NULL with errno on failure. */
struct faults *faults_new(const struct faults_config *config);

/* FAULTS may be NULL. */
void faults_free(struct faults *faults);

/* Counts EVENT, and returns what happens to it: FAULT_NONE if it is carried out as usual. */
struct fault_effect faults_judge(struct faults *faults, const struct fault_event *event);

#endif
