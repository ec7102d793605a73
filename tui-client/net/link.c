/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* link.c - see link.h.
 *
 * Decides which address to try next, when an attempt has failed, and how to classify a failure.
 * The clock, polling and the meaning of the bytes are not known here.
 */
#include <config.h>

#include "tui-client/net/link.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "common/deadline.h"
#include "common/descriptor.h"

static_assert(LINK_READ_MAX >= TLS_READ_MIN, "poll(2) does not see what a read leaves");

void link_init(struct link *link, const char *host, const char *port, int64_t connect_timeout_ms)
{
    *link = (struct link){
        .host = host,
        .port = port,
        .connect_timeout_ms = connect_timeout_ms,
        .transport.fd = -1,
    };
}

void link_close(struct link *link)
{
    if (link->resolver != NULL)
        resolver_free(link->resolver);
    if (link->found != NULL)
        freeaddrinfo(link->found);
    if (link->transport.fd >= 0 && tls_is_below(&link->transport))
        (void)link->transport.operations->finish(&link->transport);
    if (link->transport.fd >= 0)
        link->transport.operations->close(&link->transport);
    link->resolver = NULL;
    link->found = NULL;
    link->next = NULL;
    link->state = LINK_CLOSED;
}

void link_release(struct link *link)
{
    link_close(link);
}

void link_open(struct link *link, int64_t now_ms)
{
    link_close(link);
    link->error_number = 0;
    link->resolve_error = 0;
    link->was_open = link->is_trusted = link->is_secure = false;
    link->failure = (struct tls_failure){TLS_PROBLEM_NONE, ""};
    link->resolver = resolver_new(link->host, link->port);
    if (link->resolver == NULL)
        link->error_number = errno;
    link->state = LINK_RESOLVING;
    link->deadline_ms = now_ms + (link->resolver != NULL ? link->connect_timeout_ms : 0);
}

struct link_wants link_wants(const struct link *link, bool has_output)
{
    const struct transport *transport = &link->transport;
    short all = POLLIN | POLLOUT;

    switch (link->state) {
    case LINK_CLOSED:
    case LINK_DOUBTED:
        break;
    case LINK_RESOLVING:
        return (struct link_wants){
            .fd = link->resolver != NULL ? resolver_fd(link->resolver) : -1,
            .events = POLLIN,
            .deadline_ms = link->deadline_ms,
        };
    case LINK_CONNECTING:
        return (struct link_wants){link->transport.fd, POLLOUT, link->deadline_ms};
    case LINK_SECURING:
        return (struct link_wants){transport->fd, transport->operations->wants(transport, all),
                                   link->deadline_ms};
    case LINK_OPEN:
        return (struct link_wants){
            .fd = transport->fd,
            .events = transport->operations->wants(transport, has_output ? all : POLLIN),
            .deadline_ms = DEADLINE_NEVER,
        };
    }
    return (struct link_wants){.fd = -1, .deadline_ms = DEADLINE_NEVER};
}

static enum link_problem problem_of(int error_number)
{
    switch (error_number) {
    case ECONNREFUSED:
        return LINK_PROBLEM_REFUSED;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case EADDRNOTAVAIL:
        return LINK_PROBLEM_UNREACHABLE;
    case ETIMEDOUT:
        return LINK_PROBLEM_CONNECT_TIMEOUT;
    case EMFILE:
    case ENFILE:
        return LINK_PROBLEM_NO_DESCRIPTOR;
    default:
        return LINK_PROBLEM_SYSTEM;
    }
}

static struct link_event end(struct link *link, enum link_problem problem, int error_number)
{
    if (link->transport.fd >= 0)
        link->failure = tls_failure(&link->transport);
    link_close(link);
    link->error_number = error_number;
    return (struct link_event){.kind = LINK_ENDED, .problem = problem};
}

/* --- TLS -------------------------------------------------------------------------------------- */

/* Without TLS, or if memory is exhausted, step_securing() finds the transport plain. */
static void begin_handshake(struct link *link, int64_t now_ms)
{
    struct ssl_st *ssl =
        link->trust != NULL ? trust_begin(link->trust, link->host, &link->report) : NULL;

    link->state = LINK_SECURING;
    link->deadline_ms = now_ms + link->connect_timeout_ms;
    if (ssl == NULL || tls_start(&link->transport, ssl) != 0)
        link->deadline_ms = now_ms;
}

/* More would be a server that never ends: then the handshake fails. */
#define STRAY_READS 64

size_t link_secure(struct link *link, int64_t now_ms)
{
    size_t stray = 0;

    for (int i = 0; i < STRAY_READS; i++) {
        ssize_t count =
            link->transport.operations->read(&link->transport, link->bytes, sizeof link->bytes);
        if (count <= 0)
            break;
        stray += (size_t)count;
    }
    link->was_open = true;
    begin_handshake(link, now_ms);
    return stray;
}

void link_trust(struct link *link, int64_t now_ms)
{
    if (link->state != LINK_DOUBTED)
        return;
    link->is_trusted = true;
    link->state = LINK_SECURING;
    link->deadline_ms = now_ms;
}

static struct link_event finish_handshake(struct link *link)
{
    if (!link->is_trusted)
        trust_examine(tls_ssl(&link->transport), &link->report);
    if (link->report.flaws != 0 && !link->trusts_all && !link->is_trusted) {
        link->state = LINK_DOUBTED;
        return (struct link_event){.kind = LINK_DOUBTFUL};
    }
    link->state = LINK_OPEN;
    link->is_secure = true;
    return (struct link_event){.kind = link->was_open ? LINK_SECURED : LINK_OPENED};
}

/* A server that closes instead of an answer may just not know TLS. */
static struct link_event end_handshake(struct link *link, int error_number)
{
    enum tls_problem problem = tls_failure(&link->transport).problem;
    bool has_closed = problem == TLS_PROBLEM_NONE || problem == TLS_PROBLEM_CUT;

    return end(link, has_closed ? LINK_PROBLEM_HANDSHAKE_END : LINK_PROBLEM_HANDSHAKE,
               error_number);
}

static struct link_event step_securing(struct link *link, int64_t now_ms)
{
    int status;

    if (!tls_is_below(&link->transport))
        return tls_is_built_in() ? end(link, LINK_PROBLEM_SYSTEM, ENOMEM)
                                 : end(link, LINK_PROBLEM_NO_TLS, 0);
    status = tls_shake_hands(&link->transport);
    if (status > 0)
        return finish_handshake(link);
    if (status < 0)
        return end_handshake(link, errno);
    if (now_ms >= link->deadline_ms)
        return end(link, LINK_PROBLEM_HANDSHAKE_TIMEOUT, ETIMEDOUT);
    return (struct link_event){.kind = LINK_NOTHING};
}

/* --- connecting ------------------------------------------------------------------------------- */

/* Connects to the next address that can be tried; the last error is reported. */
static struct link_event try_next(struct link *link, int error_number, int64_t now_ms)
{
    while (link->next != NULL) {
        const struct addrinfo *address = link->next;
        int fd = descriptor_socket(address->ai_family, SOCK_STREAM);
        link->next = address->ai_next;
        if (link->transport.fd >= 0)
            link->transport.operations->close(&link->transport);
        if (fd >= 0)
            link->transport = transport_plain(fd);
        if (fd >= 0 &&
            (connect(fd, address->ai_addr, address->ai_addrlen) == 0 || errno == EINPROGRESS)) {
            link->state = LINK_CONNECTING;
            link->deadline_ms = now_ms + link->connect_timeout_ms;
            return (struct link_event){.kind = LINK_NOTHING};
        }
        error_number = errno;
    }
    return end(link, problem_of(error_number), error_number);
}

static struct link_event end_look_up(struct link *link, int error, int error_number)
{
    bool is_unknown = error == EAI_NONAME || error == EAI_NODATA || error == EAI_ADDRFAMILY;

    link->resolve_error = error;
    if (error == EAI_SYSTEM)
        return end(link, problem_of(error_number), error_number);
    if (error == EAI_MEMORY)
        return end(link, LINK_PROBLEM_SYSTEM, ENOMEM);
    return end(link, is_unknown ? LINK_PROBLEM_UNKNOWN_HOST : LINK_PROBLEM_NO_LOOKUP, 0);
}

static struct link_event take_addresses(struct link *link, int64_t now_ms)
{
    int error = resolver_take(link->resolver, &link->found);
    int error_number = errno;

    resolver_free(link->resolver);
    link->resolver = NULL;
    if (error != 0)
        return end_look_up(link, error, error_number);
    link->next = link->found;
    return try_next(link, EADDRNOTAVAIL, now_ms);
}

/* EAGAIN of pthread_create(3) has nothing to do with a server. */
static struct link_event end_unresolved(struct link *link)
{
    int error_number = link->error_number;

    return end(link, error_number == EAGAIN ? LINK_PROBLEM_NO_THREAD : problem_of(error_number),
               error_number);
}

static struct link_event step_resolving(struct link *link, short revents, int64_t now_ms)
{
    if (link->resolver == NULL)
        return end_unresolved(link);
    if (revents != 0)
        return take_addresses(link, now_ms);
    if (now_ms >= link->deadline_ms)
        return end(link, LINK_PROBLEM_CONNECT_TIMEOUT, ETIMEDOUT);
    return (struct link_event){.kind = LINK_NOTHING};
}

/* If nobody listens on an ephemeral port, the kernel may assign that port to the connecting socket:
 * TCP then connects it to itself. */
static bool is_own_peer(int fd)
{
    struct sockaddr_storage own = {0}, peer = {0};
    socklen_t own_size = sizeof own, peer_size = sizeof peer;

    return getsockname(fd, (struct sockaddr *)&own, &own_size) == 0 &&
           getpeername(fd, (struct sockaddr *)&peer, &peer_size) == 0 && own_size == peer_size &&
           memcmp(&own, &peer, own_size) == 0;
}

static struct link_event step_connecting(struct link *link, short revents, int64_t now_ms)
{
    int error_number = ETIMEDOUT, on = 1;
    socklen_t size = sizeof error_number;

    if (revents == 0 && now_ms < link->deadline_ms)
        return (struct link_event){.kind = LINK_NOTHING};
    if (revents != 0 &&
        getsockopt(link->transport.fd, SOL_SOCKET, SO_ERROR, &error_number, &size) != 0)
        error_number = errno;
    if (error_number == 0 && is_own_peer(link->transport.fd))
        error_number = ECONNREFUSED;
    if (error_number != 0)
        return try_next(link, error_number, now_ms);
    setsockopt(link->transport.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    freeaddrinfo(link->found);
    link->found = link->next = NULL;
    if (link->begins_secure) {
        begin_handshake(link, now_ms);
        return (struct link_event){.kind = LINK_NOTHING};
    }
    link->state = LINK_OPEN;
    return (struct link_event){.kind = LINK_OPENED};
}

/* --- an open connection ----------------------------------------------------------------------- */

static bool is_passing(int error_number)
{
    return error_number == EAGAIN || error_number == EWOULDBLOCK || error_number == EINTR;
}

/* A failed write is not the end: data that the server sent before it closed must still be read.
 * The kernel reports an error only once, so it is saved for read_some(). */
static void write_some(struct link *link, struct buffer *out)
{
    struct span bytes = buffer_span(out);
    ssize_t count = link->transport.operations->write(&link->transport, bytes.data, bytes.size);

    if (count > 0) {
        buffer_consume(out, (size_t)count);
    } else if (count < 0 && !is_passing(errno)) {
        link->error_number = errno;
        buffer_release(out);
    }
}

/* A write after an orderly close fails with EPIPE; any other error means a broken connection. */
static struct link_event end_of_input(struct link *link)
{
    int error_number = link->error_number;

    if (tls_failure(&link->transport).problem == TLS_PROBLEM_CUT)
        return end(link, LINK_PROBLEM_CUT, 0);
    if (error_number == 0 || error_number == EPIPE)
        return end(link, LINK_PROBLEM_CLOSED_BY_SERVER, 0);
    return end(link, LINK_PROBLEM_LOST, error_number);
}

static struct link_event read_some(struct link *link)
{
    ssize_t count =
        link->transport.operations->read(&link->transport, link->bytes, sizeof link->bytes);

    if (count > 0)
        return (struct link_event){.kind = LINK_RECEIVED, .bytes = {link->bytes, (size_t)count}};
    if (count == 0)
        return end_of_input(link);
    if (is_passing(errno))
        return (struct link_event){.kind = LINK_NOTHING};
    return end(link, errno == EPROTO ? LINK_PROBLEM_BROKEN : LINK_PROBLEM_LOST, errno);
}

struct link_event link_step(struct link *link, short revents, struct buffer *out, int64_t now_ms)
{
    switch (link->state) {
    case LINK_CLOSED:
    case LINK_DOUBTED:
        break;
    case LINK_RESOLVING:
        return step_resolving(link, revents, now_ms);
    case LINK_CONNECTING:
        return step_connecting(link, revents, now_ms);
    case LINK_SECURING:
        return step_securing(link, now_ms);
    case LINK_OPEN:
        if (revents != 0 && buffer_size(out) > 0)
            write_some(link, out);
        if (revents != 0)
            return read_some(link);
        break;
    }
    return (struct link_event){.kind = LINK_NOTHING};
}
