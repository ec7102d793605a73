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

/* NULL if memory ran out.  MESSAGE_SIZE_MAX, in bytes, bounds what it will hold. */
struct incoming *incoming_new(uint64_t message_size_max);

void incoming_free(struct incoming *incoming);

/* Adds a piece of the message.  -1 if memory ran out; the message is then lost. */
int incoming_add(struct incoming *incoming, struct span piece);

/* Completes the record for SESSION's envelope, received from CLIENT at TIME_S (seconds since 1970,
 * UTC), and returns it for store_submit() with OWNER; it belongs to INCOMING and borrows from the
 * envelope.  NULL if memory ran out. */
struct delivery *incoming_finish(struct incoming *incoming, const struct session *session,
                                 const char *client, int64_t time_s, void *owner);

/* Size of the record in bytes. */
uint64_t incoming_size(const struct incoming *incoming);

#endif
