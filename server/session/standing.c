/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* standing.c - what is known of a session, in the words of session.h, without a step of it. */
#include <config.h>

#include "server/session/session.h"

#include <assert.h>

void session_begin_encrypted(struct session *session)
{
    assert(session->position.state == DIALECT_STATE_CONNECTED);
    session->position = DIALECT_START_ENCRYPTED;
}

bool session_is_encrypted(const struct session *session)
{
    return (session->position.facts & DIALECT_FACT_ENCRYPTED) != 0;
}

enum session_ask session_asks(const struct session *session)
{
    return session->question.ask;
}

bool session_in_message(const struct session *session)
{
    return dialect_class_of(session->position.state) == DIALECT_CLASS_MESSAGE;
}

/* RFC 3848 has no name for SMTP under TLS without extensions. */
const char *session_protocol(const struct session *session)
{
    static const char *const names[][2][2] = {
        {{"ESMTP", "ESMTPA"}, {"ESMTPS", "ESMTPSA"}},
        {{"UTF8SMTP", "UTF8SMTPA"}, {"UTF8SMTPS", "UTF8SMTPSA"}},
    };
    bool is_authenticated = (session->position.facts & DIALECT_FACT_AUTHENTICATED) != 0;

    if (!session->speaks_esmtp && !session->envelope.is_international)
        return "SMTP";
    return names[session->envelope.is_international][session_is_encrypted(session)]
                [is_authenticated];
}

/* The size is checked before the bytes, and flaws of the message before failures to store it, so
 * that the result does not depend on how the bytes arrived. */
enum dialect_result session_judge_message(const struct session *session)
{
    if (session->dot.size > session->config->message_size_max)
        return DIALECT_TOO_LARGE;
    if (session->dot.flaws & dialect_ending_rules(&session->config->dialect->policy)->refused_flaws)
        return DIALECT_BAD_BYTES;
    return session->lost;
}
