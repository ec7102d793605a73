/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_link_lacking.c - what prevents a connection on this side, and look-ups that fail: nothing
 * is said of the server then, and the remedy is for what was read; and what lacks where nobody
 * listens. */
#include <config.h>

#include "tui-client/net/link.h"

#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "common/monotonic.h"
#include "tests/support/check_main.h"
#include "tui-client/client/words.h"

#define PATIENCE_MS 20000

/* More than an address space has. */
#define HUGE_STACK ((size_t)1 << 62)

static int look_up_error, look_up_errno, socket_errno; /* 0: none */

int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
                struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
        dlsym(RTLD_NEXT, "getaddrinfo");

    errno = look_up_errno;
    return look_up_error != 0 ? look_up_error : real(host, port, hints, found);
}

int socket(int family, int kind, int protocol)
{
    int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");

    errno = socket_errno;
    return socket_errno != 0 ? -1 : real(family, kind, protocol);
}

static void lack_threads(void)
{
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    ck_assert_int_eq(pthread_attr_setstacksize(&attributes, HUGE_STACK), 0);
    ck_assert_int_eq(pthread_setattr_default_np(&attributes), 0);
    pthread_attr_destroy(&attributes);
}

static void limit_descriptors(bool lacks)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = lacks ? 0 : limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void lack_descriptors(void)
{
    limit_descriptors(true);
}

static const struct {
    const char *name;
    void (*lack)(void);
    int look_up_error, look_up_errno, socket_errno;
    enum link_problem problem;
    const char *words;
} cases[] = {
    {"no thread", lack_threads, 0, 0, 0, LINK_PROBLEM_NO_THREAD,
     "h.test:25: not tried: this program could not start the thread that looks up the host.  Raise "
     "the limit of processes (ulimit -u), or free some memory. (Resource temporarily unavailable)"},
    {"no descriptor for the thread", lack_descriptors, 0, 0, 0, LINK_PROBLEM_NO_DESCRIPTOR,
     "h.test:25: not tried: this program cannot open another connection or file.  Raise the limit "
     "of open files (ulimit -n), or end other programs. (Too many open files)"},
    {"no descriptor for the look-up", NULL, EAI_SYSTEM, ENFILE, 0, LINK_PROBLEM_NO_DESCRIPTOR,
     NULL},
    {"no descriptor for the connection", NULL, 0, 0, EMFILE, LINK_PROBLEM_NO_DESCRIPTOR, NULL},
    {"no memory for the look-up", NULL, EAI_MEMORY, 0, 0, LINK_PROBLEM_SYSTEM,
     "h.test:25: the connection failed. (Cannot allocate memory)"},
    {"no name server", NULL, EAI_AGAIN, 0, 0, LINK_PROBLEM_NO_LOOKUP,
     "h.test:25: the name could not be looked up.  Check the network and its name server, or use "
     "an address. (Temporary failure in name resolution)"},
    {"a name server that fails", NULL, EAI_FAIL, 0, 0, LINK_PROBLEM_NO_LOOKUP, NULL},
    {"no such name", NULL, EAI_NONAME, 0, 0, LINK_PROBLEM_UNKNOWN_HOST,
     "h.test:25: host not found.  Check its name. (Name or service not known)"},
    {"no address", NULL, EAI_NODATA, 0, 0, LINK_PROBLEM_UNKNOWN_HOST, NULL},
    {"another error", NULL, EAI_SYSTEM, EIO, 0, LINK_PROBLEM_SYSTEM,
     "h.test:25: the connection failed. (Input/output error)"},
};

START_TEST(what_is_lacking)
{
    struct link link;
    struct buffer out;
    struct link_event event = {.kind = LINK_NOTHING};
    char text[WORDS_MAX];

    look_up_error = cases[_i].look_up_error;
    look_up_errno = cases[_i].look_up_errno;
    socket_errno = cases[_i].socket_errno;
    link_init(&link, socket_errno != 0 ? "127.0.0.1" : "h.test", "25", PATIENCE_MS);
    buffer_init(&out, 1);
    if (cases[_i].lack != NULL)
        cases[_i].lack();
    link_open(&link, monotonic_ms());
    while (event.kind == LINK_NOTHING) {
        struct link_wants wants = link_wants(&link, false);
        struct pollfd fd = {.fd = wants.fd, .events = wants.events};
        if (fd.fd >= 0)
            ck_assert_int_eq(poll(&fd, 1, PATIENCE_MS), 1);
        event = link_step(&link, fd.revents, &out, monotonic_ms());
    }
    ck_assert_int_eq(event.kind, LINK_ENDED);
    ck_assert_msg(event.problem == cases[_i].problem, "%s: problem %d", cases[_i].name,
                  (int)event.problem);
    words_link_problem(&link, event.problem, false, text, sizeof text);
    if (cases[_i].words != NULL)
        ck_assert_str_eq(text, cases[_i].words);
    link_release(&link);
    buffer_release(&out);
    limit_descriptors(false); /* the leak checker needs some */
}
END_TEST

/* Columns of a row of the explanation on a terminal of 80: a command in it is not broken. */
#define ROW_MAX 76

static const struct {
    const char *host, *port;
    bool begins_secure, requires_tls;
    const char *problem, *start; /* parts of the texts */
} refused[] = {
    {"127.0.0.1", "49152", false, false, "Start one (smtpd-proto users.txt), or",
     ":\nsmtpd-proto users.txt"},
    {"LocalHost", "2525", false, false, "Start one, or", ":\nsmtpd-proto --port=2525 users.txt"},
    {"127.0.0.1", "587", false, true, "Start one, or",
     ":\nsmtpd-proto --dialect=rfc5321 --tls=tls.pem --port=587 users.txt\nA port below 1024"},
    {"127.0.0.1", "49152", true, false, "Start one, or",
     ":\nsmtpd-proto --tls=tls.pem --listen=tls:127.0.0.1:49152 users.txt"},
    {"::1", "2465", true, true, "Start one, or",
     ":\nsmtpd-proto --tls=tls.pem '--listen=tls:[::1]:2465' users.txt"},
    {"mail.test", "49152", false, false, "Start one, or", "on that host"},
    {"mail.test", "465", true, true, "Start one, or", "on that host"},
};

START_TEST(where_nobody_listens_a_server_is_started)
{
    struct link link;
    char text[WORDS_MAX];

    link_init(&link, refused[_i].host, refused[_i].port, PATIENCE_MS);
    link.begins_secure = refused[_i].begins_secure;
    words_link_problem(&link, LINK_PROBLEM_REFUSED, false, text, sizeof text);
    ck_assert_msg(strstr(text, refused[_i].problem) != NULL, "%s", text);
    words_start(&link, refused[_i].requires_tls, text, sizeof text);
    ck_assert_msg(strstr(text, refused[_i].start) != NULL, "%s", text);
    for (char *row = strtok(text, "\n"); row != NULL; row = strtok(NULL, "\n"))
        ck_assert_msg(strncmp(row, "smtpd", 5) != 0 || strlen(row) <= ROW_MAX, "%s", row);
    link_release(&link);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("link, lacking");
    TCase *all = tcase_create("lacking");

    tcase_add_loop_test(all, what_is_lacking, 0, CASES(cases));
    tcase_add_loop_test(all, where_nobody_listens_a_server_is_started, 0, CASES(refused));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
