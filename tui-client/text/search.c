/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* search.c - see search.h.
 */
#include <config.h>

#include "tui-client/text/search.h"

size_t search_find(struct span text, struct span sought)
{
    char first = span_ascii_lower(sought.data[0]);

    for (size_t start = 0; start + sought.size <= text.size; start++) {
        size_t same = 0;
        if (span_ascii_lower(text.data[start]) != first)
            continue;
        while (same < sought.size &&
               span_ascii_lower(text.data[start + same]) == span_ascii_lower(sought.data[same]))
            same++;
        if (same == sought.size)
            return start;
    }
    return text.size;
}
