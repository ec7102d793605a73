/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secret.c - see secret.h.
 */
#include <config.h>

#include "common/count.h"
#include "common/mechanism.h"
#include "tui-client/dialogue/secret.h"

/* RFC 4422, section 3.1. */
#define MECHANISM_MAX 20

/* A line that begins with one of these is not a secret. */
static const char *const verbs[] = {
    "BDAT", "DATA", "EHLO", "EXPN", "HELO", "HELP",     "LHLO",
    "MAIL", "NOOP", "QUIT", "RCPT", "RSET", "STARTTLS", "VRFY",
};

static bool is_letter(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

/* The letters at the start of LINE, after blanks: its verb. */
static struct span verb_of(struct span line)
{
    size_t size = 0;

    line = span_trim(line);
    while (size < line.size && is_letter(span_ascii_lower(line.data[size])))
        size++;
    return (struct span){line.data, size};
}

static bool is_verb(struct span verb, const char *name)
{
    size_t i = 0;

    while (i < verb.size && name[i] != '\0' && span_ascii_upper(verb.data[i]) == name[i])
        i++;
    return i == verb.size && name[i] == '\0';
}

static bool is_known(struct span verb)
{
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (is_verb(verb, verbs[i]))
            return true;
    return false;
}

/* How many bytes of REST, after the verb, name a mechanism; 0 if it might be the secret itself,
 * which is seldom all upper or all lower case. */
static size_t mechanism_size(struct span rest)
{
    bool has_small = false, has_capital = false;
    size_t start = 0, size = 0;

    while (start < rest.size && span_is_blank(rest.data[start]))
        start++;
    rest = span_skip(rest, start);
    for (; size < rest.size && !span_is_blank(rest.data[size]); size++) {
        char byte = rest.data[size];
        bool is_digit = byte >= '0' && byte <= '9';
        if (!is_letter(span_ascii_lower(byte)) && !is_digit && byte != '-' && byte != '_')
            return 0;
        has_small = has_small || is_letter(byte);
        has_capital = has_capital || span_ascii_lower(byte) != byte;
    }
    return start > 0 && size <= MECHANISM_MAX && !(has_small && has_capital) ? start + size : 0;
}

struct span secret_sent(struct secret *secret, struct span line)
{
    struct span verb = verb_of(line);
    size_t end = (size_t)(verb.data - line.data) + verb.size;

    if (secret->state == SECRET_ASKED)
        return (struct span){line.data, 0};
    if (is_verb(verb, "AUTH")) {
        secret->state = SECRET_LIKELY;
        return (struct span){line.data, end + mechanism_size(span_skip(line, end))};
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
