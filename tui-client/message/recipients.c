/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* recipients.c - see recipients.h. */
#include <config.h>

#include "tui-client/message/recipients.h"

static bool is_separator(char byte)
{
    return byte == ',' || span_is_blank(byte);
}

bool recipients_next(struct span *rest, struct span *address)
{
    bool in_quotes = false, in_brackets = false;
    size_t size = 0;

    while (rest->size > 0 && is_separator(rest->data[0]))
        *rest = span_skip(*rest, 1);
    for (; size < rest->size; size++) {
        char byte = rest->data[size];
        if (is_separator(byte) && !in_quotes && !in_brackets)
            break;
        if (byte == '\\' && in_quotes && size + 1 < rest->size)
            size++;
        else if (byte == '"')
            in_quotes = !in_quotes;
        else if (!in_quotes && (byte == '<' || byte == '>'))
            in_brackets = byte == '<';
    }
    *address = (struct span){rest->data, size};
    *rest = span_skip(*rest, size);
    return size > 0;
}
