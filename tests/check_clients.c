/* check_clients.c - where connections stand, in every order of what can happen to them.
 *
 * Store and idle thread are stand-ins that the test commands, so a walk through random events is
 * the same each time.  That each connection is where it belongs is asserted by clients.c itself.
 */
#include <config.h>

#include "server/clients.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/idle.h"
#include "server/patience.h"
#include "server/wire.h"
#include "tests/check_main.h"
#include "tests/folder.h"

#define PEERS      8
#define OTHERS     2
#define TIMEOUT_MS 10000
#define WALKS      300
#define STEPS      400

/* --- the store: keeps what it is given until the test lets it go --- */

static struct delivery *submitted[PEERS];
static size_t submitted_count;

void store_submit(struct store *store, struct delivery *delivery)
{
    (void)store;
    ck_assert_uint_lt(submitted_count, PEERS);
    submitted[submitted_count++] = delivery;
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

static struct delivery *take_submitted(size_t index, enum dialect_result verdict)
{
    struct delivery *delivery = submitted[index];

    submitted[index] = submitted[--submitted_count];
    delivery->verdict = verdict;
    return delivery;
}

/* --- the idle thread: returns whom the test chooses --- */

struct idle {
    int fd; /* eventfd */
    struct seat_list watched, returned;
};

static struct idle stand_in;

struct idle *idle_new(void)
{
    stand_in = (struct idle){.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    return &stand_in;
}

void idle_free(struct idle *idle)
{
    ck_assert_ptr_null(idle->watched.first);
    ck_assert_ptr_null(idle->returned.first);
    close(idle->fd);
}

void idle_add(struct idle *idle, struct seat_list *seats)
{
    seat_list_join(&idle->watched, seats);
}

int idle_fd(const struct idle *idle)
{
    return idle->fd;
}

static void idle_return(struct idle *idle, struct seat *seat, short events)
{
    const uint64_t one = 1;

    seat_list_remove(&idle->watched, seat);
    seat->events = events;
    seat_list_push(&idle->returned, seat);
    ck_assert_int_eq(write(idle->fd, &one, sizeof one), sizeof one);
}

void idle_take(struct idle *idle, struct seat_list *seats, size_t most)
{
    uint64_t count;

    for (size_t i = 0; i < most && idle->returned.first != NULL; i++)
        seat_list_push(seats, seat_list_take(&idle->returned));
    if (idle->returned.first == NULL)
        ck_assert(read(idle->fd, &count, sizeof count) > 0 || errno == EAGAIN);
}

void idle_finish(struct idle *idle)
{
    while (idle->watched.first != NULL)
        idle_return(idle, idle->watched.first, 0);
}

/* --- the world of a walk --- */

static struct folder folder;
static struct spool *spool;
static struct log *journal;
static struct log_quota shortages;
static struct users *users;
static struct wire_room room;
static struct conversation_service service;
static struct clients *clients;
static int64_t now_ms;
static int peers[PEERS]; /* the clients' ends; -1: none */

static void set_up(void)
{
    struct users_error error;
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

    signal(SIGPIPE, SIG_IGN);
    folder = folder_new();
    spool = spool_new(folder.fd, UINT64_MAX);
    journal = log_new(null, LOG_FORMAT_TEXT, LOG_LEVEL_ERROR);
    users = users_parse("johndoe", 7, &error);
    ck_assert(spool != NULL && journal != NULL && users != NULL);
    service = (struct conversation_service){
        .session = {.dialect = &dialect_prototype,
                    .hostname = "test",
                    .users = users,
                    .message_size_max = 1000000},
        .spool = spool,
        .log = journal,
        .shortages = &shortages,
        .room = &room,
        .timeout_ms = TIMEOUT_MS,
    };
}

static void tear_down(void)
{
    users_free(users);
    log_free(journal);
    ck_assert(spool_finish(spool, INT64_MAX));
    spool_free(spool);
    folder_free(&folder);
}

static void begin(void)
{
    clients = clients_new(OTHERS);
    ck_assert_ptr_nonnull(clients);
    now_ms = 1000;
    submitted_count = 0;
    for (size_t i = 0; i < PEERS; i++)
        peers[i] = -1;
}

static void connect_peer(size_t index)
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
    clients_add(clients, connection, now_ms);
}

/* Many mails in one piece, the last one cut somewhere. */
static void send_mails(size_t index, uint8_t count)
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

/* A message that does not end, or not yet. */
static void send_much(size_t index)
{
    static char text[50000];

    memset(text, 'x', sizeof text);
    memcpy(text, "\r\n", 2);
    if (peers[index] >= 0)
        (void)!write(peers[index], text, sizeof text);
}

static void read_replies(size_t index, size_t most)
{
    char text[65536];

    if (peers[index] >= 0)
        (void)!read(peers[index], text, most);
}

static void close_peer(size_t index)
{
    if (peers[index] >= 0)
        close(peers[index]);
    peers[index] = -1;
}

static void turn(void)
{
    clients_prepare(clients, now_ms);
    for (size_t i = 0; i < OTHERS; i++)
        clients_polled(clients)[i] = (struct pollfd){.fd = -1};
    ck_assert_int_ge(poll(clients_polled(clients), clients_polled_count(clients), 0), 0);
    clients_serve(clients, now_ms);
}

static void answer(size_t choice)
{
    static const enum dialect_result verdicts[] = {DIALECT_DONE, DIALECT_DONE, DIALECT_LOCAL_ERROR,
                                                   DIALECT_NO_STORAGE};

    if (submitted_count > 0)
        clients_delivered(clients, take_submitted(choice % submitted_count, verdicts[choice % 4]),
                          now_ms);
}

/* All that the spool has come back. */
static void answer_spooled(void)
{
    while (spooling > 0) {
        struct pollfd polled = {.fd = spool_fd(spool), .events = POLLIN};
        struct spooled *body;
        ck_assert_int_eq(poll(&polled, 1, 60000), 1);
        while ((body = spool_take(spool)) != NULL) {
            spooling--;
            clients_stored(clients, body, now_ms);
        }
    }
}

static void wake_idle(size_t choice)
{
    struct seat *seat = stand_in.watched.first;

    for (choice %= PEERS; seat != NULL && choice > 0; choice--)
        seat = seat->next;
    if (seat == NULL)
        return;
    struct pollfd polled = {.fd = seat->fd, .events = seat->events};
    ck_assert_int_ge(poll(&polled, 1, 0), 0);
    if (polled.revents != 0 || seat->deadline_ms <= now_ms)
        idle_return(&stand_in, seat, polled.revents);
}

/* One event, chosen by KIND and CHOICE. */
static void happen(uint8_t kind, uint8_t choice)
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

/* Ends the walk: nobody is left, whatever state they were in. */
static void end(bool politely)
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

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* CLIENT_WALKS says how many walks. */
START_TEST(random_orders)
{
    const char *wanted = getenv("CLIENT_WALKS");
    uint32_t walks = wanted != NULL ? (uint32_t)atoi(wanted) : WALKS;
    int before = folder_descriptors();

    for (uint32_t walk = 1; walk <= walks; walk++) {
        uint32_t state = walk * 2654435761U;
        begin();
        for (int i = 0; i < STEPS; i++) {
            uint32_t random = next_random(&state);
            happen((uint8_t)(random >> 8), (uint8_t)(random >> 16));
        }
        end(walk % 2 == 0);
    }
    /* The spool's file stays open. */
    ck_assert_int_le(folder_descriptors(), before + 1);
}
END_TEST

/* --- single cases --- */

/* The number of replies that begin with CODE among what PEER can read now. */
static int count_replies(size_t peer, const char *code)
{
    static char text[1 << 20];
    ssize_t size = read(peers[peer], text, sizeof text - 1);
    int count = 0;

    text[size > 0 ? size : 0] = '\0';
    for (const char *line = text; line != NULL && *line != '\0';
         line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL)
        count += strncmp(line, code, strlen(code)) == 0;
    return count;
}

/* Whoever reads nothing, with a delivery pending and replies waiting, is held; then goes on where
 * it was. */
START_TEST(deaf_with_a_delivery)
{
    enum { MAILS = 61 };
    int accepted = 0;

    begin();
    connect_peer(0);
    send_mails(0, MAILS - 1);
    send_mails(0, MAILS - 1);
    for (int i = 0; i < 200; i++) {
        turn();
        answer(0);
    }
    ck_assert_uint_eq(submitted_count, 0);
    now_ms += 100;
    turn();
    ck_assert_ptr_nonnull(stand_in.watched.first);
    for (int i = 0; i < 1000 && accepted < 2 * MAILS; i++) {
        accepted += count_replies(0, "250 Message accepted");
        wake_idle(0);
        turn();
        answer(0);
    }
    ck_assert_int_eq(accepted, 2 * MAILS);
    end(false);
}
END_TEST

/* While an answer is to come neither the descriptor nor the time counts. */
START_TEST(held_until_the_answer)
{
    begin();
    connect_peer(0);
    send_mails(0, 0);
    turn();
    ck_assert_uint_eq(submitted_count, 1);
    now_ms += 2 * TIMEOUT_MS;
    ck_assert_int_eq(clients_prepare(clients, now_ms), PATIENCE_NEVER);
    ck_assert(!clients_are_busy(clients));
    turn();
    answer(0);
    ck_assert_int_eq(count_replies(0, "250 Message accepted"), 1);
    ck_assert_int_eq(count_replies(0, "421"), 0);
    end(false);
}
END_TEST

/* A client heard of within the last 20 ms is polled, one not heard of for longer is handed over. */
START_TEST(idle_after_silence)
{
    begin();
    connect_peer(0);
    now_ms += 19;
    clients_prepare(clients, now_ms);
    ck_assert(clients_are_busy(clients));
    ck_assert_ptr_null(stand_in.watched.first);
    now_ms += 1;
    clients_prepare(clients, now_ms);
    ck_assert(!clients_are_busy(clients));
    ck_assert_ptr_nonnull(stand_in.watched.first);
    ck_assert_int_eq(stand_in.watched.first->place, SEAT_IDLE);
    ck_assert_int_eq(stand_in.watched.first->events, POLLIN);
    ck_assert_int_eq(stand_in.watched.first->deadline_ms, 1000 + TIMEOUT_MS);
    end(false);
}
END_TEST

/* The client went away while its message was stored: it is freed when the answer comes. */
START_TEST(gone_while_held)
{
    begin();
    connect_peer(0);
    send_mails(0, 0);
    turn();
    close_peer(0);
    turn();
    ck_assert_uint_eq(clients_count(clients), 1);
    answer(0);
    turn();
    turn();
    ck_assert_uint_eq(clients_count(clients), 0);
    end(false);
}
END_TEST

/* At an abort the others end at once, the held ones with their answer. */
START_TEST(abort_while_held)
{
    begin();
    connect_peer(0);
    connect_peer(1);
    send_mails(0, 0);
    turn();
    clients_abort(clients, now_ms);
    ck_assert_uint_eq(clients_count(clients), 1);
    ck_assert_int_eq(count_replies(1, "421"), 1);
    answer(0);
    ck_assert_uint_eq(clients_count(clients), 0);
    ck_assert_int_eq(count_replies(0, "250 Message accepted"), 1);
    end(false);
}
END_TEST

static void connect_and_send(const char *text)
{
    begin();
    connect_peer(0);
    ck_assert_int_eq(write(peers[0], text, strlen(text)), (ssize_t)strlen(text));
    turn();
    ck_assert_int_eq(count_replies(0, "354"), 1);
}

static void send_until_spooling(void)
{
    for (int i = 0; i < 20 && spooling == 0; i++) {
        send_much(0);
        turn();
    }
    ck_assert_uint_eq(spooling, 1);
}

#define UP_TO_DATA "helo x\r\nmail from: a\r\nrcpt to: johndoe\r\ndata\r\n"

/* Neither the descriptor nor the time counts while the spool writes, then the message goes on. */
START_TEST(held_while_spooling)
{
    connect_and_send(UP_TO_DATA);
    send_until_spooling();
    now_ms += 20 * TIMEOUT_MS;
    ck_assert_int_eq(clients_prepare(clients, now_ms), PATIENCE_NEVER);
    turn();
    answer_spooled();
    turn();
    ck_assert_int_eq(write(peers[0], "\r\n.\r\n", 5), 5);
    for (int i = 0; i < 20 && submitted_count == 0; i++) {
        turn();
        answer_spooled();
    }
    answer(0);
    ck_assert_int_eq(count_replies(0, "250 Message accepted"), 1);
    end(false);
}
END_TEST

/* The client is gone, or the server ends, while the spool has the message. */
START_TEST(ended_while_spooling)
{
    connect_and_send(UP_TO_DATA);
    send_until_spooling();
    if (_i == 0)
        close_peer(0);
    else
        clients_abort(clients, now_ms);
    ck_assert_uint_eq(clients_count(clients), 1);
    answer_spooled();
    for (int i = 0; i < 20 && clients_count(clients) > 0; i++) {
        turn();
        answer_spooled();
    }
    ck_assert_uint_eq(clients_count(clients), 0);
    ck_assert_int_eq(_i == 0 ? 1 : count_replies(0, "421"), 1);
    end(false);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clients");
    TCase *tests = tcase_create("clients");

    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, random_orders);
    tcase_add_test(tests, deaf_with_a_delivery);
    tcase_add_test(tests, held_until_the_answer);
    tcase_add_test(tests, idle_after_silence);
    tcase_add_test(tests, gone_while_held);
    tcase_add_test(tests, abort_while_held);
    tcase_add_test(tests, held_while_spooling);
    tcase_add_loop_test(tests, ended_while_spooling, 0, 2);
    return check_main(suite);
}
