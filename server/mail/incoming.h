/* incoming.h - a message on its way from a session to the store.
 *
 * Collects the pieces of one message in the form in which a mailbox keeps it.  It exists from the
 * first piece to the answer.  What it cannot keep is lost as a whole.
 */
#ifndef SERVER_MAIL_INCOMING_H
#define SERVER_MAIL_INCOMING_H

#include <stdint.h>

#include "common/span.h"
#include "server/mail/store.h"
#include "server/session/session.h"

struct incoming;

/* A message whose body waits in SPOOL.  NULL if memory ran out. */
struct incoming *incoming_new(struct spool *spool);

void incoming_free(struct incoming *incoming);

/* What became of a piece. */
enum incoming_status {
    INCOMING_KEPT,
    INCOMING_WAITS, /* the spool has the message: nothing more until incoming_stored() */
    INCOMING_LOST,  /* errno says why; ENOBUFS: the spool is full */
};

/* Adds a piece of the message.  The owner of what the spool may get is OWNER. */
enum incoming_status incoming_add(struct incoming *incoming, struct span piece, void *owner);

/* The spool has returned the message: INCOMING_KEPT or INCOMING_LOST. */
enum incoming_status incoming_stored(struct incoming *incoming);

/* Completes the records for SESSION's envelope, received from CLIENT at TIME_S (seconds since 1970,
 * UTC), and returns them for store_submit() with OWNER: one for each mailbox, in the order in which
 * they were named first.  They belong to INCOMING and borrow from the envelope.  NULL with errno.
 */
struct delivery_set *incoming_finish(struct incoming *incoming, const struct session *session,
                                     const char *client, int64_t time_s, void *owner);

#endif
