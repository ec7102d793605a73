/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* replay.c - runs a session file, a connection and a player in the event loop.
 *
 * The file is read in the loop too: it may be a pipe, and must not delay signals.  Standard output
 * is written in large pieces, but flushed before waiting for the server.
 */
#include <config.h>

#include "tui-client/replay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/deadline.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/program.h"
#include "tui-client/client/words.h"
#include "tui-client/dialogue/player.h"
#include "tui-client/net/link.h"
#include "tui-client/terminal/loop.h"
#include "tui-client/terminal/rescue.h"

/* Most bytes of a session file. */
#define FILE_MAX ((size_t)256 << 20)

#define READ_BYTES ((size_t)64 * 1024)

enum exit_status {
    REPLAY_UNDECIDED = -1,
    REPLAY_PASSED = 0,
    REPLAY_FAILED = 1,
    REPLAY_DIFFERED = 3,
    REPLAY_LOST = 4,
};

struct replay {
    const struct options *options;
    int64_t timeout_ms;
    enum exit_status status;
    int fd;              /* of the file while it is being read */
    int64_t deadline_ms; /* for more of the file */
    struct buffer text;  /* all of the file */
    struct link link;
    bool was_open;             /* the connection was established; the player runs */
    enum link_problem problem; /* of this connection */
    const char *end;           /* how the replay ended, translated; NULL: as expected */
    struct player player;
};

/* Prints FILE:LINE, after the conversation so far, even if both streams go to the same place. */
static void begin_trouble(const struct replay *replay, size_t number)
{
    program_flush_output();
    program_print_visible(span_of(replay->options->replay), stderr);
    fprintf(stderr, ":%zu: ", number);
}

/* TEXT is for the message, END for the summary. */
static void trouble(struct replay *replay, enum exit_status status, const char *text,
                    const char *end)
{
    begin_trouble(replay, replay->player.number);
    program_print_visible(span_of(text), stderr);
    fputc('\n', stderr);
    replay->status = status;
    replay->end = end;
}

/* --- reading the file ---------------------------------------------------------------------- */

static void file_trouble(struct replay *replay, const char *text)
{
    program_print_visible(span_of(replay->options->replay), stderr);
    fprintf(stderr, ": %s\n", text);
    replay->status = REPLAY_FAILED;
}

/* Whether SIGINT or SIGTERM ends the program now. */
static bool is_ended_by(struct replay *replay, unsigned signals)
{
    if (signals & LOOP_SIGNAL_SUSPEND) {
        program_flush_output();
        rescue_stop_process();
    }
    if (signals & (LOOP_SIGNAL_INTERRUPT | LOOP_SIGNAL_TERMINATE)) {
        replay->status = REPLAY_FAILED;
        replay->end = _("interrupted");
    }
    return replay->status != REPLAY_UNDECIDED;
}

static void prepare_reading(void *context, int64_t now_ms, struct loop_wants *wants)
{
    struct replay *replay = context;

    (void)now_ms;
    *wants = (struct loop_wants){.done = replay->fd < 0 || replay->status != REPLAY_UNDECIDED,
                                 .input_fd = replay->fd,
                                 .link_fd = -1,
                                 .deadline_ms = replay->deadline_ms};
}

static void close_file(struct replay *replay)
{
    if (replay->fd >= 0)
        close(replay->fd);
    replay->fd = -1;
}

/* Reads a piece.  0, also if no data is ready, or -1 with errno. */
static int read_piece(struct replay *replay, int64_t now_ms)
{
    char *room = buffer_reserve(&replay->text, READ_BYTES);
    ssize_t count = room != NULL ? read(replay->fd, room, READ_BYTES) : -1;

    if (count > 0)
        buffer_commit(&replay->text, (size_t)count);
    else
        buffer_consume(&replay->text, 0);
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    if (buffer_size(&replay->text) > FILE_MAX) {
        errno = EFBIG;
        return -1;
    }
    if (count == 0)
        close_file(replay);
    replay->deadline_ms = now_ms + replay->timeout_ms;
    return 0;
}

static void handle_reading(void *context, const struct loop_ready *ready)
{
    struct replay *replay = context;

    if (is_ended_by(replay, ready->signals))
        return;
    if (ready->input && read_piece(replay, ready->now_ms) != 0)
        file_trouble(replay, strerror(errno));
    else if (!ready->input && ready->now_ms >= replay->deadline_ms)
        file_trouble(replay, _("timed out reading the file"));
}

/* Reads all of the file and checks it. */
static void read_file(struct replay *replay)
{
    static const struct loop_front front = {prepare_reading, handle_reading};
    enum session_file_flaw flaw;
    size_t number;

    /* Without O_NONBLOCK, opening a FIFO would block until there is a writer, despite signals. */
    replay->fd = open(replay->options->replay, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    replay->deadline_ms = monotonic_ms() + replay->timeout_ms;
    if (replay->fd < 0 || loop_run(&front, replay) != 0)
        file_trouble(replay, strerror(errno));
    close_file(replay);
    if (replay->status != REPLAY_UNDECIDED)
        return;
    flaw = player_check(buffer_span(&replay->text), &number);
    if (flaw == SESSION_FILE_OK)
        return;
    begin_trouble(replay, number);
    fprintf(stderr, "%s\n", words_session_flaw(flaw));
    replay->status = REPLAY_FAILED;
}

/* --- playing it ---------------------------------------------------------------------------- */

static void print_said(void *context, struct span line)
{
    (void)context;
    program_print_visible(line, stdout);
    putchar('\n');
    program_note_output();
}

static void show_difference(struct replay *replay)
{
    trouble(replay, REPLAY_DIFFERED, _("the reply differs"),
            replay->player.step.kind == SESSION_FILE_EXPECT_CLOSE
                ? _("the connection was not closed as expected")
                : _("a reply differed"));
    fputs(_("  expected: "), stderr);
    program_print_visible(buffer_span(&replay->player.expected), stderr);
    fputs(_("\n  got:      "), stderr);
    program_print_visible(buffer_span(&replay->player.got), stderr);
    fputc('\n', stderr);
}

/* What has arrived of a line, as a comment of the session file. */
static void show_partial(const struct replay *replay)
{
    struct span partial = buffer_span(&replay->player.in);

    if (partial.size == 0)
        return;
    fputs("# Without a line end: ", stdout);
    program_print_visible(partial, stdout);
    putchar('\n');
    program_note_output();
}

static void show_loss(struct replay *replay)
{
    char text[WORDS_MAX];

    show_partial(replay);
    /* Without a problem, "C!" of the file ended the connection. */
    trouble(replay, REPLAY_LOST,
            replay->problem == LINK_PROBLEM_NONE
                ? _("The session file closed the connection.")
                : words_link_problem(&replay->link, replay->problem, false, text, sizeof text),
            _("the connection had ended"));
}

static void show_timeout(struct replay *replay)
{
    const struct player *player = &replay->player;
    struct words_wait wait = {.seconds = replay->options->timeout_s,
                              .event = player->parser.code == 0 ? DIALECT_CONNECT : DIALECT_EVENTS,
                              .is_within_reply =
                                  buffer_size(&player->in) > 0 || player->parser.lines > 0};
    char text[WORDS_MAX];

    show_partial(replay);
    trouble(replay, REPLAY_LOST,
            player->is_sending ? _("The server does not read what is sent.")
                               : words_no_reply(&wait, text, sizeof text),
            _("the server took too long"));
}

/* An earlier connection is closed. */
static void connect_to_server(struct replay *replay, int64_t now_ms)
{
    replay->was_open = false;
    replay->problem = LINK_PROBLEM_NONE;
    link_open(&replay->link, now_ms);
}

/* Runs the player until it must wait or has ended. */
static void play(struct replay *replay, int64_t now_ms)
{
    enum player_status status;

    while ((status = player_step(&replay->player, now_ms)) == PLAYER_CLOSING)
        link_close(&replay->link);
    switch (status) {
    case PLAYER_OPENING:
        connect_to_server(replay, now_ms);
        break;
    case PLAYER_PASSED:
        replay->status = REPLAY_PASSED;
        break;
    case PLAYER_DIFFERED:
        show_difference(replay);
        break;
    case PLAYER_LOST:
        show_loss(replay);
        break;
    case PLAYER_TIMED_OUT:
        show_timeout(replay);
        break;
    case PLAYER_NO_MEMORY:
        trouble(replay, REPLAY_FAILED, strerror(ENOMEM), strerror(ENOMEM));
        break;
    default:
        break;
    }
}

static void prepare_playing(void *context, int64_t now_ms, struct loop_wants *wants)
{
    struct replay *replay = context;
    struct link_wants link = link_wants(&replay->link, buffer_size(&replay->player.out) > 0);

    (void)now_ms;
    *wants = (struct loop_wants){.done = replay->status != REPLAY_UNDECIDED,
                                 .input_fd = -1,
                                 .link_fd = link.fd,
                                 .link_events = link.events,
                                 .deadline_ms =
                                     deadline_sooner(link.deadline_ms, replay->player.deadline_ms)};
    program_flush_output();
}

static void take_end(struct replay *replay, enum link_problem problem)
{
    char text[WORDS_MAX];

    replay->problem = problem;
    player_end(&replay->player);
    if (replay->was_open)
        return;
    words_link_problem(&replay->link, problem, false, text, sizeof text);
    replay->end = _("no connection was established");
    if (replay->player.number > 0) {
        trouble(replay, REPLAY_LOST, text, replay->end);
        return;
    }
    program_complain("%s", text);
    replay->status = REPLAY_LOST;
}

static void take_event(struct replay *replay, const struct link_event *event)
{
    switch (event->kind) {
    case LINK_NOTHING:
        break;
    case LINK_OPENED:
        replay->was_open = true;
        break;
    case LINK_RECEIVED:
        if (player_receive(&replay->player, event->bytes) != 0)
            trouble(replay, REPLAY_FAILED, strerror(errno), strerror(errno));
        break;
    case LINK_ENDED:
        take_end(replay, event->problem);
        break;
    }
}

static void handle_playing(void *context, const struct loop_ready *ready)
{
    struct replay *replay = context;
    struct link_event event = {.kind = LINK_NOTHING};

    if (is_ended_by(replay, ready->signals))
        return;
    if (replay->link.state != LINK_CLOSED)
        event = link_step(&replay->link, ready->link_revents, &replay->player.out, ready->now_ms);
    take_event(replay, &event);
    if (replay->was_open && replay->status == REPLAY_UNDECIDED)
        play(replay, ready->now_ms);
}

static void print_summary(const struct replay *replay)
{
    const struct player *player = &replay->player;

    printf(ngettext("%zu step played", "%zu steps played", player->steps), player->steps);
    printf(ngettext(", %zu reply compared", ", %zu replies compared", player->replies),
           player->replies);
    if (replay->end == NULL)
        fputs(_(": all as expected"), stdout);
    else if (player->number > 0)
        printf(_("; stopped at line %zu: %s"), player->number, replay->end);
    else
        printf("; %s", replay->end);
    putchar('\n');
}

static void play_file(struct replay *replay)
{
    static const struct loop_front front = {prepare_playing, handle_playing};

    player_init(&replay->player, buffer_span(&replay->text), replay->timeout_ms);
    replay->player.trace = print_said;
    link_init(&replay->link, replay->options->host, replay->options->port, replay->timeout_ms);
    play(replay, monotonic_ms());
    if (loop_run(&front, replay) != 0)
        trouble(replay, REPLAY_FAILED, strerror(errno), strerror(errno));
    print_summary(replay);
    link_release(&replay->link);
    player_release(&replay->player);
}

int replay_run(const struct options *options)
{
    static char stdout_room[READ_BYTES];
    struct replay replay = {
        .options = options,
        .timeout_ms = (long long)options->timeout_s * 1000,
        .status = REPLAY_UNDECIDED,
    };

    /* Line buffering would be slow; prepare_playing() flushes before each wait. */
    setvbuf(stdout, stdout_room, _IOFBF, sizeof stdout_room);
    buffer_init(&replay.text, FILE_MAX + READ_BYTES);
    read_file(&replay);
    if (replay.status == REPLAY_UNDECIDED)
        play_file(&replay);
    buffer_release(&replay.text);
    return (int)replay.status;
}
