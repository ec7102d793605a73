/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* transport.c - see transport.h.
 *
 * The plain kind: nothing between the connection and its socket.  What the bytes mean is not known
 * here.
 */
#include <config.h>

#include "common/transport.h"

#include <sys/socket.h>
#include <unistd.h>

static ssize_t plain_read(struct transport *transport, void *data, size_t size)
{
    return recv(transport->fd, data, size, 0);
}

/* A disconnected peer must cause an error, not SIGPIPE, even if the process does not ignore it. */
static ssize_t plain_write(struct transport *transport, const void *data, size_t size)
{
    return send(transport->fd, data, size, MSG_NOSIGNAL);
}

static int plain_finish(struct transport *transport)
{
    return shutdown(transport->fd, SHUT_WR);
}

static short plain_wants(const struct transport *transport, short events)
{
    (void)transport;
    return events;
}

static void plain_close(struct transport *transport)
{
    close(transport->fd);
    transport->fd = -1;
}

struct transport transport_plain(int fd)
{
    static const struct transport_operations operations = {
        .read = plain_read,
        .write = plain_write,
        .finish = plain_finish,
        .wants = plain_wants,
        .close = plain_close,
    };

    return (struct transport){.fd = fd, .operations = &operations};
}
