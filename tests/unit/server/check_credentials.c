/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_credentials.c - certificates and keys from files: which are refused, and in which words;
 * what is made where nothing is, and by which rules TLS is spoken with it. */
#include <config.h>

#include "common/program.h"
#include "server/tls/credentials.h"

#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "server/tls/self_signed.h"
#include "tests/support/certificate.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

static struct folder folder;
static char error[PROGRAM_LINE_MAX];

static void open_folder(void)
{
    folder = folder_new();
    ck_assert_int_eq(fchdir(folder.fd), 0);
}

static void close_folder(void)
{
    folder_free(&folder);
}

static unsigned count_files(void)
{
    DIR *files = opendir(".");
    unsigned count = 0;

    for (struct dirent *file; (file = readdir(files)) != NULL;)
        count += file->d_name[0] != '.';
    closedir(files);
    return count;
}

static mode_t mode_of(const char *path)
{
    struct stat status;

    ck_assert_int_eq(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static const struct credentials_source made = {"s.pem", "s.pem", "mx.example"};

static X509 *read_certificate(const char *path)
{
    FILE *file = fopen(path, "r");
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);

    fclose(file);
    ck_assert_ptr_nonnull(certificate);
    return certificate;
}

static int days_until(const ASN1_TIME *time)
{
    int days, seconds;

    ck_assert_int_eq(ASN1_TIME_diff(&days, &seconds, NULL, time), 1);
    return days;
}

START_TEST(a_pair_is_made)
{
    struct credentials *credentials;
    X509 *certificate;

    ck_assert(credentials_are_missing(&made));
    ck_assert_int_eq(credentials_could_make(&made, error), 0);
    ck_assert(credentials_are_missing(&made));
    ck_assert_msg(credentials_make(&made, error) == 0, "%s", error);
    ck_assert(!credentials_are_missing(&made));
    ck_assert_uint_eq(mode_of("s.pem"), 0600);
    ck_assert_uint_eq(mode_of("s.pem.crt"), 0644);
    certificate = read_certificate("s.pem.crt");
    ck_assert_int_eq(X509_check_host(certificate, "mx.example", 0, 0, NULL), 1);
    ck_assert_int_eq(X509_check_host(certificate, "localhost", 0, 0, NULL), 1);
    ck_assert_int_eq(X509_check_ip_asc(certificate, "127.0.0.1", 0), 1);
    ck_assert_int_eq(X509_check_ip_asc(certificate, "::1", 0), 1);
    ck_assert_int_eq(X509_check_host(certificate, "other.example", 0, 0, NULL), 0);
    ck_assert_int_eq(X509_check_ca(certificate), 0);
    ck_assert_int_ge(days_until(X509_get0_notAfter(certificate)), 364);
    ck_assert_int_le(days_until(X509_get0_notAfter(certificate)), 365);
    X509_free(certificate);
    credentials = credentials_read(&made, error);
    ck_assert_msg(credentials != NULL, "%s", error);
    credentials_free(credentials);
}
END_TEST

/* Names that need care: with a final dot, an address, one that is there already, a long one. */
static const struct {
    const char *name, *matches;
    bool is_address;
} names[] = {
    {"mx.example.", "mx.example", false},
    {"192.0.2.1", "192.0.2.1", true},
    {"localhost", "localhost", false},
    {"127.0.0.1", "127.0.0.1", true},
    {"...", "localhost", false},
    {"a-label.of-more-than.sixty-four.characters.altogether.is.not-a-common-name.example",
     "a-label.of-more-than.sixty-four.characters.altogether.is.not-a-common-name.example", false},
};

START_TEST(host_names)
{
    X509 *certificate;

    ck_assert_msg(self_signed_make("n.pem", names[_i].name, error) == 0, "%s", error);
    certificate = read_certificate("n.pem");
    if (names[_i].is_address)
        ck_assert_int_eq(X509_check_ip_asc(certificate, names[_i].matches, 0), 1);
    else
        ck_assert_int_eq(X509_check_host(certificate, names[_i].matches, 0, 0, NULL), 1);
    X509_free(certificate);
}
END_TEST

/* What is there stays as it is, and what is half made goes. */
START_TEST(nothing_is_replaced)
{
    folder_write(&folder, "s.pem.crt", "mine");
    ck_assert_int_eq(credentials_could_make(&made, error), -1);
    ck_assert_ptr_nonnull(strstr(error, "'s.pem.crt': File exists"));
    ck_assert_int_eq(credentials_make(&made, error), -1);
    ck_assert_ptr_nonnull(strstr(error, "'s.pem.crt': File exists"));
    ck_assert_uint_eq(count_files(), 1);
    unlink("s.pem.crt");
    folder_write(&folder, "s.pem", "mine");
    ck_assert_int_eq(credentials_make(&made, error), -1);
    ck_assert_ptr_nonnull(strstr(error, "'s.pem': File exists"));
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

/* --- what is refused --- */

static void write_pair(const char *name, EVP_PKEY *key, X509 *certificate)
{
    FILE *file = fopen(name, "w");

    if (key != NULL)
        PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
    if (certificate != NULL)
        PEM_write_X509(file, certificate);
    fclose(file);
    chmod(name, 0600);
}

static const struct {
    const char *name, *words;
    long starts_s, ends_s; /* from now on */
    bool other_key, no_key, no_certificate;
    mode_t mode;
} pairs[] = {
    {"good", NULL, -60, 60, .mode = 0600},
    {"for a group", NULL, -60, 60, .mode = 0640},
    {"for everybody", "everybody may read the private key in 'p.pem': chmod 600 'p.pem'", -60, 60,
     .mode = 0604},
    {"expired", "expired on ", -60, -30, .mode = 0600},
    {"not valid yet", "is not valid before ", 86400, 2 * 86400, .mode = 0600},
    {"another key", "the key in 'p.pem' is not that of the certificate in 'p.pem'", -60, 60,
     .other_key = true, .mode = 0600},
    {"no key", "there is no private key in 'p.pem'", -60, 60, .no_key = true, .mode = 0600},
    {"no certificate", "there is no certificate in 'p.pem'", -60, 60, .no_certificate = true,
     .mode = 0600},
};

START_TEST(pairs_are_judged)
{
    static const struct credentials_source source = {"p.pem", "p.pem", NULL};
    EVP_PKEY *key = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256");
    X509 *certificate = certificate_new(key);
    struct credentials *credentials;

    X509_gmtime_adj(X509_getm_notBefore(certificate), pairs[_i].starts_s);
    X509_gmtime_adj(X509_getm_notAfter(certificate), pairs[_i].ends_s);
    write_pair("p.pem",
               pairs[_i].no_key      ? NULL
               : pairs[_i].other_key ? other
                                     : key,
               pairs[_i].no_certificate ? NULL : certificate);
    chmod("p.pem", pairs[_i].mode);
    credentials = credentials_read(&source, error);
    ck_assert_msg((credentials != NULL) == (pairs[_i].words == NULL), "%s: %s", pairs[_i].name,
                  error);
    if (pairs[_i].words != NULL)
        ck_assert_msg(strstr(error, pairs[_i].words) != NULL, "%s: %s", pairs[_i].name, error);
    credentials_free(credentials);
    X509_free(certificate);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
}
END_TEST

/* What was made and has expired can be made again. */
START_TEST(the_remedy_of_what_was_made)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = certificate_new(key);

    X509_gmtime_adj(X509_getm_notAfter(certificate), -30);
    write_pair("s.pem", key, certificate);
    ck_assert_ptr_null(credentials_read(&made, error));
    ck_assert_ptr_nonnull(strstr(error, "remove 's.pem' and 's.pem.crt', and they are made again"));
    X509_free(certificate);
    EVP_PKEY_free(key);
}
END_TEST

/* --- use --- */

/* Those who have begun go on with the certificate that they have seen. */
START_TEST(replaced_while_in_use)
{
    static const struct credentials_source second = {"t.pem", "t.pem", "second.example"};
    struct credentials *credentials, *fresh;
    SSL *before, *after;

    ck_assert_int_eq(credentials_make(&made, error), 0);
    ck_assert_int_eq(credentials_make(&second, error), 0);
    credentials = credentials_read(&made, error);
    fresh = credentials_read(&second, error);
    before = credentials_new_side(credentials);
    credentials_replace(credentials, fresh);
    after = credentials_new_side(credentials);
    ck_assert_int_eq(X509_check_host(SSL_get_certificate(before), "mx.example", 0, 0, NULL), 1);
    ck_assert_int_eq(X509_check_host(SSL_get_certificate(after), "second.example", 0, 0, NULL), 1);
    credentials_drop_side(before);
    credentials_drop_side(after);
    credentials_free(credentials);
}
END_TEST

START_TEST(only_strong_ciphers)
{
    struct credentials *credentials;
    SSL *side;
    STACK_OF(SSL_CIPHER) * ciphers;

    ck_assert_int_eq(credentials_make(&made, error), 0);
    credentials = credentials_read(&made, error);
    side = credentials_new_side(credentials);
    ck_assert_int_eq(SSL_get_min_proto_version(side), TLS1_2_VERSION);
    ciphers = SSL_get_ciphers(side);
    ck_assert_int_gt(sk_SSL_CIPHER_num(ciphers), 0);
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++) {
        const SSL_CIPHER *cipher = sk_SSL_CIPHER_value(ciphers, i);
        int exchange = SSL_CIPHER_get_kx_nid(cipher);
        ck_assert_msg(SSL_CIPHER_is_aead(cipher), "%s", SSL_CIPHER_get_name(cipher));
        ck_assert_msg(exchange == NID_kx_ecdhe || exchange == NID_kx_any, "%s",
                      SSL_CIPHER_get_name(cipher));
    }
    ck_assert(SSL_get_options(side) & SSL_OP_NO_RENEGOTIATION);
    credentials_drop_side(side);
    credentials_free(credentials);
}
END_TEST

/* --- an OpenSSL that lacks something --- */

/* A name of a group that OpenSSL does not have; NULL: none. */
static const char *missing_group;

long __real_SSL_CTX_ctrl(SSL_CTX *context, int command, long number, void *argument);
long __wrap_SSL_CTX_ctrl(SSL_CTX *context, int command, long number, void *argument);

/* It rejects the whole of a list with a name that it does not know. */
long __wrap_SSL_CTX_ctrl(SSL_CTX *context, int command, long number, void *argument)
{
    if (command == SSL_CTRL_SET_GROUPS_LIST && missing_group != NULL &&
        strstr(argument, missing_group) != NULL)
        return 0;
    return __real_SSL_CTX_ctrl(context, command, number, argument);
}

START_TEST(a_group_is_missing)
{
    static const char *const missing[] = {NULL, "MLKEM", "X25519"};
    struct credentials *credentials;

    missing_group = missing[_i];
    ck_assert_int_eq(credentials_make(&made, error), 0);
    credentials = credentials_read(&made, error);
    missing_group = NULL;
    ck_assert_msg(credentials != NULL, "without %s: %s", missing[_i], error);
    credentials_free(credentials);
}
END_TEST

/* What OpenSSL refuses is not blamed on memory, nor on the folder. */
START_TEST(nothing_is_offered)
{
    static const char cause[] = "(openssl.cnf)";
    OSSL_LIB_CTX *empty = OSSL_LIB_CTX_new(), *usual;
    OSSL_PROVIDER *nothing = OSSL_PROVIDER_load(empty, "null");

    ck_assert_ptr_nonnull(nothing);
    ck_assert_int_eq(credentials_make(&made, error), 0);
    usual = OSSL_LIB_CTX_set0_default(empty);
    struct credentials *credentials = credentials_read(&made, error);
    ck_assert_ptr_null(credentials);
    ck_assert_msg(strstr(error, cause) != NULL, "reading: %s", error);
    ck_assert_int_eq(self_signed_make("n.pem", "mx.example", error), -1);
    ck_assert_msg(strstr(error, cause) != NULL, "making: %s", error);
    OSSL_LIB_CTX_set0_default(usual);
    OSSL_PROVIDER_unload(nothing);
    OSSL_LIB_CTX_free(empty);
    ck_assert_uint_eq(count_files(), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("credentials");
    TCase *all = tcase_create("credentials");

    tcase_add_checked_fixture(all, open_folder, close_folder);
    tcase_add_test(all, a_pair_is_made);
    tcase_add_loop_test(all, host_names, 0, CASES(names));
    tcase_add_test(all, nothing_is_replaced);
    tcase_add_loop_test(all, pairs_are_judged, 0, CASES(pairs));
    tcase_add_test(all, the_remedy_of_what_was_made);
    tcase_add_test(all, replaced_while_in_use);
    tcase_add_test(all, only_strong_ciphers);
    tcase_add_loop_test(all, a_group_is_missing, 0, 3);
    tcase_add_test(all, nothing_is_offered);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
