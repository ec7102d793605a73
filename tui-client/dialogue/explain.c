/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* explain.c - see explain.h.
 *
 * What the words say goes before what an enhanced status code says, since some servers use these
 * freely; words that say little yield to it.
 */
#include <config.h>

#include "tui-client/dialogue/explain.h"

#include <assert.h>

#include "common/count.h"

/* --- what has happened ----------------------------------------------------------------------- */

static enum explain_verdict verdict_of_done(const struct dialogue_reply *reply)
{
    if (reply->event == DIALECT_CONNECT)
        return EXPLAIN_GREETED;
    if (reply->event == DIALECT_END_OF_DATA)
        return reply->doubts == 0 ? EXPLAIN_DELIVERED : EXPLAIN_MAYBE_DELIVERED;
    if (reply->after.state == DIALECT_STATE_CLOSED)
        return EXPLAIN_GOODBYE;
    if (dialect_class_of(reply->after.state) == DIALECT_CLASS_MESSAGE)
        return EXPLAIN_SEND_MESSAGE;
    if (dialect_class_of(reply->after.state) == DIALECT_CLASS_CREDENTIALS)
        return EXPLAIN_ASKS_FOR_CREDENTIALS;
    if (reply->after.facts & ~reply->before.facts & DIALECT_FACT_AUTHENTICATED)
        return EXPLAIN_LOGGED_IN;
    return EXPLAIN_ACCEPTED;
}

/* A positive reply that the table does not list, or not as one that is done.  What our own server
 * does without is allowed nevertheless. */
static enum explain_verdict verdict_of_unlisted(const struct dialogue_reply *reply)
{
    if (reply->after.state == DIALECT_STATE_CLOSED && reply->outcome != NULL)
        return EXPLAIN_LEAVING;
    if (dialect_ending(reply->dialect, reply->event) != NULL)
        return EXPLAIN_NOT_ENDED;
    if (reply->reason != DIALECT_REASON_NONE && reply->reason != DIALECT_REASON_NOT_IMPLEMENTED)
        return EXPLAIN_ACCEPTED_THOUGH_CLOSED;
    return dialect_introduces(reply->dialect, reply->event) == DIALECT_INTRODUCES_MESSAGE
               ? EXPLAIN_NOT_AWAITED
               : EXPLAIN_ACCEPTED;
}

static enum explain_verdict verdict_of(const struct dialogue_reply *reply)
{
    if (reply->code >= 400 && reply->outcome != NULL && reply->after.state == DIALECT_STATE_CLOSED)
        return EXPLAIN_CLOSING;
    if (reply->event == DIALECT_EVENTS && reply->doubts & DIALOGUE_DOUBT_EARLY)
        return EXPLAIN_EARLY;
    if (reply->event == DIALECT_EVENTS)
        return reply->doubts & DIALOGUE_DOUBT_PIECES ? EXPLAIN_PIECE : EXPLAIN_UNASKED;
    if (reply->code >= 400)
        return EXPLAIN_REFUSED;
    if (reply->code == 252 && reply->event == DIALECT_VRFY)
        return EXPLAIN_UNVERIFIED;
    return reply->outcome != NULL && dialect_is_done(reply->outcome->result)
               ? verdict_of_done(reply)
               : verdict_of_unlisted(reply);
}

/* --- why ------------------------------------------------------------------------------------- */

static enum cause_stage stage_of(const struct dialogue_reply *reply)
{
    static const enum cause_stage stages[] = {
        [DIALECT_INTRODUCES_NOTHING] = CAUSE_AT_OTHER,
        [DIALECT_INTRODUCES_CLIENT] = CAUSE_AT_CLIENT,
        [DIALECT_INTRODUCES_SENDER] = CAUSE_AT_SENDER,
        [DIALECT_INTRODUCES_RECIPIENT] = CAUSE_AT_RECIPIENT,
        [DIALECT_INTRODUCES_MESSAGE] = CAUSE_AT_MESSAGE,
        [DIALECT_INTRODUCES_CREDENTIALS] = CAUSE_AT_LOGIN,
    };

    static_assert(COUNT(stages) == DIALECT_INTRODUCTIONS, "a stage for each");
    if (reply->event == DIALECT_CONNECT)
        return CAUSE_AT_GREETING;
    if (reply->event == DIALECT_END_OF_DATA ||
        (reply->event == DIALECT_EVENTS && reply->doubts & DIALOGUE_DOUBT_EARLY))
        return CAUSE_AT_END;
    if (reply->event == DIALECT_CREDENTIALS)
        return CAUSE_AT_LOGIN;
    return stages[dialect_introduces(reply->dialect, reply->event)];
}

/* The cause that the table of our own server has for exactly this code. */
static enum cause cause_of_table(const struct dialogue_reply *reply)
{
    static const enum cause causes[DIALECT_RESULTS] = {
        [DIALECT_REFUSED] = CAUSE_RULE,
        [DIALECT_NO_MAILBOX] = CAUSE_NO_MAILBOX,
        [DIALECT_UNKNOWN_PARAMETER] = CAUSE_PARAMETER,
        [DIALECT_BAD_VALUE] = CAUSE_PARAMETER,
        [DIALECT_UNSUPPORTED_VALUE] = CAUSE_PARAMETER,
        [DIALECT_NEEDS_SMTPUTF8] = CAUSE_NEEDS_SMTPUTF8,
        [DIALECT_BAD_BYTES] = CAUSE_BAD_BYTES,
        [DIALECT_TOO_LARGE] = CAUSE_TOO_LARGE,
        [DIALECT_NO_STORAGE] = CAUSE_NO_STORAGE,
        [DIALECT_LOCAL_ERROR] = CAUSE_LOCAL_ERROR,
        [DIALECT_TOO_WEAK] = CAUSE_WEAK_MECHANISM,
        [DIALECT_DENIED] = CAUSE_CREDENTIALS,
    };
    bool is_listed =
        reply->is_ours && reply->outcome != NULL && reply->outcome->code == reply->code;

    if (!is_listed || (reply->outcome->result == DIALECT_REFUSED &&
                       (reply->reason == DIALECT_REASON_NONE || reply->code == 421)))
        return CAUSE_UNKNOWN;
    if (stage_of(reply) == CAUSE_AT_LOGIN && reply->outcome->result == DIALECT_UNSUPPORTED_VALUE)
        return CAUSE_MECHANISM;
    if (stage_of(reply) == CAUSE_AT_LOGIN && reply->outcome->result == DIALECT_LOCAL_ERROR)
        return CAUSE_LOGIN_LATER;
    return causes[reply->outcome->result];
}

/* Whether the reason is in the line that was sent, and not a rule of the dialect. */
static bool is_about_form(enum dialect_reason reason)
{
    return reason == DIALECT_REASON_MALFORMED_VERB || reason == DIALECT_REASON_LONG_LINE ||
           (reason >= DIALECT_REASON_ARGUMENT_MISSING && reason <= DIALECT_REASON_BAD_MECHANISM);
}

static bool is_about_syntax(unsigned code)
{
    return (code >= 500 && code <= 504) || code == 553 || code == 555;
}

/* Digits mean little beside an enhanced status code of another subject than the commands. */
static enum cause guess(const struct dialogue_reply *reply, struct enhanced enhanced)
{
    bool is_overruled = enhanced.class != 0 && enhanced.subject != 0 && enhanced.subject != 5;

    if (is_about_form(reply->reason) && is_about_syntax(reply->code))
        return CAUSE_FORM;
    return is_overruled ? CAUSE_UNKNOWN : cause_guess(reply->code, stage_of(reply));
}

/* The table has one code for both, so the words tell which of them is missing, else the position.
 */
static enum dialect_reason find_reason(const struct dialogue_reply *reply, enum cause said)
{
    bool is_encrypted = (reply->before.facts & DIALECT_FACT_ENCRYPTED) != 0;

    if (reply->reason != DIALECT_REASON_NEEDS_TLS && reply->reason != DIALECT_REASON_NEEDS_AUTH)
        return reply->reason;
    if (said == CAUSE_LOGIN || is_encrypted)
        return DIALECT_REASON_NEEDS_AUTH;
    return said == CAUSE_TLS ? DIALECT_REASON_NEEDS_TLS : reply->reason;
}

static void find_cause(struct explanation *explanation, const struct dialogue_reply *reply,
                       struct span text)
{
    struct cause_read read = cause_read(reply->code, stage_of(reply), text);
    enum cause listed = cause_of_table(reply), coded = enhanced_cause(explanation->enhanced);
    bool is_general = enhanced_is_general(explanation->enhanced);
    bool is_coded =
        coded != CAUSE_UNKNOWN && (read.cause == CAUSE_UNKNOWN || (read.is_vague && !is_general));

    explanation->reason = find_reason(reply, read.cause);
    explanation->cause = listed != CAUSE_UNKNOWN ? listed : is_coded ? coded : read.cause;
    explanation->is_guess = listed == CAUSE_UNKNOWN && !is_coded && read.is_guess;
    /* A line of a login has neither brackets nor blanks that could be wrong. */
    if (explanation->cause == CAUSE_SYNTAX && stage_of(reply) == CAUSE_AT_LOGIN)
        explanation->cause = CAUSE_RESPONSE;
    if (explanation->cause != coded && !is_general)
        explanation->meaning = NULL;
    if (explanation->cause != CAUSE_UNKNOWN)
        return;
    explanation->cause = guess(reply, explanation->enhanced);
    explanation->is_guess = explanation->cause != CAUSE_UNKNOWN;
}

/* --- where it is written --------------------------------------------------------------------- */

/* What describes all replies by their digits. */
#define SECTION_DIGITS "4.2.1"

static const char *section_of_success(const struct dialogue_reply *reply)
{
    switch (reply->event) {
    case DIALECT_CONNECT:
        return "3.1";
    case DIALECT_END_OF_DATA:
        return "4.1.1.4";
    case DIALECT_EVENTS: /* each command has one reply */
        return "4.2";
    default:
        return SECTION_DIGITS;
    }
}

/* Where a code is listed with its meaning; others have only that of their digits. */
static const char *section_of_code(unsigned code)
{
    static const unsigned listed[] = {421, 450, 451, 452, 455, 500, 501, 502,
                                      503, 504, 550, 551, 552, 553, 554, 555};

    for (size_t i = 0; i < COUNT(listed); i++)
        if (listed[i] == code)
            return "4.2.3";
    return SECTION_DIGITS;
}

/* Where a reason is a rule; NULL: that of the command, or nowhere. */
static const char *section_of_reason(enum dialect_reason reason)
{
    static const char *const sections[] = {
        [DIALECT_REASON_UNKNOWN_VERB] = "4.2.4",    [DIALECT_REASON_MALFORMED_VERB] = "4.1.1",
        [DIALECT_REASON_NOT_IMPLEMENTED] = "4.2.4", [DIALECT_REASON_OUT_OF_ORDER] = "4.1.4",
        [DIALECT_REASON_NEEDS_RECIPIENT] = "4.1.4", [DIALECT_REASON_NEEDS_ROOM] = "4.5.3.1.10",
        [DIALECT_REASON_NO_BRACKETS] = "4.1.2",     [DIALECT_REASON_BAD_PATH] = "4.1.2",
        [DIALECT_REASON_BAD_PARAMETER] = "4.1.2",   [DIALECT_REASON_LONG_LINE] = "4.5.3.1.4",
        [DIALECT_REASON_WRONG_ENDING] = "2.3.8",    [DIALECT_REASON_NEEDS_TLS] = "4",
        [DIALECT_REASON_NEEDS_AUTH] = "6",          [DIALECT_REASON_SECRET_IN_CLEAR] = "4",
        [DIALECT_REASON_LONG_CREDENTIALS] = "4",    [DIALECT_REASONS] = NULL,
    };

    return sections[reason];
}

static bool is_about_order(enum dialect_reason reason)
{
    return reason >= DIALECT_REASON_OUT_OF_ORDER && reason <= DIALECT_REASON_NEEDS_ROOM;
}

/* Whether the command that REPLY refuses would be in order by RFC 5321, whose table asks for the
 * least. */
static bool would_be_in_order(const struct dialogue_reply *reply)
{
    struct dialect_position position = reply->before;

    if (position.state == DIALECT_STATE_DATA)
        position.state = DIALECT_STATE_RCPT;
    position.facts |= DIALECT_FACT_ROOM;
    return reply->event < DIALECT_VERBS &&
           dialect_why_not(&dialect_rfc5321, position, reply->event) == DIALECT_REASON_NONE;
}

/* The section that describes the command itself. */
static void name_verb(struct explanation *explanation, const struct dialogue_reply *reply)
{
    explanation->section = reply->dialect->verbs[reply->event].section;
    explanation->rfc = reply->dialect->verbs[reply->event].rfc;
}

static void name_reason(struct explanation *explanation, const struct dialogue_reply *reply)
{
    explanation->section = section_of_reason(explanation->reason);
    if (explanation->reason == DIALECT_REASON_NEEDS_TLS)
        explanation->rfc = 3207;
    else if (explanation->reason == DIALECT_REASON_NEEDS_AUTH ||
             explanation->reason == DIALECT_REASON_SECRET_IN_CLEAR ||
             explanation->reason == DIALECT_REASON_LONG_CREDENTIALS)
        explanation->rfc = 4954;
    else if (explanation->section == NULL && reply->event < DIALECT_VERBS)
        name_verb(explanation, reply);
}

static void find_section(struct explanation *explanation, const struct dialogue_reply *reply)
{
    bool has_reason = explanation->cause == CAUSE_RULE || explanation->cause == CAUSE_FORM;

    if (reply->code < 400 && reply->event < DIALECT_VERBS)
        name_verb(explanation, reply);
    else if (reply->code < 400)
        explanation->section = section_of_success(reply);
    else if (!has_reason)
        explanation->section = section_of_code(reply->code);
    else if (is_about_order(reply->reason) && would_be_in_order(reply))
        explanation->is_own_rule = true;
    else
        name_reason(explanation, reply);
}

struct explanation explain_reply(const struct dialogue_reply *reply, struct span text)
{
    unsigned category = reply->code / 10 % 10;
    struct enhanced enhanced = enhanced_read(reply->code, text);
    struct explanation explanation = {
        .code = reply->code,
        .class = (enum explain_class)(reply->code / 100),
        .category = category < EXPLAIN_CATEGORY_OTHER ? (enum explain_category)category
                                                      : EXPLAIN_CATEGORY_OTHER,
        .enhanced = enhanced,
        .meaning = enhanced.class != 0 ? enhanced_meaning(enhanced) : NULL,
        .verdict = verdict_of(reply),
        .event = reply->event,
        .reason = reply->reason,
    };

    if (reply->code >= 400)
        find_cause(&explanation, reply, text);
    find_section(&explanation, reply);
    return explanation;
}

/* --- and then -------------------------------------------------------------------------------- */

bool explain_is_temporary(const struct explanation *explanation)
{
    return explanation->class == EXPLAIN_CLASS_TRY_LATER;
}

enum dialect_reason explain_lacked(const struct explanation *explanation,
                                   const struct dialogue_reply *reply)
{
    bool is_encrypted = (reply->after.facts & DIALECT_FACT_ENCRYPTED) != 0;

    if (reply->code < 400 || reply->after.state != DIALECT_STATE_MAIL)
        return DIALECT_REASON_NONE;
    if (explanation->cause == CAUSE_RULE)
        return explanation->reason;
    if (explanation->cause == CAUSE_TLS && !is_encrypted)
        return DIALECT_REASON_NEEDS_TLS;
    return explanation->cause == CAUSE_LOGIN ? DIALECT_REASON_NEEDS_AUTH : DIALECT_REASON_NONE;
}

unsigned explain_retry_s(const struct explanation *explanation)
{
    switch (explanation->cause) {
    case CAUSE_GREYLISTED:
    case CAUSE_MAYBE_GREYLISTED:
        return 5 * 60;
    case CAUSE_RATE:
        return 15 * 60;
    default:
        return 60;
    }
}
