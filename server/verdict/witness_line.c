/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* witness_line.c - judges a line of the client by its reply. */
#include <config.h>

#include <assert.h>

#include "common/argument.h"
#include "common/command.h"
#include "common/count.h"
#include "common/grammar.h"
#include "server/verdict/witness_internal.h"

static const struct span no_detail = {NULL, 0};

/* Returns what names the line of REPLY: its verb, or its first word. */
static struct span name_of(const struct witness *witness, const struct session_event *reply)
{
    const char *name =
        reply->cause < DIALECT_VERBS ? dialect_event_name(witness->dialect, reply->cause) : NULL;

    return name != NULL ? span_of(name) : span_first_word(span_trim(reply->argument));
}

/* --- refused lines --------------------------------------------------------------------------- */

/* FINDING_KINDS: what the server refuses for this reason is no mistake of the client. */
static enum finding_kind kind_of_reason(enum dialect_reason reason)
{
    static const enum finding_kind kinds[] = {
        [DIALECT_REASON_NONE] = FINDING_COMMAND_ORDER,
        [DIALECT_REASON_UNKNOWN_VERB] = FINDING_COMMAND_UNKNOWN,
        [DIALECT_REASON_MALFORMED_VERB] = FINDING_COMMAND_MALFORMED,
        [DIALECT_REASON_NOT_IMPLEMENTED] = FINDING_EXTENSION_UNOFFERED,
        [DIALECT_REASON_OUT_OF_ORDER] = FINDING_COMMAND_ORDER,
        [DIALECT_REASON_NEEDS_DELIVERY] = FINDING_COMMAND_ORDER,
        [DIALECT_REASON_NEEDS_RECIPIENT] = FINDING_COMMAND_ORDER,
        [DIALECT_REASON_NEEDS_ROOM] = FINDING_KINDS,
        [DIALECT_REASON_NEEDS_TLS] = FINDING_TLS_NEEDED,
        [DIALECT_REASON_NEEDS_AUTH] = FINDING_AUTH_NEEDED,
        [DIALECT_REASON_SECRET_IN_CLEAR] = FINDING_AUTH_IN_CLEAR,
        [DIALECT_REASON_ARGUMENT_MISSING] = FINDING_ARGUMENT_MISSING,
        [DIALECT_REASON_ARGUMENT_UNEXPECTED] = FINDING_ARGUMENT_UNEXPECTED,
        [DIALECT_REASON_NO_BRACKETS] = FINDING_BRACKETS_MISSING,
        [DIALECT_REASON_BAD_PATH] = FINDING_ADDRESS_MALFORMED,
        [DIALECT_REASON_BAD_PARAMETER] = FINDING_PARAMETER_MALFORMED,
        [DIALECT_REASON_BAD_MECHANISM] = FINDING_AUTH_MALFORMED,
        [DIALECT_REASON_LONG_LINE] = FINDING_COMMAND_TOO_LONG,
        [DIALECT_REASON_WRONG_ENDING] = FINDING_KINDS,
        [DIALECT_REASON_LONG_CREDENTIALS] = FINDING_COMMAND_TOO_LONG,
    };

    static_assert(COUNT(kinds) == DIALECT_REASONS, "a kind per reason");
    return kinds[reason];
}

static enum finding_kind kind_of_failure(enum dialect_event cause, enum dialect_result result)
{
    switch (result) {
    case DIALECT_UNKNOWN_PARAMETER:
        return FINDING_PARAMETER_UNOFFERED;
    case DIALECT_BAD_VALUE:
        return FINDING_PARAMETER_VALUE;
    case DIALECT_UNSUPPORTED_VALUE:
        return cause == DIALECT_AUTH ? FINDING_MECHANISM_UNOFFERED : FINDING_PARAMETER_VALUE;
    case DIALECT_NEEDS_SMTPUTF8:
        return FINDING_ADDRESS_UTF8;
    case DIALECT_BAD_RESPONSE:
        return FINDING_AUTH_MALFORMED;
    default:
        return FINDING_KINDS;
    }
}

/* Returns the verb of RFC 5321 or of its extensions that the line of REPLY begins with, be it one
 * of the dialect or not. */
static enum dialect_event verb_of(const struct session_event *reply)
{
    return reply->cause < DIALECT_VERBS ? reply->cause
                                        : command_parse(&dialect_rfc5321, reply->argument).verb;
}

/* A server need not know every verb of RFC 5321, and a textbook dialect knows few, but a client may
 * try them; those of extensions must be offered first. */
static enum finding_kind kind_of_unknown(const struct session_event *reply, enum finding_kind kind)
{
    enum dialect_event verb = verb_of(reply);

    if (verb >= DIALECT_VERBS)
        return kind;
    return dialect_rfc5321.verbs[verb].rfc != 0 ? FINDING_EXTENSION_UNOFFERED : FINDING_KINDS;
}

static enum finding_kind kind_of_order(const struct witness *witness,
                                       const struct session_event *reply)
{
    if (witness->findings.is_textbook && reply->cause == DIALECT_QUIT)
        return FINDING_QUIT_EARLY;
    if (witness->findings.is_textbook && reply->cause == DIALECT_RCPT &&
        reply->before.state == DIALECT_STATE_DATA)
        return FINDING_RECIPIENT_SECOND;
    return FINDING_COMMAND_ORDER;
}

static enum finding_kind kind_of(const struct witness *witness, const struct session_event *reply)
{
    enum finding_kind kind;

    if (reply->result != DIALECT_REFUSED)
        return kind_of_failure(reply->cause, reply->result);
    kind = kind_of_reason(reply->reason);
    if (kind == FINDING_COMMAND_ORDER)
        return kind_of_order(witness, reply);
    if (kind == FINDING_COMMAND_UNKNOWN || kind == FINDING_EXTENSION_UNOFFERED)
        return kind_of_unknown(reply, kind);
    return kind;
}

/* --- what follows from what ------------------------------------------------------------------ */

/* Returns which step to a delivery VERB is, from 1; 0: none. */
static int step_of(enum dialect_event verb)
{
    static const int steps[DIALECT_VERBS] = {
        [DIALECT_EHLO] = 1, [DIALECT_HELO] = 1, [DIALECT_MAIL] = 2,
        [DIALECT_RCPT] = 3, [DIALECT_DATA] = 4,
    };

    return verb < DIALECT_VERBS ? steps[verb] : 0;
}

/* Whether the line of REPLY is refused because an earlier step was: it is a later one, or text of a
 * message that the server does not expect. */
static bool follows_refusal(const struct witness *witness, const struct session_event *reply)
{
    if (witness->refused == DIALECT_EVENTS || reply->result != DIALECT_REFUSED)
        return false;
    if (witness->refused == DIALECT_DATA && step_of(reply->cause) == 0)
        return true;
    return kind_of_reason(reply->reason) == FINDING_COMMAND_ORDER &&
           step_of(reply->cause) > step_of(witness->refused);
}

/* Whether a client may send the command of REPLY before it knows whether earlier ones are refused,
 * although it did not come with them (RFC 2920 section 3.1). */
static bool may_be_blind(const struct witness *witness, const struct session *session,
                         const struct session_event *reply)
{
    return session->speaks_esmtp &&
           dialect_offers(&witness->dialect->policy, DIALECT_EXTENSION_PIPELINING) &&
           (reply->cause == DIALECT_RCPT || reply->cause == DIALECT_DATA);
}

/* Whether the refused line of REPLY is text of a message that a line with only a dot has ended too
 * early: the client sends it without waiting for the reply to that. */
static bool follows_message(const struct witness *witness, const struct session_event *reply)
{
    return witness->follows_text ||
           (witness->cause == DIALECT_END_OF_DATA && witness->is_unawaited &&
            reply->cause >= DIALECT_VERBS && verb_of(reply) >= DIALECT_VERBS);
}

/* A client that tries EHLO first falls back to HELO. */
static void note_step(struct witness *witness, const struct session_event *reply)
{
    bool is_try = witness->findings.is_textbook && verb_of(reply) == DIALECT_EHLO;

    if (is_try || reply->cause == DIALECT_CREDENTIALS)
        return;
    if (step_of(reply->cause) > 0)
        witness->refused = witness_refuses(reply) ? reply->cause : DIALECT_EVENTS;
    else if (!witness_refuses(reply))
        witness->refused = DIALECT_EVENTS;
}

/* --- accepted lines -------------------------------------------------------------------------- */

/* RFC 1123 section 2.1: a domain whose last part is a number would be an address. */
static bool is_bare_address(struct span name)
{
    size_t size = name.size;

    while (size > 0 && grammar_is_digit(name.data[size - 1]))
        size--;
    return size < name.size && (size == 0 || name.data[size - 1] == '.');
}

static void judge_name(struct witness *witness, struct span name)
{
    bool is_literal = name.size > 0 && name.data[0] == '[';

    if (!argument_is_domain(name) || is_bare_address(name))
        witness_add(witness, FINDING_HELO_NAME, name);
    else if (!is_literal && memchr(name.data, '.', name.size) == NULL)
        witness_add(witness, FINDING_HELO_UNQUALIFIED, name);
}

static uint64_t read_size(struct span digits)
{
    uint64_t size = 0;

    for (size_t i = 0; i < digits.size && size < UINT64_MAX / 100; i++)
        size = size * 10 + (uint64_t)(digits.data[i] - '0');
    return size;
}

/* The argument was parsed before, and is valid. */
static void note_sender(struct witness *witness, struct span text)
{
    struct argument argument;
    struct span value = {NULL, 0};

    (void)argument_parse(dialect_row_of(witness->dialect, DIALECT_MAIL)->argument, text, &argument);
    witness->terms.is_8bit = argument_find_parameter(argument.parameters, "BODY", &value) &&
                             span_equal_ascii(value, span_of("8BITMIME"));
    witness->terms.is_international =
        argument_find_parameter(argument.parameters, "SMTPUTF8", &value);
    witness->announced = 0;
    if (argument_find_parameter(argument.parameters, "SIZE", &value))
        witness->announced = read_size(value);
}

static void judge_accepted(struct witness *witness, const struct session_event *reply)
{
    bool has_address = dialect_names_address(witness->dialect, reply->cause);

    if (dialect_introduces(witness->dialect, reply->cause) == DIALECT_INTRODUCES_CLIENT)
        judge_name(witness, reply->argument);
    if (reply->cause == DIALECT_HELO && !witness->has_tried_ehlo)
        witness_add(witness, FINDING_EHLO_MISSING, no_detail);
    if (has_address && witness->has_blank)
        witness_add(witness, FINDING_COLON_SPACE, name_of(witness, reply));
    if (reply->cause == DIALECT_MAIL)
        note_sender(witness, reply->argument);
}

/* --- every line ------------------------------------------------------------------------------ */

/* Credentials in clear are a mistake even if the server takes them. */
static void judge_secret(struct witness *witness, const struct session *session,
                         const struct session_event *reply)
{
    bool is_in_clear = reply->cause == DIALECT_AUTH && reply->reason == DIALECT_REASON_NONE &&
                       !session_is_encrypted(session);

    if (is_in_clear && mechanism_reveals_secret(mechanism_by_name(reply->argument)))
        witness_add(witness, FINDING_AUTH_IN_CLEAR, reply->argument);
}

static void judge_refused(struct witness *witness, const struct session_event *reply)
{
    enum finding_kind kind = kind_of(witness, reply);
    bool is_secret = kind == FINDING_AUTH_IN_CLEAR;
    enum dialect_event verb = verb_of(reply);
    const char *name = verb < DIALECT_VERBS ? dialect_event_name(&dialect_rfc5321, verb) : NULL;

    if (kind != FINDING_KINDS)
        findings_add(&witness->findings, kind, witness->line,
                     name != NULL ? span_of(name) : name_of(witness, reply), is_secret);
}

static void judge_ending(struct witness *witness, const struct session *session,
                         const struct session_event *reply)
{
    if (session->line.last == LINE_ENDING_LF)
        findings_add(&witness->findings, FINDING_LINE_ENDING, witness->line, no_detail,
                     reply->reason == DIALECT_REASON_WRONG_ENDING);
}

static void note_text(struct witness *witness)
{
    if (!witness->follows_text)
        witness_add(witness, FINDING_TEXT_AFTER_END, no_detail);
    witness->follows_text = true;
}

/* Judges a line that does not follow from text after the end of a message. */
static void judge_command(struct witness *witness, const struct session *session,
                          const struct session_event *reply)
{
    bool is_refused = witness_refuses(reply);
    bool follows = is_refused && follows_refusal(witness, reply);

    if (follows && !witness->is_unawaited && !may_be_blind(witness, session, reply))
        witness_add(witness, FINDING_REFUSAL_IGNORED, name_of(witness, reply));
    if (!follows && witness->is_unawaited && !witness->follows_text &&
        witness->hurry != FINDING_KINDS) {
        bool is_verb = witness->cause < DIALECT_VERBS;
        witness_add(witness, witness->hurry,
                    is_verb ? span_of(dialect_event_name(witness->dialect, witness->cause))
                            : no_detail);
    }
    judge_ending(witness, session, reply);
    judge_secret(witness, session, reply);
    if (is_refused && !follows)
        judge_refused(witness, reply);
    else if (!is_refused)
        judge_accepted(witness, reply);
}

void witness_judge_line(struct witness *witness, const struct session *session,
                        const struct session_event *reply)
{
    enum dialect_event verb = verb_of(reply);

    witness->has_tried_ehlo |= verb == DIALECT_EHLO;
    witness->has_said_quit |= verb == DIALECT_QUIT;
    if (witness_refuses(reply) && follows_message(witness, reply)) {
        note_text(witness);
        return;
    }
    judge_command(witness, session, reply);
    note_step(witness, reply);
    witness->follows_text = false;
}
