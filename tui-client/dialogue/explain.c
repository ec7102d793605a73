/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* explain.c - see explain.h.
 *
 * Two tables: what the result of a row's action means, and where the RFC describes the command or
 * reply.
 */
#include <config.h>

#include "tui-client/dialogue/explain.h"

#include <assert.h>

#include "common/count.h"

static const char *section_of(const struct dialect *dialect, enum dialect_event event)
{
    static const char *const sections[] = {
        [DIALECT_UNKNOWN] = "4.2.4",      [DIALECT_MALFORMED] = "4.1.2",
        [DIALECT_HTTP] = "4.2.4",         [DIALECT_LONG_LINE] = "4.5.3.1.4",
        [DIALECT_WRONG_ENDING] = "2.3.8", [DIALECT_CONNECT] = "3.1",
        [DIALECT_OVERLOAD] = "3.8",       [DIALECT_END_OF_DATA] = "4.1.1.4",
        [DIALECT_CREDENTIALS] = "4.2",    [DIALECT_ERRORS] = "3.8",
        [DIALECT_TIMEOUT] = "4.5.3.2",    [DIALECT_SHUTDOWN] = "3.8",
        [DIALECT_EVENTS] = "4.2",
    };

    static_assert(COUNT(sections) == DIALECT_EVENTS + 1, "one per event that is no verb");
    return event < DIALECT_VERBS ? dialect->verbs[event].section : sections[event];
}

static enum explain_verdict verdict_of_result(enum dialect_result result)
{
    static const enum explain_verdict verdicts[] = {
        [DIALECT_DONE] = EXPLAIN_ACCEPTED,
        [DIALECT_DONE_LAST] = EXPLAIN_ACCEPTED,
        [DIALECT_REFUSED] = EXPLAIN_OUT_OF_PLACE,
        [DIALECT_NO_MAILBOX] = EXPLAIN_NO_MAILBOX,
        [DIALECT_UNKNOWN_PARAMETER] = EXPLAIN_BAD_PARAMETER,
        [DIALECT_BAD_VALUE] = EXPLAIN_BAD_PARAMETER,
        [DIALECT_UNSUPPORTED_VALUE] = EXPLAIN_BAD_PARAMETER,
        [DIALECT_NEEDS_SMTPUTF8] = EXPLAIN_NEEDS_SMTPUTF8,
        [DIALECT_BAD_BYTES] = EXPLAIN_BAD_BYTES,
        [DIALECT_TOO_LARGE] = EXPLAIN_TOO_LARGE,
        [DIALECT_NO_STORAGE] = EXPLAIN_NO_STORAGE,
        [DIALECT_LOCAL_ERROR] = EXPLAIN_LOCAL_ERROR,
    };

    static_assert(COUNT(verdicts) == DIALECT_RESULTS, "one per result");
    return verdicts[result];
}

static enum explain_verdict verdict_of_done(const struct dialogue_reply *reply)
{
    if (reply->event == DIALECT_CONNECT)
        return EXPLAIN_GREETED;
    if (reply->event == DIALECT_END_OF_DATA)
        return EXPLAIN_DELIVERED;
    if (reply->after.state == DIALECT_STATE_CLOSED)
        return EXPLAIN_GOODBYE;
    if (dialect_class_of(reply->after.state) == DIALECT_CLASS_MESSAGE)
        return EXPLAIN_SEND_MESSAGE;
    return EXPLAIN_ACCEPTED;
}

/* A reply that the table does not list. */
static enum explain_verdict verdict_of_unlisted(const struct dialogue_reply *reply)
{
    bool is_refusal = reply->code >= 400;

    if (reply->event == DIALECT_EVENTS)
        return EXPLAIN_UNASKED;
    if (is_refusal)
        return reply->reason == DIALECT_REASON_NONE ? EXPLAIN_REFUSED_THOUGH_OPEN
                                                    : EXPLAIN_OUT_OF_PLACE;
    return reply->reason == DIALECT_REASON_NONE ? EXPLAIN_ACCEPTED : EXPLAIN_ACCEPTED_THOUGH_CLOSED;
}

static enum explain_verdict verdict_of(const struct dialogue_reply *reply)
{
    if (reply->outcome == NULL)
        return verdict_of_unlisted(reply);
    if (reply->code >= 400 && reply->after.state == DIALECT_STATE_CLOSED)
        return EXPLAIN_CLOSING;
    if (dialect_is_done(reply->outcome->result))
        return verdict_of_done(reply);
    return verdict_of_result(reply->outcome->result);
}

struct explanation explain_reply(const struct dialogue_reply *reply)
{
    unsigned category = reply->code / 10 % 10;

    return (struct explanation){
        .code = reply->code,
        .class = (enum explain_class)(reply->code / 100),
        .category = category < EXPLAIN_CATEGORY_OTHER ? (enum explain_category)category
                                                      : EXPLAIN_CATEGORY_OTHER,
        .verdict = verdict_of(reply),
        .event = reply->event,
        .reason = reply->reason,
        .section = section_of(reply->dialect, reply->event),
    };
}
