/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secure_scene.h - a connection with TLS to a server of the test, on the loopback.
 *
 * Every name stands for 127.0.0.1: a machine need not know `localhost'.
 */
#ifndef TESTS_SUPPORT_SECURE_SCENE_H
#define TESTS_SUPPORT_SECURE_SCENE_H

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/monotonic.h"
#include "tests/support/credential.h"
#include "tests/support/folder.h"
#include "tui-client/net/link.h"

#define PATIENCE_MS 20000
#define DAY         86400L

struct scene {
    struct link link;
    struct trust *trust;
    struct buffer out;
    char port[16];
    int listener;
    struct transport peer; /* the server's end */
};

int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
                struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
        dlsym(RTLD_NEXT, "getaddrinfo");

    (void)host;
    return real("127.0.0.1", port, hints, found);
}

static struct credential root, unknown, good, stranger;

static inline void make_credentials(void)
{
    root = credential_new(&(struct credential_wish){"Root", NULL, -DAY, DAY, 0, NULL});
    unknown = credential_new(&(struct credential_wish){"Unknown Root", NULL, -DAY, DAY, 0, NULL});
    good = credential_new(
        &(struct credential_wish){"localhost", "DNS:localhost,IP:127.0.0.1", -DAY, DAY, 0, &root});
    stranger = credential_new(&(struct credential_wish){"localhost", "DNS:localhost,IP:127.0.0.1",
                                                        -DAY, DAY, 0, &unknown});
}

static inline void free_credentials(void)
{
    credential_free(&root);
    credential_free(&unknown);
    credential_free(&good);
    credential_free(&stranger);
}

static inline void begin(struct scene *scene, const char *host)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    struct folder folder = folder_new();
    char path[PATH_MAX + 16];

    signal(SIGPIPE, SIG_IGN);
    snprintf(path, sizeof path, "%s/root.pem", folder.path);
    credential_write(&root, path);
    scene->trust = trust_new(path);
    ck_assert_ptr_nonnull(scene->trust);
    folder_free(&folder);
    scene->listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(scene->listener, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(scene->listener, 5), 0);
    ck_assert_int_eq(getsockname(scene->listener, (struct sockaddr *)&address, &length), 0);
    snprintf(scene->port, sizeof scene->port, "%d", ntohs(address.sin_port));
    buffer_init(&scene->out, 1 << 20);
    link_init(&scene->link, host, scene->port, PATIENCE_MS);
    scene->link.trust = scene->trust;
    scene->peer.fd = -1;
}

static inline void finish(struct scene *scene)
{
    link_release(&scene->link);
    trust_free(scene->trust);
    buffer_release(&scene->out);
    if (scene->peer.fd >= 0)
        scene->peer.operations->close(&scene->peer);
    close(scene->listener);
}

/* Polls and steps until something happens; a server that shakes hands goes on meanwhile. */
static inline struct link_event next(struct scene *scene)
{
    int64_t end_ms = monotonic_ms() + PATIENCE_MS;

    for (;;) {
        struct link_wants wants = link_wants(&scene->link, buffer_size(&scene->out) > 0);
        struct pollfd polled = {.fd = wants.fd, .events = wants.events};
        struct link_event event;
        ck_assert_msg(monotonic_ms() < end_ms, "nothing happens");
        poll(&polled, 1, 10);
        if (scene->peer.fd >= 0 && tls_is_below(&scene->peer))
            (void)tls_shake_hands(&scene->peer);
        event = link_step(&scene->link, polled.revents, &scene->out, monotonic_ms());
        if (event.kind != LINK_NOTHING)
            return event;
    }
}

static inline void accept_peer(struct scene *scene)
{
    int fd = accept(scene->listener, NULL, NULL);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    scene->peer = transport_plain(fd);
}

/* Connects, up to the handshake, to a server with SSL (NULL: one that does not speak TLS). */
static inline void connect_securely(struct scene *scene, SSL *ssl)
{
    scene->link.begins_secure = true;
    link_open(&scene->link, monotonic_ms());
    while (scene->link.state != LINK_SECURING) {
        struct link_wants wants = link_wants(&scene->link, false);
        struct pollfd polled = {.fd = wants.fd, .events = wants.events};
        poll(&polled, 1, PATIENCE_MS);
        ck_assert_int_eq(link_step(&scene->link, polled.revents, &scene->out, monotonic_ms()).kind,
                         LINK_NOTHING);
    }
    accept_peer(scene);
    if (ssl != NULL)
        ck_assert_int_eq(tls_start(&scene->peer, ssl), 0);
}

static inline void expect_end(struct scene *scene, enum link_problem problem)
{
    struct link_event event = next(scene);

    ck_assert_int_eq(event.kind, LINK_ENDED);
    ck_assert_int_eq(event.problem, problem);
    ck_assert_int_eq(scene->link.state, LINK_CLOSED);
}

/* What the server reads within a moment. */
static inline size_t peer_reads(struct scene *scene, char *out)
{
    struct pollfd polled = {.fd = scene->peer.fd, .events = POLLIN};
    ssize_t count;

    poll(&polled, 1, 100);
    count = scene->peer.operations->read(&scene->peer, out, TLS_READ_MIN);
    return count > 0 ? (size_t)count : 0;
}

static inline void expect_talk(struct scene *scene)
{
    static char got[TLS_READ_MIN];
    struct link_event event;

    ck_assert_int_eq(scene->peer.operations->write(&scene->peer, "hello", 5), 5);
    buffer_append(&scene->out, "hi", 2);
    event = next(scene);
    ck_assert_int_eq(event.kind, LINK_RECEIVED);
    ck_assert(span_equal(event.bytes, span_of("hello")));
    ck_assert_uint_eq(peer_reads(scene, got), 2);
    ck_assert(memcmp(got, "hi", 2) == 0);
}

#endif
