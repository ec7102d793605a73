/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* pace.c - see pace.h. */
#include <config.h>

#include "common/pace.h"

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/duration.h"

static const char *const names[] = {
    [PACE_WHOLE] = "whole",
    [PACE_DOT] = "dot",
    [PACE_LINE] = "line",
};

static_assert(COUNT(names) == PACE_KINDS, "a name per kind");

/* Parses TEXT as a duration of at most PACE_INTERVAL_MAX_MS. */
static bool take_interval(struct span text, unsigned *interval_ms)
{
    int64_t ms;
    bool is_good = duration_parse(text, &ms) && ms <= PACE_INTERVAL_MAX_MS;

    if (is_good)
        *interval_ms = (unsigned)ms;
    return is_good;
}

struct pace pace_of(enum pace_kind kind)
{
    return (struct pace){kind, kind != PACE_WHOLE ? PACE_INTERVAL_MS : 0};
}

bool pace_parse(struct span text, struct pace *pace)
{
    const char *colon = text.size > 0 ? memchr(text.data, ':', text.size) : NULL;
    struct span name = {text.data, colon != NULL ? (size_t)(colon - text.data) : text.size};

    for (enum pace_kind kind = 0; kind < PACE_KINDS; kind++) {
        struct pace read = pace_of(kind);
        bool is_good =
            colon == NULL || (kind != PACE_WHOLE &&
                              take_interval(span_skip(text, name.size + 1), &read.interval_ms));
        if (!span_equal(name, span_of(names[kind])))
            continue;
        if (is_good)
            *pace = read;
        return is_good;
    }
    return false;
}

int pace_format(const struct pace *pace, struct buffer *out)
{
    char text[32];
    int size = pace->kind == PACE_WHOLE
                   ? snprintf(text, sizeof text, "%s", names[pace->kind])
                   : snprintf(text, sizeof text, "%s:%ums", names[pace->kind], pace->interval_ms);

    return buffer_append(out, text, (size_t)size);
}
