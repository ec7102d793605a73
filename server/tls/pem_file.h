/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* pem_file.h - a certificate, its issuers and a key from files in PEM (RFC 7468).
 *
 * Neither a path nor what is there is trusted: nothing blocks, asks for a passphrase or is larger
 * than it may be.  Whether certificate and key are of use is not known here.
 */
#ifndef SERVER_TLS_PEM_FILE_H
#define SERVER_TLS_PEM_FILE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

/* Reads the certificates of the file PATH into the empty CHAIN: that of the server first, then
 * those of its issuers.  Returns 0, or -1 with one line in ERROR of PROGRAM_LINE_MAX bytes. */
int pem_file_certificates(const char *path, STACK_OF(X509) * chain, char *error);

/* Returns the private key of the file PATH, which the caller frees; NULL with one line in ERROR of
 * PROGRAM_LINE_MAX bytes, also if others may read it. */
EVP_PKEY *pem_file_key(const char *path, char *error);

#endif
