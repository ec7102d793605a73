/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* replay.c - runs a session file, a connection and a player in the event loop.
 *
 * Standard output is written in large pieces, but flushed before waiting for the server.
 */
#include <config.h>

#include "tui-client/replay_internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/program.h"
#include "tui-client/client/words.h"
#include "tui-client/terminal/loop.h"

/* An earlier connection is closed. */
static void connect_to_server(struct replay *replay, int64_t now_ms)
{
    replay->was_open = false;
    replay->problem = LINK_PROBLEM_NONE;
    link_open(&replay->link, now_ms);
}

/* Runs the player until it must wait or has ended. */
static enum player_status step(struct replay *replay, int64_t now_ms)
{
    for (;;) {
        enum player_status status = player_step(&replay->player, now_ms);
        bool goes_on =
            status == PLAYER_DIFFERED && replay->options->keep_going && replay_goes_on(replay);
        if (status == PLAYER_CLOSING)
            link_close(&replay->link);
        else if (!goes_on)
            return status;
    }
}

static void begin_tls(struct replay *replay, int64_t now_ms)
{
    size_t injected = replay->player.injected + link_secure(&replay->link, now_ms);

    if (injected > 0)
        replay_print_injected(injected);
}

static void play(struct replay *replay, int64_t now_ms)
{
    switch (step(replay, now_ms)) {
    case PLAYER_OPENING:
        connect_to_server(replay, now_ms);
        break;
    case PLAYER_SECURING:
        begin_tls(replay, now_ms);
        break;
    case PLAYER_PASSED:
        replay->status = replay->player.differences == 0 ? REPLAY_PASSED : REPLAY_DIFFERED;
        break;
    case PLAYER_SKIPPED:
        replay_show_skip(replay);
        break;
    case PLAYER_DIFFERED:
        replay_show_difference(replay);
        break;
    case PLAYER_FLAWED:
        replay_trouble(replay, REPLAY_DIFFERED, words_exchange_flaw(replay->player.flaw),
                       _("the login failed"));
        break;
    case PLAYER_LOST:
        replay_show_loss(replay);
        break;
    case PLAYER_TIMED_OUT:
        replay_show_timeout(replay);
        break;
    case PLAYER_IN_CLEAR:
        replay_trouble(replay, REPLAY_LOST,
                       _("This line was not sent: TLS is required (--tls=required, or port 587), "
                         "and has not begun."),
                       _("TLS had not begun"));
        break;
    case PLAYER_NO_MEMORY:
        replay_trouble(replay, REPLAY_FAILED, strerror(ENOMEM), strerror(ENOMEM));
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
        replay_trouble(replay, REPLAY_LOST, text, replay->end);
        return;
    }
    program_complain("%s", text);
    replay->status = REPLAY_LOST;
}

static void take_doubt(struct replay *replay)
{
    char text[WORDS_MAX];

    words_untrusted(&replay->link, text, sizeof text);
    link_close(&replay->link);
    replay->end = _("the certificate is not trusted");
    if (replay->player.number > 0) {
        replay_trouble(replay, REPLAY_LOST, text, replay->end);
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
    case LINK_DOUBTFUL:
        take_doubt(replay);
        break;
    case LINK_SECURED:
        break;
    case LINK_RECEIVED:
        if (player_receive(&replay->player, event->bytes) != 0)
            replay_trouble(replay, REPLAY_FAILED, strerror(errno), strerror(errno));
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

    if (replay_is_ended_by(replay, ready->signals))
        return;
    if (replay->link.state != LINK_CLOSED)
        event = link_step(&replay->link, ready->link_revents, &replay->player.out, ready->now_ms);
    take_event(replay, &event);
    if (replay->was_open && replay->status == REPLAY_UNDECIDED &&
        replay->link.state != LINK_SECURING)
        play(replay, ready->now_ms);
}

static void play_file(struct replay *replay)
{
    static const struct loop_front front = {prepare_playing, handle_playing};
    enum options_tls tls = options_tls_for(replay->options->tls, &replay->options->server);

    player_init(&replay->player, buffer_span(&replay->text), replay->timeout_ms);
    replay->player.trace = replay_print_said;
    replay->player.password = replay->options->password;
    replay->player.user = replay->options->auth_user;
    replay->player.refrains_from_tls = tls == OPTIONS_TLS_NEVER;
    replay->player.requires_tls = tls == OPTIONS_TLS_REQUIRED && !replay->options->server.is_secure;
    link_init(&replay->link, replay->options->server.host, replay->options->server.port,
              replay->timeout_ms);
    replay->link.trust = replay->options->trust;
    replay->link.trusts_all = replay->options->tls_insecure;
    replay->link.begins_secure = replay->options->server.is_secure;
    play(replay, monotonic_ms());
    if (loop_run(&front, replay) != 0)
        replay_trouble(replay, REPLAY_FAILED, strerror(errno), strerror(errno));
    replay_print_summary(replay);
    link_release(&replay->link);
    player_release(&replay->player);
}

int replay_run(const struct options *options)
{
    static char stdout_room[REPLAY_READ_BYTES];
    struct replay replay = {
        .options = options,
        .timeout_ms = (long long)options->timeout_s * 1000,
        .status = REPLAY_UNDECIDED,
    };

    /* Line buffering would be slow; prepare_playing() flushes before each wait. */
    setvbuf(stdout, stdout_room, _IOFBF, sizeof stdout_room);
    buffer_init(&replay.text, REPLAY_FILE_MAX + REPLAY_READ_BYTES);
    replay_read_file(&replay);
    if (replay.status == REPLAY_UNDECIDED)
        play_file(&replay);
    buffer_release(&replay.text);
    return (int)replay.status;
}
