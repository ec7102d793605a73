/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* tally.c - see tally.h.
 */
#include <config.h>

#include "tui-client/dialogue/tally.h"

void tally_follow(struct tally *tally, const struct dialogue_line *line)
{
    tally->commands += line->kind == DIALOGUE_COMMAND;
    tally->refusals += line->kind == DIALOGUE_REPLY_LAST && line->code >= 400;
}
