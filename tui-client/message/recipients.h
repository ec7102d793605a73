/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* recipients.h - several recipients in one field: "bob@x, <ann@y> \"c d\"@z". */
#ifndef TUI_CLIENT_MESSAGE_RECIPIENTS_H
#define TUI_CLIENT_MESSAGE_RECIPIENTS_H

#include <stdbool.h>

#include "common/span.h"

/* Removes the first address from *REST into *ADDRESS, which keeps its angle brackets.  Commas and
 * blanks separate addresses, except within quotes and angle brackets.  Returns false when none is
 * left. */
bool recipients_next(struct span *rest, struct span *address);

#endif
