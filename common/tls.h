/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* tls.h - TLS below a connection, by OpenSSL.
 *
 * A plain transport becomes one that encrypts.  The first reads and writes do the handshake, so
 * whoever uses a transport need not know of it.  A peer cannot keep a call busy, nor the connection
 * with records that bring nothing.  What a certificate is worth is the concern of those who make
 * the SSL object.  Without OpenSSL (configure --without-openssl) nothing can be encrypted.
 */
#ifndef COMMON_TLS_H
#define COMMON_TLS_H

#include <stdbool.h>

#include "common/transport.h"

/* SSL of OpenSSL. */
struct ssl_st;

/* Minimum bytes that a read must ask for: a whole record, or the rest of one would wait inside the
 * library, unseen by poll(2). */
#define TLS_READ_MIN ((size_t)16 * 1024)

/* Why there is no TLS, or no longer. */
enum tls_problem {
    TLS_PROBLEM_NONE,
    TLS_PROBLEM_CUT,         /* closed without close_notify: something may be missing at its end */
    TLS_PROBLEM_PLAINTEXT,   /* the peer does not speak TLS */
    TLS_PROBLEM_VERSION,     /* no version that both sides speak */
    TLS_PROBLEM_CIPHER,      /* no cipher, or group, that both sides have */
    TLS_PROBLEM_CERTIFICATE, /* the peer's is not trusted, see SSL_get_verify_result(3) */
    TLS_PROBLEM_ALERT,       /* the peer gave up, and says why */
    TLS_PROBLEM_PROTOCOL,    /* what came is not as it should be */
    TLS_PROBLEM_FLOOD,       /* the peer sends records without end, and no data in them */
    TLS_PROBLEMS,
};

struct tls_failure {
    enum tls_problem problem;
    const char *reason; /* the library's words, in English; constant; "" if it has none */
};

/* Whether programs are built with TLS. */
bool tls_is_built_in(void);

/* Encrypts TRANSPORT, which is plain, from its next byte on, as the side that SSL was made for
 * (SSL_set_accept_state(3), SSL_set_connect_state(3)).  Takes ownership of SSL; the process must
 * ignore SIGPIPE.  Then read and write also fail with errno EPROTO; a read must have room for
 * TLS_READ_MIN bytes.  Returns 0, or -1 if out of memory: TRANSPORT is then plain. */
int tls_start(struct transport *transport, struct ssl_st *ssl);

/* Whether TRANSPORT is encrypted, or begins to be. */
bool tls_is_below(const struct transport *transport);

/* Continues the handshake.  Returns 1 when it is done, 0 if it waits for what
 * transport.operations->wants() says, or -1 with errno. */
int tls_shake_hands(struct transport *transport);

/* Returns the SSL object of TRANSPORT for questions about the connection; NULL: it is plain. */
struct ssl_st *tls_ssl(const struct transport *transport);

/* Constant words of the library; "" if nothing is encrypted. */
struct tls_terms {
    const char *version; /* "TLSv1.3" */
    const char *cipher;  /* "TLS_AES_256_GCM_SHA384" */
};

/* Returns what both sides of TRANSPORT have agreed on. */
struct tls_terms tls_terms(const struct transport *transport);

/* Returns why TRANSPORT failed, or ended.  After a failure reads discard what still comes, until
 * its end: closing while there is more would reset the connection before the peer knows why. */
struct tls_failure tls_failure(const struct transport *transport);

#endif
