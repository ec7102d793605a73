/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secret.c - see secret.h.
 */
#include <config.h>

#include "common/auth_line.h"
#include "common/count.h"
#include "common/mechanism.h"
#include "tui-client/dialogue/secret.h"

/* A line that begins with one of these is not a secret. */
static const char *const verbs[] = {
    "BDAT", "DATA", "EHLO", "EXPN", "HELO", "HELP",     "LHLO",
    "MAIL", "NOOP", "QUIT", "RCPT", "RSET", "STARTTLS", "VRFY",
};

static bool is_known(struct span verb)
{
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (span_equal_ascii(verb, span_of(verbs[i])))
            return true;
    return false;
}

/* Whether MECHANISM may name one; it might be the secret itself, which is seldom all upper or all
 * lower case. */
static bool is_mechanism(struct span mechanism)
{
    bool has_small = false, has_capital = false;

    for (size_t i = 0; i < mechanism.size; i++) {
        has_small |= span_ascii_upper(mechanism.data[i]) != mechanism.data[i];
        has_capital |= span_ascii_lower(mechanism.data[i]) != mechanism.data[i];
    }
    return mechanism_is_name(mechanism) && !(has_small && has_capital);
}

/* The part of LINE, an AUTH with VERB and the other PARTS, that may be kept. */
static struct span keep(struct span line, struct span verb, const struct auth_line *parts)
{
    struct span last = is_mechanism(parts->mechanism) ? parts->mechanism : verb;

    if (parts->mechanism.size == 0 && parts->response.size == 0)
        return line;
    return (struct span){line.data, (size_t)(last.data + last.size - line.data)};
}

struct span secret_sent(struct secret *secret, struct span line)
{
    struct span verb = auth_line_verb(line);
    struct auth_line parts;

    if (secret->state == SECRET_ASKED)
        return (struct span){line.data, 0};
    if (auth_line_parse(line, &parts)) {
        secret->state = SECRET_LIKELY;
        return keep(line, verb, &parts);
    }
    if (secret->state == SECRET_LIKELY && !is_known(verb))
        return (struct span){line.data, 0};
    secret->state = SECRET_NONE;
    return line;
}

void secret_reply(struct secret *secret, unsigned code, bool answers)
{
    if (code == MECHANISM_CHALLENGE_CODE)
        secret->state = SECRET_ASKED;
    else if (!answers)
        return;
    else if (code / 100 == 2)
        secret->state = SECRET_NONE;
    else if (secret->state == SECRET_ASKED)
        secret->state = SECRET_LIKELY;
}
