/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue_outcome.c - what a reply means: the outcome in the dialect's table, the position after
 * it, and what makes it doubtful.
 */
#include <config.h>

#include "common/count.h"
#include "tui-client/dialogue/dialogue_internal.h"
#include "tui-client/dialogue/echo.h"

/* Any 354 opens the message, whatever it answers. */
static const struct dialect_outcome message_opens = {.code = 354, .next = DIALECT_STATE_MESSAGE};

/* RFC 5321 section 3.1: after a greeting of 4xx or 5xx the server waits for nothing but QUIT. */
static const struct dialect_outcome turned_away = {
    .result = DIALECT_REFUSED, .code = 554, .next = DIALECT_STATE_CLOSED};

/* One that says goodbye when it is asked to take a message does not take it. */
static const struct dialect_outcome says_goodbye = {
    .result = DIALECT_REFUSED, .code = 221, .next = DIALECT_STATE_CLOSED};

/* A server that kept the sender although it refused a recipient, or the message, says so when it is
 * given another one. */
static const struct dialect_outcome sender_was_kept = {.result = DIALECT_REFUSED,
                                                       .reason = DIALECT_REASON_OUT_OF_ORDER,
                                                       .code = 503,
                                                       .next = DIALECT_STATE_RCPT,
                                                       .set = DIALECT_FACT_ROOM};

/* One that forgot the sender when it refused a recipient says so when it is given another one.
 * These are the codes of tables, the first of the prototype. */
#define SENDER_WAS_LOST(number)                                                                    \
    {                                                                                              \
        .result = DIALECT_REFUSED, .reason = DIALECT_REASON_OUT_OF_ORDER, .code = (number),        \
        .next = DIALECT_STATE_MAIL, .clear = DIALECT_FACT_ROOM, .ends_transaction = true,          \
    }
static const struct dialect_outcome sender_was_lost[] = {SENDER_WAS_LOST(500),
                                                         SENDER_WAS_LOST(503)};

void dialogue_expect_message(struct dialogue *dialogue)
{
    dialect_advance(&dialogue->position, &message_opens);
}

/* --- what a code means ----------------------------------------------------------------------- */

/* Whether CODE says that another sender is refused because the last one still counts. */
static bool keeps_sender(const struct dialogue *dialogue, const struct request *request,
                         unsigned code)
{
    return dialogue->may_keep_sender && code == sender_was_kept.code &&
           dialect_introduces(dialogue->dialect, request->event) == DIALECT_INTRODUCES_SENDER;
}

/* The code that the table has for VERB before there is a sender; 0: none. */
static unsigned code_without_sender(const struct dialect *dialect, enum dialect_event verb)
{
    struct dialect_match match =
        dialect_find_proper(dialect, (struct dialect_position){.state = DIALECT_STATE_MAIL}, verb);
    const struct dialect_outcome *refusal =
        match.row != NULL ? dialect_refusal(match.row, match.reason) : NULL;

    return refusal != NULL ? refusal->code : 0;
}

/* The outcome if CODE says that a recipient is refused because there is no sender any more; NULL:
 * it does not. */
static const struct dialect_outcome *lost_sender(const struct dialogue *dialogue,
                                                 const struct request *request, unsigned code)
{
    enum dialect_introduces introduced = dialect_introduces(dialogue->dialect, request->event);
    bool had_recipient = (dialogue->position.facts & DIALECT_FACT_RECIPIENT) != 0;

    if (!dialogue->may_lack_sender || had_recipient || introduced != DIALECT_INTRODUCES_RECIPIENT ||
        request->reason != DIALECT_REASON_NONE)
        return NULL;
    for (size_t i = 0; i < COUNT(sender_was_lost); i++)
        if (code == sender_was_lost[i].code &&
            (code == 503 || code == code_without_sender(dialogue->dialect, request->event)))
            return &sender_was_lost[i];
    return NULL;
}

/* The verb with which the client is expected to greet; DIALECT_VERBS if there is none. */
static enum dialect_event greeting_verb(const struct dialect *dialect)
{
    enum dialect_event verb = 0;

    while (verb < DIALECT_VERBS && (dialect->verbs[verb].is_aside ||
                                    dialect_introduces(dialect, verb) != DIALECT_INTRODUCES_CLIENT))
        verb++;
    return verb;
}

/* Whether REQUEST, of a verb that the dialect does not know, is taken by the server for a greeting.
 */
static bool is_taken_for_greeting(const struct dialogue *dialogue, const struct request *request,
                                  unsigned code)
{
    return request->event == DIALECT_UNKNOWN && code == 250 &&
           dialogue->position.state == DIALECT_STATE_HELO &&
           memchr(request->argument, ' ', request->argument_size) != NULL;
}

/* The outcome of a reply that the row for REQUEST does not list. */
static const struct dialect_outcome *unlisted(const struct dialogue *dialogue,
                                              const struct request *request, unsigned code)
{
    enum dialect_event verb = is_taken_for_greeting(dialogue, request, code)
                                  ? greeting_verb(dialogue->dialect)
                                  : request->event;
    const struct dialect_row *row =
        verb < DIALECT_VERBS && code < 400 ? dialect_row_of(dialogue->dialect, verb) : NULL;

    if (request->event == DIALECT_CONNECT && code >= 400)
        return &turned_away;
    if (code == message_opens.code && request->event < DIALECT_CONNECT)
        return &message_opens;
    if (code == says_goodbye.code &&
        dialect_introduces(dialogue->dialect, request->event) == DIALECT_INTRODUCES_MESSAGE)
        return &says_goodbye;
    /* The server accepted what the table refuses: it knows better. */
    return row != NULL ? dialect_outcome_by_code(row, DIALECT_REASON_NONE, code) : NULL;
}

/* What CODE means: an exact match in its own row first, then an unexpected outcome, then the class
 * of code in its own row. */
static const struct dialect_outcome *table_outcome(const struct dialogue *dialogue,
                                                   const struct request *request, unsigned code)
{
    const struct dialect_outcome *outcome = NULL, *lost, *exact;

    if (dialogue_is_closed(dialogue))
        return NULL;
    if (request != NULL && keeps_sender(dialogue, request, code))
        return &sender_was_kept;
    lost = request != NULL ? lost_sender(dialogue, request, code) : NULL;
    if (lost != NULL)
        return lost;
    if (request != NULL && request->row != NULL)
        outcome = dialect_outcome_by_code(request->row, request->reason, code);
    if (outcome != NULL && outcome->code == code)
        return outcome;
    exact = dialect_unforeseen(dialogue->dialect, dialogue->position,
                               request != NULL ? request->event : DIALECT_EVENTS, code);
    if (exact != NULL)
        return exact;
    return outcome == NULL && request != NULL ? unlisted(dialogue, request, code) : outcome;
}

/* A conversation ends, and TLS begins, with the code that the table has for it: any other may
 * answer something else. */
static const struct dialect_outcome *outcome_of(const struct dialogue *dialogue,
                                                const struct request *request, unsigned code)
{
    const struct dialect_outcome *outcome = table_outcome(dialogue, request, code);
    const struct dialect_outcome *late =
        request == NULL ? dialect_ending(dialogue->dialect, dialogue->answered_end) : NULL;
    bool is_end = outcome != NULL && outcome->next == DIALECT_STATE_CLOSED && code < 400;
    bool begins_tls = outcome != NULL && outcome->starts_tls;

    if (begins_tls && dialogue->refrains_from_tls)
        return NULL;
    if (late != NULL && late->code == code)
        return late;
    return (is_end || begins_tls) && outcome->code != code ? NULL : outcome;
}

/* Why REQUEST was refused with CODE, as OUTCOME has it: an exact code says more than the reason
 * predicted when it was sent. */
static enum dialect_reason reason_of(const struct request *request,
                                     const struct dialect_outcome *outcome, unsigned code)
{
    bool tells = outcome != NULL && outcome->code == code && outcome->reason != DIALECT_REASON_NONE;

    if (tells)
        return outcome->reason;
    return request != NULL ? request->reason : DIALECT_REASON_NONE;
}

/* Whether the line that REQUEST sent names an address, and TEXT another one. */
static bool echoes_another(const struct dialogue *dialogue, const struct request *request,
                           struct span text)
{
    return dialect_names_address(dialogue->dialect, request->event) &&
           echo_differs(request_argument(request), text);
}

/* What makes it doubtful that the reply with CODE and TEXT is the one to REQUEST. */
static unsigned doubts_of(struct dialogue *dialogue, const struct request *request, unsigned code,
                          struct span text)
{
    bool is_surplus = request == NULL && code != 421;
    bool is_within = dialogue_is_in_message(dialogue);
    bool is_after = dialogue->position.state == DIALECT_STATE_MAIL &&
                    (dialogue->deliveries > 0 || dialogue->has_withdrawn);
    bool is_end_of_data = request != NULL && request->event == DIALECT_END_OF_DATA;
    unsigned doubts = is_surplus ? DIALOGUE_DOUBT_SURPLUS : 0;

    if (is_surplus && (is_within || is_after))
        doubts |=
            is_within && dialogue->has_just_opened ? DIALOGUE_DOUBT_EARLY : DIALOGUE_DOUBT_PIECES;
    if (is_end_of_data && code < 400)
        doubts |= dialogue->answers_message;
    if (is_surplus && is_after)
        doubts |= DIALOGUE_DOUBT_DELIVERY;
    if (request != NULL && code < 300 && echoes_another(dialogue, request, text))
        doubts |= DIALOGUE_DOUBT_ECHO;
    if (is_surplus || is_end_of_data)
        dialogue->answers_message =
            is_surplus && is_within ? doubts & (DIALOGUE_DOUBT_EARLY | DIALOGUE_DOUBT_PIECES) : 0;
    return doubts;
}

/* Notes what later replies are judged by. */
static void keep(struct dialogue *dialogue, const struct dialogue_reply *reply)
{
    bool is_end = dialect_ending(dialogue->dialect, reply->event) != NULL;

    if (reply->outcome != NULL && reply->outcome->ends_transaction)
        dialogue->may_keep_sender = !dialogue_is_success(reply);
    if (dialect_introduces(reply->dialect, reply->event) == DIALECT_INTRODUCES_RECIPIENT)
        dialogue->may_lack_sender = reply->code >= 400 && reply->after.state == reply->before.state;
    else if (reply->after.state != reply->before.state)
        dialogue->may_lack_sender = false;
    dialogue->deliveries += dialogue_is_delivery(reply);
    dialogue->deliveries -= reply->withdraws;
    dialogue->has_withdrawn |= reply->withdraws;
    dialogue->has_withdrawn &= !dialogue_is_in_message(dialogue);
    if (!dialogue_is_in_message(dialogue))
        dialogue->answers_message = 0;
    dialogue->answered_end = is_end ? reply->event : dialogue->answered_end;
    dialogue->has_accepted_end |= is_end && reply->code < 400;
}

/* What the table says of a request depends on the replies to those before it. */
void dialogue_predict(struct dialogue *dialogue, struct request *request)
{
    struct dialect_match match;

    if (request == NULL)
        return;
    match = dialect_find(dialogue->dialect, dialogue->position, request->event,
                         request_argument(request));
    request->row = match.row;
    request->reason = match.reason;
}

struct dialogue_reply dialogue_conclude(struct dialogue *dialogue, const struct request *request,
                                        unsigned code, struct span text)
{
    const struct dialect_outcome *outcome = outcome_of(dialogue, request, code);
    bool is_late_end = request == NULL && outcome != NULL &&
                       outcome == dialect_ending(dialogue->dialect, dialogue->answered_end);
    struct dialogue_reply reply = {
        .code = code,
        .event = request != NULL ? request->event
                 : is_late_end   ? dialogue->answered_end
                                 : DIALECT_EVENTS,
        .reason = reason_of(request, outcome, code),
        .is_ours = dialogue->is_ours,
        .doubts = doubts_of(dialogue, request, code, text),
        .outcome = outcome,
        .dialect = dialogue->dialect,
        .before = dialogue->position,
    };

    reply.withdraws = (reply.doubts & DIALOGUE_DOUBT_DELIVERY) != 0 && !dialogue->has_withdrawn;
    if (reply.outcome != NULL)
        dialect_advance(&dialogue->position, reply.outcome);
    reply.after = dialogue->position;
    reply.more_follow = dialogue->requests.count > 0 ||
                        (buffer_size(&dialogue->queue) > 0 && !dialogue_is_in_message(dialogue));
    keep(dialogue, &reply);
    dialogue_predict(dialogue, requests_first(&dialogue->requests));
    return reply;
}
