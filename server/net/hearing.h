/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* hearing.h - lets the witness of a conversation see what its client sends and is answered.
 *
 * Without verdicts everything here costs nothing.
 */
#ifndef SERVER_NET_HEARING_H
#define SERVER_NET_HEARING_H

#include <stddef.h>
#include <stdint.h>

#include "server/log/observer.h"
#include "server/net/wire.h"
#include "server/session/session.h"
#include "server/verdict/verdicts.h"
#include "server/verdict/witness.h"

/* Of one conversation. */
struct hearing {
    struct verdicts *verdicts; /* borrowed; NULL: none are wanted, or this one is written */
    uint64_t number;           /* of the connection */
    const char *client;        /* its address; borrowed */
    struct witness witness;
    size_t ahead; /* bytes that have arrived and were not consumed */
};

/* Of connection NUMBER with CLIENT.  VERDICTS may be NULL; what is given must outlive the hearing.
 */
void hearing_init(struct hearing *hearing, struct verdicts *verdicts, const struct dialect *dialect,
                  uint64_t number, const char *client);
void hearing_release(struct hearing *hearing);

/* Must be called when SIZE bytes have arrived. */
void hearing_receive(struct hearing *hearing, size_t size);

/* As observer_next(), which it calls. */
void hearing_next(struct hearing *hearing, struct observer *observer, struct session *session,
                  const char *in, size_t size, char *text, struct session_event *event);

/* Must be called with each REPLY of SESSION before it is said to WIRE. */
void hearing_reply(struct hearing *hearing, const struct session *session,
                   const struct session_event *reply, const struct wire *wire);

/* Must be called when unprotected input is dropped. */
void hearing_drop(struct hearing *hearing);

/* Must be called before CAUSE is passed to SESSION. */
void hearing_signal(struct hearing *hearing, const struct session *session,
                    enum dialect_event cause);

/* Writes the verdict, unless the client has sent nothing, when WIRE is about to be closed. */
void hearing_end(struct hearing *hearing, const struct session *session, const struct wire *wire);

#endif
