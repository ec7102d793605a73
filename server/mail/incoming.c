/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* incoming.c - see incoming.h. */
#include <config.h>

#include "server/mail/incoming.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/mail/mbox.h"

/* Maximum and usual bytes of the lines before a message, without those that name a recipient. */
#define HEAD_MAX   ((size_t)8 * 1024)
#define HEAD_USUAL ((size_t)512)

struct incoming {
    struct mbox_body form;
    struct heading *heading; /* owned; NULL: not to be remembered */
    struct delivery_set set; /* owns its deliveries */
};

struct incoming *incoming_new(struct spool *spool, bool keeps_heading)
{
    struct incoming *incoming = calloc(1, sizeof *incoming);

    if (incoming == NULL)
        return NULL;
    mbox_body_init(&incoming->form);
    spooled_init(&incoming->set.body, spool);
    if (!keeps_heading)
        return incoming;
    incoming->heading = calloc(1, sizeof *incoming->heading);
    if (incoming->heading != NULL)
        return incoming;
    incoming_free(incoming);
    return NULL;
}

const struct heading *incoming_heading(const struct incoming *incoming)
{
    return incoming->heading;
}

void incoming_free(struct incoming *incoming)
{
    if (incoming == NULL)
        return;
    for (size_t i = 0; i < incoming->set.count; i++)
        buffer_release(&incoming->set.deliveries[i].head);
    free(incoming->set.deliveries);
    free(incoming->heading);
    spooled_release(&incoming->set.body);
    free(incoming);
}

/* Most pieces are whole messages, so reserve memory for one and for its quoting at once. */
enum incoming_status incoming_add(struct incoming *incoming, struct span piece, void *owner)
{
    struct spooled *body = &incoming->set.body;

    if (incoming->heading != NULL)
        heading_read(incoming->heading, piece);
    if (buffer_reserve(&body->tail, piece.size + piece.size / 16) == NULL ||
        mbox_body_write(&incoming->form, piece, &body->tail) != 0)
        return INCOMING_LOST;
    switch (spooled_count(body)) {
    case SPOOL_KEEP:
        break;
    case SPOOL_STORE:
        spool_submit(body->spool, body, owner);
        return INCOMING_WAITS;
    case SPOOL_FULL:
        errno = ENOBUFS;
        return INCOMING_LOST;
    }
    return INCOMING_KEPT;
}

enum incoming_status incoming_stored(struct incoming *incoming)
{
    errno = incoming->set.body.error;
    return errno == 0 ? INCOMING_KEPT : INCOMING_LOST;
}

/* Stores the addresses of the envelope with the mailbox of recipient NUMBER in ADDRESSES, which has
 * room for all; returns their number. */
static size_t addresses_of(const struct envelope *envelope, size_t number, const char **addresses)
{
    const char *mailbox = envelope->recipients[number].mailbox;
    size_t count = 0;

    for (size_t i = number; i < envelope->recipient_count; i++)
        if (strcmp(envelope->recipients[i].mailbox, mailbox) == 0)
            addresses[count++] = envelope->recipients[i].address;
    return count;
}

/* Adds a delivery for the mailbox of recipient NUMBER. */
static int add_delivery(struct incoming *incoming, const struct envelope *envelope, size_t number,
                        struct mbox_trace *trace, const char **addresses)
{
    struct delivery_set *set = &incoming->set;
    struct delivery *delivery = &set->deliveries[set->count++];

    *delivery = (struct delivery){.set = set, .mailbox = envelope->recipients[number].mailbox};
    trace->recipients = addresses;
    trace->recipient_count = addresses_of(envelope, number, addresses);
    buffer_init(&delivery->head, HEAD_MAX + trace->recipient_count * (MBOX_LINE_MAX + 1));
    if (buffer_reserve(&delivery->head, HEAD_USUAL) == NULL)
        return -1;
    return mbox_head_write(trace, &incoming->form, &delivery->head);
}

static int add_deliveries(struct incoming *incoming, const struct envelope *envelope,
                          struct mbox_trace *trace)
{
    size_t count = envelope->recipient_count;
    const char **addresses = malloc(count * sizeof(const char *));
    int status = 0;

    incoming->set.deliveries = malloc(count * sizeof incoming->set.deliveries[0]);
    if (addresses == NULL || incoming->set.deliveries == NULL)
        status = -1;
    for (size_t i = 0; i < count && status == 0; i++)
        if (envelope_is_first(envelope, i))
            status = add_delivery(incoming, envelope, i, trace, addresses);
    int error = errno;
    free(addresses);
    errno = error;
    return status;
}

struct delivery_set *incoming_finish(struct incoming *incoming, const struct session *session,
                                     const char *client, int64_t time_s, void *owner)
{
    struct mbox_trace trace = {
        .helo = session->helo,
        .sender = session->envelope.sender,
        .hostname = session->config->hostname,
        .protocol = session_protocol(session),
        .client = client,
        .time_s = time_s,
    };

    incoming->set.owner = owner;
    if (mbox_body_end(&incoming->form, &incoming->set.body.tail) != 0 ||
        add_deliveries(incoming, &session->envelope, &trace) != 0)
        return NULL;
    return &incoming->set;
}
