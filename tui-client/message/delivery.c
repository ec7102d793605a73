/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* delivery.c - see delivery.h. */
#include <config.h>

#include "tui-client/message/delivery.h"

void delivery_init(struct delivery *delivery)
{
    *delivery = (struct delivery){0};
    letter_init(&delivery->current);
    letter_init(&delivery->letter);
    envelope_init(&delivery->envelope);
}

static void forget(struct delivery *delivery)
{
    delivery->is_known = false;
    letter_release(&delivery->letter);
    envelope_release(&delivery->envelope);
}

void delivery_release(struct delivery *delivery)
{
    forget(delivery);
    letter_release(&delivery->current);
}

void delivery_start(struct delivery *delivery)
{
    delivery_release(delivery);
}

/* The next line that is sent begins another letter. */
static void keep(struct delivery *delivery, const struct envelope *envelope)
{
    forget(delivery);
    delivery->is_known = envelope_copy(&delivery->envelope, envelope) == 0;
    if (!delivery->is_known)
        return;
    delivery->letter = delivery->current;
    letter_init(&delivery->current);
}

void delivery_follow(struct delivery *delivery, const struct dialogue_line *line,
                     const struct envelope *envelope)
{
    if (line->kind == DIALOGUE_TEXT)
        letter_take_line(&delivery->current, line->text);
    if (line->kind != DIALOGUE_REPLY_LAST)
        return;
    if (line->reply.withdraws)
        forget(delivery);
    if (dialogue_is_delivery(&line->reply))
        keep(delivery, envelope);
}
