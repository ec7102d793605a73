/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_listener.c - names that stand for several addresses, some of which cannot be listened on.
 *
 * What a name stands for, and what bind(2) says of it, is given by the table: both are replaced.
 */
#include <config.h>

#include "server/net/listener.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/support/check_main.h"

#define ADDRESSES 3
#define EVER      1000

#define HERE(address)                                                                              \
    {                                                                                              \
        address, 0, 0                                                                              \
    }

/* An address of the name, and how often bind() fails with which error. */
struct answer {
    const char *address; /* NULL behind the last */
    int error, times;
};

static const struct test_case {
    const char *name;
    struct answer answers[ADDRESSES + 1];
    uint16_t port;
    int status;
    size_t count, absence_count;
    const char *error; /* part of what is said */
} cases[] = {
    {"one address", {HERE("127.0.0.1")}, 0, 0, 1, 0, ""},
    {"several", {HERE("127.0.0.1"), HERE("127.0.0.2"), HERE("127.0.0.3")}, 0, 0, 3, 0, ""},
    {"one twice", {HERE("127.0.0.1"), HERE("127.0.0.2"), HERE("127.0.0.1")}, 0, 0, 2, 0, ""},
    {"the first is absent",
     {{"127.0.0.1", EADDRNOTAVAIL, EVER}, HERE("127.0.0.2")},
     0,
     0,
     1,
     1,
     ""},
    {"the last is absent", {HERE("127.0.0.1"), {"127.0.0.2", EADDRNOTAVAIL, EVER}}, 0, 0, 1, 1, ""},
    {"the family is absent", {{"::1", EAFNOSUPPORT, EVER}, HERE("127.0.0.2")}, 0, 0, 1, 1, ""},
    {"only one is there",
     {{"::1", EAFNOSUPPORT, EVER}, HERE("127.0.0.1"), {"127.0.0.2", EADDRNOTAVAIL, EVER}},
     0,
     0,
     1,
     2,
     ""},
    {"none is there",
     {{"::1", EAFNOSUPPORT, EVER}, {"127.0.0.1", EADDRNOTAVAIL, EVER}},
     2525,
     -1,
     0,
     0,
     "cannot listen on 127.0.0.1:2525: Cannot assign requested address; choose an address of this "
     "machine with --listen"},
    {"one number, not there",
     {{"127.0.0.1", EADDRNOTAVAIL, EVER}},
     2525,
     -1,
     0,
     0,
     "127.0.0.1:2525: Cannot assign"},
    {"the port is taken at the first",
     {{"127.0.0.1", EADDRINUSE, EVER}, HERE("127.0.0.2")},
     2525,
     -1,
     0,
     0,
     "127.0.0.1:2525: Address already in use; stop the other program"},
    {"the port is taken at the last, another address is absent",
     {{"127.0.0.1", EADDRNOTAVAIL, EVER}, {"127.0.0.2", EADDRINUSE, EVER}},
     2525,
     -1,
     0,
     0,
     "127.0.0.2:2525: Address already in use"},
    {"a free port is not free elsewhere, another is",
     {HERE("127.0.0.1"), {"127.0.0.2", EADDRINUSE, 5}, {"::1", EAFNOSUPPORT, EVER}},
     0,
     0,
     2,
     1,
     ""},
    {"no free port is free elsewhere",
     {HERE("127.0.0.1"), {"127.0.0.2", EADDRINUSE, EVER}},
     0,
     -1,
     0,
     0,
     "Address already in use"},
    {"a port that one may not have",
     {{"::1", EAFNOSUPPORT, EVER}, {"127.0.0.2", EACCES, EVER}},
     25,
     -1,
     0,
     0,
     "127.0.0.2:25: Permission denied; choose port 1024 or above"},
};

static const struct test_case *test; /* that runs */
static int failures[ADDRESSES];      /* of each address so far */

/* A socket's address with its entry of a list. */
struct entry {
    struct addrinfo info;
    union {
        struct sockaddr generic;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
};

static void fill(struct entry *entry, const char *text, in_port_t port)
{
    entry->info.ai_addr = &entry->address.generic;
    if (strchr(text, ':') != NULL) {
        entry->info.ai_addrlen = sizeof entry->address.v6;
        entry->address.v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = port};
        inet_pton(AF_INET6, text, &entry->address.v6.sin6_addr);
    } else {
        entry->info.ai_addrlen = sizeof entry->address.v4;
        entry->address.v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = port};
        inet_pton(AF_INET, text, &entry->address.v4.sin_addr);
    }
    entry->info.ai_family = entry->address.generic.sa_family;
}

int getaddrinfo(const char *restrict host, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict list)
{
    static struct entry entries[ADDRESSES];

    (void)host;
    (void)hints;
    *list = &entries[0].info;
    for (size_t i = 0; test->answers[i].address != NULL; i++) {
        fill(&entries[i], test->answers[i].address, htons((uint16_t)atoi(service)));
        entries[i].info.ai_next =
            test->answers[i + 1].address != NULL ? &entries[i + 1].info : NULL;
    }
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    (void)list;
}

int bind(int fd, __CONST_SOCKADDR_ARG address, socklen_t size)
{
    const struct sockaddr *wanted = address.__sockaddr__;

    for (size_t i = 0; test->answers[i].address != NULL; i++) {
        struct entry entry;
        in_port_t port = wanted->sa_family == AF_INET6 ? address.__sockaddr_in6__->sin6_port
                                                       : address.__sockaddr_in__->sin_port;
        fill(&entry, test->answers[i].address, port);
        if (entry.info.ai_addrlen != size || memcmp(&entry.address, wanted, size) != 0 ||
            failures[i] == test->answers[i].times)
            continue;
        failures[i]++;
        errno = test->answers[i].error;
        return -1;
    }
    return (int)syscall(SYS_bind, fd, wanted, size);
}

static void check_ports(const struct listener_set *set)
{
    for (size_t i = 1; i < set->count; i++) {
        char endpoint[LISTENER_ENDPOINT_MAX], first[LISTENER_ENDPOINT_MAX];
        listener_endpoint(set->all[0].fd, first);
        listener_endpoint(set->all[i].fd, endpoint);
        ck_assert_msg(strcmp(strrchr(first, ':'), strrchr(endpoint, ':')) == 0, "%s: %s and %s",
                      test->name, first, endpoint);
    }
}

static void check_absences(const struct listener_set *set, const char *host)
{
    size_t told = 0;

    for (size_t i = 0; test->status == 0 && test->answers[i].address != NULL; i++) {
        if (test->answers[i].times != EVER)
            continue;
        const struct listener_failure *absence = &set->absences[told++];
        ck_assert_msg(absence->error == test->answers[i].error && absence->host == host &&
                          strstr(absence->endpoint, test->answers[i].address) != NULL,
                      "%s: %s", test->name, absence->endpoint);
    }
    ck_assert_msg(set->absence_count == test->absence_count, "%s: %zu absences", test->name,
                  set->absence_count);
}

START_TEST(a_name)
{
    struct listener_set set = {.count = 0};
    struct listener_address address = {.host = "name", .port = cases[_i].port};
    int unused = dup(STDERR_FILENO);
    char error[512] = "";

    close(unused);
    test = &cases[_i];
    ck_assert_msg(listener_open(&set, &address, error, sizeof error) == test->status, "%s: %s",
                  test->name, error);
    ck_assert_msg(set.count == test->count, "%s: %zu sockets", test->name, set.count);
    ck_assert_msg(strstr(error, test->error) != NULL, "%s: '%s'", test->name, error);
    check_absences(&set, address.host);
    check_ports(&set);
    listener_close(&set);
    ck_assert_msg(dup(STDERR_FILENO) == unused, "%s: a descriptor stays open", test->name);
    close(unused);
}
END_TEST

/* A name that fails leaves alone what another one opened; its sockets are of the kind asked for. */
START_TEST(two_names)
{
    static const struct test_case good = {
        .answers = {HERE("127.0.0.1"), {"::1", EAFNOSUPPORT, EVER}}};
    static const struct test_case bad = {
        .answers = {HERE("127.0.0.2"), {"::1", EAFNOSUPPORT, EVER}, {"127.0.0.3", EACCES, EVER}}};
    struct listener_set set = {.count = 0};
    static const enum listener_kind another = LISTENER_KINDS;
    const struct listener_address address = {.kind = another, .host = "name"};
    char error[512];

    test = &good;
    ck_assert_int_eq(listener_open(&set, &address, error, sizeof error), 0);
    test = &bad;
    ck_assert_int_eq(listener_open(&set, &address, error, sizeof error), -1);
    ck_assert_uint_eq(set.count, 1);
    ck_assert(set.all[0].kind == another);
    ck_assert_uint_eq(set.absence_count, 1);
    listener_close(&set);
}
END_TEST

/* Not tried where there are no sockets of IPv6: they would fail before bind(). */
static const struct {
    const char *name;
    struct answer answers[3];
    int status;
    size_t count;
} defaults[] = {
    {"no IPv6", {HERE("127.0.0.1"), {"::1", EAFNOSUPPORT, EVER}}, 0, 1},
    {"no IPv4", {{"127.0.0.1", EADDRNOTAVAIL, EVER}, {"::1", EADDRINUSE, EVER}}, -1, 0},
    {"neither", {{"127.0.0.1", EADDRNOTAVAIL, EVER}, {"::1", EAFNOSUPPORT, EVER}}, -1, 0},
    {"IPv6 in use", {HERE("127.0.0.1"), {"::1", EADDRINUSE, EVER}}, -1, 0},
};

START_TEST(the_default)
{
    struct test_case row = {.name = defaults[_i].name};
    struct listener_set set = {.count = 0};
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    char error[512];

    if (fd < 0)
        return;
    close(fd);
    memcpy(row.answers, defaults[_i].answers, sizeof defaults[_i].answers);
    test = &row;
    ck_assert_msg(listener_open_default(&set, 0, error, sizeof error) == defaults[_i].status,
                  "%s: %s", row.name, error);
    ck_assert_msg(set.count == defaults[_i].count, "%s: %zu sockets", row.name, set.count);
    ck_assert_msg(set.absence_count == 0, "%s: an absence is told", row.name);
    listener_close(&set);
}
END_TEST

/* Whom a socket at an address can be reached by. */
static const struct {
    const char *address;
    bool is_loopback;
} reaches[] = {
    {"127.0.0.1", true},  {"127.255.0.9", true},      {"126.255.255.255", false},
    {"128.0.0.0", false}, {"0.0.0.0", false},         {"::1", true},
    {"::", false},        {"::ffff:127.0.0.1", true}, {"::ffff:192.0.2.1", false},
};

/* Addresses of others can be bound, too. */
START_TEST(knows_the_loopback)
{
    static const int on = 1;
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    bool is_v4 = inet_pton(AF_INET, reaches[_i].address, &v4.sin_addr) == 1;
    int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (!is_v4)
        ck_assert_int_eq(inet_pton(AF_INET6, reaches[_i].address, &v6.sin6_addr), 1);
    (void)setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof on);
    long status =
        is_v4 ? syscall(SYS_bind, fd, &v4, sizeof v4) : syscall(SYS_bind, fd, &v6, sizeof v6);
    ck_assert_msg(status == 0 || !is_v4, "%s: %s", reaches[_i].address, strerror(errno));
    ck_assert_msg(status != 0 || listener_is_loopback(fd) == reaches[_i].is_loopback, "%s",
                  reaches[_i].address);
    close(fd);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("listener");
    TCase *names = tcase_create("names");

    tcase_add_loop_test(names, a_name, 0, CASES(cases));
    tcase_add_test(names, two_names);
    tcase_add_loop_test(names, the_default, 0, CASES(defaults));
    tcase_add_loop_test(names, knows_the_loopback, 0, CASES(reaches));
    suite_add_tcase(suite, names);
    return check_main(suite);
}
