/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* overlay.c - see overlay.h. */
#include <config.h>

#include "server/session/overlay.h"

void overlay_judge(struct session *session, const struct dialect_match *match,
                   struct session_event *event)
{
    const struct session_config *config = session->config;
    const char *sender = session->envelope.sender;
    struct session_fault *fault = &session->fault;

    if (config->faults == NULL)
        return;
    fault->effect =
        faults_judge(config->faults, &(struct fault_event){
                                         .event = event->cause,
                                         .argument = match->argument.value,
                                         .sender = span_of(sender != NULL ? sender : ""),
                                         .connection = session->number,
                                         .client = span_of(session->client),
                                     });
    event->fault = fault->effect.kind != FAULT_NONE ? &fault->effect : NULL;
    if (fault->effect.kind == FAULT_REPLY)
        fault->outcome = overlay_outcome(config->dialect, match->row, &fault->effect);
    else if (fault->effect.kind == FAULT_DELAY)
        session->pause_ms = fault->effect.time_ms;
}

bool overlay_is_silent(const struct session *session)
{
    enum fault_kind kind = session->fault.effect.kind;

    return kind == FAULT_DROP || kind == FAULT_STALL;
}

void overlay_end(struct session *session)
{
    static const struct dialect_outcome end = {.next = DIALECT_STATE_CLOSED};

    dialect_advance(&session->position, &end);
    envelope_release(&session->envelope);
}

/* Returns the outcome whose state and facts a refusal of ROW has; NULL: nothing changes.  A client
 * whose connection is refused is turned away. */
static const struct dialect_outcome *failure_of(const struct dialect *dialect,
                                                const struct dialect_row *row)
{
    if (row->event == DIALECT_CONNECT)
        return &dialect_row_of(dialect, DIALECT_OVERLOAD)->outcomes[0];
    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX && row->outcomes[i].code != 0; i++)
        if (!dialect_is_done(row->outcomes[i].result))
            return &row->outcomes[i];
    return NULL;
}

/* RFC 2034 section 4: neither the greeting nor the replies to HELO and EHLO have an enhanced code.
 * A text that was given is sent as it is. */
static const char *enhanced_of(const struct dialect *dialect, const struct dialect_row *row,
                               const struct fault_effect *effect)
{
    bool greets = row->event == DIALECT_CONNECT ||
                  dialect_introduces(dialect, row->event) == DIALECT_INTRODUCES_CLIENT;

    if (effect->enhanced[0] != '\0')
        return effect->enhanced;
    if (greets || effect->text.size > 0)
        return NULL;
    return effect->code < 500 ? "4.0.0" : "5.0.0";
}

struct dialect_outcome overlay_outcome(const struct dialect *dialect, const struct dialect_row *row,
                                       const struct fault_effect *effect)
{
    const struct dialect_outcome *failure = failure_of(dialect, row);
    struct dialect_outcome outcome = {
        .result = DIALECT_FAULT,
        .code = effect->code,
        .enhanced = enhanced_of(dialect, row, effect),
        .text = "{detail}",
        .next = DIALECT_STATE_SAME,
    };

    if (failure != NULL) {
        outcome.next = failure->next;
        outcome.set = failure->set;
        outcome.clear = failure->clear;
        outcome.ends_transaction = failure->ends_transaction;
    }
    if (effect->code == 421) {
        outcome.next = DIALECT_STATE_CLOSED;
        outcome.ends_transaction = true;
    }
    return outcome;
}

struct span overlay_text(const struct fault_effect *effect)
{
    if (effect->text.size > 0)
        return effect->text;
    return span_of(effect->is_magic ? "Refused on purpose (--magic-addresses)"
                                    : "Refused on purpose (--fault)");
}
