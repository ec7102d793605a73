/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secrecy.c - see secrecy.h. */
#include <config.h>

#include "server/session/secrecy.h"

#include "common/count.h"
#include "common/grammar.h"

/* LOGIN asks for a user name and a password. */
#define LINES_AFTER_AUTH 2

/* Size of a line of encoded text that is likely to go on in the next one: encoders break it after
 * 64 or 76 characters. */
#define BROKEN_MIN 64

/* Commands of SMTP and its extensions: no credentials. */
static const char *const commands[] = {
    "BDAT", "DATA", "EHLO", "EXPN", "HELO", "HELP",     "LHLO",
    "MAIL", "NOOP", "QUIT", "RCPT", "RSET", "STARTTLS", "VRFY",
};

/* What may follow AUTH without being a secret. */
static const char *const mechanisms[] = {"PLAIN",         "LOGIN",   "CRAM-MD5",   "DIGEST-MD5",
                                         "EXTERNAL",      "GSSAPI",  "NTLM",       "SCRAM-SHA-1",
                                         "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER"};

/* Control bytes, blanks and quotation marks before a command: padding, or the rest of a wrong line
 * ending. */
static bool is_litter(char byte)
{
    return (unsigned char)byte <= ' ' || byte == '"' || byte == '\'';
}

static size_t litter_size(struct span line)
{
    size_t size = 0;

    while (size < line.size && is_litter(line.data[size]))
        size++;
    return size;
}

/* The letters at the front of TEXT, so that "AUTH:" is AUTH as well. */
static struct span verb_of(struct span text)
{
    size_t size = 0;

    while (size < text.size && grammar_is_letter(text.data[size]))
        size++;
    return (struct span){text.data, size};
}

static bool is_one_of(struct span word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal_ascii(word, span_of(words[i])))
            return true;
    return false;
}

/* Whether TEXT begins with VERB and is a command that is known: a password may begin with the same
 * letters. */
static bool is_command(struct span text, struct span verb)
{
    bool is_word =
        verb.size == text.size || is_litter(text.data[verb.size]) || text.data[verb.size] == ':';

    return is_word && is_one_of(verb, commands, COUNT(commands));
}

/* Size of the front of LINE, an AUTH command, that is no secret: with the mechanism, if it is one
 * that is known. */
static size_t auth_size(struct span line, size_t verb_size)
{
    size_t start = verb_size, end;

    while (start < line.size && span_is_blank(line.data[start]))
        start++;
    for (end = start; end < line.size && !span_is_blank(line.data[end]); end++)
        continue;
    return is_one_of((struct span){line.data + start, end - start}, mechanisms, COUNT(mechanisms))
               ? end
               : verb_size;
}

void secrecy_take(struct secrecy *secrecy, struct span line)
{
    size_t litter = litter_size(line), shown = line.size;
    struct span text = span_skip(line, litter), verb;
    bool may_be_auth = text.size > 0 && span_ascii_lower(text.data[0]) == 'a';

    secrecy->is_cut = false;
    if (text.size == 0 || (!may_be_auth && secrecy->lines_left == 0))
        return;
    verb = verb_of(text);
    if (span_equal_ascii(verb, span_of("AUTH"))) {
        shown = litter + auth_size(text, verb.size);
        secrecy->lines_left = LINES_AFTER_AUTH;
    } else if (is_command(text, verb)) {
        secrecy->lines_left = 0;
    } else if (secrecy->lines_left > 0) {
        shown = 0;
        if (text.size < BROKEN_MIN)
            secrecy->lines_left--;
    }
    secrecy->is_cut = shown < line.size;
    secrecy->shown_size = (unsigned short)shown;
}

struct span secrecy_shown(const struct secrecy *secrecy, struct span text)
{
    if (secrecy->is_cut && secrecy->shown_size < text.size)
        text.size = secrecy->shown_size;
    return text;
}
