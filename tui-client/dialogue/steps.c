/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* steps.c - see steps.h.
 *
 * A breadth-first walk over positions (state and facts) along the successful outcomes.
 */
#include <config.h>

#include "tui-client/dialogue/steps.h"

#include <assert.h>
#include <string.h>

#include "common/count.h"

#define POSITIONS (DIALECT_STATES * DIALECT_FACTS)

struct walk {
    const struct dialect *dialect;
    struct dialect_position queue[POSITIONS];
    size_t first, count; /* first not yet visited, and number of all */
};

static bool was_seen(const struct walk *walk, struct dialect_position position)
{
    for (size_t i = 0; i < walk->count; i++)
        if (walk->queue[i].state == position.state && walk->queue[i].facts == position.facts)
            return true;
    return false;
}

static bool has_verb(const struct steps *steps, enum dialect_event verb)
{
    for (size_t i = 0; i < steps->count; i++)
        if (steps->verbs[i] == verb)
            return true;
    return false;
}

/* Follows EVENT from POSITION, if it can occur there and succeed. */
static bool follow(struct walk *walk, struct dialect_position position, enum dialect_event event)
{
    static const enum dialect_result done[] = {DIALECT_DONE, DIALECT_DONE_LAST};
    struct dialect_match match = dialect_find_proper(walk->dialect, position, event);
    bool goes_on = false;

    if (match.row == NULL || match.reason != DIALECT_REASON_NONE)
        return false;
    for (size_t i = 0; i < COUNT(done); i++) {
        const struct dialect_outcome *outcome = dialect_outcome(match.row, done[i]);
        struct dialect_position after = position;
        if (outcome == NULL)
            continue;
        goes_on = true;
        dialect_advance(&after, outcome);
        if (!was_seen(walk, after))
            walk->queue[walk->count++] = after;
    }
    return goes_on;
}

static bool is_step(const struct dialect *dialect, enum dialect_event verb)
{
    return dialect->verbs[verb].words != NULL && !dialect->verbs[verb].is_aside;
}

static bool leads_to_message(const struct dialect_outcome *outcome)
{
    return outcome->next != DIALECT_STATE_SAME &&
           dialect_class_of(outcome->next) == DIALECT_CLASS_MESSAGE;
}

enum steps_form steps_form(const struct dialect *dialect, enum dialect_event verb)
{
    static const enum steps_form forms[] = {
        [ARGUMENT_IGNORED] = STEPS_FORM_NOTHING,
        [ARGUMENT_NONE] = STEPS_FORM_NOTHING,
        [ARGUMENT_TEXT] = STEPS_FORM_TEXT,
        [ARGUMENT_ADDRESS] = STEPS_FORM_ADDRESS,
        [ARGUMENT_REVERSE_PATH] = STEPS_FORM_ADDRESS,
        [ARGUMENT_FORWARD_PATH] = STEPS_FORM_ADDRESS,
        [ARGUMENT_MECHANISM] = STEPS_FORM_CREDENTIALS,
    };
    const struct dialect_row *row = dialect_row_of(dialect, verb);
    const struct dialect_outcome *outcome = row != NULL ? dialect_outcome(row, DIALECT_DONE) : NULL;

    static_assert(COUNT(forms) == ARGUMENT_RULES, "a form per argument rule");
    if (outcome != NULL && leads_to_message(outcome))
        return STEPS_FORM_MESSAGE;
    if (dialect_ending(dialect, verb) != NULL)
        return STEPS_FORM_END;
    return row != NULL ? forms[row->argument] : STEPS_FORM_NOTHING;
}

/* Moves the verbs that end the conversation, which may be open from its start, to the end. */
static void put_ends_last(const struct dialect *dialect, struct steps *steps)
{
    struct steps ordered = {.count = 0};

    for (int is_end = 0; is_end <= 1; is_end++)
        for (size_t i = 0; i < steps->count; i++)
            if ((steps_form(dialect, steps->verbs[i]) == STEPS_FORM_END) == (is_end != 0))
                ordered.verbs[ordered.count++] = steps->verbs[i];
    *steps = ordered;
}

struct steps steps_of(const struct dialect *dialect)
{
    struct walk walk = {.dialect = dialect, .queue = {DIALECT_START}, .count = 1};
    struct steps steps = {.count = 0};

    while (walk.first < walk.count) {
        struct dialect_position position = walk.queue[walk.first++];
        for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
            if (is_step(dialect, verb) && follow(&walk, position, verb) && !has_verb(&steps, verb))
                steps.verbs[steps.count++] = verb;
        follow(&walk, position, DIALECT_CONNECT);
        follow(&walk, position, DIALECT_END_OF_DATA);
    }
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (is_step(dialect, verb) && !has_verb(&steps, verb))
            steps.verbs[steps.count++] = verb;
    put_ends_last(dialect, &steps);
    return steps;
}

void steps_add(const struct dialect *dialect, struct steps *steps, enum dialect_event verb,
               bool is_after)
{
    size_t place = 0;

    while (place < steps->count &&
           dialect_introduces(dialect, steps->verbs[place]) != DIALECT_INTRODUCES_CLIENT)
        place++;
    place += is_after;
    if (steps->count == DIALECT_VERBS || place > steps->count)
        return;
    memmove(steps->verbs + place + 1, steps->verbs + place,
            (steps->count - place) * sizeof steps->verbs[0]);
    steps->verbs[place] = verb;
    steps->count++;
}

enum dialect_event steps_message(const struct dialect *dialect, const struct steps *steps)
{
    for (size_t i = 0; i < steps->count; i++)
        if (steps_form(dialect, steps->verbs[i]) == STEPS_FORM_MESSAGE)
            return steps->verbs[i];
    return DIALECT_EVENTS;
}

/* A step that stays open later, such as EHLO, would start again: the last open one leads on. */
enum dialect_event steps_next(const struct dialect *dialect, const struct steps *steps,
                              struct dialect_position position, bool prefer_end)
{
    enum dialect_event next = DIALECT_EVENTS;

    for (size_t i = 0; i < steps->count; i++) {
        enum dialect_event verb = steps->verbs[i];
        bool is_end = steps_form(dialect, verb) == STEPS_FORM_END;
        if (dialect_why_not(dialect, position, verb) == DIALECT_REASON_NONE &&
            (next == DIALECT_EVENTS || prefer_end || !is_end))
            next = verb;
    }
    return next;
}
