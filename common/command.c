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
    struct span word = span_first_word(line);

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
    return is_http(span_first_word(span_trim(start))) ? DIALECT_HTTP : DIALECT_LONG_LINE;
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

static bool is_path(enum argument_rule rule)
{
    return rule == ARGUMENT_REVERSE_PATH || rule == ARGUMENT_FORWARD_PATH;
}

/* Bytes of the path in angle brackets that TEXT begins with, valid or not; 0: there is none, or it
 * is not closed.  A bracket in a quoted string ends nothing. */
static size_t path_size(struct span text)
{
    bool is_quoted = false;

    if (text.size == 0 || text.data[0] != '<')
        return 0;
    for (size_t i = 1; i < text.size; i++) {
        if (text.data[i] == '"')
            is_quoted = !is_quoted;
        else if (text.data[i] == '\\')
            i++;
        else if (text.data[i] == '>' && !is_quoted)
            return i + 1;
    }
    return 0;
}

/* The null path is nothing without its brackets, and an address that has a pair of its own would
 * lose that. */
static bool has_brackets(struct span address, enum command_style style)
{
    if (address.size == 0 || span_equal(address, span_of("<>")))
        return false;
    return style != COMMAND_BARE || !span_equal(address_parse(address), address);
}

static int append_address(struct span address, enum command_style style, struct buffer *out)
{
    bool is_in_brackets = has_brackets(address, style);

    if ((is_in_brackets && buffer_append(out, "<", 1) != 0) ||
        buffer_append(out, address.data, address.size) != 0 ||
        (is_in_brackets && buffer_append(out, ">", 1) != 0))
        return -1;
    return 0;
}

/* Appends TEXT, an address or a path with optional parameters, without outer blanks.  A path that
 * is already in angle brackets keeps them unless the style has none. */
static int append_path(enum argument_rule rule, struct span text, enum command_style style,
                       struct buffer *out)
{
    bool has_own = is_path(rule) && text.size > 0 && text.data[0] == '<';
    size_t size = has_own ? path_size(text) : text.size;

    if (text.size == 0)
        return 0;
    if (style != COMMAND_BRACKETS && buffer_append(out, " ", 1) != 0)
        return -1;
    if (has_own && (style != COMMAND_BARE || size == 0))
        return buffer_append(out, text.data, text.size);
    if (append_address(address_parse((struct span){text.data, size}), style, out) != 0)
        return -1;
    return buffer_append(out, text.data + size, text.size - size);
}

int command_format(const struct dialect *dialect, enum dialect_event verb, struct span argument,
                   enum command_style style, struct buffer *out)
{
    const struct dialect_row *row = dialect_row_of(dialect, verb);
    struct span words = span_of(dialect->verbs[verb].words);
    struct span text = span_trim(argument);

    if (append_verb(words, out) != 0)
        return -1;
    if (!dialect_wants_argument(dialect, verb))
        return 0;
    if (words.data[words.size - 1] != ':' && buffer_append(out, " ", 1) != 0)
        return -1;
    if (row != NULL && (row->argument == ARGUMENT_ADDRESS || is_path(row->argument)))
        return append_path(row->argument, text, style, out);
    return buffer_append(out, text.data, text.size);
}
