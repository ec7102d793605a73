/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secrecy.c - see secrecy.h. */
#include <config.h>

#include "server/session/secrecy.h"

#include "common/count.h"

/* LOGIN asks for a user name and a password. */
#define LINES_AFTER_AUTH 2

/* Commands of SMTP and its extensions: no credentials. */
static const char *const commands[] = {
    "BDAT", "DATA", "EHLO", "EXPN", "HELO", "HELP",     "LHLO",
    "MAIL", "NOOP", "QUIT", "RCPT", "RSET", "STARTTLS", "VRFY",
};

/* What may follow AUTH without being a secret. */
static const char *const mechanisms[] = {"PLAIN",         "LOGIN",   "CRAM-MD5",   "DIGEST-MD5",
                                         "EXTERNAL",      "GSSAPI",  "NTLM",       "SCRAM-SHA-1",
                                         "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER"};

static bool is_letter(char byte)
{
    char lower = span_ascii_lower(byte);

    return lower >= 'a' && lower <= 'z';
}

/* The letters at the front of LINE, so that "AUTH:" is AUTH as well. */
static struct span verb_of(struct span line)
{
    size_t size = 0;

    while (size < line.size && is_letter(line.data[size]))
        size++;
    return (struct span){line.data, size};
}

static bool is_one_of(struct span word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal_ascii(word, span_of(words[i])))
            return true;
    return false;
}

/* Number of bytes before the verb of LINE: a client that sends its whole buffer has NULs there, and
 * one that sends lengths has other control characters. */
static size_t padding_of(struct span line)
{
    size_t size = 0;

    while (size < line.size && (unsigned char)line.data[size] <= ' ')
        size++;
    return size;
}

/* Size of the front of LINE, an AUTH command whose verb ends at VERB_END, that is no secret: with
 * the mechanism, if it is one that is known. */
static size_t auth_size(struct span line, size_t verb_end)
{
    size_t start = verb_end, end;

    while (start < line.size && span_is_blank(line.data[start]))
        start++;
    for (end = start; end < line.size && !span_is_blank(line.data[end]); end++)
        continue;
    return is_one_of((struct span){line.data + start, end - start}, mechanisms, COUNT(mechanisms))
               ? end
               : verb_end;
}

void secrecy_take(struct secrecy *secrecy, struct span line)
{
    size_t padding = padding_of(line), shown = line.size;
    bool may_be_auth = padding < line.size && span_ascii_lower(line.data[padding]) == 'a';
    struct span verb;

    secrecy->is_cut = false;
    if (!may_be_auth && secrecy->lines_left == 0)
        return;
    verb = verb_of(span_skip(line, padding));
    if (span_equal_ascii(verb, span_of("AUTH"))) {
        shown = auth_size(line, padding + verb.size);
        secrecy->lines_left = LINES_AFTER_AUTH;
    } else if (is_one_of(verb, commands, COUNT(commands))) {
        secrecy->lines_left = 0;
    } else if (secrecy->lines_left > 0) {
        shown = 0;
        secrecy->lines_left--;
    }
    secrecy->is_cut = shown < line.size;
    secrecy->shown_size = shown;
}

struct span secrecy_shown(const struct secrecy *secrecy, struct span text)
{
    if (secrecy->is_cut && secrecy->shown_size < text.size)
        text.size = secrecy->shown_size;
    return text;
}
