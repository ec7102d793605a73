/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* witness.c - see witness.h: the bytes of the client, its messages, and the end. */
#include <config.h>

#include "server/verdict/witness.h"

#include <stdlib.h>

#include "common/count.h"
#include "server/verdict/witness_internal.h"

static const struct span no_detail = {NULL, 0};

void witness_init(struct witness *witness, const struct dialect *dialect)
{
    *witness = (struct witness){
        .dialect = dialect,
        .findings = {.is_textbook = finding_is_textbook(dialect)},
        .cause = DIALECT_EVENTS,
        .hurry = FINDING_KINDS,
        .refused = DIALECT_EVENTS,
    };
}

static void drop_message(struct witness *witness)
{
    free(witness->reader);
    witness->reader = NULL;
}

void witness_release(struct witness *witness)
{
    drop_message(witness);
    findings_release(&witness->findings);
}

/* Returns the place of the next byte of the client. */
static struct finding_place next_place(const struct witness *witness)
{
    return (struct finding_place){0, witness->lines + 1, witness->bytes + 1};
}

static bool has_blank(struct span line)
{
    const char *colon = memchr(line.data, ':', line.size);

    return colon != NULL && colon + 1 < line.data + line.size && span_is_blank(colon[1]);
}

static void count_bytes(struct witness *witness, struct span bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        witness->lines += bytes.data[i] == '\n';
    witness->bytes += bytes.size;
    witness->within_line = bytes.data[bytes.size - 1] != '\n';
}

void witness_hear(struct witness *witness, enum dialect_state state, struct span bytes)
{
    bool is_message = dialect_class_of(state) == DIALECT_CLASS_MESSAGE;

    if (bytes.size == 0 || witness->is_over)
        return;
    witness->has_heard = true;
    if (is_message && witness->reader != NULL)
        message_take(witness->reader, bytes);
    if (!is_message && !witness->within_line) {
        witness->line = next_place(witness);
        witness->has_blank = has_blank(bytes);
    }
    count_bytes(witness, bytes);
}

/* Returns what a command is that follows the reply to CAUSE without waiting for it: RFC 2920
 * section 3.1 says which may be followed, if the client knows that it may. */
static enum finding_kind hurry_of(const struct witness *witness, const struct session *session,
                                  enum dialect_event cause)
{
    const struct dialect *dialect = witness->dialect;
    bool is_offered =
        session->speaks_esmtp && dialect_offers(&dialect->policy, DIALECT_EXTENSION_PIPELINING);

    if (!is_offered)
        return FINDING_REPLY_UNAWAITED;
    if (cause == DIALECT_CREDENTIALS ||
        (cause < DIALECT_VERBS && !dialect->verbs[cause].may_be_followed))
        return FINDING_PIPELINING_LAST;
    return FINDING_KINDS;
}

static void begin_message(struct witness *witness, const struct session *session, int64_t now_s)
{
    witness->messages++;
    witness->terms.ending = session->dot.ending;
    drop_message(witness);
    witness->reader = malloc(sizeof *witness->reader);
    if (witness->reader != NULL)
        message_init(witness->reader, &witness->terms, &witness->findings, witness->messages,
                     now_s);
    if (witness->is_unawaited && witness->hurry != FINDING_KINDS)
        findings_add(&witness->findings, witness->hurry, next_place(witness),
                     span_of(dialect_event_name(witness->dialect, DIALECT_DATA)), false);
}

static void judge_size(struct witness *witness, const struct session *session,
                       enum dialect_result result, struct finding_place place)
{
    bool is_told =
        session->speaks_esmtp && dialect_offers(&witness->dialect->policy, DIALECT_EXTENSION_SIZE);

    if (witness->announced > 0 && session->dot.size > witness->announced)
        findings_add(&witness->findings, FINDING_SIZE_WRONG, place, no_detail, false);
    else if (result == DIALECT_TOO_LARGE && is_told)
        findings_add(&witness->findings, FINDING_SIZE_EXCEEDED, place, no_detail, false);
}

/* What a message was refused for is an error, whatever it is elsewhere. */
static void harden_flaws(struct witness *witness, unsigned flaws)
{
    static const struct {
        enum dot_flaw flaw;
        enum finding_kind kind;
    } rows[] = {
        {DOT_FLAW_BARE_CR, FINDING_BARE_CR},
        {DOT_FLAW_NUL, FINDING_NUL},
        {DOT_FLAW_BARE_LF, FINDING_BARE_LF},
        {DOT_FLAW_BARE_LF, FINDING_MIME_BARE_LF},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        if (flaws & rows[i].flaw)
            findings_harden(&witness->findings, rows[i].kind);
}

static void judge_message(struct witness *witness, const struct session *session,
                          const struct session_event *reply)
{
    struct finding_place place = {witness->messages, 1, 1};

    if (witness->reader != NULL) {
        message_end(witness->reader);
        place = witness->reader->place;
    }
    judge_size(witness, session, reply->result, place);
    if (reply->result == DIALECT_BAD_BYTES)
        harden_flaws(witness, reply->flaws);
    drop_message(witness);
}

void witness_reply(struct witness *witness, const struct session *session,
                   const struct session_event *reply, bool is_unawaited, int64_t now_s)
{
    enum dialect_event cause = reply->cause;

    if (witness->is_over)
        return;
    if (cause == DIALECT_HTTP) {
        witness_foreign(witness);
        return;
    }
    if (cause == DIALECT_END_OF_DATA)
        judge_message(witness, session, reply);
    else if (cause < DIALECT_CONNECT || cause == DIALECT_CREDENTIALS)
        witness_judge_line(witness, session, reply);
    witness->cause = cause;
    witness->is_unawaited = is_unawaited;
    witness->hurry = hurry_of(witness, session, cause);
    if (session_in_message(session))
        begin_message(witness, session, now_s);
}

void witness_foreign(struct witness *witness)
{
    if (witness->is_over)
        return;
    witness->is_over = true;
    witness_add(witness, FINDING_NOT_SMTP, no_detail);
}

void witness_unprotected(struct witness *witness)
{
    if (witness->is_over)
        return;
    witness->is_unawaited = false;
    findings_add(&witness->findings, FINDING_TLS_EARLY_BYTES, next_place(witness), no_detail,
                 false);
}

/* Returns what it is to leave at POSITION without QUIT, if the client was not in a line or a
 * message; FINDING_KINDS: nothing wrong.  If a handshake fails there is no way to say it. */
static enum finding_kind leaving_of(const struct witness *witness, struct dialect_position position)
{
    bool begins_tls =
        witness->cause == DIALECT_STARTTLS && (position.facts & DIALECT_FACT_ENCRYPTED);

    if (witness->has_said_quit || position.state == DIALECT_STATE_CLOSED || begins_tls)
        return FINDING_KINDS;
    if (dialect_why_not(witness->dialect, position, DIALECT_QUIT) == DIALECT_REASON_NONE)
        return FINDING_QUIT_MISSING;
    return position.state == DIALECT_STATE_RCPT || position.state == DIALECT_STATE_DATA
               ? FINDING_TRANSACTION_UNFINISHED
               : FINDING_KINDS;
}

static void judge_end(struct witness *witness, const struct session *session, bool has_rest,
                      bool is_silent)
{
    enum finding_kind leaving = leaving_of(witness, session->position);
    struct finding_place place = witness->within_line ? witness->line : next_place(witness);

    if (session_in_message(session)) {
        if (session_asks(session) == SESSION_ASK_NOTHING)
            findings_add(&witness->findings, FINDING_MESSAGE_UNENDED, place, no_detail, false);
    } else if (has_rest || witness->within_line)
        findings_add(&witness->findings, FINDING_LINE_UNENDED, place, no_detail, false);
    else if (is_silent)
        findings_add(&witness->findings, FINDING_CLIENT_SILENT, place, no_detail, false);
    else if (leaving != FINDING_KINDS)
        findings_add(&witness->findings, leaving, place, no_detail, false);
}

void witness_end(struct witness *witness, const struct session *session, bool has_rest,
                 enum witness_end end)
{
    witness->has_heard |= has_rest;
    if (!witness->is_over && witness->has_heard && end != WITNESS_SERVER_LEFT &&
        session->position.state != DIALECT_STATE_CLOSED)
        judge_end(witness, session, has_rest, end == WITNESS_CLIENT_SILENT);
    witness->is_over = true;
}
