/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* deviations.c - see deviations.h. */
#include <config.h>

#include "server/log/deviations.h"

/* Whether REPLY is that to a line, and not to what came of it: too many errors, no memory. */
static bool is_to_line(const struct session_event *reply)
{
    return reply->cause < DIALECT_CONNECT || reply->cause == DIALECT_CREDENTIALS;
}

bool deviations_take(struct deviations *deviations, const struct session *session,
                     const struct session_event *reply, struct event *event)
{
    bool is_wrong_line = reply->has_bare_lf && is_to_line(reply);
    bool is_flawed_message = reply->flaw_place != NULL && dialect_is_done(reply->result);

    if (!is_wrong_line && !is_flawed_message)
        return false;
    deviations->count++;
    *event = (struct event){
        .kind = EVENT_DEVIATION,
        .deviation =
            {
                .flaws = reply->flaws,
                .flaw_place = reply->flaw_place,
                .dialect = session->config->dialect,
                .cause = reply->cause,
                .argument = reply->argument,
                .is_cut = reply->is_cut,
                .number = deviations->count,
            },
    };
    return true;
}
