/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* refusals.c - see refusals.h. */
#include <config.h>

#include "server/log/refusals.h"

bool refusals_take(struct refusals *refusals, const struct session *session,
                   const struct session_event *reply, struct event *event)
{
    bool is_http = reply->cause == DIALECT_HTTP;
    bool is_closing = session->position.state == DIALECT_STATE_CLOSED;
    bool shows_http = is_http && !is_closing && !refusals->are_noise;
    bool is_noise = refusals->are_noise;

    if (reply->reason == DIALECT_REASON_NONE &&
        (dialect_is_done(reply->result) || reply->result == DIALECT_FAULT))
        return false;
    refusals->count += !is_noise;
    refusals->noise += is_noise;
    refusals->are_noise |= shows_http;
    *event = (struct event){
        .kind = EVENT_REFUSED,
        .refused =
            {
                .dialect = session->config->dialect,
                .position = reply->before,
                .after = session->position,
                .cause = reply->cause,
                .argument = reply->argument,
                .is_cut = reply->is_cut,
                .result = reply->result,
                .reason = reply->reason,
                .flaws = reply->flaws,
                .flaw_place = reply->flaw_place,
                .reply = {reply->reply, reply->reply_size},
                .number = refusals->count,
                .is_noise = is_noise || (is_http && is_closing),
                .shows_http = shows_http,
            },
    };
    return true;
}
