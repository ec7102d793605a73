/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* search.c - see search.h. */
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

/* The first (or last) of LOWER and UPPER in TEXT; NULL if there is none.  memchr(3) is many times
 * as fast as a loop, which a key in a large text can tell. */
static const char *first_of(struct span text, char lower, char upper)
{
    const char *low = memchr(text.data, lower, text.size);
    size_t before = low != NULL ? (size_t)(low - text.data) : text.size;
    const char *high = upper != lower ? memchr(text.data, upper, before) : NULL;

    return high != NULL ? high : low;
}

static const char *last_of(struct span text, char lower, char upper)
{
    const char *low = memrchr(text.data, lower, text.size);
    size_t end = low != NULL ? (size_t)(low - text.data) + 1 : 0;
    const char *high = upper != lower ? memrchr(text.data + end, upper, text.size - end) : NULL;

    return high != NULL ? high : low;
}

/* Where a match may begin in TEXT. */
static struct span starts_of(struct span text, struct span sought)
{
    return (struct span){text.data, sought.size <= text.size ? text.size - sought.size + 1 : 0};
}

size_t search_find(struct span text, struct span sought)
{
    char lower = span_ascii_lower(sought.data[0]), upper = span_ascii_upper(lower);
    struct span starts = starts_of(text, sought);
    const char *start;

    while (starts.size > 0 && (start = first_of(starts, lower, upper)) != NULL) {
        if (begins_with(start, sought))
            return (size_t)(start - text.data);
        starts = span_skip(starts, (size_t)(start - starts.data) + 1);
    }
    return text.size;
}

size_t search_find_last(struct span text, struct span sought)
{
    char lower = span_ascii_lower(sought.data[0]), upper = span_ascii_upper(lower);
    struct span starts = starts_of(text, sought);
    const char *start;

    while (starts.size > 0 && (start = last_of(starts, lower, upper)) != NULL) {
        if (begins_with(start, sought))
            return (size_t)(start - text.data);
        starts.size = (size_t)(start - starts.data);
    }
    return text.size;
}
