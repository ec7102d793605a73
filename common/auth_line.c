/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* auth_line.c - see auth_line.h. */
#include <config.h>

#include "common/auth_line.h"

#include "common/grammar.h"

struct span auth_line_verb(struct span line)
{
    size_t size = 0;

    line = span_trim(line);
    while (size < line.size && grammar_is_letter(line.data[size]))
        size++;
    return (struct span){line.data, size};
}

struct auth_line auth_line_split(struct span argument)
{
    struct span word = span_first_word(argument);

    return (struct auth_line){word, span_trim(span_skip(argument, word.size))};
}

bool auth_line_parse(struct span line, struct auth_line *parts)
{
    struct span verb = auth_line_verb(line);
    struct span rest = {verb.data + verb.size,
                        line.size - (size_t)(verb.data - line.data) - verb.size};

    *parts = (struct auth_line){{verb.data, 0}, {verb.data, 0}};
    if (!span_equal_ascii(verb, span_of("AUTH")))
        return false;
    if (rest.size > 0 && span_is_blank(rest.data[0]))
        *parts = auth_line_split(span_trim(rest));
    else
        parts->response = span_trim(rest);
    return true;
}
