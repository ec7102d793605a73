/* incoming.c - see incoming.h. */
#include <config.h>

#include "server/incoming.h"

#include <errno.h>
#include <stdlib.h>

#include "server/mbox.h"

/* Most bytes of the lines before a message: four lines of ours and some; and as many as most have.
 */
#define HEAD_MAX   ((size_t)8 * 1024)
#define HEAD_USUAL ((size_t)512)

struct incoming {
    struct mbox_body form;
    struct delivery delivery;
};

struct incoming *incoming_new(struct spool *spool)
{
    struct incoming *incoming = calloc(1, sizeof *incoming);

    if (incoming == NULL)
        return NULL;
    mbox_body_init(&incoming->form);
    buffer_init(&incoming->delivery.head, HEAD_MAX);
    spooled_init(&incoming->delivery.body, spool);
    return incoming;
}

void incoming_free(struct incoming *incoming)
{
    if (incoming == NULL)
        return;
    buffer_release(&incoming->delivery.head);
    spooled_release(&incoming->delivery.body);
    free(incoming);
}

/* Most pieces are whole messages, so there is room for one, and for what quoting adds, at once. */
enum incoming_status incoming_add(struct incoming *incoming, struct span piece, void *owner)
{
    struct spooled *body = &incoming->delivery.body;

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
    errno = incoming->delivery.body.error;
    return errno == 0 ? INCOMING_KEPT : INCOMING_LOST;
}

enum dialect_result incoming_loss(int error)
{
    return error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO || error == ENOBUFS
               ? DIALECT_NO_STORAGE
               : DIALECT_LOCAL_ERROR;
}

struct delivery *incoming_finish(struct incoming *incoming, const struct session *session,
                                 const char *client, int64_t time_s, void *owner)
{
    struct mbox_trace trace = {
        .helo = session->helo,
        .sender = session->envelope.sender,
        .recipient = session->envelope.recipient,
        .hostname = session->config->hostname,
        .client = client,
        .time_s = time_s,
    };

    if (mbox_body_end(&incoming->form, &incoming->delivery.body.tail) != 0 ||
        buffer_reserve(&incoming->delivery.head, HEAD_USUAL) == NULL ||
        mbox_head_write(&trace, &incoming->form, &incoming->delivery.head) != 0)
        return NULL;
    incoming->delivery.mailbox = session->envelope.mailbox;
    incoming->delivery.owner = owner;
    return &incoming->delivery;
}

uint64_t incoming_size(const struct incoming *incoming)
{
    return delivery_size(&incoming->delivery);
}
