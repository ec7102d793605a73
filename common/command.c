/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* command.c - matching a line against the verbs of a dialect.
 *
 * Verbs are case-insensitive, in ASCII only, whatever the locale; one or more blanks separate the
 * words of a verb; a colon follows its word directly; blanks around the argument are dropped.
 */
#include <config.h>

#include "common/command.h"

#include "common/address.h"
#include "common/count.h"

static size_t leading_blanks(struct span text)
{
    size_t count = 0;

    while (count < text.size && span_is_blank(text.data[count]))
        count++;
    return count;
}

/* Removes WORDS from the front of *REST.  Returns false, with *REST undefined, if it does not begin
 * with them. */
static bool take_words(const char *words, struct span *rest)
{
    char last = '\0';

    for (; *words != '\0'; words++) {
        size_t step = 1;
        if (*words == ' ')
            step = leading_blanks(*rest);
        else if (rest->size == 0 || span_ascii_lower(rest->data[0]) != *words)
            step = 0;
        if (step == 0)
            return false;
        *rest = span_skip(*rest, step);
        last = *words;
    }
    /* A verb ends in a colon, or where its word does. */
    return last == ':' || rest->size == 0 || span_is_blank(rest->data[0]);
}

static struct span first_word(struct span line)
{
    size_t size = 0;

    while (size < line.size && !span_is_blank(line.data[size]))
        size++;
    return (struct span){line.data, size};
}

/* Whether WORD is the first of several that VERB consists of. */
static bool begins(const struct dialect_verb *verb, struct span word)
{
    const char *blank = verb->words != NULL ? strchr(verb->words, ' ') : NULL;

    return blank != NULL &&
           span_equal_ascii(word, (struct span){verb->words, (size_t)(blank - verb->words)});
}

/* Methods of RFC 9110 section 9.1 and RFC 5789, and the first word of HTTP/2. */
static bool is_http(struct span word)
{
    static const char *const methods[] = {"GET",     "POST",    "HEAD",  "PUT",   "DELETE",
                                          "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"};

    for (size_t i = 0; i < COUNT(methods); i++)
        if (span_equal_ascii(word, span_of(methods[i])))
            return true;
    return false;
}

/* What LINE is that begins with no verb. */
static enum dialect_event kind_of(const struct dialect *dialect, struct span line)
{
    struct span word = first_word(line);

    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (begins(&dialect->verbs[verb], word))
            return DIALECT_MALFORMED;
    return is_http(word) ? DIALECT_HTTP : DIALECT_UNKNOWN;
}

struct command command_parse(const struct dialect *dialect, struct span line)
{
    line = span_trim(line);
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++) {
        struct span rest = line;
        if (dialect->verbs[verb].words != NULL && take_words(dialect->verbs[verb].words, &rest))
            return (struct command){verb, span_trim(rest)};
    }
    return (struct command){kind_of(dialect, line), line};
}

enum dialect_event command_kind_of_long(struct span start)
{
    return is_http(first_word(span_trim(start))) ? DIALECT_HTTP : DIALECT_LONG_LINE;
}

/* Verbs are sent in upper case, as the RFC writes them. */
static int append_verb(struct span words, struct buffer *out)
{
    char *room = buffer_reserve(out, words.size);

    if (room == NULL)
        return -1;
    for (size_t i = 0; i < words.size; i++)
        room[i] = span_ascii_upper(words.data[i]);
    buffer_commit(out, words.size);
    return 0;
}

/* Whether ARGUMENT, which has no outer blanks, is sent unchanged: it is not an address, or one that
 * is already in angle brackets, valid or not, with optional parameters. */
static bool goes_as_it_is(enum argument_rule rule, struct span argument)
{
    if (rule == ARGUMENT_REVERSE_PATH || rule == ARGUMENT_FORWARD_PATH)
        return argument.size > 0 && argument.data[0] == '<';
    return rule != ARGUMENT_ADDRESS;
}

int command_format(const struct dialect *dialect, enum dialect_event verb, struct span argument,
                   struct buffer *out)
{
    const struct dialect_row *row = dialect_row_of(dialect, verb);
    struct span words = span_of(dialect->verbs[verb].words);
    struct span text = span_trim(argument);
    bool is_address = row != NULL && !goes_as_it_is(row->argument, text);
    bool is_bare;

    if (append_verb(words, out) != 0)
        return -1;
    if (!dialect_wants_argument(dialect, verb))
        return 0;
    if (is_address)
        text = address_parse(text);
    is_bare = is_address && text.size > 0 && !span_equal(text, span_of("<>"));
    if ((words.data[words.size - 1] != ':' && buffer_append(out, " ", 1) != 0) ||
        (is_bare && buffer_append(out, "<", 1) != 0) ||
        buffer_append(out, text.data, text.size) != 0 ||
        (is_bare && buffer_append(out, ">", 1) != 0))
        return -1;
    return 0;
}
