/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* trust.h - TLS as a client: which certificates are trusted, and what is known of a server's.
 *
 * A handshake never fails because of a certificate: what is wrong with it is reported, and the
 * owner of the connection decides whether to go on.  Without OpenSSL there is no trust at all.
 */
#ifndef TUI_CLIENT_NET_TRUST_H
#define TUI_CLIENT_NET_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* SSL of OpenSSL. */
struct ssl_st;

/* Buffer sizes of names, in bytes; longer ones are cut. */
#define TRUST_NAME_MAX  256
#define TRUST_NAMES_MAX 512

/* Most certificates that are reported of a chain. */
#define TRUST_CHAIN_MAX 6

/* What is wrong with a certificate, or one above it in its chain. */
enum trust_flaw {
    TRUST_FLAW_EXPIRED,
    TRUST_FLAW_NOT_YET_VALID,
    TRUST_FLAW_OTHER_NAME,     /* it is for other hosts */
    TRUST_FLAW_SELF_SIGNED,    /* nobody else vouches for it */
    TRUST_FLAW_UNKNOWN_ISSUER, /* nobody who is trusted vouches for it */
    TRUST_FLAW_WEAK,           /* its key or its signature could be forged */
    TRUST_FLAW_OTHER,          /* report->words says what */
    TRUST_FLAWS,
};

/* Names are untrusted. */
struct trust_certificate {
    char subject[TRUST_NAME_MAX];
    char issuer[TRUST_NAME_MAX];
    char names[TRUST_NAMES_MAX]; /* the hosts it is for: "a.test, 127.0.0.1"; "": it names none */
    int64_t from_s, until_s;     /* when it is valid: seconds since 1970 */
    char key[32];                /* kind and bits: "RSA 2048" */
    char fingerprint[96];        /* SHA-256: "0A:1B:..." */
};

/* What is known of a connection with TLS. */
struct trust_report {
    char protocol[16]; /* "TLS 1.3" */
    char cipher[64];
    struct trust_certificate chain[TRUST_CHAIN_MAX]; /* the server's own is the first */
    size_t count;
    unsigned flaws;                   /* bits: 1 << enum trust_flaw */
    unsigned char place[TRUST_FLAWS]; /* of the certificate with that flaw, in CHAIN */
    const char *words;                /* of FLAW_OTHER, in English; constant */
};

struct trust;

/* Returns who is trusted: those whose certificates are in the file CA_FILE, or if that is NULL
 * those whom the system trusts.  NULL with errno: that of open(2), EINVAL if there is no
 * certificate in the file, ENOTSUP without OpenSSL. */
struct trust *trust_new(const char *ca_file);
void trust_free(struct trust *trust);

/* Returns an SSL object for tls_start() with the server HOST.  The handshake begins to fill REPORT,
 * which must live as long.  NULL with errno. */
struct ssl_st *trust_begin(const struct trust *trust, const char *host,
                           struct trust_report *report);

/* Completes REPORT after the handshake of SSL. */
void trust_examine(struct ssl_st *ssl, struct trust_report *report);

#endif
