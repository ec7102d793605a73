/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope.c - see envelope.h. */
#include <config.h>

#include "server/session/envelope.h"

#include <stdlib.h>
#include <string.h>

void envelope_set_sender(struct envelope *envelope, char *sender)
{
    free(envelope->sender);
    envelope->sender = sender;
}

/* The array grows when the number of recipients is a power of two. */
static int make_room(struct envelope *envelope)
{
    size_t count = envelope->recipient_count;

    if ((count & (count - 1)) != 0)
        return 0;
    size_t room = count > 0 ? count * 2 : 1;
    struct envelope_recipient *recipients =
        realloc(envelope->recipients, room * sizeof *recipients);
    if (recipients == NULL)
        return -1;
    envelope->recipients = recipients;
    return 0;
}

int envelope_add(struct envelope *envelope, char *address, char *mailbox)
{
    if (address == NULL || mailbox == NULL || make_room(envelope) != 0) {
        free(address);
        free(mailbox);
        return -1;
    }
    envelope->recipients[envelope->recipient_count++] =
        (struct envelope_recipient){address, mailbox};
    return 0;
}

void envelope_release(struct envelope *envelope)
{
    for (size_t i = 0; i < envelope->recipient_count; i++) {
        free(envelope->recipients[i].address);
        free(envelope->recipients[i].mailbox);
    }
    free(envelope->recipients);
    free(envelope->sender);
    *envelope = (struct envelope){0};
}

bool envelope_is_first(const struct envelope *envelope, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (strcmp(envelope->recipients[i].mailbox, envelope->recipients[number].mailbox) == 0)
            return false;
    return true;
}
