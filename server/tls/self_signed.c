/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* self_signed.c - see self_signed.h.
 *
 * A file is written under another name, and appears with link(2), which replaces nothing.
 */
#include <config.h>

#include "server/tls/self_signed.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/program.h"
#include "server/tls/complaint.h"

#define VALID_DAYS 365

/* A client's clock may be a little late. */
#define EARLIER_S (60 * 60)

/* Bytes of a serial number: random, and positive (RFC 5280 section 4.1.2.2). */
#define SERIAL_BYTES 16

/* Maximum bytes of a common name (RFC 5280 appendix A.1, ub-common-name). */
#define COMMON_NAME_MAX 64

/* --- the certificate ------------------------------------------------------------------------- */

static bool is_address(const char *name)
{
    struct in_addr address;

    return inet_pton(AF_INET, name, &address) == 1;
}

/* A name with a final dot would match nothing. */
static void write_names(const char *hostname, char *out, size_t size)
{
    static const char common[] = "DNS:localhost,IP:127.0.0.1,IP:::1";
    size_t length = strlen(hostname);

    while (length > 0 && hostname[length - 1] == '.')
        length--;
    if (length == 0 || strcmp(hostname, "localhost") == 0 || strcmp(hostname, "127.0.0.1") == 0)
        snprintf(out, size, "%s", common);
    else
        snprintf(out, size, "%s:%.*s,%s", is_address(hostname) ? "IP" : "DNS", (int)length,
                 hostname, common);
}

static bool add_extension(X509 *certificate, int kind, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    int is_added;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    is_added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return is_added;
}

/* The authority's identifier refers to the subject's, which is before it.  Strict verifiers want
 * both. */
static bool add_extensions(X509 *certificate, const char *hostname)
{
    char names[512];

    write_names(hostname, names, sizeof names);
    return add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
           add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
           add_extension(certificate, NID_subject_alt_name, names) &&
           add_extension(certificate, NID_subject_key_identifier, "hash") &&
           add_extension(certificate, NID_authority_key_identifier, "keyid:always");
}

static bool set_serial(X509 *certificate)
{
    unsigned char bytes[SERIAL_BYTES];
    BIGNUM *number;
    bool is_set;

    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);
    number = BN_bin2bn(bytes, sizeof bytes, NULL);
    is_set = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    return is_set;
}

static bool set_names(X509 *certificate, const char *hostname)
{
    const char *name = strlen(hostname) <= COMMON_NAME_MAX ? hostname : "smtpd-proto";
    X509_NAME *subject = X509_get_subject_name(certificate);

    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1,
                                      -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1;
}

static bool fill_in(X509 *certificate, EVP_PKEY *key, const char *hostname)
{
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -EARLIER_S) != NULL &&
           X509_time_adj_ex(X509_getm_notAfter(certificate), VALID_DAYS, 0, NULL) != NULL &&
           set_names(certificate, hostname) && X509_set_pubkey(certificate, key) == 1 &&
           add_extensions(certificate, hostname) && X509_sign(certificate, key, EVP_sha256()) > 0;
}

/* --- the files ------------------------------------------------------------------------------- */

static int complain(const char *path, char *error)
{
    int number = errno;

    snprintf(error, PROGRAM_LINE_MAX, _("cannot make '%s': %s; %s"), path, strerror(number),
             number == EEXIST ? _("move it away, or name another file with --tls")
                              : _("name a file in a folder that the server may write to"));
    return -1;
}

/* OpenSSL has failed before anything was written. */
static int complain_of_openssl(const char *path, char *error)
{
    if (complaint_is_of_memory()) {
        errno = ENOMEM;
        return complain(path, error);
    }
    snprintf(error, PROGRAM_LINE_MAX,
             _("cannot make the certificate '%s': OpenSSL refuses it (%s); check its configuration "
               "(openssl.cnf) and the policy of the system"),
             path, complaint_reason());
    return -1;
}

/* Writes KEY, unless it is NULL, and CERTIFICATE to FD. */
static int write_all(int fd, EVP_PKEY *key, X509 *certificate)
{
    BIO *file = BIO_new_fd(fd, BIO_NOCLOSE);
    bool is_written = file != NULL;

    errno = 0;
    if (is_written && key != NULL)
        is_written = PEM_write_bio_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;
    is_written = is_written && PEM_write_bio_X509(file, certificate) == 1 && fsync(fd) == 0;
    errno = is_written || errno != 0 ? errno : EIO;
    BIO_free(file);
    return is_written ? 0 : -1;
}

/* Makes the file PATH with MODE, which does not exist yet.  Returns -1 with errno. */
static int make_file(const char *path, mode_t mode, EVP_PKEY *key, X509 *certificate)
{
    char name[PATH_MAX];
    int fd, status = -1;

    if ((size_t)snprintf(name, sizeof name, "%s.XXXXXX", path) >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkstemp(name);
    if (fd < 0)
        return -1;
    if (fchmod(fd, mode) == 0 && write_all(fd, key, certificate) == 0)
        status = link(name, path);
    int error = errno;
    unlink(name);
    close(fd);
    errno = error;
    return status;
}

static int make_files(const char *path, const char *public, EVP_PKEY *key, X509 *certificate,
                      char *error)
{
    if (make_file(path, 0600, key, certificate) != 0)
        return complain(path, error);
    if (make_file(public, 0644, NULL, certificate) == 0)
        return 0;
    complain(public, error);
    unlink(path);
    return -1;
}

int self_signed_make(const char *path, const char *hostname, char *error)
{
    char public[SELF_SIGNED_PATH_MAX];
    int status;

    ERR_clear_error();
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    self_signed_copy_path(path, public);
    if (key == NULL || certificate == NULL || !fill_in(certificate, key, hostname))
        status = complain_of_openssl(path, error);
    else
        status = make_files(path, public, key, certificate, error);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return status;
}

int self_signed_could_make(const char *path, char *error)
{
    char public[SELF_SIGNED_PATH_MAX], copy[PATH_MAX];
    struct stat status;

    self_signed_copy_path(path, public);
    snprintf(copy, sizeof copy, "%s", path);
    errno = EEXIST;
    if (lstat(public, &status) == 0)
        return complain(public, error);
    return access(dirname(copy), W_OK | X_OK) == 0 ? 0 : complain(path, error);
}
