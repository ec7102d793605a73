/* listener.c - see listener.h.
 *
 * Every way in ends at add_socket().  It refuses to know how many clients there are.
 */
#include <config.h>

#include "server/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/i18n.h"

/* How many free IPv4 ports are tried for one that is free for IPv6 as well. */
#define SAME_PORT_ATTEMPTS 32

/* More than Linux's SOMAXCONN of old; the kernel cuts it to its own limit. */
#define BACKLOG 4096

/* Any address that a socket can have. */
union address {
    struct sockaddr generic;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage room;
};

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

void listener_endpoint(int fd, char *out)
{
    union address address = {.generic.sa_family = AF_INET};
    socklen_t size = sizeof address;

    getsockname(fd, &address.generic, &size);
    format_endpoint(&address, out);
}

static uint16_t bound_port(int fd)
{
    union address address = {.generic.sa_family = AF_INET};
    socklen_t size = sizeof address;

    getsockname(fd, &address.generic, &size);
    return port_of(&address);
}

/* TCP_NODELAY, which accepted sockets inherit: the client's next command waits for our reply, so a
 * reply must not wait for more bytes to join it.  IPV6_V6ONLY, so that a socket never stands for
 * more addresses than it is listed with. SO_REUSEADDR, so that a restart need not wait for
 * connections of its predecessor. */
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

static int add_socket(struct listener_set *set, const union address *address, socklen_t size)
{
    if (set->count == LISTENER_MAX) {
        errno = EMFILE;
        return -1;
    }
    int fd = socket(address->generic.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (prepare(fd, address, size) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    set->fds[set->count++] = fd;
    return 0;
}

static void close_behind(struct listener_set *set, size_t count)
{
    while (set->count > count)
        close(set->fds[--set->count]);
}

static const char *remedy(int error)
{
    switch (error) {
    case EADDRINUSE:
        return _("stop the other program or choose another port with --port or --listen");
    case EACCES:
        return _("choose a port from 1024 on with --port or --listen");
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
        return _("choose an address of this machine with --listen");
    default:
        return _("choose another address with --listen");
    }
}

static int complain(const char *endpoint, int error, char *out, size_t size)
{
    snprintf(out, size, _("cannot listen on %s: %s; %s"), endpoint, strerror(error), remedy(error));
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

int listener_open(struct listener_set *set, const struct listener_address *address, char *error,
                  size_t size)
{
    struct addrinfo *found;
    size_t before = set->count;
    int status = 0;

    if (resolve(address, &found, error, size) != 0)
        return -1;
    for (const struct addrinfo *info = found; info != NULL && status == 0; info = info->ai_next) {
        union address bound = {0};
        char endpoint[LISTENER_ENDPOINT_MAX];
        memcpy(&bound, info->ai_addr, info->ai_addrlen);
        if (add_socket(set, &bound, info->ai_addrlen) == 0)
            continue;
        int reason = errno;
        format_endpoint(&bound, endpoint);
        status = complain(endpoint, reason, error, size);
    }
    freeaddrinfo(found);
    if (status != 0)
        close_behind(set, before);
    return status;
}

static int add_loopback_v4(struct listener_set *set, uint16_t port)
{
    union address address = {.v4 = {.sin_family = AF_INET,
                                    .sin_port = htons(port),
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}};

    return add_socket(set, &address, sizeof address.v4);
}

/* A machine without IPv6 is served without it. */
static int add_loopback_v6(struct listener_set *set, uint16_t port)
{
    union address address = {.v6 = {.sin6_family = AF_INET6,
                                    .sin6_port = htons(port),
                                    .sin6_addr = IN6ADDR_LOOPBACK_INIT}};

    if (add_socket(set, &address, sizeof address.v6) == 0)
        return 0;
    return errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL ? 0 : -1;
}

int listener_open_default(struct listener_set *set, uint16_t port, char *error, size_t size)
{
    size_t before = set->count;
    char endpoint[LISTENER_ENDPOINT_MAX];

    for (int attempt = 1;; attempt++) {
        if (add_loopback_v4(set, port) != 0) {
            int reason = errno;
            snprintf(endpoint, sizeof endpoint, "127.0.0.1:%u", (unsigned)port);
            return complain(endpoint, reason, error, size);
        }
        uint16_t same_port = bound_port(set->fds[set->count - 1]);
        if (add_loopback_v6(set, same_port) == 0)
            return 0;
        int reason = errno;
        close_behind(set, before);
        if (port == 0 && reason == EADDRINUSE && attempt < SAME_PORT_ATTEMPTS)
            continue;
        snprintf(endpoint, sizeof endpoint, "[::1]:%u", (unsigned)same_port);
        return complain(endpoint, reason, error, size);
    }
}

void listener_close(struct listener_set *set)
{
    close_behind(set, 0);
}

int listener_accept(int fd, struct listener_peer *peer)
{
    union address address = {.generic.sa_family = AF_INET};
    socklen_t size = sizeof address;
    char host[INET6_ADDRSTRLEN] = "?";

    int accepted = accept4(fd, &address.generic, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0)
        return -1;
    format_host(&address, host, sizeof host);
    snprintf(peer->address, sizeof peer->address, "%s%s",
             address.generic.sa_family == AF_INET6 ? "IPv6:" : "", host);
    format_endpoint(&address, peer->endpoint);
    return accepted;
}
