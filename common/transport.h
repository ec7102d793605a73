/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* transport.h - reads and writes the bytes of a connection.
 *
 * Connections read and write through this struct, so that TLS (tls.h) can be below them.
 */
#ifndef COMMON_TRANSPORT_H
#define COMMON_TRANSPORT_H

#include <stddef.h>
#include <sys/types.h>

struct transport {
    int fd;      /* owned; what poll() watches */
    void *layer; /* owned; of what lies between the connection and fd; NULL if it is plain */
    const struct transport_operations *operations;
};

struct transport_operations {
    /* As read(2) and write(2) on a non-blocking descriptor. */
    ssize_t (*read)(struct transport *transport, void *data, size_t size);
    ssize_t (*write)(struct transport *transport, const void *data, size_t size);
    /* Shuts down the sending side.  Returns -1 with errno if the peer is gone. */
    int (*finish)(struct transport *transport);
    /* Returns the events that poll() must watch fd for so that EVENTS (POLLIN, POLLOUT) can
     * proceed: a lower layer may have to write before data can be read. */
    short (*wants)(const struct transport *transport, short events);
    /* Closes fd. */
    void (*close)(struct transport *transport);
};

/* Returns a plain TCP transport, which takes ownership of FD. */
struct transport transport_plain(int fd);

#endif
