/* wire.h - the bytes of a connection on their way in and out.
 *
 * Input is read into a room that all connections of a loop share, each while it is served, and is
 * worked on there; what cannot be worked on yet is then kept in a bounded buffer of the
 * connection's own, as is output that was not taken yet.  Nothing here waits.  What the bytes mean
 * is not known.
 */
#ifndef SERVER_NET_WIRE_H
#define SERVER_NET_WIRE_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"
#include "common/transport.h"

/* Bytes read at once, and the most that an unfinished command leaves in front of them. */
#define WIRE_READ_BYTES ((size_t)32 * 1024)
#define WIRE_REST_BYTES ((size_t)16 * 1024)

/* Where input is read. */
struct wire_room {
    char bytes[WIRE_REST_BYTES + WIRE_READ_BYTES];
};

struct wire {
    struct transport transport; /* owned */
    struct wire_room *room;     /* borrowed */
    char *input;                /* input that lies in the room; NULL: it is all in kept */
    size_t input_size;          /* bytes there */
    struct buffer kept, output;
    bool at_end;     /* the peer will send nothing more */
    bool is_starved; /* memory ran out: some input, or a reply, is lost */
    bool is_broken;  /* nothing more can be sent or received */
};

/* Takes over TRANSPORT; ROOM must outlive the wire. */
void wire_init(struct wire *wire, struct transport transport, struct wire_room *room);

/* Closes the transport and frees the buffers. */
void wire_close(struct wire *wire);

/* Lets TEXT, at most REPLY_BYTES_MAX bytes, go out after what waits already. */
void wire_say(struct wire *wire, struct span text);

/* Sends what the peer takes; true if that was anything. */
bool wire_flush(struct wire *wire);

/* Whether something waits to go out, and whether so much that no input should be worked on. */
bool wire_has_output(const struct wire *wire);
bool wire_is_full(const struct wire *wire);

/* What poll() must watch the transport for: that output is taken, if some waits, else that more
 * comes. */
short wire_wants(const struct wire *wire);

/* Goes on over TRANSPORT, which it takes over, in place of the one that there was, which is not
 * closed: it lies under the new one.  No output waits.  What has come before is dropped, since
 * anybody may have sent it (RFC 3207 section 4.2). */
void wire_secure(struct wire *wire, struct transport transport);

/* Reads what has come, behind the input that is there, of which at most WIRE_REST_BYTES are;
 * returns what was read, borrowed until input changes. */
struct span wire_receive(struct wire *wire);

/* The input that is not worked on yet, *SIZE bytes, which may be changed in place; valid until
 * input changes. */
char *wire_input(struct wire *wire, size_t *size);

/* Drops SIZE bytes from the front of the input. */
void wire_consume(struct wire *wire, size_t size);

/* Leaves the room to other connections.  Without memory for what is left it is dropped, and the
 * wire starved: it takes no more input. */
void wire_settle(struct wire *wire);

/* Drops all input. */
void wire_forget(struct wire *wire);

/* Reads and throws away. */
void wire_discard(struct wire *wire);

/* Says to the peer that nothing more will come, and forgets the input. */
void wire_finish(struct wire *wire);

#endif
