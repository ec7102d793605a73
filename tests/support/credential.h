/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* credential.h - certificates for tests with what may be wrong with them, and servers that show
 * them. */
#ifndef TESTS_SUPPORT_CREDENTIAL_H
#define TESTS_SUPPORT_CREDENTIAL_H

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>

struct credential {
    EVP_PKEY *key; /* owned, like the certificate */
    X509 *certificate;
};

/* What a certificate says. */
struct credential_wish {
    const char *name;                /* common name */
    const char *hosts;               /* as in a configuration file: "DNS:a.test,IP:127.0.0.1" */
    long from_s, until_s;            /* from now */
    int rsa_bits;                    /* 0: an elliptic key */
    const struct credential *issuer; /* NULL: it signs itself */
};

static inline void credential_extend(X509 *certificate, int extension, const char *value)
{
    X509_EXTENSION *made = X509V3_EXT_conf_nid(NULL, NULL, extension, value);

    X509_add_ext(certificate, made, -1);
    X509_EXTENSION_free(made);
}

static inline struct credential credential_new(const struct credential_wish *wish)
{
    struct credential made = {
        .key = wish->rsa_bits > 0 ? EVP_RSA_gen((unsigned)wish->rsa_bits) : EVP_EC_gen("P-256"),
        .certificate = X509_new(),
    };
    const struct credential *issuer = wish->issuer != NULL ? wish->issuer : &made;
    X509_NAME *name = X509_get_subject_name(made.certificate);

    X509_set_version(made.certificate, X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(made.certificate), wish->from_s);
    X509_gmtime_adj(X509_getm_notAfter(made.certificate), wish->until_s);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)wish->name, -1, -1,
                               0);
    X509_set_issuer_name(made.certificate, X509_get_subject_name(issuer->certificate));
    X509_set_pubkey(made.certificate, made.key);
    if (wish->hosts != NULL)
        credential_extend(made.certificate, NID_subject_alt_name, wish->hosts);
    else
        credential_extend(made.certificate, NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(made.certificate, issuer->key, EVP_sha256());
    return made;
}

static inline void credential_free(struct credential *credential)
{
    EVP_PKEY_free(credential->key);
    X509_free(credential->certificate);
}

/* Writes the certificate to the file PATH. */
static inline void credential_write(const struct credential *credential, const char *path)
{
    FILE *file = fopen(path, "w");

    PEM_write_X509(file, credential->certificate);
    fclose(file);
}

/* A server's side of a connection; ISSUER is sent too unless it is NULL. */
static inline SSL *credential_serve(const struct credential *credential,
                                    const struct credential *issuer)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    SSL *ssl;

    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_use_certificate(context, credential->certificate);
    SSL_CTX_use_PrivateKey(context, credential->key);
    if (issuer != NULL)
        SSL_CTX_add1_chain_cert(context, issuer->certificate);
    ssl = SSL_new(context);
    SSL_set_accept_state(ssl);
    SSL_CTX_free(context);
    return ssl;
}

#endif
