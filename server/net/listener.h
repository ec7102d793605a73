/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* listener.h - the sockets that clients connect to.
 *
 * Turns addresses into listening sockets, and new connections into descriptors with the peer's
 * name.  It blocks only at startup, when names are resolved.  What clients send, and how many may
 * connect, is not known here.
 */
#ifndef SERVER_NET_LISTENER_H
#define SERVER_NET_LISTENER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Maximum number of sockets; a name may resolve to several. */
#define LISTENER_MAX 64
/* Maximum bytes of a host name (RFC 1035). */
#define LISTENER_HOST_MAX 255
/* "[ADDRESS]:PORT" with its NUL. */
#define LISTENER_ENDPOINT_MAX 64

#define LISTENER_DEFAULT_PORT 49152

/* The protocol of a listener.  reception.h handles its clients. */
enum listener_kind {
    LISTENER_SMTP,
    LISTENER_SMTPS, /* SMTP under TLS from the first byte on (RFC 8314 section 3.3) */
    LISTENER_KINDS,
};

/* What stands before an address of KIND: "tls:" or nothing. */
const char *listener_prefix(enum listener_kind kind);

/* Where to listen. */
struct listener_address {
    enum listener_kind kind;
    char host[LISTENER_HOST_MAX + 1]; /* IPv4, IPv6 without brackets, or a name */
    uint16_t port;                    /* 0: any free port */
};

/* An address that the server could not listen on. */
struct listener_failure {
    const char *host; /* the configured host; borrowed */
    char endpoint[LISTENER_ENDPOINT_MAX];
    int error; /* value of errno */
};

/* A listening socket. */
struct listener {
    int fd; /* owned; non-blocking */
    enum listener_kind kind;
};

/* Initialize with zeros. */
struct listener_set {
    struct listener all[LISTENER_MAX];
    size_t count;
    /* Addresses of names that this machine does not have, to be reported when the log is open. */
    struct listener_failure absences[LISTENER_MAX];
    size_t absence_count;
};

/* The peer of a connection. */
struct listener_peer {
    char address[LISTENER_ENDPOINT_MAX];  /* "127.0.0.1", "IPv6:::1": RFC 5321 section 4.1.3 */
    char endpoint[LISTENER_ENDPOINT_MAX]; /* "127.0.0.1:41234", "[::1]:41234" */
    unsigned char bytes[16];              /* the address; IPv4 as IPv4-mapped IPv6 */
};

/* Listens on every address that ADDRESS resolves to; this machine must have at least one of them.
 * Port 0 selects a port that is free on all.  Returns 0, or -1 with a one-line message in ERROR of
 * SIZE bytes and SET unchanged.  ADDRESS must outlive SET. */
int listener_open(struct listener_set *set, const struct listener_address *address, char *error,
                  size_t size);

/* Listens for SMTP on PORT of the IPv4 and IPv6 loopback addresses, as listener_open() for a name.
 * If the machine has only one of them, this is not reported. */
int listener_open_default(struct listener_set *set, uint16_t port, char *error, size_t size);

/* Closes all sockets of SET. */
void listener_close(struct listener_set *set);

/* Writes the address and port of the socket FD to OUT of LISTENER_ENDPOINT_MAX bytes. */
void listener_endpoint(int fd, char *out);

/* Whether only this machine can reach the socket FD. */
bool listener_is_loopback(int fd);

/* Accepts a connection on the listening socket FD.  Returns a non-blocking descriptor, which the
 * caller closes, and fills in PEER.  -1 with errno of accept(2) on failure. */
int listener_accept(int fd, struct listener_peer *peer);

#endif
