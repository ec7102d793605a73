/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* pem_file.c - see pem_file.h. */
#include <config.h>

#include "server/tls/pem_file.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "server/base/input_file.h"
#include "server/sandbox/denial.h"
#include "server/tls/complaint.h"

#define FILE_BYTES_MAX (1 << 20)

/* Whether everybody may read or change what STATUS is of. */
static bool is_open_to_all(const struct stat *status)
{
    return (status->st_mode & (S_IROTH | S_IWOTH)) != 0;
}

/* Whether the file PATH, which STATUS is of, can be read; if not, why. */
static int examine(const struct stat *status, const char *path, bool is_secret, char *error)
{
    if (!S_ISREG(status->st_mode) || status->st_size > FILE_BYTES_MAX)
        snprintf(error, PROGRAM_LINE_MAX,
                 _("'%s' is not a file in PEM, with a certificate or a key; check the path"), path);
    else if (is_secret && is_open_to_all(status))
        snprintf(error, PROGRAM_LINE_MAX,
                 _("everybody may read the private key in '%s': chmod 600 '%s'"), path, path);
    else
        return 0;
    return -1;
}

static BIO *open_file(const char *path, bool is_secret, char *error)
{
    struct stat status;
    int fd = input_file_open(path, &status);
    BIO *file;

    if (fd < 0) {
        snprintf(error, PROGRAM_LINE_MAX, _("cannot read '%s': %s; %s"), path, strerror(errno),
                 denial_remedy(errno, path, _("--tls=FILE makes one")));
        return NULL;
    }
    if (examine(&status, path, is_secret, error) != 0) {
        close(fd);
        return NULL;
    }
    file = BIO_new_fd(fd, BIO_CLOSE);
    if (file == NULL) {
        snprintf(error, PROGRAM_LINE_MAX, "%s", _("out of memory"));
        close(fd);
    }
    return file;
}

/* Whether the last error is that nothing of the kind was found: by the reader of one kind, or by
 * that of all kinds of keys. */
static bool has_found_none(void)
{
    unsigned long error = ERR_peek_last_error();
    int library = ERR_GET_LIB(error), reason = ERR_GET_REASON(error);

    return (library == ERR_LIB_PEM && reason == PEM_R_NO_START_LINE) ||
           (library == ERR_LIB_OSSL_DECODER && reason == ERR_R_UNSUPPORTED);
}

int pem_file_certificates(const char *path, STACK_OF(X509) * chain, char *error)
{
    BIO *file = open_file(path, false, error);
    X509 *certificate;

    if (file == NULL)
        return -1;
    ERR_clear_error();
    while ((certificate = PEM_read_bio_X509(file, NULL, NULL, NULL)) != NULL)
        if (sk_X509_push(chain, certificate) == 0)
            X509_free(certificate);
    bool is_complete = has_found_none();
    BIO_free(file);
    if (is_complete && sk_X509_num(chain) > 0)
        return 0;
    if (is_complete)
        snprintf(error, PROGRAM_LINE_MAX,
                 _("there is no certificate in '%s': a certificate begins with the line "
                   "-----BEGIN CERTIFICATE-----"),
                 path);
    else
        snprintf(error, PROGRAM_LINE_MAX,
                 _("a certificate in '%s' cannot be read (%s): is the file complete?"), path,
                 complaint_reason());
    return -1;
}

/* OpenSSL would ask at the terminal. */
static int give_no_passphrase(char *out, int size, int is_writing, void *was_asked)
{
    (void)out, (void)size, (void)is_writing;
    *(bool *)was_asked = true;
    return -1;
}

EVP_PKEY *pem_file_key(const char *path, char *error)
{
    BIO *file = open_file(path, true, error);
    bool was_asked = false;
    EVP_PKEY *key;

    if (file == NULL)
        return NULL;
    ERR_clear_error();
    key = PEM_read_bio_PrivateKey(file, NULL, give_no_passphrase, &was_asked);
    BIO_free(file);
    if (key != NULL)
        return key;
    if (was_asked)
        snprintf(error, PROGRAM_LINE_MAX,
                 _("the private key in '%s' has a passphrase: store it without (openssl pkey -in "
                   "'%s' -out NEW_FILE)"),
                 path, path);
    else if (has_found_none())
        snprintf(error, PROGRAM_LINE_MAX,
                 _("there is no private key in '%s' that OpenSSL knows: it begins with '-----BEGIN "
                   "PRIVATE KEY-----'"),
                 path);
    else
        snprintf(error, PROGRAM_LINE_MAX,
                 _("the private key in '%s' cannot be read (%s): is the file complete?"), path,
                 complaint_reason());
    return NULL;
}
