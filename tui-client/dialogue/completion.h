/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* completion.h - candidates for completing a command line at the cursor.
 *
 * Verbs that are open come from the dialect's table, addresses from the history.  A verb that is
 * not open is offered only if no open verb matches what was typed.  A verb that is typed in full is
 * completed with the blank or colon that ends it before its arguments are offered.
 */
#ifndef TUI_CLIENT_DIALOGUE_COMPLETION_H
#define TUI_CLIENT_DIALOGUE_COMPLETION_H

#include "common/dialect.h"
#include "tui-client/dialogue/history.h"

#define COMPLETION_MAX 64

struct completion {
    char *candidates[COMPLETION_MAX]; /* owned */
    size_t count;
    size_t start; /* offset in the line of the text to replace, which ends at the cursor */
};

/* Finds the candidates for BEFORE, the command line up to the cursor. */
void completion_of_line(struct completion *completion, const struct dialect *dialect,
                        struct dialect_position position, const struct history *history,
                        struct span before);

/* Frees the candidates. */
void completion_release(struct completion *completion);

#endif
