/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* duration.c - see duration.h. */
#include <config.h>

#include "common/duration.h"

#include "common/count.h"

static const struct {
    const char *name;
    int64_t ms;
} units[] = {
    {"ms", 1},
    {"s", 1000},
    {"m", 60 * 1000},
};

/* Length of UNIT in milliseconds; 0 if there is no such unit. */
static int64_t unit_ms(struct span unit)
{
    for (size_t i = 0; i < COUNT(units); i++)
        if (span_equal(unit, span_of(units[i].name)))
            return units[i].ms;
    return 0;
}

bool duration_parse(struct span text, int64_t *ms)
{
    int64_t number = 0, each_ms;
    size_t digits = 0;

    for (; digits < text.size && text.data[digits] >= '0' && text.data[digits] <= '9'; digits++) {
        number = number * 10 + (text.data[digits] - '0');
        if (number > DURATION_MAX_MS)
            return false;
    }
    each_ms = unit_ms(span_skip(text, digits));
    if (digits == 0 || each_ms == 0 || number > DURATION_MAX_MS / each_ms)
        return false;
    *ms = number * each_ms;
    return true;
}
