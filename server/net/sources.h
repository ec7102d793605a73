/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sources.h - counts and limits the clients of each source.
 *
 * A source is an IPv4 address or the /64 of an IPv6 address, the usual size of a subscriber's
 * network, so that no one can occupy all connections.  This module decides whether a client is
 * turned away; reception.h does it and logs it.  Entering and leaving take constant time, whatever
 * the addresses, and a source without clients takes no memory.
 */
#ifndef SERVER_NET_SOURCES_H
#define SERVER_NET_SOURCES_H

#include <stddef.h>

/* An IPv6 address, or an IPv4 address mapped into one (RFC 4291 section 2.5.5.2). */
#define SOURCES_ADDRESS_BYTES 16

/* Limit of SOURCES_USUAL clients, and none for loopback addresses. */
#define SOURCES_DEFAULT ((unsigned)-1)
#define SOURCES_USUAL   100

/* Maximum number of clients of a source that are turned away with a reply at the same time. */
#define SOURCES_TURNED_AWAY_MAX 16

/* "ADDRESS" or "ADDRESS/64" with its NUL. */
#define SOURCES_NAME_MAX 64

struct sources;
struct source;

enum sources_fate {
    SOURCES_SERVED,
    SOURCES_TURNED_AWAY, /* too many clients */
    SOURCES_DROPPED,     /* also too many turned away, or out of memory */
};

/* A client's place at its source; all zero: none. */
struct sources_place {
    struct source *source;
    enum sources_fate fate;
};

/* LIMIT is the maximum number of clients of one source, 0 for no limit, or SOURCES_DEFAULT.
 * Returns NULL with errno on failure. */
struct sources *sources_new(unsigned limit);

/* Frees SOURCES after all clients have left. */
void sources_free(struct sources *sources);

/* Adds a client from ADDRESS of SOURCES_ADDRESS_BYTES.  Returns its place, for sources_leave(). */
struct sources_place sources_enter(struct sources *sources, const unsigned char *address);

/* Releases PLACE, if it is one. */
void sources_leave(struct sources_place *place);

/* Returns the maximum number of clients of the source of ADDRESS; 0: no limit. */
unsigned sources_limit(const struct sources *sources, const unsigned char *address);

/* Writes the source of ADDRESS to OUT of SOURCES_NAME_MAX bytes. */
void sources_name(const unsigned char *address, char *out);

#endif
