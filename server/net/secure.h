/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secure.h - TLS below a wire: how it begins, and what is told of it.
 *
 * The steps of the handshake are those of common/tls.h.  When it begins, and how long it may take,
 * is the connection's concern.
 */
#ifndef SERVER_NET_SECURE_H
#define SERVER_NET_SECURE_H

#include "server/log/observer.h"
#include "server/net/wire.h"

/* SSL of OpenSSL. */
struct ssl_st;

enum secure_step {
    SECURE_WAITS, /* for the peer, as wire_wants() says */
    SECURE_IS_DONE,
    SECURE_HAS_FAILED, /* nothing but the end of the wire is possible */
};

/* Drops the input of WIRE, which came in clear behind the command that asked for TLS and may be
 * another's (RFC 3207 section 4.2); tells it. */
void secure_drop(struct wire *wire, const struct observer *observer);

/* Encrypts WIRE, which has neither input nor output, from its next byte on.  Takes ownership of
 * SIDE, also on failure.  Returns -1 if out of memory. */
int secure_begin(struct wire *wire, struct ssl_st *side);

/* Returns how long a handshake may take if other silence may last TIMEOUT_MS, and CAUSE is that of
 * the first reply: it costs memory, and the place of another client. */
int64_t secure_timeout_ms(int64_t timeout_ms, enum dialect_event cause);

/* Tells that a handshake took longer than secure_timeout_ms() of the same arguments, and so which
 * limit that was. */
void secure_tell_late(const struct observer *observer, int64_t timeout_ms,
                      enum dialect_event cause);

/* Continues the handshake, and tells its end. */
enum secure_step secure_go_on(struct wire *wire, const struct observer *observer);

/* Tells why WIRE is broken, if TLS is the reason. */
void secure_tell_broken(const struct wire *wire, const struct observer *observer);

/* Whether the input of WIRE ended without the end of TLS: it may have been cut off. */
bool secure_is_cut(const struct wire *wire);

#endif
