/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* tls_pair.h - both ends of a pair of sockets, for a server and a client of TLS. */
#ifndef TESTS_SUPPORT_TLS_PAIR_H
#define TESTS_SUPPORT_TLS_PAIR_H

#include <errno.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/tls.h"
#include "tests/support/certificate.h"
#include "tests/support/check_main.h"

struct pair {
    struct transport server, client;
};

static inline SSL *side_of(SSL_CTX *context, bool is_server)
{
    SSL *ssl = SSL_new(context);

    if (is_server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    SSL_CTX_free(context);
    return ssl;
}

/* The sockets take little at a time. */
static inline void open_plain(struct pair *pair)
{
    int fds[2], size = 4096;

    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    for (size_t i = 0; i < COUNT(fds); i++)
        setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    pair->server = transport_plain(fds[0]);
    pair->client = transport_plain(fds[1]);
}

static inline void open_server(struct pair *pair)
{
    open_plain(pair);
    ck_assert_int_eq(tls_start(&pair->server, side_of(certificate_server(), true)), 0);
}

static inline void open_both(struct pair *pair)
{
    open_server(pair);
    ck_assert_int_eq(tls_start(&pair->client, side_of(SSL_CTX_new(TLS_client_method()), false)), 0);
}

static inline void close_both(struct pair *pair)
{
    pair->server.operations->close(&pair->server);
    pair->client.operations->close(&pair->client);
}

static inline void shake_hands(struct pair *pair)
{
    int server = 0, client = 0;

    for (int i = 0; (server == 0 || client == 0) && i < 20; i++) {
        client = client == 0 ? tls_shake_hands(&pair->client) : client;
        server = server == 0 ? tls_shake_hands(&pair->server) : server;
    }
    ck_assert_int_eq(server, 1);
    ck_assert_int_eq(client, 1);
}

static inline ssize_t read_from(struct transport *transport, char *data)
{
    return transport->operations->read(transport, data, TLS_READ_MIN);
}

static inline ssize_t write_to(struct transport *transport, const void *data, size_t size)
{
    return transport->operations->write(transport, data, size);
}

#endif
