/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* shown.c - see shown.h. */
#include <config.h>

#include "server/session/shown.h"

#include "common/command.h"

static bool is_credentials(const struct session *session)
{
    return dialect_class_of(session->position.state) == DIALECT_CLASS_CREDENTIALS;
}

/* As secrecy_take(), also for what SESSION's dialect says. */
static void take(const struct session *session, struct secrecy *secrecy, struct span line)
{
    const struct dialect *dialect = session->config->dialect;

    secrecy_take(secrecy, line);
    if (!is_credentials(session) && !dialect_is_secret(dialect, command_parse(dialect, line).verb))
        return;
    secrecy->is_cut = line.size > 0;
    secrecy->shown_size = 0;
}

void shown_take(struct session *session, struct span line)
{
    take(session, &session->secrecy, line);
}

/* The name is no secret, but what is no mechanism may be one. */
static struct span name_of(enum mechanism mechanism)
{
    return mechanism < MECHANISMS ? span_of(mechanism_name(mechanism)) : (struct span){NULL, 0};
}

struct span shown_argument(const struct session *session, enum dialect_event cause,
                           struct span argument)
{
    if (is_credentials(session) && cause != DIALECT_AUTH)
        return name_of(session->mechanism);
    if (dialect_is_secret(session->config->dialect, cause))
        return name_of(mechanism_by_name(span_first_word(argument)));
    return cause < DIALECT_VERBS ? argument : secrecy_shown(&session->secrecy, argument);
}

bool shown_is_cut(const struct session *session, enum dialect_event cause)
{
    return cause >= DIALECT_VERBS && cause < DIALECT_CONNECT && session->secrecy.is_cut;
}

bool shown_is_secret(const struct session *session, enum dialect_event cause)
{
    return cause == DIALECT_LONG_CREDENTIALS || shown_is_cut(session, cause) ||
           dialect_is_secret(session->config->dialect, cause);
}

struct span shown_line(const struct session *session, struct span line, bool *is_cut)
{
    struct secrecy secrecy = session->secrecy;

    take(session, &secrecy, span_trim(line));
    *is_cut = secrecy.is_cut;
    return secrecy.is_cut ? secrecy_shown(&secrecy, span_trim(line)) : line;
}

bool shown_discards_secret(const struct session *session)
{
    bool is_cut = false;

    if (!session->line.discarding)
        return false;
    shown_line(session, line_start(&session->line), &is_cut);
    return is_cut || is_credentials(session);
}
