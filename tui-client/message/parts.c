/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* parts.c - see parts.h. */
#include <config.h>

#include "tui-client/message/parts.h"

bool parts_is_field(struct span line, const char *name, struct span *text)
{
    struct span wanted = span_of(name);

    if (line.size <= wanted.size || line.data[wanted.size] != ':' ||
        !span_equal_ascii((struct span){line.data, wanted.size}, wanted))
        return false;
    *text = span_skip(line, wanted.size + 1);
    return true;
}

/* The byte that ends the part begun by BYTE; NUL if BYTE is a part of its own. */
static char ending_of(char byte)
{
    switch (byte) {
    case '"':
        return '"';
    case '<':
        return '>';
    case '[':
        return ']';
    case '(':
        return ')';
    default:
        return '\0';
    }
}

/* RFC 5322 section 3.2.2: only comments nest. */
size_t parts_size(struct span text)
{
    char ending = ending_of(text.data[0]);
    size_t depth = 1;

    for (size_t i = 1; ending != '\0' && i < text.size; i++) {
        if (text.data[i] == '\\')
            i++;
        else if (text.data[i] == ending && --depth == 0)
            return i + 1;
        else if (text.data[i] == '(' && ending == ')')
            depth++;
    }
    return 1;
}

size_t parts_gap(struct span text)
{
    size_t size = 0;

    while (size < text.size) {
        size_t part = parts_size(span_skip(text, size));
        if (!span_is_blank(text.data[size]) && !(text.data[size] == '(' && part > 1))
            break;
        size += part;
    }
    return size;
}

size_t parts_find(struct span text, const char *stops)
{
    for (size_t i = 0; i < text.size; i += parts_size(span_skip(text, i)))
        if (text.data[i] != '\0' && strchr(stops, text.data[i]) != NULL)
            return i;
    return text.size;
}

/* RFC 5322 section 3.4: "group = display-name ":" [group-list] ";"".  A semicolon is a separator
 * only after a colon. */
const char *parts_stops(struct span list)
{
    return parts_find(list, ":") < list.size ? ",:;" : ",";
}

struct parts_item parts_take_item(struct span *list, const char *stops)
{
    size_t size = parts_find(*list, stops);
    struct parts_item item = {.text = span_trim((struct span){list->data, size})};

    if (size < list->size)
        item.stop = list->data[size++];
    *list = span_skip(*list, size);
    return item;
}
