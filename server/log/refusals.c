/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* refusals.c - see refusals.h. */
#include <config.h>

#include "server/log/refusals.h"

#include <string.h>

#include "common/count.h"

/* Detects a browser, or a page that makes one send SMTP in a request body (methods: RFC 9110
 * section 9.1). */
static bool is_http(const struct session_event *reply)
{
    static const char *const methods[] = {"GET ", "POST ", "HEAD ", "PUT ", "CONNECT ", "OPTIONS "};

    for (size_t i = 0; i < COUNT(methods); i++)
        if (reply->cause == DIALECT_UNKNOWN && reply->argument.size > strlen(methods[i]) &&
            memcmp(reply->argument.data, methods[i], strlen(methods[i])) == 0)
            return true;
    return false;
}

bool refusals_take(struct refusals *refusals, const struct session *session,
                   const struct session_event *reply, struct event *event)
{
    bool shows_http = !refusals->have_shown_http && is_http(reply);

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
