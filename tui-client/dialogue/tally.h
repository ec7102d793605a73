/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* tally.h - how much was said on a connection.
 *
 * It follows the lines of a conversation, so that lines which a transcript has dropped count too.
 * What was delivered is the envelope's concern.
 */
#ifndef TUI_CLIENT_DIALOGUE_TALLY_H
#define TUI_CLIENT_DIALOGUE_TALLY_H

#include "tui-client/dialogue/dialogue.h"

/* {0} when a connection begins. */
struct tally {
    unsigned commands; /* sent */
    unsigned refusals; /* replies of 400 and above: to commands, messages and to nothing at all */
};

/* Counts LINE, the next of the conversation. */
void tally_follow(struct tally *tally, const struct dialogue_line *line);

#endif
