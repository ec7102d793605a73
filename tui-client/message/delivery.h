/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* delivery.h - the last message that was delivered on a connection: its envelope and its letter.
 *
 * It follows the lines of a conversation, so that it knows what was really said and sent, from
 * whatever form or raw line.  A delivery that is withdrawn is forgotten.
 */
#ifndef TUI_CLIENT_MESSAGE_DELIVERY_H
#define TUI_CLIENT_MESSAGE_DELIVERY_H

#include "tui-client/dialogue/envelope.h"
#include "tui-client/message/letter.h"

struct delivery {
    struct letter current;    /* of the message that is, or was last, being sent */
    bool is_known;            /* there was a delivery: the two below are its */
    struct envelope envelope; /* only sender and recipients */
    struct letter letter;
};

void delivery_init(struct delivery *delivery);
void delivery_release(struct delivery *delivery);

/* A connection begins. */
void delivery_start(struct delivery *delivery);

/* Processes LINE, the next of the conversation; ENVELOPE is the transaction before it. */
void delivery_follow(struct delivery *delivery, const struct dialogue_line *line,
                     const struct envelope *envelope);

#endif
