/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* refusals.c - see refusals.h. */
#include <config.h>

#include "server/log/refusals.h"

bool refusals_take(struct refusals *refusals, const struct session *session,
                   const struct session_event *reply, struct event *event)
{
    bool shows_http = !refusals->have_shown_http && reply->cause == DIALECT_HTTP &&
                      session->position.state != DIALECT_STATE_CLOSED;

    if (reply->reason == DIALECT_REASON_NONE && dialect_is_done(reply->result))
        return false;
    refusals->count++;
    refusals->have_shown_http |= shows_http;
    *event = (struct event){
        .kind = EVENT_REFUSED,
        .refused =
            {
                .dialect = session->config->dialect,
                .position = reply->before,
                .cause = reply->cause,
                .argument = reply->argument,
                .is_cut = reply->is_cut,
                .result = reply->result,
                .reason = reply->reason,
                .flaws = reply->flaws,
                .flaw_place = reply->flaw_place,
                .number = refusals->count,
                .shows_http = shows_http,
            },
    };
    return true;
}
