/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_tls.h - TLS below a connection of bench_load, as a client that trusts anybody. */
#ifndef TESTS_SUPPORT_BENCH_TLS_H
#define TESTS_SUPPORT_BENCH_TLS_H

#include "common/tls.h"

#ifdef HAVE_OPENSSL

#include <openssl/ssl.h>

/* Begins the handshake, which reading continues.  Returns -1 on failure. */
static inline int bench_tls_begin(struct transport *transport)
{
    static SSL_CTX *context;
    SSL *ssl;

    context = context != NULL ? context : SSL_CTX_new(TLS_client_method());
    ssl = SSL_new(context);
    SSL_set_connect_state(ssl);
    return tls_start(transport, ssl) == 0 && tls_shake_hands(transport) >= 0 ? 0 : -1;
}

#else

static inline int bench_tls_begin(struct transport *transport)
{
    (void)transport;
    return -1;
}

#endif

#endif
