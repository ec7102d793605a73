/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* wire.h - buffered input and output of a connection.
 *
 * Input is read into a room that all connections of a loop share, each while it is served, and is
 * processed there; unprocessed input and unsent output are kept in bounded buffers of the
 * connection.  Nothing here blocks.  What the bytes mean is not known here.
 */
#ifndef SERVER_NET_WIRE_H
#define SERVER_NET_WIRE_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"
#include "common/transport.h"

/* Maximum bytes per read, and of an unfinished command before them. */
#define WIRE_READ_BYTES ((size_t)32 * 1024)
#define WIRE_REST_BYTES ((size_t)16 * 1024)

/* Shared input buffer, and as much room for what the input is decoded to. */
struct wire_room {
    char bytes[WIRE_REST_BYTES + WIRE_READ_BYTES];
    char decoded[WIRE_REST_BYTES + WIRE_READ_BYTES];
};

struct wire {
    struct transport transport; /* owned */
    struct wire_room *room;     /* borrowed */
    char *input;                /* input in the room; NULL: all input is in kept */
    size_t input_size;          /* its size in bytes */
    struct buffer kept, output;
    size_t held;     /* bytes at the end of the output that are not to be sent yet */
    bool at_end;     /* the peer will send nothing more */
    bool is_starved; /* out of memory: some input, or a reply, is lost */
    bool is_broken;  /* nothing more can be sent or received */
};

/* Takes ownership of TRANSPORT; ROOM must outlive the wire. */
void wire_init(struct wire *wire, struct transport transport, struct wire_room *room);

/* Closes the transport and frees the buffers. */
void wire_close(struct wire *wire);

/* Appends TEXT, at most REPLY_BYTES_MAX bytes, to the output. */
void wire_say(struct wire *wire, struct span text);

/* Holds the last SIZE bytes of the output back. */
void wire_hold(struct wire *wire, size_t size);

/* Lets one more of them be sent; returns whether others are still held back. */
bool wire_let_go(struct wire *wire);

/* Sends as much output as possible without blocking; returns true if any was sent. */
bool wire_flush(struct wire *wire);

/* Whether there is unsent output that is not held back, and whether there is so much that no input
 * should be processed. */
bool wire_has_output(const struct wire *wire);
bool wire_is_full(const struct wire *wire);

/* Returns the events that poll() must watch the transport for: output if there is any, else
 * input. */
short wire_wants(const struct wire *wire);

/* Replaces the transport by TRANSPORT, which the wire owns from now on; the old one is not closed,
 * since it is below the new one.  There must be no unsent output.  Drops unprocessed input, which
 * was not protected (RFC 3207 section 4.2). */
void wire_secure(struct wire *wire, struct transport transport);

/* Reads more input, after the existing input of at most WIRE_REST_BYTES.  Returns what was read,
 * borrowed until input changes. */
struct span wire_receive(struct wire *wire);

/* Whether the peer has sent more than was received, as far as this can be told without receiving
 * it: under TLS it cannot. */
bool wire_has_unread(const struct wire *wire);

/* Whether more can be read. */
bool wire_may_receive(const struct wire *wire);

/* Returns the unprocessed input; valid until input changes. */
struct span wire_rest(const struct wire *wire);

/* Drops SIZE bytes from the front of the input, and if it IS_SECRET wipes them. */
void wire_consume(struct wire *wire, size_t size, bool is_secret);

/* Releases the room for other connections.  If out of memory, drops the remaining input and marks
 * the wire as starved: it accepts no more input. */
void wire_settle(struct wire *wire);

/* Drops all input. */
void wire_forget(struct wire *wire);

/* Reads and discards input. */
void wire_discard(struct wire *wire);

/* Shuts down the sending side, and drops the input. */
void wire_finish(struct wire *wire);

#endif
