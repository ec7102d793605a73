/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* credentials.h - the certificate and the key by which the server proves who it is.
 *
 * They are read from PEM files, or made by self_signed.h, and checked: clients would refuse a
 * certificate that has expired, and say less.  With them come the rules of TLS: versions 1.2 and
 * 1.3, only ciphers with forward secrecy and authentication, no renegotiation, no compression, no
 * resumption.  Without OpenSSL there are none.
 */
#ifndef SERVER_TLS_CREDENTIALS_H
#define SERVER_TLS_CREDENTIALS_H

#include <stdbool.h>
#include <stddef.h>

/* SSL of OpenSSL. */
struct ssl_st;

/* Where they are; all borrowed. */
struct credentials_source {
    const char *certificate; /* PEM file: the certificate, and those of its issuers; NULL: no TLS */
    const char *key;         /* PEM file; may be the same one */
    const char *made_for;    /* host name; the file is made if it is missing; NULL: it must exist */
};

/* The current ones; they may be replaced while sides use them. */
struct credentials;

/* Reads them.  Returns NULL with one line in ERROR, of PROGRAM_LINE_MAX bytes, that names the
 * file and the remedy. */
struct credentials *credentials_read(const struct credentials_source *source, char *error);

/* Whether they would have to be made. */
bool credentials_are_missing(const struct credentials_source *source);

/* Makes the missing files.  Returns 0, or -1 with one line in ERROR of PROGRAM_LINE_MAX
 * bytes. */
int credentials_make(const struct credentials_source *source, char *error);

/* As credentials_make(), but changes nothing: finds out what can be known before. */
int credentials_could_make(const struct credentials_source *source, char *error);

/* CREDENTIALS may be NULL.  Sides in use keep what they need. */
void credentials_free(struct credentials *credentials);

/* Gives CREDENTIALS what FRESH has, and frees FRESH. */
void credentials_replace(struct credentials *credentials, struct credentials *fresh);

/* Returns the server's side of a connection for tls_start(), which owns it then; NULL if out of
 * memory. */
struct ssl_st *credentials_new_side(const struct credentials *credentials);

/* Frees a side that tls_start() was not given; NULL: none. */
void credentials_drop_side(struct ssl_st *side);

/* Writes until when the certificate is valid, "2027-11-29", to OUT. */
#define CREDENTIALS_DATE_MAX 16
void credentials_valid_until(const struct credentials *credentials, char *out);

#endif
