/* transport.h - the bytes of a connection, however they travel.
 *
 * Connections read and write through this struct, so that TLS can be put under them later.
 */
#ifndef COMMON_TRANSPORT_H
#define COMMON_TRANSPORT_H

#include <stddef.h>
#include <sys/types.h>

struct transport {
    int fd; /* owned; what poll() watches */
    const struct transport_operations *operations;
};

struct transport_operations {
    /* As read(2) and write(2) on a non-blocking descriptor. */
    ssize_t (*read)(struct transport *transport, void *data, size_t size);
    ssize_t (*write)(struct transport *transport, const void *data, size_t size);
    /* Says that nothing more will be written.  -1 with errno if the peer is gone. */
    int (*finish)(struct transport *transport);
    /* What poll() must watch fd for so that what EVENTS (POLLIN, POLLOUT) stands for can go on:
     * what lies under a transport may have to write before something can be read. */
    short (*wants)(const struct transport *transport, short events);
    /* Closes fd. */
    void (*close)(struct transport *transport);
};

/* A plain TCP connection over FD, which it owns from now on. */
struct transport transport_plain(int fd);

#endif
