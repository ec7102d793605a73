/* incoming.h - a message on its way from a session to the store.
 *
 * Collects the pieces of one message in the form in which a mailbox keeps it.  It exists from the
 * first piece to the verdict.
 */
#ifndef SERVER_INCOMING_H
#define SERVER_INCOMING_H

#include <stdint.h>

#include "common/span.h"
#include "server/session.h"
#include "server/store.h"

struct incoming;

/* A message whose body waits in SPOOL.  NULL if memory ran out. */
struct incoming *incoming_new(struct spool *spool);

void incoming_free(struct incoming *incoming);

/* Adds a piece of the message.  -1 with errno if it cannot be kept; the message is then lost. */
int incoming_add(struct incoming *incoming, struct span piece);

/* What to tell the client of a message that cannot be kept because of errno value ERROR. */
enum dialect_result incoming_loss(int error);

/* Completes the record for SESSION's envelope, received from CLIENT at TIME_S (seconds since 1970,
 * UTC), and returns it for store_submit() with OWNER; it belongs to INCOMING and borrows from the
 * envelope.  NULL with errno. */
struct delivery *incoming_finish(struct incoming *incoming, const struct session *session,
                                 const char *client, int64_t time_s, void *owner);

/* Size of the record in bytes. */
uint64_t incoming_size(const struct incoming *incoming);

#endif
