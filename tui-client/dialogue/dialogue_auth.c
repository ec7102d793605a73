/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue_auth.c - AUTH: whether it is possible, and which lines are kept out of memory (RFC
 * 4954).
 */
#include <config.h>

#include <errno.h>

#include "tui-client/dialogue/dialogue_internal.h"

bool dialogue_can_authenticate(const struct dialogue *dialogue)
{
    return dialogue->offered.mechanisms != 0 && dialogue->position.state == DIALECT_STATE_MAIL &&
           (dialogue->position.facts & DIALECT_FACT_AUTHENTICATED) == 0;
}

int dialogue_say_credentials(struct dialogue *dialogue, struct span line, int64_t now_ms)
{
    bool is_busy =
        dialogue->is_authenticating ? dialogue->requests.count > 0 : dialogue_is_waiting(dialogue);
    int status;

    if (dialogue_is_closed(dialogue) || is_busy) {
        errno = is_busy ? EBUSY : ENOTCONN;
        return -1;
    }
    if (!dialogue_may_be_in_clear(dialogue, span_of("AUTH"))) {
        errno = EPERM;
        return -1;
    }
    dialogue_show_padding(dialogue);
    status = dialogue_say_first(dialogue, line, now_ms);
    dialogue->is_authenticating = status == 0;
    return status;
}
