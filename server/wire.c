/* wire.c - see wire.h. */
#include <config.h>

#include "server/wire.h"

#include <errno.h>

#include "common/reply.h"

/* Bytes read at once; with what one unfinished command leaves behind, the most that the input
 * holds. */
#define READ_BYTES      ((size_t)32 * 1024)
#define INPUT_BYTES_MAX (READ_BYTES + 4096)

/* While this much output waits, no input is worked on; one more reply always fits. */
#define OUTPUT_BYTES_HIGH ((size_t)16 * 1024)
#define OUTPUT_BYTES_MAX  (OUTPUT_BYTES_HIGH + 2 * REPLY_LINE_MAX)

void wire_init(struct wire *wire, struct transport transport)
{
    *wire = (struct wire){.transport = transport};
    buffer_init(&wire->input, INPUT_BYTES_MAX);
    buffer_init(&wire->output, OUTPUT_BYTES_MAX);
}

void wire_close(struct wire *wire)
{
    buffer_release(&wire->input);
    buffer_release(&wire->output);
    wire->transport.operations->close(&wire->transport);
}

static bool is_passing(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

/* Sends some of TEXT; the number of bytes, 0 if the peer takes none now. */
static size_t send_some(struct wire *wire, struct span text)
{
    ssize_t count = wire->transport.operations->write(&wire->transport, text.data, text.size);

    wire->is_broken |= count < 0 && !is_passing(errno);
    return count > 0 ? (size_t)count : 0;
}

/* Without memory for it, a text can still go out at once. */
void wire_say(struct wire *wire, struct span text)
{
    if (buffer_append(&wire->output, text.data, text.size) == 0)
        return;
    wire_flush(wire);
    if (wire_has_output(wire) || wire->is_broken || send_some(wire, text) != text.size)
        wire->is_broken = true;
}

bool wire_flush(struct wire *wire)
{
    bool has_sent = false;
    size_t count;

    while (!wire->is_broken && wire_has_output(wire) &&
           (count = send_some(wire, buffer_span(&wire->output))) > 0) {
        buffer_consume(&wire->output, count);
        has_sent = true;
    }
    return has_sent;
}

bool wire_has_output(const struct wire *wire)
{
    return buffer_size(&wire->output) > 0;
}

bool wire_is_full(const struct wire *wire)
{
    return buffer_size(&wire->output) >= OUTPUT_BYTES_HIGH;
}

struct span wire_receive(struct wire *wire)
{
    char *room = buffer_reserve(&wire->input, READ_BYTES);
    ssize_t count = -1;

    if (room != NULL)
        count = wire->transport.operations->read(&wire->transport, room, READ_BYTES);
    if (count > 0) {
        buffer_commit(&wire->input, (size_t)count);
        struct span input = buffer_span(&wire->input);
        return span_skip(input, input.size - (size_t)count);
    }
    buffer_consume(&wire->input, 0);
    wire->at_end |= count == 0;
    wire->is_broken |= count < 0 && !is_passing(errno);
    return (struct span){NULL, 0};
}

void wire_discard(struct wire *wire)
{
    wire_receive(wire);
    buffer_release(&wire->input);
}

void wire_finish(struct wire *wire)
{
    wire->transport.operations->finish(&wire->transport);
    buffer_release(&wire->input);
}
