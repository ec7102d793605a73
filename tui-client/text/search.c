/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* search.c - see search.h.
 */
#include <config.h>

#include "tui-client/text/search.h"

/* Whether TEXT, which is long enough, begins with SOUGHT. */
static bool begins_with(const char *text, struct span sought)
{
    size_t same = 0;

    while (same < sought.size &&
           span_ascii_lower(text[same]) == span_ascii_lower(sought.data[same]))
        same++;
    return same == sought.size;
}

size_t search_find(struct span text, struct span sought)
{
    char first = span_ascii_lower(sought.data[0]);

    for (size_t start = 0; start + sought.size <= text.size; start++)
        if (span_ascii_lower(text.data[start]) == first && begins_with(text.data + start, sought))
            return start;
    return text.size;
}

size_t search_find_last(struct span text, struct span sought)
{
    char first = span_ascii_lower(sought.data[0]);

    for (size_t end = text.size; end >= sought.size; end--) {
        const char *start = text.data + end - sought.size;
        if (span_ascii_lower(start[0]) == first && begins_with(start, sought))
            return end - sought.size;
    }
    return text.size;
}
