/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_load.c - puts a load on an SMTP server of the loopback that smtp-source cannot, and
 * measures.
 *
 *     bench_load [OPTION...] PORT
 *       -i N   holds N connections that said HELO and then nothing
 *       -w N   holds N connections within DATA, on each of which six bytes go out every second
 *       -s N   sessions that deliver at the same time (default 1)
 *       -m N   messages of 1 KiB that they deliver together (default 1000)
 *       -t 1   speaks TLS from the first byte on
 *       -b N   takes the mailboxes box0 to box(N-1) in turn; without it all mail is for johndoe
 *
 * With -i or -w it prints "held N" once all are there, and holds them until its standard input
 * ends. Otherwise it delivers, and prints lines of a key and a value: messages, seconds and rate
 * (from the first MAIL to the last 250); then p50, p99 and max, in microseconds, of the replies to
 * MAIL, RCPT and DATA (command_...), and of transactions (transaction_...), which last from MAIL to
 * the 250 after the message.  One loop with epoll, so Linux only.  What goes wrong ends it with a
 * line on standard error and status 1.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/bench_times.h"
#include "tests/support/bench_tls.h"

/* Connections per source address, so that none runs out of ports. */
#define PORTS_PER_ADDRESS 8192
/* This many connections are under way to where they rest, at most. */
#define OPENING_MAX   100
#define SECOND_US     1000000
#define MESSAGE_BYTES 1024
#define PATIENCE_MS   60000

enum step { GREETING, HELO, MAIL, RCPT, DATA, MESSAGE };

/* What is sent at each step, with a mailbox before REST if there is one, and the code that must
 * come. */
static const struct {
    const char *name, *line, *rest, *code;
} steps[] = {
    [GREETING] = {"greeting", "", NULL, "220"},
    [HELO] = {"HELO", "HELO bench.test\r\n", NULL, "250"},
    [MAIL] = {"MAIL", "MAIL FROM:<a@bench.test>\r\n", NULL, "250"},
    [RCPT] = {"RCPT", "RCPT TO:<", "@bench.test>\r\n", "250"},
    [DATA] = {"DATA", "DATA\r\n", NULL, "354"},
    [MESSAGE] = {"the message", NULL, NULL, "250"},
};

struct connection {
    struct transport transport;
    enum step step;
    int64_t sent_us;  /* when the last command went out */
    int64_t begun_us; /* when MAIL went out */
    size_t box;       /* where its message goes, counted through all messages */
    size_t used;      /* bytes of reply */
    char reply[TLS_READ_MIN + 512];
};

static struct options {
    size_t idle, slow, sessions, messages, boxes, tls;
    uint16_t port;
} options = {.sessions = 1, .messages = 1000};

static struct connection *connections;
static size_t connection_count; /* wanted */
static size_t opened, rested;   /* of these */
static enum step rest;          /* a new connection goes as far as this by itself */
static bool delivering;
static size_t begun, delivered; /* messages */
static int events;
static char message[MESSAGE_BYTES + 5]; /* with its end */
static struct times commands, transactions;

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...)
{
    va_list arguments;

    fputs("bench_load: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(EXIT_FAILURE);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);

    if (memory == NULL)
        fail("no memory for %zu times %zu bytes", count, size);
    return memory;
}

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

/* --- a connection ----------------------------------------------------------------------------- */

__attribute__((noreturn)) static void lose(const struct connection *connection, const char *why)
{
    fail("connection %td of %zu: %s: %s", connection - connections + 1, connection_count,
         steps[connection->step].name, why);
}

static void send_bytes(struct connection *connection, const char *bytes, size_t size)
{
    struct transport *transport = &connection->transport;
    struct pollfd room = {.fd = transport->fd, .events = POLLOUT};

    while (size > 0) {
        ssize_t sent = transport->operations->write(transport, bytes, size);

        if (sent < 0 && errno == EAGAIN)
            poll(&room, 1, PATIENCE_MS);
        else if (sent < 0 && errno != EINTR)
            lose(connection, strerror(errno));
        bytes += sent > 0 ? sent : 0;
        size -= sent > 0 ? (size_t)sent : 0;
    }
}

static void enter(struct connection *connection, enum step step)
{
    char line[96], box[32] = "johndoe";
    size_t size = sizeof message;

    connection->step = step;
    connection->used = 0;
    connection->sent_us = now_us();
    if (options.boxes > 0)
        snprintf(box, sizeof box, "box%zu", connection->box % options.boxes);
    if (step != MESSAGE)
        size = (size_t)snprintf(line, sizeof line, "%s%s%s", steps[step].line,
                                steps[step].rest != NULL ? box : "",
                                steps[step].rest != NULL ? steps[step].rest : "");
    send_bytes(connection, step == MESSAGE ? message : line, size);
}

static void begin_message(struct connection *connection)
{
    if (begun == options.messages)
        return;
    connection->box = begun++;
    enter(connection, MAIL);
    connection->begun_us = connection->sent_us;
}

/* The reply to the last step has come, and was the right one. */
static void advance(struct connection *connection)
{
    if (connection->step == MESSAGE) {
        times_add(&transactions, now_us() - connection->begun_us);
        delivered++;
        begin_message(connection);
        return;
    }
    if (connection->step >= MAIL && delivering)
        times_add(&commands, now_us() - connection->sent_us);
    if (connection->step == rest && !delivering)
        rested++;
    else
        enter(connection, connection->step + 1);
}

/* Whether the last line of a reply is there; the lines before it are dropped. */
static bool reply_is_whole(struct connection *connection)
{
    char *end;

    while ((end = memchr(connection->reply, '\n', connection->used)) != NULL) {
        size_t size = (size_t)(end + 1 - connection->reply);

        if (size < 4 || connection->reply[3] != '-')
            return true;
        connection->used -= size;
        memmove(connection->reply, end + 1, connection->used);
    }
    return false;
}

static void receive(struct connection *connection)
{
    struct transport *transport = &connection->transport;
    ssize_t got = transport->operations->read(transport, connection->reply + connection->used,
                                              sizeof connection->reply - connection->used);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        lose(connection, got == 0 ? "the server closed" : strerror(errno));
    connection->used += (size_t)got;
    if (!reply_is_whole(connection))
        return;
    if (strncmp(connection->reply, steps[connection->step].code, 3) != 0) {
        connection->reply[strcspn(connection->reply, "\r\n")] = '\0';
        lose(connection, connection->reply);
    }
    advance(connection);
}

static void open_next(void)
{
    struct connection *connection = &connections[opened];
    struct sockaddr_in here = {.sin_family = AF_INET}, there = here;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    const int one = 1;

    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(opened / PORTS_PER_ADDRESS));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    there.sin_port = htons(options.port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one) != 0 ||
        bind(fd, (struct sockaddr *)&here, sizeof here) != 0 ||
        connect(fd, (struct sockaddr *)&there, sizeof there) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK) != 0 || epoll_ctl(events, EPOLL_CTL_ADD, fd, &event) != 0)
        lose(connection, strerror(errno));
    connection->transport = transport_plain(fd);
    if (options.tls != 0 && bench_tls_begin(&connection->transport) != 0)
        lose(connection, "no TLS");
    opened++;
}

/* --- what is done with them ------------------------------------------------------------------- */

/* Waits for replies until WAIT_MS have passed; returns how many came. */
static int take_replies(int wait_ms)
{
    struct epoll_event ready[256];
    int count = epoll_wait(events, ready, 256, wait_ms);

    for (int i = 0; i < count; i++)
        receive(ready[i].data.ptr);
    return count;
}

static void need_replies(void)
{
    if (take_replies(PATIENCE_MS) == 0)
        fail("no reply for %d s", PATIENCE_MS / 1000);
}

/* Opens all connections and brings them to where they rest. */
static void open_all(void)
{
    while (rested < connection_count)
        if (opened < connection_count && opened - rested < OPENING_MAX)
            open_next();
        else
            need_replies();
}

/* Six bytes for each of COUNT slow senders, spread over the second, until standard input ends. */
static void hold(size_t count)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    int64_t start_us = now_us();
    size_t dripped = 0;

    printf("held %zu\n", rested);
    fflush(stdout);
    while (poll(&input, 1, 0) == 0) {
        size_t due = (size_t)((now_us() - start_us) * (int64_t)count / SECOND_US);

        for (; dripped < due; dripped++)
            send_bytes(&connections[dripped % count], "drip\r\n", 6);
        take_replies(10);
    }
}

static void deliver(void)
{
    int64_t start_us = now_us();
    double seconds;

    delivering = true;
    for (size_t i = 0; i < connection_count; i++)
        begin_message(&connections[i]);
    while (delivered < options.messages)
        need_replies();
    seconds = (double)(now_us() - start_us) / SECOND_US;
    printf("messages %zu\nseconds %.6f\nrate %.1f\n", delivered, seconds,
           (double)delivered / seconds);
    times_print(&commands, "command");
    times_print(&transactions, "transaction");
}

/* --- preparations ----------------------------------------------------------------------------- */

static void make_message(void)
{
    static const char head[] = "Subject: bench\r\n\r\n", end[] = "\r\n.\r\n";

    memset(message, 'x', MESSAGE_BYTES);
    for (size_t i = 70; i < MESSAGE_BYTES; i += 72)
        memcpy(message + i, "\r\n", 2);
    memcpy(message, head, strlen(head));
    memcpy(message + MESSAGE_BYTES, end, strlen(end));
}

static void allow_descriptors(rlim_t count)
{
    struct rlimit limit = {0};

    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < count)
        limit.rlim_max = count;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        fail("%zu connections need %ju descriptors: %s", connection_count, (uintmax_t)count,
             strerror(errno));
}

static size_t number(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (*text == '\0' || *end != '\0')
        fail("not a number: %s", text);
    return value;
}

static void read_options(int argc, char **argv)
{
    size_t *const values[] = {
        ['i'] = &options.idle,     ['w'] = &options.slow,  ['s'] = &options.sessions,
        ['m'] = &options.messages, ['b'] = &options.boxes, ['t'] = &options.tls};
    int letter;

    while ((letter = getopt(argc, argv, "i:w:s:m:b:t:")) != -1) {
        if (letter == '?')
            exit(EXIT_FAILURE);
        *values[letter] = number(optarg);
    }
    if (optind != argc - 1)
        fail("a port is wanted, after the options");
    options.port = (uint16_t)number(argv[optind]);
    connection_count = options.slow > 0   ? options.slow
                       : options.idle > 0 ? options.idle
                                          : options.sessions;
    rest = options.slow > 0 ? DATA : HELO;
}

int main(int argc, char **argv)
{
    read_options(argc, argv);
    allow_descriptors(connection_count + 16);
    make_message();
    connections = allocate(connection_count, sizeof *connections);
    commands.us = allocate(3 * options.messages, sizeof *commands.us);
    transactions.us = allocate(options.messages, sizeof *transactions.us);
    events = epoll_create1(EPOLL_CLOEXEC);
    if (events < 0)
        fail("epoll_create1: %s", strerror(errno));
    open_all();
    if (options.idle > 0 || options.slow > 0)
        hold(options.slow);
    else
        deliver();
    return EXIT_SUCCESS;
}
