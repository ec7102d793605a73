/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* guide_marks.c - which step comes next, and which were done; see guide.h. */
#include <config.h>

#include "tui-client/panes/guide.h"

bool guide_is_finished(const struct guide *guide)
{
    const struct dialogue *dialogue = &guide->client.dialogue;

    return dialogue_is_closed(dialogue) && dialogue->has_accepted_end;
}

enum dialect_event guide_wanted(const struct guide *guide, bool prefer_end)
{
    const struct dialogue *dialogue = &guide->client.dialogue;

    if (guide_is_finished(guide))
        return dialogue->answered_end;
    if (dialogue_is_closed(dialogue) || dialogue->position.state == DIALECT_STATE_CONNECTED)
        return GUIDE_CONNECT;
    if (dialogue_can_secure(dialogue) && dialogue->position.state == DIALECT_STATE_MAIL &&
        !guide->passes_tls)
        return DIALECT_STARTTLS;
    if (dialect_class_of(dialogue->position.state) == DIALECT_CLASS_CREDENTIALS ||
        (client_can_log_in(&guide->client) && !guide->passes_auth))
        return DIALECT_AUTH;
    if (dialogue_is_in_message(dialogue))
        return steps_message(guide->dialect, &guide->steps);
    return steps_next(guide->dialect, &guide->steps, dialogue->position, prefer_end);
}

bool guide_awaits(const struct guide *guide)
{
    if (guide->resumption.is_active)
        return true;
    return guide->has_sent && client_is_connected(&guide->client) &&
           dialogue_is_waiting(&guide->client.dialogue);
}

bool guide_has_led_on(const struct guide *guide)
{
    return client_is_connected(&guide->client) && !client_has_given_up(&guide->client) &&
           guide->visits != guide->sent_visits && guide->tally.refusals == guide->sent_refusals;
}

enum dialect_event guide_step_at(const struct guide *guide, size_t number)
{
    return number == 0 ? GUIDE_CONNECT : guide->steps.verbs[number - 1];
}

size_t guide_number(const struct guide *guide)
{
    for (size_t i = 0; i <= guide->steps.count; i++)
        if (guide_step_at(guide, i) == guide->step)
            return i;
    return 0;
}

/* --- what was done --------------------------------------------------------------------------- */

/* The step that VERB does the work of: another greeting counts too. */
static enum dialect_event step_of(const struct guide *guide, enum dialect_event verb)
{
    const struct dialect *dialect = guide->dialect;
    enum dialect_introduces what = dialect_introduces(dialect, verb);

    for (size_t i = 0; i < guide->steps.count && what != DIALECT_INTRODUCES_NOTHING; i++)
        if (dialect_introduces(dialect, guide->steps.verbs[i]) == what)
            return guide->steps.verbs[i];
    return verb;
}

/* A message is not done when it is asked for, but when it is delivered. */
void guide_note_done(struct guide *guide, const struct dialogue_reply *reply)
{
    enum dialect_event message = steps_message(guide->dialect, &guide->steps);

    if (dialogue_is_delivery(reply))
        guide->done |= 1U << message;
    else if (dialogue_is_success(reply) && reply->event == DIALECT_CONNECT)
        guide->done |= 1U << GUIDE_CONNECT;
    else if (dialogue_is_success(reply) && reply->event == DIALECT_CREDENTIALS)
        guide->done |= reply->code / 100 == 2 ? 1U << DIALECT_AUTH : 0;
    else if (dialogue_is_success(reply) && reply->event < DIALECT_VERBS &&
             step_of(guide, reply->event) != message && reply->code / 100 == 2)
        guide->done |= 1U << step_of(guide, reply->event);
}

void guide_note_delivery(struct guide *guide, const struct dialogue_reply *reply)
{
    bool is_end = reply->event == DIALECT_END_OF_DATA;
    bool is_refused =
        dialect_introduces(reply->dialect, reply->event) == DIALECT_INTRODUCES_MESSAGE &&
        reply->code >= 400;

    guide->deliveries += dialogue_is_delivery(reply);
    guide->deliveries -= reply->withdraws;
    guide->failures += is_refused || (is_end && !dialogue_is_delivery(reply));
}

bool guide_is_done(const struct guide *guide, enum dialect_event verb)
{
    bool is_pending = verb == DIALECT_STARTTLS && !guide->client.link.is_secure;

    return (guide->done & 1U << verb) != 0 && !is_pending;
}

void guide_note_tls(struct guide *guide, const struct dialogue_reply *reply)
{
    bool is_refused = reply->event == DIALECT_STARTTLS && reply->code >= 400;
    bool is_passed = dialect_introduces(reply->dialect, reply->event) == DIALECT_INTRODUCES_SENDER;

    guide->passes_auth |= is_passed;
    guide->passes_tls |= is_passed || (is_refused && !guide->client.dialogue.requires_tls);
    guide->has_moved |= is_refused && guide->passes_tls;
}

static bool is_open(const struct guide *guide, enum dialect_event verb)
{
    if (verb == GUIDE_CONNECT)
        return !client_is_connected(&guide->client);
    return dialect_why_not(guide->dialect, guide->client.dialogue.position, verb) ==
           DIALECT_REASON_NONE;
}

/* While connected: the step comes before the one that the position asks for. */
static bool is_behind(const struct guide *guide, enum dialect_event verb)
{
    enum dialect_event wanted = guide_wanted(guide, false), step;

    for (size_t i = 0; i <= guide->steps.count; i++) {
        step = guide_step_at(guide, i);
        if (step == wanted)
            return false;
        if (step == verb)
            return true;
    }
    return false;
}

enum guide_mark guide_mark(const struct guide *guide, enum dialect_event verb)
{
    bool is_kept = dialogue_is_closed(&guide->client.dialogue) || verb == DIALECT_STARTTLS ||
                   verb == DIALECT_AUTH;
    bool is_done = is_kept ? guide_is_done(guide, verb) : is_behind(guide, verb);

    if (verb == guide->step)
        return GUIDE_SHOWN;
    if (is_done)
        return GUIDE_DONE;
    return is_open(guide, verb) ? GUIDE_OPEN : GUIDE_NOT_OPEN;
}
