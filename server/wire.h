/* wire.h - the bytes of a connection on their way in and out.
 *
 * Two bounded buffers around a transport: what came in and is not worked on yet, and what is to go
 * out and was not taken yet.  Nothing here waits.  What the bytes mean is not known.
 */
#ifndef SERVER_WIRE_H
#define SERVER_WIRE_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"
#include "common/transport.h"

struct wire {
    struct transport transport; /* owned */
    struct buffer input, output;
    bool at_end;    /* the peer will send nothing more */
    bool is_broken; /* nothing more can be sent or received */
};

/* Takes over TRANSPORT. */
void wire_init(struct wire *wire, struct transport transport);

/* Closes the transport and frees the buffers. */
void wire_close(struct wire *wire);

/* Lets TEXT, at most REPLY_LINE_MAX bytes, go out after what waits already. */
void wire_say(struct wire *wire, struct span text);

/* Sends what the peer takes; true if that was anything. */
bool wire_flush(struct wire *wire);

/* Whether something waits to go out, and whether so much that no input should be worked on. */
bool wire_has_output(const struct wire *wire);
bool wire_is_full(const struct wire *wire);

/* Appends what has come to input; returns that, borrowed until input changes. */
struct span wire_receive(struct wire *wire);

/* Reads and throws away. */
void wire_discard(struct wire *wire);

/* Says to the peer that nothing more will come, and forgets the input. */
void wire_finish(struct wire *wire);

#endif
