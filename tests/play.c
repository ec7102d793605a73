/* play.c - plays a session file against a server and compares the replies.
 *
 *     play [--trace] FILE HOST:PORT
 *
 * Exit status: 0 all as expected, 2 wrong usage or a bad file, 3 a reply differed, 4 the connection
 * failed or was lost.  What a session file may say is session_file.h's business, what a reply is
 * reply.h's; this file moves the bytes.  Nothing is sent before the whole file was found good.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/reply.h"
#include "common/session_file.h"
#include "common/text.h"

/* How long an expectation, or the sending of lines, may take. */
#define PATIENCE_MS 30000

/* Most bytes of lines that go out together, and of replies not yet looked at. */
#define BYTES_MAX  ((size_t)64 << 20)
#define READ_BYTES ((size_t)8 * 1024)

enum exit_status { PLAY_OK, PLAY_BAD_FILE = 2, PLAY_DIFFERED = 3, PLAY_LOST = 4 };

struct player {
    const char *path;
    bool trace;
    size_t number; /* of the line that is played, counted from 1 */
    int fd;        /* -1 once "C!" closed it */
    bool at_end;   /* the server has closed */
    enum line_ending ending;
    struct reply_parser parser;
    struct buffer out, in;
};

static const char *const file_flaws[] = {
    [SESSION_FILE_NO_MAGIC] = "the first line is not \"" SESSION_FILE_MAGIC "\"",
    [SESSION_FILE_UNKNOWN_LINE] = "neither C, S nor W",
    [SESSION_FILE_BAD_ESCAPE] = "a backslash that begins none of \\r \\n \\t \\\\ \\xHH",
    [SESSION_FILE_BAD_WAIT] = "no number of ms up to an hour",
    [SESSION_FILE_BAD_ENDING] = "neither lf nor crlf",
};

/* Prints BEFORE, the harmless form of TEXT, and AFTER. */
static void print_text(FILE *out, const char *before, struct span text, const char *after)
{
    fputs(before, out);
    while (text.size > 0) {
        char unit[TEXT_UNIT_MAX];
        size_t size = 0;
        text = span_skip(text, text_unit(TEXT_VISIBLE, text, unit, &size));
        fwrite(unit, 1, size, out);
    }
    fputs(after, out);
}

static enum exit_status lost(const struct player *player, const char *what)
{
    fprintf(stderr, "%s:%zu: %s\n", player->path, player->number, what);
    return PLAY_LOST;
}

static enum exit_status differed(const struct player *player, struct span expected, struct span got,
                                 const char *remark)
{
    fprintf(stderr, "%s:%zu: the reply differs\n", player->path, player->number);
    print_text(stderr, "  expected: ", expected, "\n");
    print_text(stderr, "  got:      ", got, remark);
    fputc('\n', stderr);
    return PLAY_DIFFERED;
}

static long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void receive(struct player *player)
{
    char *room = buffer_reserve(&player->in, READ_BYTES);
    ssize_t count = room != NULL ? read(player->fd, room, READ_BYTES) : 0;

    if (count > 0)
        buffer_commit(&player->in, (size_t)count);
    else
        buffer_consume(&player->in, 0);
    /* A reset says as well as an orderly end that nothing more comes. */
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
        player->at_end = true;
}

static void transmit(struct player *player)
{
    struct span out = buffer_span(&player->out);
    ssize_t count = write(player->fd, out.data, out.size);

    if (count > 0)
        buffer_consume(&player->out, (size_t)count);
    else if (errno != EAGAIN && errno != EINTR)
        buffer_release(&player->out);
}

/* Waits until the server says or takes something; both at once, since a server may stop taking
 * commands until its replies are read.  False when DEADLINE_MS passed. */
static bool exchange(struct player *player, long long deadline_ms)
{
    bool sending = buffer_size(&player->out) > 0;
    struct pollfd polled = {.fd = player->fd,
                            .events =
                                (short)((player->at_end ? 0 : POLLIN) | (sending ? POLLOUT : 0))};
    long long rest_ms = deadline_ms - now_ms();

    if (rest_ms <= 0)
        return false;
    if (poll(&polled, 1, (int)rest_ms) <= 0)
        return true;
    if (!player->at_end && (polled.revents & (POLLIN | POLLHUP | POLLERR)))
        receive(player);
    if (sending && (polled.revents & (POLLOUT | POLLHUP | POLLERR)))
        transmit(player);
    return true;
}

static enum exit_status send_all(struct player *player)
{
    long long deadline_ms = now_ms() + PATIENCE_MS;

    while (buffer_size(&player->out) > 0)
        if (player->fd < 0 || !exchange(player, deadline_ms))
            return lost(player, "the server does not take what is sent");
    return PLAY_OK;
}

/* The next reply line, borrowed from player->in until *CONSUMED bytes of that are consumed. */
static enum exit_status next_line(struct player *player, enum reply_status *status,
                                  struct span *line, size_t *consumed)
{
    long long deadline_ms = now_ms() + PATIENCE_MS;

    for (;;) {
        struct span in = buffer_span(&player->in);
        *status = reply_parse(&player->parser, in.data, in.size, line, consumed);
        if (*status != REPLY_MORE)
            break;
        buffer_consume(&player->in, *consumed);
        if (player->at_end)
            return lost(player, "the server closed instead of replying");
        if (!exchange(player, deadline_ms))
            return lost(player, "no reply in time");
    }
    if (player->trace)
        print_text(stdout, "S: ", *line, "\n");
    return PLAY_OK;
}

static enum exit_status expect_line(struct player *player, const struct session_file_step *step)
{
    enum reply_status reply;
    struct span line;
    size_t consumed;
    enum exit_status status = next_line(player, &reply, &line, &consumed);

    if (status != PLAY_OK)
        return status;
    if (!span_equal(line, step->text))
        status = differed(player, step->text, line, "");
    else if (consumed < 2 || buffer_span(&player->in).data[consumed - 2] != '\r')
        status = differed(player, step->text, line, " (and a bare LF)");
    buffer_consume(&player->in, consumed);
    return status;
}

static enum exit_status expect_code(struct player *player, const struct session_file_step *step)
{
    enum reply_status reply = REPLY_LINE;
    enum exit_status status = PLAY_OK;

    while (reply == REPLY_LINE && status == PLAY_OK) {
        char code[16];
        struct span line;
        size_t consumed;
        status = next_line(player, &reply, &line, &consumed);
        if (status != PLAY_OK)
            return status;
        snprintf(code, sizeof code, "%u", step->code);
        if (reply == REPLY_BAD || player->parser.code != step->code)
            status = differed(player, span_of(code), line, "");
        buffer_consume(&player->in, consumed);
    }
    return status;
}

static enum exit_status expect_close(struct player *player)
{
    long long deadline_ms = now_ms() + PATIENCE_MS;

    while (!player->at_end && buffer_size(&player->in) == 0)
        if (!exchange(player, deadline_ms))
            return differed(player, span_of("(closed)"), span_of("(nothing)"), "");
    if (buffer_size(&player->in) > 0)
        return differed(player, span_of("(closed)"), buffer_span(&player->in), "");
    if (player->trace)
        puts("S!");
    return PLAY_OK;
}

/* Lines are only collected here: those that follow each other go out together. */
static enum exit_status collect(struct player *player, const struct session_file_step *step,
                                struct span source)
{
    int failed;

    if (step->kind == SESSION_FILE_SEND_BYTES) {
        failed = session_file_unescape(step->text, &player->out);
    } else {
        struct span ending = span_of(player->ending == LINE_ENDING_LF ? "\n" : "\r\n");
        failed = buffer_append(&player->out, step->text.data, step->text.size) ||
                 buffer_append(&player->out, ending.data, ending.size);
    }
    if (player->trace)
        print_text(stdout, "", source, "\n");
    return failed ? lost(player, "no memory for what is to be sent") : PLAY_OK;
}

static enum exit_status play_step(struct player *player, const struct session_file_step *step,
                                  struct span source)
{
    enum exit_status status = PLAY_OK;

    if (step->kind == SESSION_FILE_SEND_LINE || step->kind == SESSION_FILE_SEND_BYTES)
        return collect(player, step, source);
    if (step->kind != SESSION_FILE_NOTHING && step->kind != SESSION_FILE_ENDING)
        status = send_all(player);
    if (status != PLAY_OK)
        return status;
    switch (step->kind) {
    case SESSION_FILE_ENDING:
        player->ending = step->ending;
        return PLAY_OK;
    case SESSION_FILE_EXPECT_LINE:
        return expect_line(player, step);
    case SESSION_FILE_EXPECT_CODE:
        return expect_code(player, step);
    case SESSION_FILE_EXPECT_CLOSE:
        return expect_close(player);
    case SESSION_FILE_CLOSE:
        close(player->fd);
        player->fd = -1;
        player->at_end = true;
        return PLAY_OK;
    case SESSION_FILE_WAIT:
        poll(NULL, 0, (int)step->wait_ms);
        return PLAY_OK;
    default:
        return PLAY_OK;
    }
}

static enum exit_status check_step(struct player *player, enum session_file_flaw flaw)
{
    if (flaw == SESSION_FILE_OK)
        return PLAY_OK;
    fprintf(stderr, "%s:%zu: %s\n", player->path, player->number, file_flaws[flaw]);
    return PLAY_BAD_FILE;
}

/* Goes through FILE from its start, and with CONNECTED plays what it says. */
static enum exit_status go_through(struct player *player, FILE *file, bool connected)
{
    enum exit_status status = PLAY_OK;
    char *line = NULL;
    size_t room = 0;
    ssize_t size;

    rewind(file);
    player->number = 0;
    while (status == PLAY_OK && (size = getline(&line, &room, file)) > 0) {
        struct span source = {line, (size_t)size - (line[size - 1] == '\n')};
        struct session_file_step step;
        status = check_step(player, session_file_parse(source, ++player->number, &step));
        if (status == PLAY_OK && connected)
            status = play_step(player, &step, source);
    }
    free(line);
    if (player->number == 0)
        return check_step(player, SESSION_FILE_NO_MAGIC);
    return status;
}

static enum exit_status play(struct player *player, FILE *file)
{
    enum exit_status status = go_through(player, file, true);

    return status == PLAY_OK ? send_all(player) : status;
}

/* Splits TARGET, "HOST:PORT" or "[HOST]:PORT", in place. */
static bool split_target(char *target, char **host, char **port)
{
    char *colon = strrchr(target, ':');

    if (colon == NULL || colon == target)
        return false;
    *colon = '\0';
    *port = colon + 1;
    *host = target;
    if (target[0] == '[' && colon[-1] == ']') {
        colon[-1] = '\0';
        *host = target + 1;
    }
    return true;
}

static int connect_to(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int fd = -1;

    if (getaddrinfo(host, port, &hints, &found) != 0)
        return -1;
    for (struct addrinfo *address = found; address != NULL && fd < 0; address = address->ai_next) {
        fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd >= 0 && connect(fd, address->ai_addr, address->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    if (fd >= 0)
        fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static enum exit_status connect_and_play(struct player *player, char *target, FILE *file)
{
    char *host, *port;
    enum exit_status status;

    if (!split_target(target, &host, &port)) {
        fprintf(stderr, "%s: not HOST:PORT\n", target);
        return PLAY_BAD_FILE;
    }
    player->fd = connect_to(host, port);
    if (player->fd < 0) {
        fprintf(stderr, "cannot connect to %s, port %s\n", host, port);
        return PLAY_LOST;
    }
    status = play(player, file);
    if (player->fd >= 0)
        close(player->fd);
    return status;
}

int main(int argc, char **argv)
{
    bool trace = argc > 1 && strcmp(argv[1], "--trace") == 0;
    struct player player = {.trace = trace, .ending = LINE_ENDING_CRLF};
    enum exit_status status;
    FILE *file;

    if (argc != 3 + trace) {
        fputs("usage: play [--trace] FILE HOST:PORT\n", stderr);
        return PLAY_BAD_FILE;
    }
    player.path = argv[1 + trace];
    file = fopen(player.path, "re");
    if (file == NULL) {
        fprintf(stderr, "%s: %s\n", player.path, strerror(errno));
        return PLAY_BAD_FILE;
    }
    signal(SIGPIPE, SIG_IGN);
    buffer_init(&player.out, BYTES_MAX);
    buffer_init(&player.in, BYTES_MAX);
    reply_parser_init(&player.parser);
    status = go_through(&player, file, false);
    if (status == PLAY_OK)
        status = connect_and_play(&player, argv[2 + trace], file);
    fclose(file);
    buffer_release(&player.out);
    buffer_release(&player.in);
    return (int)status;
}
