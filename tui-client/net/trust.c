/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* trust.c - see trust.h.
 *
 * The library calls note_flaw() for each thing that is wrong, and goes on.
 */
#include <config.h>

#include "tui-client/net/trust.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/count.h"

struct trust {
    SSL_CTX *context;
};

/* --- verifying ------------------------------------------------------------------------------- */

static enum trust_flaw flaw_of(int error)
{
    static const struct {
        int error;
        enum trust_flaw flaw;
    } table[] = {
        {X509_V_ERR_CERT_HAS_EXPIRED, TRUST_FLAW_EXPIRED},
        {X509_V_ERR_CERT_NOT_YET_VALID, TRUST_FLAW_NOT_YET_VALID},
        {X509_V_ERR_HOSTNAME_MISMATCH, TRUST_FLAW_OTHER_NAME},
        {X509_V_ERR_IP_ADDRESS_MISMATCH, TRUST_FLAW_OTHER_NAME},
        {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, TRUST_FLAW_SELF_SIGNED},
        {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, TRUST_FLAW_UNKNOWN_ISSUER},
        {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, TRUST_FLAW_UNKNOWN_ISSUER},
        {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, TRUST_FLAW_UNKNOWN_ISSUER},
        {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, TRUST_FLAW_UNKNOWN_ISSUER},
        {X509_V_ERR_EE_KEY_TOO_SMALL, TRUST_FLAW_WEAK},
        {X509_V_ERR_CA_KEY_TOO_SMALL, TRUST_FLAW_WEAK},
        {X509_V_ERR_CA_MD_TOO_WEAK, TRUST_FLAW_WEAK},
    };

    for (size_t i = 0; i < COUNT(table); i++)
        if (table[i].error == error)
            return table[i].flaw;
    return TRUST_FLAW_OTHER;
}

/* The flaw nearest to the server's own certificate is kept. */
static int note_flaw(int is_good, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct trust_report *report = SSL_get_app_data(ssl);
    int error = X509_STORE_CTX_get_error(store), depth = X509_STORE_CTX_get_error_depth(store);
    enum trust_flaw flaw = flaw_of(error);
    bool is_new = !(report->flaws & 1U << flaw) || depth < report->place[flaw];

    if (is_good || !is_new)
        return 1;
    report->flaws |= 1U << flaw;
    report->place[flaw] = (unsigned char)(depth < TRUST_CHAIN_MAX ? depth : TRUST_CHAIN_MAX - 1);
    if (flaw == TRUST_FLAW_OTHER)
        report->words = X509_verify_cert_error_string(error);
    return 1;
}

/* Returns 0, or an errno. */
static int load(SSL_CTX *context, const char *ca_file)
{
    FILE *file;

    if (ca_file == NULL)
        return SSL_CTX_set_default_verify_paths(context) == 1 ? 0 : ENOMEM;
    file = fopen(ca_file, "re");
    if (file == NULL)
        return errno;
    fclose(file);
    return SSL_CTX_load_verify_file(context, ca_file) == 1 ? 0 : EINVAL;
}

/* A certificate of the store needs nobody above it.  Renegotiation would let a server begin anew in
 * the midst of a conversation. */
struct trust *trust_new(const char *ca_file)
{
    struct trust *trust = calloc(1, sizeof *trust);
    int error;

    if (trust == NULL)
        return NULL;
    trust->context = SSL_CTX_new(TLS_client_method());
    error = trust->context != NULL ? load(trust->context, ca_file) : ENOMEM;
    ERR_clear_error();
    if (error != 0) {
        trust_free(trust);
        errno = error;
        return NULL;
    }
    SSL_CTX_set_min_proto_version(trust->context, TLS1_2_VERSION);
    SSL_CTX_set_options(trust->context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_verify(trust->context, SSL_VERIFY_PEER, note_flaw);
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(trust->context), X509_V_FLAG_PARTIAL_CHAIN);
    return trust;
}

void trust_free(struct trust *trust)
{
    if (trust == NULL)
        return;
    SSL_CTX_free(trust->context);
    free(trust);
}

/* --- beginning ------------------------------------------------------------------------------- */

static bool is_address(const char *host)
{
    struct in6_addr address;

    return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

/* An address is never sent as the server's name (RFC 6066 section 3), nor is the dot at the end. */
static bool expect_host(SSL *ssl, const char *host)
{
    X509_VERIFY_PARAM *parameters = SSL_get0_param(ssl);
    char name[TRUST_NAME_MAX];
    size_t length;

    if (is_address(host))
        return X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1;
    snprintf(name, sizeof name, "%s", host);
    length = strlen(name);
    if (length > 1 && name[length - 1] == '.')
        name[length - 1] = '\0';
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(parameters, name, 0) == 1 &&
           SSL_set_tlsext_host_name(ssl, name) == 1;
}

SSL *trust_begin(const struct trust *trust, const char *host, struct trust_report *report)
{
    SSL *ssl = SSL_new(trust->context);

    *report = (struct trust_report){.words = ""};
    if (ssl == NULL || !expect_host(ssl, host)) {
        SSL_free(ssl);
        errno = ENOMEM;
        return NULL;
    }
    SSL_set_app_data(ssl, report);
    SSL_set_connect_state(ssl);
    return ssl;
}

/* --- what is known --------------------------------------------------------------------------- */

static void write_name(const X509_NAME *name, char *out)
{
    BIO *text = BIO_new(BIO_s_mem());
    int size = 0;

    if (text != NULL &&
        X509_NAME_print_ex(text, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >
            0)
        size = BIO_read(text, out, TRUST_NAME_MAX - 1);
    out[size > 0 ? size : 0] = '\0';
    BIO_free(text);
}

/* A NUL would hide the rest of a name. */
static void append_name(char *out, const char *name, int size)
{
    size_t length = strlen(out);

    length +=
        (size_t)snprintf(out + length, TRUST_NAMES_MAX - length, "%s", length > 0 ? ", " : "");
    for (int i = 0; i < size && length + sizeof "\\0" < TRUST_NAMES_MAX; i++)
        length += (size_t)snprintf(out + length, TRUST_NAMES_MAX - length,
                                   name[i] != '\0' ? "%c" : "\\0", name[i]);
}

static void append_general_name(char *out, const GENERAL_NAME *name)
{
    char address[INET6_ADDRSTRLEN];
    const ASN1_STRING *text;
    int kind;

    text = GENERAL_NAME_get0_value(name, &kind);
    if (kind == GEN_DNS) {
        append_name(out, (const char *)ASN1_STRING_get0_data(text), ASN1_STRING_length(text));
    } else if (kind == GEN_IPADD) {
        int family = ASN1_STRING_length(text) == 4 ? AF_INET : AF_INET6;
        if ((family == AF_INET || ASN1_STRING_length(text) == 16) &&
            inet_ntop(family, ASN1_STRING_get0_data(text), address, sizeof address) != NULL)
            append_name(out, address, (int)strlen(address));
    }
}

/* Only a certificate without alternative names is for the host of its common name (RFC 6125 section
 * 6.4.4). */
static void write_names(X509 *certificate, char *out)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

    out[0] = '\0';
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
        append_general_name(out, sk_GENERAL_NAME_value(names, i));
    if (names == NULL)
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, out,
                                  TRUST_NAMES_MAX);
    GENERAL_NAMES_free(names);
}

static int64_t seconds_of(const ASN1_TIME *time)
{
    struct tm broken;

    return ASN1_TIME_to_tm(time, &broken) == 1 ? (int64_t)timegm(&broken) : 0;
}

static void write_key(X509 *certificate, char *out, size_t size)
{
    EVP_PKEY *key = X509_get0_pubkey(certificate);
    const char *kind = key != NULL ? EVP_PKEY_get0_type_name(key) : NULL;

    snprintf(out, size, "%s %d", kind != NULL ? kind : "?",
             key != NULL ? EVP_PKEY_get_bits(key) : 0);
}

static void write_fingerprint(X509 *certificate, char *out)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;

    X509_digest(certificate, EVP_sha256(), digest, &size);
    out[0] = '\0';
    for (unsigned i = 0; i < size && i < 32; i++)
        sprintf(out + 3 * i, "%02X%s", digest[i], i + 1 < size ? ":" : "");
}

static void describe(X509 *certificate, struct trust_certificate *out)
{
    write_name(X509_get_subject_name(certificate), out->subject);
    write_name(X509_get_issuer_name(certificate), out->issuer);
    write_names(certificate, out->names);
    out->from_s = seconds_of(X509_get0_notBefore(certificate));
    out->until_s = seconds_of(X509_get0_notAfter(certificate));
    write_key(certificate, out->key, sizeof out->key);
    write_fingerprint(certificate, out->fingerprint);
}

void trust_examine(SSL *ssl, struct trust_report *report)
{
    STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
    const char *version = SSL_get_version(ssl);

    /* The library says "TLSv1.3". */
    snprintf(report->protocol, sizeof report->protocol, "TLS %s",
             strncmp(version, "TLSv", 4) == 0 ? version + 4 : version);
    snprintf(report->cipher, sizeof report->cipher, "%s", SSL_get_cipher_name(ssl));
    for (report->count = 0;
         (int)report->count < sk_X509_num(chain) && report->count < TRUST_CHAIN_MAX;
         report->count++)
        describe(sk_X509_value(chain, (int)report->count), &report->chain[report->count]);
    ERR_clear_error();
}
