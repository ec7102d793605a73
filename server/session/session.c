/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* session.c - from input bytes to events, by the dialect's table.
 *
 * Every event is handled alike: find its row, act, find the outcome, advance, reply.  Nothing here
 * depends on a verb.
 */
#include <config.h>

#include "server/session/session.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/command.h"
#include "server/session/details.h"
#include "server/session/lines.h"
#include "server/session/overlay.h"
#include "server/session/question.h"
#include "server/session/shown.h"
#include "server/session/verbs.h"

static const struct dialect_policy *policy_of(const struct session *session)
{
    return &session->config->dialect->policy;
}

static const struct dialect_ending_rules *rules_of(const struct session *session)
{
    return dialect_ending_rules(policy_of(session));
}

/* RFC 4954 section 4: credentials, and AUTH with them, may be longer than other lines. */
static unsigned line_limit(const struct session *session)
{
    return dialect_offers(policy_of(session), DIALECT_EXTENSION_AUTH)
               ? DIALECT_LINE_MAX
               : policy_of(session)->command_line_bytes;
}

static void init_line(struct session *session)
{
    line_init(&session->line, line_limit(session),
              rules_of(session)->is_crlf_only ? LINE_ENDING_CRLF : LINE_ENDING_UNKNOWN);
}

void session_init(struct session *session, const struct session_config *config)
{
    *session = (struct session){.config = config, .client = "", .position = DIALECT_START};
    assert(policy_of(session)->command_line_bytes <= DIALECT_LINE_MAX);
    init_line(session);
}

void session_release(struct session *session)
{
    free(session->helo);
    session->helo = NULL;
    question_forget(session);
    envelope_release(&session->envelope);
}

/* Clears every field except the reply's bytes, which are valid only up to reply_size. */
static void clear_event(struct session_event *event)
{
    memset(event, 0, offsetof(struct session_event, reply));
    event->kind = SESSION_MORE;
    event->cause = DIALECT_EVENTS;
}

/* What came in clear may be another's words (RFC 3207 section 4.2).  Errors still count. */
static void forget_client(struct session *session)
{
    free(session->helo);
    session->helo = NULL;
    session->speaks_esmtp = false;
    session->secrecy = (struct secrecy){0};
    init_line(session);
}

/* Applies the state and the facts of OUTCOME, and formats its reply. */
static void conclude(struct session *session, const struct dialect_outcome *outcome,
                     struct span argument, struct span detail, struct session_event *event)
{
    assert(outcome != NULL);
    struct reply_values values = {span_of(session->config->hostname), argument, detail,
                                  lines_of(outcome->lines, session)};
    bool has_enhanced = dialect_offers(policy_of(session), DIALECT_EXTENSION_ENHANCED);

    session->pause_ms = 0;
    event->kind = SESSION_REPLY;
    event->result = outcome->result;
    dialect_advance(&session->position, outcome);
    event->reply_size =
        reply_format(event->reply, outcome->code, has_enhanced ? outcome->enhanced : NULL,
                     outcome->text, &values);
    if (outcome->ends_transaction)
        envelope_release(&session->envelope);
    if (outcome->starts_tls)
        forget_client(session);
    if (session->fault.effect.kind == FAULT_CUT)
        overlay_end(session);
}

/* Counts OUTCOME if it is an error of the client; after too many its reply must wait. */
static void count_errors(struct session *session, const struct dialect_outcome *outcome)
{
    unsigned pause_ms;

    if (outcome->set & DIALECT_FACT_DELIVERED)
        session->errors = 0;
    session->errors += outcome->result != DIALECT_FAULT && dialect_is_error(outcome->code);
    pause_ms = dialect_error_pause_ms(policy_of(session), session->errors);
    if (outcome->pause_ms > pause_ms)
        pause_ms = outcome->pause_ms;
    if (pause_ms > session->pause_ms)
        session->pause_ms = pause_ms;
}

static void run(struct session *session, enum dialect_event cause, struct span text,
                struct session_event *event);

/* Closes the conversation if memory ran out. */
static void give_up(struct session *session, struct session_event *event)
{
    question_forget(session);
    session->pause_ms = 0;
    session->out_of_memory = false;
    run(session, DIALECT_SHUTDOWN, (struct span){NULL, 0}, event);
    event->out_of_memory = true;
}

/* A farewell that the client did not cause is said at once, whatever its errors: the caller of
 * session_signal() does not expect a question. */
static bool may_wait(enum dialect_event cause)
{
    return cause != DIALECT_TIMEOUT && cause != DIALECT_SHUTDOWN;
}

/* Replies with OUTCOME to the event of MATCH, now or when the question is answered. */
static void reply(struct session *session, enum dialect_event cause,
                  const struct dialect_match *match, const struct dialect_outcome *outcome,
                  struct session_event *event)
{
    char buffer[DETAILS_MAX];

    if (session->pause_ms > 0 && session->question.ask == SESSION_ASK_NOTHING && may_wait(cause))
        session->question.ask = SESSION_ASK_PAUSE;
    if (session->question.ask != SESSION_ASK_NOTHING)
        question_keep(session, event, match, outcome);
    if (session->out_of_memory)
        give_up(session, event);
    else if (session->question.ask != SESSION_ASK_NOTHING)
        event->kind = SESSION_ASK;
    else
        conclude(session, outcome, match->argument.value,
                 details_of(session, cause, &match->argument, outcome->result, buffer), event);
}

/* Acts on an event, and returns its outcome so far. */
static const struct dialect_outcome *act(struct session *session, const struct dialect_match *match)
{
    if (match->reason != DIALECT_REASON_NONE)
        return dialect_refusal(match->row, match->reason);
    if (session->fault.effect.kind == FAULT_REPLY)
        return &session->fault.outcome;
    return dialect_outcome(match->row, verbs_act(session, match->row, &match->argument));
}

static void run(struct session *session, enum dialect_event cause, struct span text,
                struct session_event *event)
{
    struct dialect_match match =
        dialect_find(session->config->dialect, session->position, cause, text);
    const struct dialect_outcome *outcome;

    assert(match.row != NULL);
    event->cause = cause;
    event->before = session->position;
    event->reason = match.reason;
    event->argument = shown_argument(session, cause, text);
    event->is_secret |= shown_is_secret(session, cause);
    event->fault = NULL;
    session->fault.effect.kind = FAULT_NONE;
    if (match.reason == DIALECT_REASON_NONE)
        overlay_judge(session, &match, event);
    if (overlay_is_silent(session)) {
        overlay_end(session);
        event->kind = SESSION_CLOSE;
        return;
    }
    outcome = act(session, &match);
    assert(outcome != NULL);
    if (session->question.ask == SESSION_ASK_NOTHING)
        count_errors(session, outcome);
    if (!dialect_bears_errors(policy_of(session), session->errors) &&
        outcome->next != DIALECT_STATE_CLOSED) {
        question_forget(session);
        run(session, DIALECT_ERRORS, (struct span){NULL, 0}, event);
    } else {
        reply(session, cause, &match, outcome, event);
    }
}

/* A line that is not read as a command. */
static void refuse_line(struct session *session, enum dialect_event cause, struct span line,
                        struct session_event *event)
{
    line = span_trim(line);
    shown_take(session, line);
    run(session, cause, line, event);
}

static bool is_secret_line(const struct session *session, struct span line)
{
    const struct dialect *dialect = session->config->dialect;

    return dialect_class_of(session->position.state) == DIALECT_CLASS_CREDENTIALS ||
           dialect_is_secret(dialect, command_parse(dialect, line).verb);
}

/* START is the start of the line, or all of it. */
static void refuse_long(struct session *session, struct span start, struct session_event *event)
{
    bool is_known = line_limit(session) == DIALECT_LINE_MAX;

    refuse_line(session,
                is_known && is_secret_line(session, start) ? DIALECT_LONG_CREDENTIALS
                                                           : command_kind_of_long(start),
                start, event);
}

static void take_text(struct session *session, struct span line, struct session_event *event)
{
    if (line.size > policy_of(session)->command_line_bytes && !is_secret_line(session, line)) {
        line.size = line.size < LINE_START_BYTES ? line.size : LINE_START_BYTES;
        refuse_long(session, line, event);
        return;
    }
    secrecy_take(&session->secrecy, span_trim(line));
    if (dialect_class_of(session->position.state) == DIALECT_CLASS_CREDENTIALS) {
        run(session, DIALECT_CREDENTIALS, line, event);
        return;
    }
    struct command command = command_parse(session->config->dialect, line);
    run(session, command.verb, command.argument, event);
}

/* What is known of the line itself stays known as long as a question about it is pending. */
static void tell_of_line(const struct session *session, struct session_event *event)
{
    event->is_cut = shown_is_cut(session, event->cause);
    event->has_bare_lf = session->line.last == LINE_ENDING_LF &&
                         (rules_of(session)->reported_flaws & DOT_FLAW_BARE_LF);
}

static void take_line_in_lf(struct session *session, struct span line, struct session_event *event)
{
    if (rules_of(session)->takes_bare_lf)
        take_text(session, line, event);
    else
        refuse_line(session, DIALECT_WRONG_ENDING, line, event);
}

static void take_line(struct session *session, const char *in, size_t size,
                      struct session_event *event)
{
    struct span line;

    switch (line_take(&session->line, in, size, &line, &event->consumed)) {
    case LINE_MORE:
        event->is_secret = shown_discards_secret(session);
        return;
    case LINE_DONE:
        take_text(session, line, event);
        break;
    case LINE_TOO_LONG:
        refuse_long(session, line_start(&session->line), event);
        break;
    case LINE_BARE_LF:
        take_line_in_lf(session, line, event);
        break;
    }
    tell_of_line(session, event);
}

static void tell_flaws(const struct session *session, struct session_event *event)
{
    event->flaws = session->dot.flaws & session->dot.watched;
    event->flaw_place = event->flaws != 0 ? &session->dot.place : NULL;
}

/* Passes on a CR that came with earlier input, if the message is still of use. */
static bool take_held_cr(struct session *session, const char *in, size_t size,
                         struct session_event *event)
{
    if (!dot_take_bare_cr(&session->dot, in, size) ||
        session_judge_message(session) != DIALECT_DONE)
        return false;
    event->kind = SESSION_PIECE;
    event->piece = span_of("\r");
    return true;
}

static void take_message(struct session *session, const char *in, size_t size, char *text,
                         struct session_event *event)
{
    size_t produced = 0;

    if (take_held_cr(session, in, size, event))
        return;
    if (session->dot.state != DOT_STATE_END)
        dot_decode(&session->dot, in, size, text, &event->consumed, &produced);
    if (produced > 0 && session_judge_message(session) == DIALECT_DONE) {
        event->kind = SESSION_PIECE;
        event->piece = (struct span){text, produced};
    } else if (session->dot.state == DOT_STATE_END) {
        session->lost = session_judge_message(session);
        run(session, DIALECT_END_OF_DATA, (struct span){NULL, 0}, event);
        tell_flaws(session, event);
    }
}

void session_next(struct session *session, const char *in, size_t size, char *text,
                  struct session_event *event)
{
    clear_event(event);
    if (session->question.ask != SESSION_ASK_NOTHING)
        return;
    question_forget(session);
    switch (dialect_class_of(session->position.state)) {
    case DIALECT_CLASS_NONE:
        assert(session->position.state == DIALECT_STATE_CLOSED);
        event->kind = SESSION_CLOSE;
        break;
    case DIALECT_CLASS_MESSAGE:
        take_message(session, in, size, text, event);
        break;
    case DIALECT_CLASS_COMMAND:
    case DIALECT_CLASS_CREDENTIALS:
        take_line(session, in, size, event);
        break;
    }
}

void session_signal(struct session *session, enum dialect_event cause, struct session_event *event)
{
    assert(session->question.ask == SESSION_ASK_NOTHING);
    clear_event(event);
    question_forget(session);
    run(session, cause, (struct span){NULL, 0}, event);
}

void session_lose_message(struct session *session, enum dialect_result result)
{
    if (session->lost == DIALECT_DONE)
        session->lost = result;
}

/* Reports the answered question as the event that it was asked for. */
static void describe(const struct session *session, struct session_event *event)
{
    const struct session_question *question = &session->question;

    event->cause = question->cause;
    event->reason = question->reason;
    event->before = session->position;
    event->argument = (struct span){question->shown, question->shown_size};
    if (question->cause == DIALECT_END_OF_DATA)
        tell_flaws(session, event);
    else
        tell_of_line(session, event);
}

/* What was kept stays until the next step, since EVENT borrows of it. */
void session_answer(struct session *session, enum dialect_result result,
                    struct session_event *event)
{
    struct session_question *question = &session->question;

    assert(question->ask != SESSION_ASK_NOTHING);
    clear_event(event);
    if (question->ask != SESSION_ASK_PAUSE) {
        question->outcome = dialect_outcome(question->row, result);
        count_errors(session, question->outcome);
    }
    if (question->ask != SESSION_ASK_PAUSE && session->pause_ms > 0) {
        question->ask = SESSION_ASK_PAUSE;
        event->kind = SESSION_ASK;
        return;
    }
    question->ask = SESSION_ASK_NOTHING;
    describe(session, event);
    conclude(session, question->outcome, question_span(question->echo),
             question_span(question->detail), event);
}
