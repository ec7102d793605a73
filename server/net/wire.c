/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* wire.c - see wire.h. */
#include <config.h>

#include "server/net/wire.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "common/reply.h"
#include "common/tls.h"

/* With this much unsent output, no input is processed; one more reply always fits. */
#define OUTPUT_BYTES_HIGH ((size_t)16 * 1024)
#define OUTPUT_BYTES_MAX  (OUTPUT_BYTES_HIGH + 2 * REPLY_BYTES_MAX)

static_assert(WIRE_READ_BYTES >= TLS_READ_MIN, "poll(2) does not see what a read leaves");

void wire_init(struct wire *wire, struct transport transport, struct wire_room *room)
{
    *wire = (struct wire){.transport = transport, .room = room};
    buffer_init(&wire->kept, sizeof room->bytes);
    buffer_init(&wire->output, OUTPUT_BYTES_MAX);
}

/* Input may contain secrets. */
static void forget_kept(struct wire *wire)
{
    if (wire->kept.data != NULL)
        explicit_bzero(wire->kept.data, wire->kept.capacity);
    buffer_release(&wire->kept);
}

void wire_forget(struct wire *wire)
{
    if (wire->input != NULL)
        explicit_bzero(wire->input, wire->input_size);
    wire->input = NULL;
    wire->input_size = 0;
    forget_kept(wire);
}

void wire_close(struct wire *wire)
{
    wire_forget(wire);
    buffer_release(&wire->output);
    wire->transport.operations->close(&wire->transport);
}

static bool is_passing(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

/* Sends some of TEXT.  Returns the number of bytes, 0 if it would block. */
static size_t send_some(struct wire *wire, struct span text)
{
    ssize_t count = wire->transport.operations->write(&wire->transport, text.data, text.size);

    wire->is_broken |= count < 0 && !is_passing(errno);
    return count > 0 ? (size_t)count : 0;
}

/* If out of memory, TEXT may still be sent directly. */
void wire_say(struct wire *wire, struct span text)
{
    if (buffer_append(&wire->output, text.data, text.size) == 0)
        return;
    wire_flush(wire);
    if (wire_has_output(wire) || wire->is_broken || send_some(wire, text) != text.size)
        wire->is_starved = wire->is_broken = true;
}

/* If memory ran out, the output is already sent. */
void wire_hold(struct wire *wire, size_t size)
{
    size_t most = buffer_size(&wire->output);

    wire->held = size < most ? size : most;
}

bool wire_let_go(struct wire *wire)
{
    wire->held -= wire->held > 0;
    return wire->held > 0;
}

static struct span sendable(const struct wire *wire)
{
    struct span output = buffer_span(&wire->output);

    return (struct span){output.data, output.size - wire->held};
}

bool wire_flush(struct wire *wire)
{
    bool has_sent = false;
    size_t count;

    while (!wire->is_broken && wire_has_output(wire) &&
           (count = send_some(wire, sendable(wire))) > 0) {
        buffer_consume(&wire->output, count);
        has_sent = true;
    }
    return has_sent;
}

bool wire_has_output(const struct wire *wire)
{
    return buffer_size(&wire->output) > wire->held;
}

bool wire_is_full(const struct wire *wire)
{
    return buffer_size(&wire->output) >= OUTPUT_BYTES_HIGH;
}

short wire_wants(const struct wire *wire)
{
    return wire->transport.operations->wants(&wire->transport,
                                             wire_has_output(wire) ? POLLOUT : POLLIN);
}

void wire_secure(struct wire *wire, struct transport transport)
{
    assert(!wire_has_output(wire));
    wire_forget(wire);
    wire->transport = transport;
}

bool wire_has_unread(const struct wire *wire)
{
    char byte;

    return !tls_is_below(&wire->transport) &&
           recv(wire->transport.fd, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) > 0;
}

struct span wire_rest(const struct wire *wire)
{
    return wire->input != NULL ? (struct span){wire->input, wire->input_size}
                               : buffer_span(&wire->kept);
}

void wire_consume(struct wire *wire, size_t size, bool is_secret)
{
    if (is_secret && size > 0)
        explicit_bzero(wire->input != NULL ? wire->input : wire->kept.data + wire->kept.start,
                       size);
    if (wire->input == NULL) {
        buffer_consume(&wire->kept, size);
        return;
    }
    assert(size <= wire->input_size);
    wire->input += size;
    wire->input_size -= size;
}

void wire_settle(struct wire *wire)
{
    if (wire->input == NULL)
        return;
    wire->is_starved |= buffer_append(&wire->kept, wire->input, wire->input_size) != 0;
    explicit_bzero(wire->input, wire->input_size);
    wire->input = NULL;
}

/* Moves the kept input into the room, so that new input is read after it. */
static void enter_room(struct wire *wire)
{
    struct span rest = buffer_span(&wire->kept);

    assert(wire->input == NULL && rest.size <= WIRE_REST_BYTES);
    if (rest.size > 0)
        memcpy(wire->room->bytes, rest.data, rest.size);
    wire->input = wire->room->bytes;
    wire->input_size = rest.size;
    forget_kept(wire);
}

bool wire_may_receive(const struct wire *wire)
{
    return !wire->at_end && wire_rest(wire).size <= WIRE_REST_BYTES;
}

struct span wire_receive(struct wire *wire)
{
    enter_room(wire);
    char *end = wire->input + wire->input_size;
    ssize_t count = wire->transport.operations->read(&wire->transport, end, WIRE_READ_BYTES);

    if (count > 0) {
        wire->input_size += (size_t)count;
        return (struct span){end, (size_t)count};
    }
    wire->at_end |= count == 0;
    wire->is_broken |= count < 0 && !is_passing(errno);
    return (struct span){NULL, 0};
}

void wire_discard(struct wire *wire)
{
    wire_receive(wire);
    wire_forget(wire);
}

void wire_finish(struct wire *wire)
{
    wire->is_broken |= wire->transport.operations->finish(&wire->transport) != 0;
    wire_forget(wire);
}
