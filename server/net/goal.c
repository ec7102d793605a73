/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* goal.c - see goal.h. */
#include <config.h>

#include "server/net/goal.h"

#include <stdlib.h>

#include "common/deadline.h"
#include "common/i18n.h"

void goal_init(struct goal *goal, uint64_t messages_wanted, int64_t within_ms)
{
    *goal = (struct goal){.messages_wanted = messages_wanted,
                          .within_ms = within_ms,
                          .ends_ms = DEADLINE_NEVER,
                          .reached_ms = DEADLINE_NEVER};
}

void goal_begin(struct goal *goal, int64_t now_ms)
{
    if (goal->within_ms > 0)
        goal->ends_ms = now_ms + goal->within_ms;
}

static void count(void *context, const struct event *event)
{
    struct goal *goal = context;

    (void)event;
    goal->messages++;
}

struct event_subscriber goal_subscriber(struct goal *goal)
{
    return (struct event_subscriber){1U << EVENT_ACCEPTED, count, goal};
}

void goal_blame_client(struct goal *goal)
{
    goal->has_client_error = true;
}

static bool has_messages(const struct goal *goal)
{
    return goal->messages_wanted > 0 && goal->messages >= goal->messages_wanted;
}

/* Messages that are there in time count, however long their clients then take. */
enum goal_stage goal_look(struct goal *goal, int64_t now_ms)
{
    if (goal->has_run_out)
        return GOAL_IS_OVER;
    if (has_messages(goal)) {
        if (goal->reached_ms == DEADLINE_NEVER)
            goal->reached_ms = now_ms;
        return now_ms - goal->reached_ms < GOAL_FINISH_MS ? GOAL_IS_REACHED : GOAL_IS_OVER;
    }
    goal->has_run_out = now_ms >= goal->ends_ms;
    return goal->has_run_out ? GOAL_IS_OVER : GOAL_IS_AHEAD;
}

void goal_report(const struct goal *goal, struct log *log)
{
    if (goal->has_run_out)
        log_event(log, LOG_LEVEL_NOTICE, 0, _("the time of --exit-within is over"));
    else
        log_event(log, LOG_LEVEL_NOTICE, 0,
                  ngettext("%llu message was delivered (--exit-after)",
                           "%llu messages were delivered (--exit-after)",
                           (unsigned long)goal->messages),
                  (unsigned long long)goal->messages);
}

int64_t goal_due_ms(const struct goal *goal)
{
    if (goal->reached_ms != DEADLINE_NEVER)
        return goal->reached_ms + GOAL_FINISH_MS;
    return goal->ends_ms;
}

int goal_status(const struct goal *goal)
{
    bool counts = goal->messages_wanted > 0;

    if (counts && !has_messages(goal))
        return goal->has_run_out ? GOAL_TIME_IS_OVER : EXIT_FAILURE;
    if (goal->has_client_error && (counts || goal->within_ms > 0))
        return GOAL_CLIENT_ERROR;
    return EXIT_SUCCESS;
}
