/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* incoming.h - a message between session and store.
 *
 * Collects the pieces of a message in mailbox form.  It exists from the first piece to the answer.
 * If a piece cannot be stored, the whole message is lost.
 */
#ifndef SERVER_MAIL_INCOMING_H
#define SERVER_MAIL_INCOMING_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "server/mail/delivery.h"
#include "server/mail/heading.h"
#include "server/session/session.h"

struct incoming;

/* Creates a message with its body in SPOOL, which remembers what heading.h reads if it
 * KEEPS_HEADING.  Returns NULL with errno if out of memory. */
struct incoming *incoming_new(struct spool *spool, bool keeps_heading);

/* Returns what was read of the header; NULL: it is not remembered. */
const struct heading *incoming_heading(const struct incoming *incoming);

void incoming_free(struct incoming *incoming);

/* Result for a piece. */
enum incoming_status {
    INCOMING_KEPT,
    INCOMING_WAITS, /* the spool has the message: add no more until incoming_stored() */
    INCOMING_LOST,  /* errno says why; ENOBUFS: the spool is full */
};

/* Adds a piece of the message.  If the body is submitted to the spool, its owner is OWNER. */
enum incoming_status incoming_add(struct incoming *incoming, struct span piece, void *owner);

/* Must be called when the spool has returned the message.  Returns INCOMING_KEPT or
 * INCOMING_LOST. */
enum incoming_status incoming_stored(struct incoming *incoming);

/* Completes the records for SESSION's envelope, received from CLIENT at TIME_S (seconds since 1970,
 * UTC), and returns them for store_submit() with OWNER: one for each mailbox, in the order of their
 * first recipients.  INCOMING owns them; they borrow from the envelope.  Returns NULL with errno on
 * failure. */
struct delivery_set *incoming_finish(struct incoming *incoming, const struct session *session,
                                     const char *client, int64_t time_s, void *owner);

#endif
