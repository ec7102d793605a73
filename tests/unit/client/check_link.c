/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_link.c - the connection to a server, against servers of its own on the loopback.
 *
 * Situations that the loopback does not provide (a name with two addresses, a look-up that hangs, a
 * connection to itself) are simulated by wrapping getaddrinfo(3) and connect(2).
 */
#include <config.h>

#include "tui-client/net/link.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/monotonic.h"
#include "tests/support/check_main.h"

/* Maximum duration of any wait. */
#define PATIENCE_MS 20000

/* Names that only our getaddrinfo() resolves. */
#define ONE_ADDRESS   "one.invalid" /* 127.0.0.1 */
#define TWO_ADDRESSES "two.invalid"
#define SLOW          "slow.invalid"
#define NOBODY        "nosuch.invalid"

static const char *first_address; /* of TWO_ADDRESSES; the second is 127.0.0.1 */
static sem_t gate;                /* the look-up of SLOW waits for it */
static atomic_int signals_let_in; /* the loop's signals that the look-up thread does not block */
static bool connect_from_target;  /* bind to the target address first */

int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
                struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
        dlsym(RTLD_NEXT, "getaddrinfo");
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};
    sigset_t mask;
    int error;

    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        signals_let_in += !sigismember(&mask, numbers[i]);
    if (strcmp(host, SLOW) == 0) {
        sem_wait(&gate);
        return real("127.0.0.1", port, hints, found);
    }
    if (strcmp(host, NOBODY) == 0)
        return EAI_NONAME;
    if (strcmp(host, TWO_ADDRESSES) != 0)
        return real(strcmp(host, ONE_ADDRESS) == 0 ? "127.0.0.1" : host, port, hints, found);
    error = real(first_address, port, hints, found);
    return error != 0 ? error : real("127.0.0.1", port, hints, &(*found)->ai_next);
}

int connect(int fd, const struct sockaddr *address, socklen_t size)
{
    int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");

    if (connect_from_target)
        ck_assert_int_eq(bind(fd, address, size), 0);
    return real(fd, address, size);
}

struct scene {
    struct link link;
    struct buffer out;
    char port[16];
    int listener; /* -1: none */
};

static void begin(struct scene *scene, const char *host, int64_t timeout_ms)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    scene->listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_ge(scene->listener, 0);
    ck_assert_int_eq(bind(scene->listener, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(scene->listener, 5), 0);
    ck_assert_int_eq(getsockname(scene->listener, (struct sockaddr *)&address, &length), 0);
    snprintf(scene->port, sizeof scene->port, "%d", ntohs(address.sin_port));
    buffer_init(&scene->out, 1 << 20);
    link_init(&scene->link, host, scene->port, timeout_ms);
}

static void finish(struct scene *scene)
{
    link_release(&scene->link);
    buffer_release(&scene->out);
    if (scene->listener >= 0)
        close(scene->listener);
}

/* Polls and steps until something happens. */
static struct link_event next(struct scene *scene)
{
    int64_t end_ms = monotonic_ms() + PATIENCE_MS;

    for (;;) {
        struct link_wants wants = link_wants(&scene->link, buffer_size(&scene->out) > 0);
        struct pollfd polled = {.fd = wants.fd, .events = wants.events};
        ck_assert_msg(monotonic_ms() < end_ms, "nothing happens");
        poll(&polled, 1, 10);
        struct link_event event =
            link_step(&scene->link, polled.revents, &scene->out, monotonic_ms());
        if (event.kind != LINK_NOTHING)
            return event;
    }
}

static int connect_to(struct scene *scene)
{
    link_open(&scene->link, monotonic_ms());
    ck_assert_int_eq(next(scene).kind, LINK_OPENED);
    return accept(scene->listener, NULL, NULL);
}

static void expect_end(struct scene *scene, enum link_problem problem)
{
    struct link_event event = next(scene);

    ck_assert_int_eq(event.kind, LINK_ENDED);
    ck_assert_int_eq(event.problem, problem);
    ck_assert_int_eq(scene->link.state, LINK_CLOSED);
    ck_assert_int_eq(link_wants(&scene->link, true).fd, -1);
}

START_TEST(bytes_go_both_ways)
{
    struct scene scene;
    char got[8] = "";
    struct link_event event;
    int peer;

    begin(&scene, _i == 0 ? "127.0.0.1" : ONE_ADDRESS, PATIENCE_MS);
    peer = connect_to(&scene);
    ck_assert_int_eq(write(peer, "hello", 5), 5);
    buffer_append(&scene.out, "hi", 2);
    event = next(&scene);
    ck_assert_int_eq(event.kind, LINK_RECEIVED);
    ck_assert(span_equal(event.bytes, span_of("hello")));
    ck_assert_uint_eq(buffer_size(&scene.out), 0);
    ck_assert_int_eq(read(peer, got, sizeof got), 2);
    ck_assert_str_eq(got, "hi");
    close(peer);
    expect_end(&scene, LINK_PROBLEM_CLOSED_BY_SERVER);
    finish(&scene);
}
END_TEST

START_TEST(all_that_was_said_comes_before_the_end)
{
    /* Within the first TCP window: data still in the server's kernel is lost with the process. */
    static char data[3 * LINK_READ_MAX];
    struct scene scene;
    struct link_event event;
    size_t total = 0;
    int peer;

    begin(&scene, "127.0.0.1", PATIENCE_MS);
    peer = connect_to(&scene);
    ck_assert_int_eq(write(peer, data, sizeof data), sizeof data);
    close(peer);
    /* Output that cannot be sent must not hide it. */
    buffer_append(&scene.out, "late", 4);
    while ((event = next(&scene)).kind == LINK_RECEIVED)
        total += event.bytes.size;
    ck_assert_uint_eq(total, sizeof data);
    ck_assert_int_eq(event.kind, LINK_ENDED);
    finish(&scene);
}
END_TEST

START_TEST(bytes_come_one_by_one)
{
    static const char reply[] = "220 hi\r\n";
    struct scene scene;
    int peer;

    begin(&scene, "127.0.0.1", PATIENCE_MS);
    peer = connect_to(&scene);
    for (const char *byte = reply; *byte != '\0'; byte++) {
        struct link_event event;
        ck_assert_int_eq(write(peer, byte, 1), 1);
        event = next(&scene);
        ck_assert_int_eq(event.kind, LINK_RECEIVED);
        ck_assert(span_equal(event.bytes, (struct span){byte, 1}));
    }
    close(peer);
    expect_end(&scene, LINK_PROBLEM_CLOSED_BY_SERVER);
    finish(&scene);
}
END_TEST

/* With pending output the write gets the error of the reset, and the read sees an orderly close. */
START_TEST(a_reset_is_a_loss)
{
    struct linger hard = {.l_onoff = 1};
    struct scene scene;
    int peer;

    begin(&scene, "127.0.0.1", PATIENCE_MS);
    peer = connect_to(&scene);
    if (_i > 0)
        buffer_append(&scene.out, "late", 4);
    setsockopt(peer, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(peer);
    expect_end(&scene, LINK_PROBLEM_LOST);
    finish(&scene);
}
END_TEST

/* Closing with bytes unread is a reset too. */
START_TEST(the_server_goes_before_all_is_sent)
{
    static char data[1 << 20];
    struct scene scene;
    int peer;

    begin(&scene, "127.0.0.1", PATIENCE_MS);
    peer = connect_to(&scene);
    do {
        if (buffer_size(&scene.out) == 0)
            buffer_append(&scene.out, data, sizeof data);
        link_step(&scene.link, POLLOUT, &scene.out, monotonic_ms());
    } while (buffer_size(&scene.out) == 0);
    close(peer);
    expect_end(&scene, LINK_PROBLEM_LOST);
    ck_assert(scene.link.error_number == ECONNRESET && buffer_size(&scene.out) == 0);
    finish(&scene);
}
END_TEST

/* Refused later, refused at once. */
static const char *const bad_addresses[] = {"127.0.0.2", "255.255.255.255"};

START_TEST(the_second_address_is_tried)
{
    struct scene scene;

    begin(&scene, TWO_ADDRESSES, PATIENCE_MS);
    first_address = bad_addresses[_i];
    ck_assert_msg(close(connect_to(&scene)) == 0, "%s", first_address);
    finish(&scene);
}
END_TEST

/* The last one is a self-connection of a socket, which TCP allows. */
static const struct {
    const char *host;
    bool from_target;
} vacant[] = {
    {"127.0.0.1", false}, {ONE_ADDRESS, false}, {TWO_ADDRESSES, false}, {"127.0.0.1", true}};

START_TEST(nobody_listens)
{
    struct scene scene;

    begin(&scene, vacant[_i].host, PATIENCE_MS);
    first_address = bad_addresses[0];
    connect_from_target = vacant[_i].from_target;
    close(scene.listener);
    scene.listener = -1;
    link_open(&scene.link, monotonic_ms());
    expect_end(&scene, LINK_PROBLEM_REFUSED);
    ck_assert_int_eq(scene.link.error_number, ECONNREFUSED);
    connect_from_target = false;
    finish(&scene);
}
END_TEST

START_TEST(a_name_that_nobody_has)
{
    struct scene scene;

    begin(&scene, NOBODY, PATIENCE_MS);
    link_open(&scene.link, monotonic_ms());
    expect_end(&scene, LINK_PROBLEM_UNKNOWN_HOST);
    ck_assert_int_eq(scene.link.resolve_error, EAI_NONAME);
    finish(&scene);
}
END_TEST

START_TEST(looking_up_has_a_deadline)
{
    struct scene scene;
    struct link_event event;

    begin(&scene, NOBODY, 100);
    link_open(&scene.link, 1000);
    ck_assert_int_eq(link_wants(&scene.link, false).deadline_ms, 1100);
    ck_assert_int_eq(link_step(&scene.link, 0, &scene.out, 1099).kind, LINK_NOTHING);
    event = link_step(&scene.link, 0, &scene.out, 1100);
    ck_assert_int_eq(event.problem, LINK_PROBLEM_CONNECT_TIMEOUT);
    finish(&scene);
}
END_TEST

/* A listener with a full queue does not answer. */
START_TEST(connecting_has_a_deadline)
{
    struct scene scene;
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    int waiting[4];

    begin(&scene, "127.0.0.1", 300);
    ck_assert_int_eq(listen(scene.listener, 0), 0);
    getsockname(scene.listener, (struct sockaddr *)&address, &length);
    for (int i = 0; i < 4; i++) {
        waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)!connect(waiting[i], (struct sockaddr *)&address, sizeof address);
    }
    link_open(&scene.link, monotonic_ms());
    expect_end(&scene, LINK_PROBLEM_CONNECT_TIMEOUT);
    for (int i = 0; i < 4; i++)
        close(waiting[i]);
    finish(&scene);
}
END_TEST

/* Cancelled by closing, by opening again, by the deadline.  The thread closes its end of the pipe
 * last, so a copy of the other end shows when the thread has ended. */
START_TEST(a_look_up_that_hangs_is_left_behind)
{
    struct scene scene;
    struct pollfd thread = {.events = POLLIN};

    sem_init(&gate, 0, 0);
    begin(&scene, SLOW, _i == 2 ? 0 : PATIENCE_MS);
    link_open(&scene.link, monotonic_ms());
    thread.fd = dup(link_wants(&scene.link, false).fd);
    if (_i == 1) {
        scene.link.host = "127.0.0.1";
        close(connect_to(&scene));
    }
    if (_i == 2)
        expect_end(&scene, LINK_PROBLEM_CONNECT_TIMEOUT);
    link_close(&scene.link);
    ck_assert_int_eq(scene.link.state, LINK_CLOSED);
    ck_assert_int_eq(poll(&thread, 1, 0), 0);
    sem_post(&gate);
    ck_assert_int_eq(poll(&thread, 1, PATIENCE_MS), 1);
    ck_assert_int_eq(signals_let_in, 0);
    close(thread.fd);
    finish(&scene);
}
END_TEST

START_TEST(the_next_connection_is_a_new_one)
{
    struct scene scene;
    int first, second;
    char byte;

    begin(&scene, "127.0.0.1", PATIENCE_MS);
    first = connect_to(&scene);
    second = connect_to(&scene);
    ck_assert_int_eq(read(first, &byte, 1), 0);
    ck_assert_int_eq(write(second, "x", 1), 1);
    ck_assert_int_eq(next(&scene).kind, LINK_RECEIVED);
    close(first);
    close(second);
    finish(&scene);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("link");
    TCase *all = tcase_create("link");

    tcase_add_loop_test(all, bytes_go_both_ways, 0, 2);
    tcase_add_test(all, all_that_was_said_comes_before_the_end);
    tcase_add_test(all, bytes_come_one_by_one);
    tcase_add_loop_test(all, a_reset_is_a_loss, 0, 2);
    tcase_add_test(all, the_server_goes_before_all_is_sent);
    tcase_add_loop_test(all, the_second_address_is_tried, 0, 2);
    tcase_add_loop_test(all, nobody_listens, 0, CASES(vacant));
    tcase_add_test(all, a_name_that_nobody_has);
    tcase_add_test(all, looking_up_has_a_deadline);
    tcase_add_test(all, connecting_has_a_deadline);
    tcase_add_loop_test(all, a_look_up_that_hangs_is_left_behind, 0, 3);
    tcase_add_test(all, the_next_connection_is_a_new_one);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
