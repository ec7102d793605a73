/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* clients.h - a set of clients whose events are all controlled by the test.
 *
 * Store and idle thread are fakes, and the test waits for the spool's thread, so runs are
 * deterministic.  The programs that use it wrap spool_submit() at link time.
 */
#ifndef TESTS_SUPPORT_CLIENTS_H
#define TESTS_SUPPORT_CLIENTS_H

#include "server/net/clients.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/deadline.h"
#include "server/base/wake.h"
#include "server/net/idle.h"
#include "server/net/wire.h"
#include "server/session/patience.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

#define PEERS      8
#define OTHERS     2
#define TIMEOUT_MS 10000

/* --- the store: keeps what it is given until the test lets it go --- */

static struct delivery_set *submitted[PEERS];
static size_t submitted_count;

void store_submit(struct store *store, struct delivery_set *set)
{
    (void)store;
    ck_assert_uint_lt(submitted_count, PEERS);
    submitted[submitted_count++] = set;
}

/* --- the spool: the real one, whose thread is waited for --- */

static unsigned spooling; /* bodies that it has */

void __real_spool_submit(struct spool *spool, struct spooled *body, void *owner);
void __wrap_spool_submit(struct spool *spool, struct spooled *body, void *owner);

void __wrap_spool_submit(struct spool *spool, struct spooled *body, void *owner)
{
    spooling++;
    __real_spool_submit(spool, body, owner);
}

static inline struct delivery_set *take_submitted(size_t index, enum mailbox_status status)
{
    struct delivery_set *set = submitted[index];

    submitted[index] = submitted[--submitted_count];
    for (size_t i = 0; i < set->count; i++)
        delivery_judge(&set->deliveries[i], status, 0);
    return set;
}

/* --- the idle thread: returns whom the test chooses --- */

struct idle {
    struct wake wake;
    struct polled_list watched, returned;
};

static struct idle stand_in;

struct idle *idle_new(void)
{
    stand_in = (struct idle){0};
    ck_assert_int_eq(wake_open(&stand_in.wake), 0);
    return &stand_in;
}

void idle_free(struct idle *idle)
{
    ck_assert_ptr_null(idle->watched.first);
    ck_assert_ptr_null(idle->returned.first);
    wake_close(&idle->wake);
}

void idle_add(struct idle *idle, struct polled_list *list)
{
    polled_list_join(&idle->watched, list);
}

int idle_fd(const struct idle *idle)
{
    return idle->wake.fd;
}

static inline void idle_return(struct idle *idle, struct polled *polled, short events)
{
    polled_list_remove(&idle->watched, polled);
    polled->events = events;
    polled_list_push(&idle->returned, polled);
    wake_up(&idle->wake);
}

void idle_take(struct idle *idle, struct polled_list *list, size_t most)
{
    for (size_t i = 0; i < most && idle->returned.first != NULL; i++)
        polled_list_push(list, polled_list_take(&idle->returned));
    if (idle->returned.first == NULL)
        wake_clear(&idle->wake);
}

void idle_finish(struct idle *idle)
{
    while (idle->watched.first != NULL)
        idle_return(idle, idle->watched.first, 0);
}

/* --- the world of a walk --- */

static struct folder folder;
static struct spool *spool;
static struct events events;
static unsigned told[EVENT_KINDS]; /* how often each was */
static struct users *users;
static struct wire_room room;
static struct conversation_service service;
static struct clients *clients;
static int64_t now_ms;
static int peers[PEERS]; /* the clients' ends; -1: none */

static void note_event(void *context, const struct event *event)
{
    (void)context;
    told[event->kind]++;
}

static inline void set_up(void)
{
    struct users_error error;

    signal(SIGPIPE, SIG_IGN);
    folder = folder_new();
    spool = spool_new(folder.fd, UINT64_MAX);
    users = users_parse("johndoe", 7, &error);
    ck_assert(spool != NULL && users != NULL);
    memset(told, 0, sizeof told);
    events = (struct events){0};
    events_subscribe(&events, (struct event_subscriber){UINT_MAX, note_event, NULL});
    service = (struct conversation_service){
        .session = {.dialect = &dialect_prototype,
                    .hostname = "test",
                    .users = users,
                    .message_size_max = 1000000},
        .spool = spool,
        .events = &events,
        .room = &room,
        .timeout_ms = TIMEOUT_MS,
    };
}

static inline void tear_down(void)
{
    users_free(users);
    ck_assert(spool_finish(spool, DEADLINE_NEVER));
    spool_free(spool);
    folder_free(&folder);
}

static inline void begin(void)
{
    clients = clients_new(OTHERS);
    ck_assert_ptr_nonnull(clients);
    now_ms = 1000;
    submitted_count = 0;
    for (size_t i = 0; i < PEERS; i++)
        peers[i] = -1;
}

static inline void connect_peer(size_t index)
{
    static const int small = 4096;
    int ends[2];

    if (peers[index] >= 0 || clients_count(clients) >= PEERS)
        return;
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    peers[index] = ends[1];
    ck_assert_int_eq(clients_reserve(clients), 0);
    struct connection *connection = connection_new(&service, transport_plain(ends[0]), index + 1,
                                                   "127.0.0.1", DIALECT_CONNECT, now_ms);
    ck_assert_ptr_nonnull(connection);
    clients_add(clients, connection_seat(connection), now_ms);
}

/* Many mails in one piece, the last one cut somewhere. */
static inline void send_mails(size_t index, uint8_t count)
{
    static const char helo[] = "helo x\r\n";
    static const char mail[] =
        "mail from: "
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"
        "rcpt to: johndoe\r\ndata\r\nSubject: x\r\n\r\nx\r\n.\r\n";
    char text[16384];
    size_t size = 0;

    if (peers[index] < 0)
        return;
    memcpy(text, helo, sizeof helo - 1);
    size = sizeof helo - 1;
    for (unsigned i = 0; i <= count % 64U; i++, size += sizeof mail - 1)
        memcpy(text + size, mail, sizeof mail - 1);
    (void)!write(peers[index], text, size - count % 5U);
}

/* A message without its end. */
static inline void send_much(size_t index)
{
    static char text[50000];

    memset(text, 'x', sizeof text);
    memcpy(text, "\r\n", 2);
    if (peers[index] >= 0)
        (void)!write(peers[index], text, sizeof text);
}

static inline void read_replies(size_t index, size_t most)
{
    char text[65536];

    if (peers[index] >= 0)
        (void)!read(peers[index], text, most);
}

static inline void close_peer(size_t index)
{
    if (peers[index] >= 0)
        close(peers[index]);
    peers[index] = -1;
}

/* As poll(2), which a signal, such as that of a fuzzer's clock, may interrupt. */
static inline int poll_again(struct pollfd *polled, nfds_t count, int wait_ms)
{
    int ready;

    do
        ready = poll(polled, count, wait_ms);
    while (ready < 0 && errno == EINTR);
    return ready;
}

static inline void turn(void)
{
    clients_prepare(clients, now_ms);
    for (size_t i = 0; i < OTHERS; i++)
        clients_polled(clients)[i] = (struct pollfd){.fd = -1};
    ck_assert_int_ge(poll_again(clients_polled(clients), clients_polled_count(clients), 0), 0);
    clients_serve(clients, now_ms);
}

static inline void answer(size_t choice)
{
    static const enum mailbox_status statuses[] = {MAILBOX_OK, MAILBOX_OK, MAILBOX_BUSY,
                                                   MAILBOX_NO_SPACE};

    if (submitted_count > 0)
        clients_delivered(clients, take_submitted(choice % submitted_count, statuses[choice % 4]),
                          now_ms);
}

/* All bodies of the spool are returned. */
static inline void answer_spooled(void)
{
    while (spooling > 0) {
        struct pollfd polled = {.fd = spool_fd(spool), .events = POLLIN};
        struct spooled *body;
        ck_assert_int_eq(poll_again(&polled, 1, 60000), 1);
        while ((body = spool_take(spool)) != NULL) {
            spooling--;
            clients_stored(clients, body, now_ms);
        }
    }
}

static inline void wake_idle(size_t choice)
{
    struct polled *polled = stand_in.watched.first;

    for (choice %= PEERS; polled != NULL && choice > 0; choice--)
        polled = polled->next;
    if (polled == NULL)
        return;
    struct pollfd entry = {.fd = polled->fd, .events = polled->events};
    ck_assert_int_ge(poll_again(&entry, 1, 0), 0);
    if (entry.revents != 0 || polled->deadline_ms <= now_ms)
        idle_return(&stand_in, polled, entry.revents);
}

/* One event, chosen by KIND and CHOICE. */
static inline void happen(uint8_t kind, uint8_t choice)
{
    size_t peer = choice % PEERS;

    switch (kind % 16) {
    case 0:
    case 1:
        connect_peer(peer);
        break;
    case 2:
        send_mails(peer, choice);
        break;
    case 3:
        send_much(peer);
        break;
    case 4:
        read_replies(peer, 1 + choice * 16U);
        break;
    case 5:
        if (choice % 4 == 0)
            close_peer(peer);
        break;
    case 6:
    case 7:
        answer(choice);
        break;
    case 8:
    case 9:
        wake_idle(choice);
        break;
    case 10:
        now_ms += choice;
        break;
    case 11:
        now_ms += choice == 0 ? TIMEOUT_MS : 0;
        break;
    case 12:
        answer_spooled();
        break;
    default:
        turn();
    }
}

/* Ends it: no client is left, in whatever state it was. */
static inline void end(bool politely)
{
    if (politely) {
        clients_shut_down(clients, now_ms);
        for (int i = 0; i < 20; i++) {
            answer(0);
            turn();
        }
    }
    clients_abort(clients, now_ms);
    answer_spooled();
    while (submitted_count > 0)
        answer(submitted_count);
    ck_assert_uint_eq(clients_count(clients), 0);
    for (size_t i = 0; i < PEERS; i++)
        close_peer(i);
    clients_free(clients);
}

#endif
