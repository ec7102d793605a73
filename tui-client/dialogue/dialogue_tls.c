/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue_tls.c - STARTTLS: what may be said before it, and what is forgotten by it (RFC 3207).
 */
#include <config.h>

#include "tui-client/dialogue/dialogue_internal.h"

static bool is_encrypted(const struct dialogue *dialogue)
{
    return (dialogue->position.facts & DIALECT_FACT_ENCRYPTED) != 0;
}

const struct dialect *dialogue_view(const struct dialogue *dialogue, const struct dialect *dialect)
{
    return dialect == &dialect_rfc5321 ? &dialogue->esmtp : dialect;
}

bool dialogue_can_secure(const struct dialogue *dialogue)
{
    return (dialogue->offered.extensions & DIALECT_EXTENSION_STARTTLS) != 0 &&
           !dialogue->refrains_from_tls && !is_encrypted(dialogue) &&
           dialogue->position.state != DIALECT_STATE_CLOSED;
}

/* A server without the verb shows that by its dialect, another one by its answer to EHLO.  One that
 * opens a message, whatever it was told, would have it in clear. */
bool dialogue_lacks_tls(const struct dialogue *dialogue)
{
    bool is_known = dialogue->dialect->verbs[DIALECT_STARTTLS].words != NULL;
    bool is_told = dialogue->position.state == DIALECT_STATE_MAIL ||
                   (dialogue->position.state == DIALECT_STATE_HELO && !is_known);

    return dialogue->requires_tls && !is_encrypted(dialogue) &&
           (dialogue_is_in_message(dialogue) || (is_told && !dialogue_can_secure(dialogue)));
}

/* Before the greeting the dialect is not known yet. */
bool dialogue_may_be_in_clear(const struct dialogue *dialogue, struct span line)
{
    const struct dialect *dialect =
        dialogue->position.state == DIALECT_STATE_CONNECTED ? &dialect_rfc5321 : dialogue->dialect;
    enum dialect_event event;

    if (!dialogue->requires_tls || is_encrypted(dialogue))
        return true;
    if (dialogue_is_in_message(dialogue))
        return false;
    if (line.size == 0)
        return true;
    event = command_parse(dialect, line).verb;
    return event < DIALECT_VERBS && dialect->verbs[event].may_be_in_clear;
}

void dialogue_begin_tls(struct dialogue *dialogue, const struct dialogue_reply *reply)
{
    if (reply->outcome == NULL || !reply->outcome->starts_tls)
        return;
    dialogue->is_securing = true;
    dialogue->injected = 0;
    dialogue->offered = (struct capabilities){0};
    requests_clear(&dialogue->given_up);
}

/* Whoever is in between may have put them there, to be taken for replies under TLS
 * (CVE-2011-0411). */
void dialogue_throw_away(struct dialogue *dialogue, size_t more)
{
    dialogue->injected += buffer_size(&dialogue->in) + more;
    buffer_release(&dialogue->in);
    reply_parser_init(&dialogue->parser);
    dialogue_begin_line(dialogue);
}
