/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* tls.c - see tls.h.
 *
 * Each call of the library leaves its errors in a queue of the thread, which is emptied first, and
 * reads no more than is fair to others.
 */
#include <config.h>

#include "common/tls.h"

#include <errno.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "common/count.h"

/* Reads of the socket within one call; a record takes two.  The library would go on for as long as
 * something comes that it need not return: others wait meanwhile. */
#define READS_MAX 64

/* Bytes that may come without data.  More than a handshake, whose certificates may have 100 KB. */
#define IDLE_BYTES_MAX ((uint64_t)256 * 1024)

struct layer {
    SSL *ssl;
    const struct transport_operations *below;
    struct tls_failure failure;
    short read_wants, write_wants; /* what the last read and write wait for */
    bool has_shaken;               /* the handshake was done before the current call */
    unsigned reads_left;           /* of READS_MAX */
    uint64_t useful_bytes;         /* that had come with the last data */
};

static struct layer *layer_of(const struct transport *transport)
{
    return transport->layer;
}

/* --- failures -------------------------------------------------------------------------------- */

static enum tls_problem problem_of(unsigned long error)
{
    static const struct {
        int reason;
        enum tls_problem problem;
    } table[] = {
        {SSL_R_UNEXPECTED_EOF_WHILE_READING, TLS_PROBLEM_CUT},
        {SSL_R_HTTP_REQUEST, TLS_PROBLEM_PLAINTEXT},
        {SSL_R_HTTPS_PROXY_REQUEST, TLS_PROBLEM_PLAINTEXT},
        {SSL_R_WRONG_VERSION_NUMBER, TLS_PROBLEM_PLAINTEXT},
        {SSL_R_PACKET_LENGTH_TOO_LONG, TLS_PROBLEM_PLAINTEXT},
        {SSL_R_UNSUPPORTED_PROTOCOL, TLS_PROBLEM_VERSION},
        {SSL_R_VERSION_TOO_LOW, TLS_PROBLEM_VERSION},
        {SSL_R_NO_SHARED_CIPHER, TLS_PROBLEM_CIPHER},
        {SSL_R_NO_SUITABLE_GROUPS, TLS_PROBLEM_CIPHER},
        {SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, TLS_PROBLEM_CIPHER},
        {SSL_R_CERTIFICATE_VERIFY_FAILED, TLS_PROBLEM_CERTIFICATE},
        {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, TLS_PROBLEM_VERSION},
        {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, TLS_PROBLEM_CIPHER},
    };
    int reason = ERR_GET_REASON(error);

    if (ERR_GET_LIB(error) != ERR_LIB_SSL)
        return TLS_PROBLEM_PROTOCOL;
    for (size_t i = 0; i < COUNT(table); i++)
        if (table[i].reason == reason)
            return table[i].problem;
    return reason > SSL_AD_REASON_OFFSET && reason <= SSL_AD_REASON_OFFSET + UCHAR_MAX
               ? TLS_PROBLEM_ALERT
               : TLS_PROBLEM_PROTOCOL;
}

/* Whether ERROR is not the peer's fault, but the library's or the system's. */
static bool is_internal(unsigned long error)
{
    return ERR_GET_REASON(error) >= ERR_RFLAG_COMMON;
}

/* After the handshake the peer is known to speak TLS, and no alert is about what both sides have in
 * common. */
static enum tls_problem later(enum tls_problem problem)
{
    switch (problem) {
    case TLS_PROBLEM_PLAINTEXT:
        return TLS_PROBLEM_PROTOCOL;
    case TLS_PROBLEM_VERSION:
    case TLS_PROBLEM_CIPHER:
        return TLS_PROBLEM_ALERT;
    default:
        return problem;
    }
}

static struct tls_failure failure_of(const struct layer *layer, unsigned long error)
{
    const char *reason = ERR_reason_error_string(error);
    enum tls_problem problem = problem_of(error);

    return (struct tls_failure){layer->has_shaken ? later(problem) : problem,
                                reason != NULL ? reason : ""};
}

/* --- calls ----------------------------------------------------------------------------------- */

/* Of bio_callback_ex: a read that is one too many finds nothing. */
static long allow(BIO *bio, int operation, const char *data, size_t size, int unused,
                  long also_unused, int status, size_t *count)
{
    struct layer *layer = (struct layer *)BIO_get_callback_arg(bio);

    (void)data, (void)size, (void)unused, (void)also_unused, (void)count;
    if (operation != BIO_CB_READ)
        return status;
    if (layer->reads_left > 0) {
        layer->reads_left--;
        return status;
    }
    BIO_clear_retry_flags(bio);
    BIO_set_retry_read(bio);
    return -1;
}

/* Must come before each call of the library that reads or writes. */
static void prepare(struct layer *layer)
{
    ERR_clear_error();
    errno = 0;
    layer->has_shaken = SSL_is_init_finished(layer->ssl);
    layer->reads_left = READS_MAX;
}

/* What has come was of use. */
static void note_use(struct layer *layer)
{
    layer->useful_bytes = BIO_number_read(SSL_get_rbio(layer->ssl));
}

static bool is_flooded(const struct layer *layer)
{
    return BIO_number_read(SSL_get_rbio(layer->ssl)) - layer->useful_bytes > IDLE_BYTES_MAX;
}

/* Returns what a read, write or handshake that gave STATUS comes to: -1 with errno, or 0 at the end
 * of what the peer sends.  What it waits for goes to *WANTS. */
static ssize_t fail(struct layer *layer, int status, short *wants)
{
    int error = SSL_get_error(layer->ssl, status), error_number = errno;

    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
        bool is_over = is_flooded(layer);
        *wants = error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
        if (is_over)
            layer->failure.problem = TLS_PROBLEM_FLOOD;
        errno = is_over ? EPROTO : EAGAIN;
        return -1;
    }
    if (error == SSL_ERROR_ZERO_RETURN)
        return 0;
    if (error == SSL_ERROR_SSL && is_internal(ERR_peek_last_error())) {
        errno = ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE ? ENOMEM : EIO;
        return -1;
    }
    if (error == SSL_ERROR_SSL) {
        layer->failure = failure_of(layer, ERR_peek_last_error());
        errno = EPROTO;
        return layer->failure.problem == TLS_PROBLEM_CUT ? 0 : -1;
    }
    errno = error_number != 0 ? error_number : ECONNRESET;
    return -1;
}

/* --- operations ------------------------------------------------------------------------------ */

static int bounded(size_t size)
{
    return size < INT_MAX ? (int)size : INT_MAX;
}

/* After a failure nothing is called any more: the library would go on with what is left. */
static bool has_failed(const struct layer *layer)
{
    return layer->failure.problem != TLS_PROBLEM_NONE;
}

/* Reads after a failure. */
static ssize_t discard(struct transport *transport, void *data, size_t size)
{
    struct layer *layer = layer_of(transport);
    ssize_t count;

    layer->read_wants = POLLIN;
    if (layer->failure.problem == TLS_PROBLEM_CUT)
        return 0;
    count = layer->below->read(transport, data, size);
    if (count <= 0)
        return count;
    errno = EAGAIN;
    return -1;
}

static ssize_t tls_read(struct transport *transport, void *data, size_t size)
{
    struct layer *layer = layer_of(transport);
    int count;

    if (has_failed(layer))
        return discard(transport, data, size);
    prepare(layer);
    layer->read_wants = POLLIN;
    count = SSL_read(layer->ssl, data, bounded(size));
    if (count <= 0)
        return fail(layer, count, &layer->read_wants);
    note_use(layer);
    return count;
}

/* That the peer sends nothing more prevents writing only before the handshake is done. */
static ssize_t tls_write(struct transport *transport, const void *data, size_t size)
{
    struct layer *layer = layer_of(transport);
    ssize_t count;

    if (has_failed(layer)) {
        errno = EPROTO;
        return -1;
    }
    prepare(layer);
    layer->write_wants = POLLOUT;
    count = SSL_write(layer->ssl, data, bounded(size));
    if (count > 0)
        return count;
    count = fail(layer, (int)count, &layer->write_wants);
    if (count == 0)
        errno = EPIPE;
    return -1;
}

/* Says close_notify, if the peer takes it at once. */
static int tls_finish(struct transport *transport)
{
    struct layer *layer = layer_of(transport);

    prepare(layer);
    if (!has_failed(layer) && layer->has_shaken)
        (void)SSL_shutdown(layer->ssl);
    return layer->below->finish(transport);
}

static short tls_wants(const struct transport *transport, short events)
{
    const struct layer *layer = layer_of(transport);
    short wants = 0;

    if (events & POLLIN)
        wants |= layer->read_wants;
    if (events & POLLOUT)
        wants |= layer->write_wants;
    return wants;
}

static void tls_close(struct transport *transport)
{
    struct layer *layer = layer_of(transport);
    const struct transport_operations *below = layer->below;

    SSL_free(layer->ssl);
    free(layer);
    transport->layer = NULL;
    transport->operations = below;
    below->close(transport);
}

/* --- the layer ------------------------------------------------------------------------------- */

static const struct transport_operations operations = {
    .read = tls_read,
    .write = tls_write,
    .finish = tls_finish,
    .wants = tls_wants,
    .close = tls_close,
};

bool tls_is_built_in(void)
{
    return true;
}

int tls_start(struct transport *transport, SSL *ssl)
{
    struct layer *layer = malloc(sizeof *layer);

    if (layer == NULL || SSL_set_fd(ssl, transport->fd) != 1) {
        free(layer);
        SSL_free(ssl);
        errno = ENOMEM;
        return -1;
    }
    SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                          SSL_MODE_RELEASE_BUFFERS);
    /* What was read may be a password. */
    SSL_set_options(ssl, SSL_OP_CLEANSE_PLAINTEXT);
    /* Each message that is no data, such as KeyUpdate, ends a read. */
    SSL_clear_mode(ssl, SSL_MODE_AUTO_RETRY);
    BIO_set_callback_ex(SSL_get_rbio(ssl), allow);
    BIO_set_callback_arg(SSL_get_rbio(ssl), (char *)layer);
    *layer = (struct layer){
        .ssl = ssl,
        .below = transport->operations,
        .failure.reason = "",
        .read_wants = POLLIN,
        .write_wants = POLLOUT,
    };
    transport->layer = layer;
    transport->operations = &operations;
    return 0;
}

bool tls_is_below(const struct transport *transport)
{
    return transport->operations == &operations;
}

int tls_shake_hands(struct transport *transport)
{
    struct layer *layer = layer_of(transport);
    int status;

    if (has_failed(layer)) {
        errno = EPROTO;
        return -1;
    }
    prepare(layer);
    layer->read_wants = POLLIN;
    layer->write_wants = POLLOUT;
    status = SSL_do_handshake(layer->ssl);
    if (status == 1) {
        note_use(layer);
        return 1;
    }
    if (fail(layer, status, &layer->read_wants) == 0)
        errno = EPROTO;
    layer->write_wants = layer->read_wants;
    return errno == EAGAIN ? 0 : -1;
}

SSL *tls_ssl(const struct transport *transport)
{
    return tls_is_below(transport) ? layer_of(transport)->ssl : NULL;
}

struct tls_terms tls_terms(const struct transport *transport)
{
    SSL *ssl = tls_ssl(transport);

    if (ssl == NULL)
        return (struct tls_terms){"", ""};
    return (struct tls_terms){SSL_get_version(ssl), SSL_get_cipher_name(ssl)};
}

struct tls_failure tls_failure(const struct transport *transport)
{
    return tls_is_below(transport) ? layer_of(transport)->failure
                                   : (struct tls_failure){TLS_PROBLEM_NONE, ""};
}
