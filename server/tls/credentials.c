/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* credentials.c - see credentials.h. */
#include <config.h>

#include "server/tls/credentials.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/program.h"
#include "server/tls/complaint.h"
#include "server/tls/pem_file.h"
#include "server/tls/self_signed.h"

/* Of TLS 1.2: an ephemeral key for each connection, and encryption that authenticates. */
#define CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20"

/* Groups of elliptic curves: those of large numbers take so long that one client could keep all
 * others waiting.  The first list that OpenSSL knows all of is taken: an older one lacks the first
 * group, and one that is confined to what FIPS approves may lack the second. */
static const char *const groups[] = {"X25519MLKEM768:X25519:P-256:P-384", "X25519:P-256:P-384",
                                     "P-256:P-384"};

struct credentials {
    SSL_CTX *context;
};

/* --- the rules of TLS ------------------------------------------------------------------------ */

static bool set_groups(SSL_CTX *context)
{
    for (size_t i = 0; i < COUNT(groups); i++)
        if (SSL_CTX_set1_groups_list(context, groups[i]) == 1)
            return true;
    return false;
}

/* Nothing is kept of a session: it would take memory, and a ticket's key would have to be changed
 * often. */
static SSL_CTX *new_context(void)
{
    SSL_CTX *context;

    ERR_clear_error();
    context = SSL_CTX_new(TLS_server_method());
    if (context == NULL)
        return NULL;
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
        SSL_CTX_set_cipher_list(context, CIPHERS) == 1 && set_groups(context) &&
        SSL_CTX_set_num_tickets(context, 0) == 1)
        return context;
    SSL_CTX_free(context);
    return NULL;
}

/* --- what is wrong with a certificate -------------------------------------------------------- */

static void format_date(const ASN1_TIME *time, char *out)
{
    struct tm tm = {0};

    (void)ASN1_TIME_to_tm(time, &tm);
    strftime(out, CREDENTIALS_DATE_MAX, "%Y-%m-%d", &tm);
}

/* What was made is made again. */
static int complain_of_age(const struct credentials_source *source, const X509 *certificate,
                           char *error)
{
    char date[CREDENTIALS_DATE_MAX];

    format_date(X509_get0_notAfter(certificate), date);
    if (source->made_for != NULL)
        snprintf(error, PROGRAM_LINE_MAX,
                 _("the certificate in '%s' expired on %s: remove '%s' and '%s%s', and they are "
                   "made again"),
                 source->certificate, date, source->certificate, source->certificate,
                 SELF_SIGNED_SUFFIX);
    else
        snprintf(error, PROGRAM_LINE_MAX, _("the certificate in '%s' expired on %s: get a new one"),
                 source->certificate, date);
    return -1;
}

static int check_dates(const struct credentials_source *source, const X509 *certificate,
                       char *error)
{
    char date[CREDENTIALS_DATE_MAX];

    if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
        return complain_of_age(source, certificate, error);
    if (X509_cmp_current_time(X509_get0_notBefore(certificate)) <= 0)
        return 0;
    format_date(X509_get0_notBefore(certificate), date);
    snprintf(error, PROGRAM_LINE_MAX,
             _("the certificate in '%s' is not valid before %s: is this computer's clock right?"),
             source->certificate, date);
    return -1;
}

/* --- reading --------------------------------------------------------------------------------- */

static int use(SSL_CTX *context, const struct credentials_source *source, STACK_OF(X509) * chain,
               EVP_PKEY *key, char *error)
{
    X509 *certificate = sk_X509_value(chain, 0);
    bool is_used;

    if (check_dates(source, certificate, error) != 0)
        return -1;
    if (X509_check_private_key(certificate, key) != 1) {
        snprintf(error, PROGRAM_LINE_MAX,
                 _("the key in '%s' is not that of the certificate in '%s': name the files that "
                   "were made together; the server's own certificate comes first"),
                 source->key, source->certificate);
        return -1;
    }
    ERR_clear_error();
    is_used = SSL_CTX_use_certificate(context, certificate) == 1 &&
              SSL_CTX_use_PrivateKey(context, key) == 1;
    for (int i = 1; i < sk_X509_num(chain) && is_used; i++)
        is_used = SSL_CTX_add1_chain_cert(context, sk_X509_value(chain, i)) == 1;
    if (!is_used)
        snprintf(error, PROGRAM_LINE_MAX,
                 _("OpenSSL does not accept the certificate in '%s' (%s): get one with a stronger "
                   "key"),
                 source->certificate, complaint_reason());
    return is_used ? 0 : -1;
}

static int read_into(SSL_CTX *context, const struct credentials_source *source, char *error)
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    EVP_PKEY *key = NULL;
    int status = -1;

    snprintf(error, PROGRAM_LINE_MAX, "%s", _("out of memory"));
    if (chain != NULL && pem_file_certificates(source->certificate, chain, error) == 0)
        key = pem_file_key(source->key, error);
    if (key != NULL)
        status = use(context, source, chain, key, error);
    EVP_PKEY_free(key);
    sk_X509_pop_free(chain, X509_free);
    return status;
}

/* OpenSSL is what the system's administrator allows it to be. */
static void complain_of_rules(char *error)
{
    if (complaint_is_of_memory())
        snprintf(error, PROGRAM_LINE_MAX, "%s", _("out of memory"));
    else
        snprintf(
            error, PROGRAM_LINE_MAX,
            _("OpenSSL cannot offer TLS 1.2 and 1.3 (%s): check its configuration (openssl.cnf) "
              "and the policy of the system"),
            complaint_reason());
}

struct credentials *credentials_read(const struct credentials_source *source, char *error)
{
    struct credentials *credentials = malloc(sizeof *credentials);
    SSL_CTX *context = new_context();

    if (context == NULL)
        complain_of_rules(error);
    else if (credentials == NULL)
        snprintf(error, PROGRAM_LINE_MAX, "%s", _("out of memory"));
    else if (read_into(context, source, error) == 0) {
        credentials->context = context;
        return credentials;
    }
    SSL_CTX_free(context);
    free(credentials);
    return NULL;
}

/* A link that leads nowhere is there, and not replaced. */
bool credentials_are_missing(const struct credentials_source *source)
{
    struct stat status;

    return source->made_for != NULL && lstat(source->certificate, &status) != 0;
}

int credentials_make(const struct credentials_source *source, char *error)
{
    return self_signed_make(source->certificate, source->made_for, error);
}

int credentials_could_make(const struct credentials_source *source, char *error)
{
    return self_signed_could_make(source->certificate, error);
}

/* --- use ------------------------------------------------------------------------------------- */

void credentials_free(struct credentials *credentials)
{
    if (credentials != NULL)
        SSL_CTX_free(credentials->context);
    free(credentials);
}

void credentials_replace(struct credentials *credentials, struct credentials *fresh)
{
    SSL_CTX *old = credentials->context;

    credentials->context = fresh->context;
    fresh->context = old;
    credentials_free(fresh);
}

SSL *credentials_new_side(const struct credentials *credentials)
{
    SSL *ssl = SSL_new(credentials->context);

    if (ssl != NULL)
        SSL_set_accept_state(ssl);
    return ssl;
}

void credentials_drop_side(SSL *side)
{
    SSL_free(side);
}

void credentials_valid_until(const struct credentials *credentials, char *out)
{
    format_date(X509_get0_notAfter(SSL_CTX_get0_certificate(credentials->context)), out);
}
