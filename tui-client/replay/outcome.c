/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome.c - see outcome.h.
 */
#include <config.h>

#include "tui-client/replay/outcome.h"

#include "common/text.h"

void outcome_write(char *out, size_t size, struct span text)
{
    out[text_abbreviate(TEXT_VISIBLE, text, out, size - 1)] = '\0';
}

void outcome_say(struct outcome *outcome, struct span line)
{
    char *place = outcome->said[outcome->said_count++ % OUTCOME_SAID_MAX];

    outcome_write(place, OUTCOME_SAID_BYTES, line);
}

void outcome_differ(struct outcome *outcome, size_t number, struct span expected, struct span got)
{
    struct outcome_difference *difference;

    if (outcome->difference_count++ >= OUTCOME_DIFFERENCES_MAX)
        return;
    difference = &outcome->differences[outcome->difference_count - 1];
    difference->number = number;
    outcome_write(difference->expected, sizeof difference->expected, expected);
    outcome_write(difference->got, sizeof difference->got, got);
}

const char *outcome_said(const struct outcome *outcome, size_t index)
{
    size_t kept = outcome->said_count < OUTCOME_SAID_MAX ? outcome->said_count : OUTCOME_SAID_MAX;

    return index < kept ? outcome->said[(outcome->said_count - kept + index) % OUTCOME_SAID_MAX]
                        : NULL;
}
