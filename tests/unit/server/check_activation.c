/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_activation.c - which descriptors of a service manager become listeners.
 *
 * Each case runs in a process of its own, since it puts its descriptors where others may be open.
 */
#include <config.h>

#include "server/net/activation.h"

#include <arpa/inet.h>
#include <check.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/check_main.h"

#define DESCRIPTORS 3
#define TEXT_MAX    1024

enum descriptor {
    NOTHING,
    LISTENING, /* on a free port of 127.0.0.1 */
    BOUND,     /* there too, but not listening */
    DATAGRAM,  /* of UDP */
    LOCAL,     /* a listening socket of AF_UNIX */
    PIPE,
};

#define OWN_PID "own"

static const struct test_case {
    const char *name;
    const char *pid, *count; /* of the environment; NULL: unset */
    enum descriptor descriptors[DESCRIPTORS];
    const char *said; /* by describe() */
} cases[] = {
    {"no environment", NULL, NULL, {LISTENING}, "0:"},
    {"no process", NULL, "1", {LISTENING}, "0:"},
    {"another process", "1", "1", {LISTENING}, "0:"},
    {"no number", OWN_PID, NULL, {LISTENING}, "0:"},
    {"none", OWN_PID, "0", {LISTENING}, "0:"},
    {"one", OWN_PID, "1", {LISTENING}, "0: 3"},
    {"one of two", OWN_PID, "1", {LISTENING, LISTENING}, "0: 3"},
    {"three", OWN_PID, "3", {LISTENING, LISTENING, LISTENING}, "0: 3 4 5"},
    {"not a number", OWN_PID, "x", {LISTENING}, "-1: LISTEN_FDS is 'x', not a number of sockets"},
    {"negative", OWN_PID, "-1", {LISTENING}, "-1: LISTEN_FDS is '-1', not a number of sockets"},
    {"empty", OWN_PID, "", {LISTENING}, "-1: LISTEN_FDS is '', not a number of sockets"},
    {"too many", OWN_PID, "65", {LISTENING}, "-1: LISTEN_FDS is '65', not a number of sockets"},
    {"not listening", OWN_PID, "1", {BOUND}, "-1: descriptor 3 of the service manager is not"},
    {"UDP", OWN_PID, "1", {DATAGRAM}, "-1: descriptor 3 of the service manager is not"},
    {"AF_UNIX", OWN_PID, "1", {LOCAL}, "-1: descriptor 3 of the service manager is not"},
    {"a pipe", OWN_PID, "1", {PIPE}, "-1: descriptor 3 of the service manager is not"},
    {"not open", OWN_PID, "1", {NOTHING}, "-1: descriptor 3 of the service manager is not"},
    {"the last is bad",
     OWN_PID,
     "3",
     {LISTENING, LISTENING, BOUND},
     "-1: descriptor 5 of the service manager is not a listening TCP socket; its socket unit needs "
     "ListenStream= with a port, and Accept=no"},
};

static int open_socket(int domain, int type, bool listens)
{
    const struct sockaddr_in loopback = {.sin_family = AF_INET,
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct sockaddr_un unnamed = {.sun_family = AF_UNIX};
    int fd = socket(domain, type, 0);

    /* An AF_UNIX socket gets a name of the kernel's choice. */
    int status = domain == AF_UNIX
                     ? bind(fd, (const struct sockaddr *)&unnamed, sizeof unnamed.sun_family)
                     : bind(fd, (const struct sockaddr *)&loopback, sizeof loopback);
    return status == 0 && (!listens || listen(fd, 1) == 0) ? fd : -1;
}

static int open_descriptor(enum descriptor descriptor)
{
    int ends[2];

    switch (descriptor) {
    case NOTHING:
        break;
    case LISTENING:
        return open_socket(AF_INET, SOCK_STREAM, true);
    case BOUND:
        return open_socket(AF_INET, SOCK_STREAM, false);
    case DATAGRAM:
        return open_socket(AF_INET, SOCK_DGRAM, false);
    case LOCAL:
        return open_socket(AF_UNIX, SOCK_STREAM, true);
    case PIPE:
        return pipe(ends) == 0 ? ends[0] : -1;
    }
    return -1;
}

static void put_descriptors(const struct test_case *row)
{
    for (int i = 0; i < DESCRIPTORS; i++) {
        int fd = open_descriptor(row->descriptors[i]);
        if (fd == ACTIVATION_FIRST_FD + i)
            continue;
        close(ACTIVATION_FIRST_FD + i);
        if (fd >= 0)
            dup2(fd, ACTIVATION_FIRST_FD + i);
    }
}

static void set_environment(const struct test_case *row)
{
    char own[24];

    snprintf(own, sizeof own, "%lld", (long long)getpid());
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    setenv("LISTEN_FDNAMES", "smtp", 1);
    if (row->pid != NULL)
        setenv("LISTEN_PID", strcmp(row->pid, OWN_PID) == 0 ? own : row->pid, 1);
    if (row->count != NULL)
        setenv("LISTEN_FDS", row->count, 1);
}

static bool is_prepared(const struct listener *listener)
{
    int on = 0;
    socklen_t size = sizeof on;

    return listener->kind == LISTENER_SMTP && fcntl(listener->fd, F_GETFD) == FD_CLOEXEC &&
           (fcntl(listener->fd, F_GETFL) & O_NONBLOCK) != 0 &&
           getsockopt(listener->fd, IPPROTO_TCP, TCP_NODELAY, &on, &size) == 0 && on != 0;
}

/* Prints the status, the listeners, what is wrong with each, and the error. */
static void describe(int status, const struct listener_set *set, const char *error, int out)
{
    dprintf(out, "%d:", status);
    for (size_t i = 0; i < set->count; i++)
        dprintf(out, " %d%s", set->all[i].fd, is_prepared(&set->all[i]) ? "" : " (not prepared)");
    if (getenv("LISTEN_PID") != NULL || getenv("LISTEN_FDS") != NULL ||
        getenv("LISTEN_FDNAMES") != NULL)
        dprintf(out, " (environment kept)");
    if (status != 0)
        dprintf(out, " %s", error);
}

static _Noreturn void play(const struct test_case *row, int channel)
{
    struct listener_set set = {.count = 0};
    char error[512] = "";
    int out = fcntl(channel, F_DUPFD, 50);

    set_environment(row);
    put_descriptors(row);
    int status = activation_take(&set, error, sizeof error);
    describe(status, &set, error, out);
    _exit(0);
}

START_TEST(takes_what_was_passed)
{
    char said[TEXT_MAX] = "";
    int ends[2], status;
    size_t length = 0;
    ssize_t got;

    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0)
        play(&cases[_i], ends[1]);
    close(ends[1]);
    while ((got = read(ends[0], said + length, sizeof said - 1 - length)) > 0)
        length += (size_t)got;
    close(ends[0]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(status == 0, "%s: status %#x", cases[_i].name, (unsigned)status);
    /* Of an error only the beginning counts, of the rest everything. */
    bool is_right = cases[_i].said[0] == '-'
                        ? strncmp(said, cases[_i].said, strlen(cases[_i].said)) == 0
                        : strcmp(said, cases[_i].said) == 0;
    ck_assert_msg(is_right, "%s: \"%s\"", cases[_i].name, said);
}
END_TEST

/* Connects to PORT of 127.0.0.1. */
static int connect_to(in_port_t port)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

/* As the sockets of a manager may be, unlike those of listener.h.  Not tried where there is no
 * IPv6. */
START_TEST(shows_an_ipv4_client_of_an_ipv6_socket)
{
    static const unsigned char bytes[16] = {[10] = 0xFF, [11] = 0xFF, 127, 0, 0, 1};
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    socklen_t size = sizeof address;
    struct listener_peer peer;
    int fd = socket(AF_INET6, SOCK_STREAM, 0), off = 0;

    inet_pton(AF_INET6, "::ffff:127.0.0.1", &address.sin6_addr);
    if (fd < 0 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) != 0 ||
        bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return;
    }
    ck_assert_int_eq(listen(fd, 1), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    int client = connect_to(address.sin6_port);
    int accepted = listener_accept(fd, &peer);
    ck_assert_int_ge(accepted, 0);
    ck_assert_str_eq(peer.address, "127.0.0.1");
    ck_assert_int_eq(strncmp(peer.endpoint, "127.0.0.1:", 10), 0);
    ck_assert_mem_eq(peer.bytes, bytes, sizeof bytes);
    close(accepted);
    close(client);
    close(fd);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("activation");
    TCase *all = tcase_create("activation");

    tcase_add_loop_test(all, takes_what_was_passed, 0, CASES(cases));
    tcase_add_test(all, shows_an_ipv4_client_of_an_ipv6_socket);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
