/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* listener.c - see listener.h.
 *
 * Every socket that is opened here is added by add_socket().  The number of clients is not known
 * here.
 */
#include <config.h>

#include "server/net/listener.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/count.h"
#include "common/descriptor.h"
#include "common/i18n.h"

/* How many free ports of one address are tried to find one that is free on the others too. */
#define SAME_PORT_ATTEMPTS 32

/* More than the old SOMAXCONN of Linux; the kernel reduces it to its limit. */
#define BACKLOG 4096

/* Any address that a socket can have. */
union address {
    struct sockaddr generic;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage room;
};

const char *listener_prefix(enum listener_kind kind)
{
    static const char *const prefixes[] = {[LISTENER_SMTP] = "", [LISTENER_SMTPS] = "tls:"};

    static_assert(COUNT(prefixes) == LISTENER_KINDS, "one per kind");
    return prefixes[kind];
}

static uint16_t port_of(const union address *address)
{
    return ntohs(address->generic.sa_family == AF_INET6 ? address->v6.sin6_port
                                                        : address->v4.sin_port);
}

static void format_host(const union address *address, char *out, socklen_t size)
{
    if (address->generic.sa_family == AF_INET6)
        inet_ntop(AF_INET6, &address->v6.sin6_addr, out, size);
    else
        inet_ntop(AF_INET, &address->v4.sin_addr, out, size);
}

static void format_endpoint(const union address *address, char *out)
{
    char host[INET6_ADDRSTRLEN] = "?";

    format_host(address, host, sizeof host);
    snprintf(out, LISTENER_ENDPOINT_MAX,
             address->generic.sa_family == AF_INET6 ? "[%s]:%u" : "%s:%u", host,
             (unsigned)port_of(address));
}

static union address address_of(int fd)
{
    union address address = {.generic.sa_family = AF_INET};
    socklen_t size = sizeof address;

    getsockname(fd, &address.generic, &size);
    return address;
}

void listener_endpoint(int fd, char *out)
{
    union address address = address_of(fd);

    format_endpoint(&address, out);
}

static uint16_t bound_port(int fd)
{
    union address address = address_of(fd);

    return port_of(&address);
}

/* TCP_NODELAY, which accepted sockets inherit: the client's next command waits for our reply, so a
 * reply must not wait for more bytes to join it.  IPV6_V6ONLY, so that a socket accepts only
 * connections to the address it is listed with.  SO_REUSEADDR, so that a restart need not wait for
 * connections of the previous server. */
static int prepare(int fd, const union address *address, socklen_t size)
{
    static const int on = 1;

    if (address->generic.sa_family == AF_INET6 &&
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
        return -1;
    if (bind(fd, &address->generic, size) != 0)
        return -1;
    return listen(fd, BACKLOG);
}

static int add_socket(struct listener_set *set, const union address *address, socklen_t size,
                      enum listener_kind kind)
{
    if (set->count == LISTENER_MAX) {
        errno = EMFILE;
        return -1;
    }
    int fd = descriptor_socket(address->generic.sa_family, SOCK_STREAM);
    if (fd < 0)
        return -1;
    if (prepare(fd, address, size) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    set->all[set->count++] = (struct listener){fd, kind};
    return 0;
}

static void close_behind(struct listener_set *set, size_t count)
{
    while (set->count > count)
        close(set->all[--set->count].fd);
}

static const char *remedy(int error)
{
    switch (error) {
    case EADDRINUSE:
        return _("stop the other program or choose another port with --port or --listen");
    case EACCES:
        return _("choose port 1024 or above with --port or --listen");
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
        return _("choose an address of this machine with --listen");
    default:
        return _("choose another address with --listen");
    }
}

static int complain(const struct listener_failure *failure, char *out, size_t size)
{
    snprintf(out, size, _("cannot listen on %s: %s; %s"), failure->endpoint,
             strerror(failure->error), remedy(failure->error));
    return -1;
}

static int resolve(const struct listener_address *address, struct addrinfo **found, char *error,
                   size_t size)
{
    static const struct addrinfo hints = {
        .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
    };
    char port[8];

    snprintf(port, sizeof port, "%u", (unsigned)address->port);
    int status = getaddrinfo(address->host, port, &hints, found);
    if (status == 0)
        return 0;
    snprintf(error, size, _("cannot listen on '%s': %s; give --listen an address of this machine"),
             address->host, status == EAI_SYSTEM ? strerror(errno) : gai_strerror(status));
    return -1;
}

/* Whether LIST has the address of INFO before INFO: /etc/hosts may name it twice. */
static bool is_repeated(const struct addrinfo *list, const struct addrinfo *info)
{
    for (; list != info; list = list->ai_next)
        if (list->ai_addrlen == info->ai_addrlen &&
            memcmp(list->ai_addr, info->ai_addr, info->ai_addrlen) == 0)
            return true;
    return false;
}

static bool is_absent(int error)
{
    return error == EAFNOSUPPORT || error == EADDRNOTAVAIL;
}

/* Listens on INFO, an address of WANTED, with PORT unless that is 0.  Returns 0, or -1 with
 * FAILURE. */
static int open_one(struct listener_set *set, const struct addrinfo *info,
                    const struct listener_address *wanted, uint16_t port,
                    struct listener_failure *failure)
{
    union address address = {0};

    memcpy(&address, info->ai_addr, info->ai_addrlen);
    if (port != 0)
        *(info->ai_family == AF_INET6 ? &address.v6.sin6_port : &address.v4.sin_port) = htons(port);
    if (add_socket(set, &address, info->ai_addrlen, wanted->kind) == 0)
        return 0;
    failure->error = errno;
    format_endpoint(&address, failure->endpoint);
    return -1;
}

/* Listens on all addresses of LIST that this machine has, with the port of the first.  Returns 0,
 * or -1 with FAILURE; SET may have more sockets then. */
static int open_all(struct listener_set *set, const struct addrinfo *list,
                    const struct listener_address *wanted, struct listener_failure *failure)
{
    size_t before = set->count;

    for (const struct addrinfo *info = list; info != NULL; info = info->ai_next) {
        uint16_t port = set->count > before ? bound_port(set->all[before].fd) : 0;
        if (is_repeated(list, info) || open_one(set, info, wanted, port, failure) == 0)
            continue;
        if (!is_absent(failure->error))
            return -1;
        failure->host = wanted->host;
        if (set->absence_count < LISTENER_MAX)
            set->absences[set->absence_count++] = *failure;
    }
    return set->count > before ? 0 : -1;
}

static int open_list(struct listener_set *set, const struct addrinfo *list,
                     const struct listener_address *address, char *error, size_t size)
{
    size_t count = set->count, absence_count = set->absence_count;
    struct listener_failure failure = {0};

    for (int attempt = 1; open_all(set, list, address, &failure) != 0; attempt++) {
        close_behind(set, count);
        set->absence_count = absence_count;
        if (address->port != 0 || failure.error != EADDRINUSE || attempt == SAME_PORT_ATTEMPTS)
            return complain(&failure, error, size);
    }
    return 0;
}

int listener_open(struct listener_set *set, const struct listener_address *address, char *error,
                  size_t size)
{
    struct addrinfo *found;

    if (resolve(address, &found, error, size) != 0)
        return -1;
    int status = open_list(set, found, address, error, size);
    freeaddrinfo(found);
    return status;
}

int listener_open_default(struct listener_set *set, uint16_t port, char *error, size_t size)
{
    union address v4 = {.v4 = {.sin_family = AF_INET,
                               .sin_port = htons(port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}};
    union address v6 = {.v6 = {.sin6_family = AF_INET6,
                               .sin6_port = htons(port),
                               .sin6_addr = IN6ADDR_LOOPBACK_INIT}};
    struct addrinfo second = {
        .ai_family = AF_INET6, .ai_addr = &v6.generic, .ai_addrlen = sizeof v6.v6};
    struct addrinfo first = {.ai_family = AF_INET,
                             .ai_addr = &v4.generic,
                             .ai_addrlen = sizeof v4.v4,
                             .ai_next = &second};
    const struct listener_address address = {.port = port};
    size_t absence_count = set->absence_count;

    int status = open_list(set, &first, &address, error, size);
    set->absence_count = absence_count;
    return status;
}

void listener_close(struct listener_set *set)
{
    close_behind(set, 0);
}

/* A socket of a service manager may take IPv4 clients at an IPv6 address; they are shown as what
 * they are. */
static void unmap(union address *address)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = address->v6.sin6_port};

    if (address->generic.sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&address->v6.sin6_addr))
        return;
    memcpy(&v4.sin_addr, &address->v6.sin6_addr.s6_addr[12], sizeof v4.sin_addr);
    address->v4 = v4;
}

/* RFC 4291 section 2.5.5.2. */
static void map_host(const union address *address, unsigned char *out)
{
    static const unsigned char prefix[12] = {[10] = 0xFF, [11] = 0xFF};

    if (address->generic.sa_family == AF_INET6) {
        memcpy(out, &address->v6.sin6_addr, sizeof address->v6.sin6_addr);
        return;
    }
    memcpy(out, prefix, sizeof prefix);
    memcpy(out + sizeof prefix, &address->v4.sin_addr, sizeof address->v4.sin_addr);
}

/* A socket of a service manager may have an IPv4 address in the form of IPv6. */
bool listener_is_loopback(int fd)
{
    union address address = address_of(fd);

    unmap(&address);
    if (address.generic.sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&address.v6.sin6_addr);
    return ntohl(address.v4.sin_addr.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET;
}

int listener_accept(int fd, struct listener_peer *peer)
{
    union address address = {.generic.sa_family = AF_INET};
    socklen_t size = sizeof address;
    char host[INET6_ADDRSTRLEN] = "?";

    int accepted = descriptor_accept(fd, &address.generic, &size);
    if (accepted < 0)
        return -1;
    unmap(&address);
    format_host(&address, host, sizeof host);
    snprintf(peer->address, sizeof peer->address, "%s%s",
             address.generic.sa_family == AF_INET6 ? "IPv6:" : "", host);
    format_endpoint(&address, peer->endpoint);
    map_host(&address, peer->bytes);
    return accepted;
}
