/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* play.c - runs a session file, a connection and a player in the event loop.
 */
#include <config.h>

#include "tui-client/replay/play_internal.h"

#include <errno.h>
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
            status == PLAYER_DIFFERED && replay->options->keep_going && play_goes_on(replay);
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
        replay->report->injected(replay, injected);
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
        replay->verdict = replay->player.differences == 0 ? VERDICT_PASSED : VERDICT_DIFFERED;
        break;
    case PLAYER_SKIPPED:
        replay->verdict = replay->player.differences == 0 ? VERDICT_SKIPPED : VERDICT_DIFFERED;
        break;
    case PLAYER_DIFFERED:
        play_show_difference(replay);
        break;
    case PLAYER_FLAWED:
        play_trouble(replay, VERDICT_DIFFERED, words_exchange_flaw(replay->player.flaw),
                     _("the login failed"));
        break;
    case PLAYER_LOST:
        play_show_loss(replay);
        break;
    case PLAYER_TIMED_OUT:
        play_show_timeout(replay);
        break;
    case PLAYER_IN_CLEAR:
        play_trouble(replay, VERDICT_LOST,
                     _("This line was not sent: TLS is required (--tls=required, or port 587), "
                       "and has not begun."),
                     _("TLS had not begun"));
        break;
    case PLAYER_NO_MEMORY:
        play_trouble(replay, VERDICT_BROKEN, strerror(ENOMEM), strerror(ENOMEM));
        break;
    default:
        break;
    }
}

static void prepare_playing(void *context, int64_t now_ms, struct loop_wants *wants)
{
    struct replay *replay = context;
    struct link_wants link = link_wants(&replay->link, buffer_size(&replay->player.out) > 0);
    int64_t deadline_ms = deadline_sooner(link.deadline_ms, replay->player.deadline_ms);

    (void)now_ms;
    program_flush_output();
    if (program_output_is_unread() && replay->verdict == VERDICT_NONE)
        replay->verdict = VERDICT_BROKEN;
    *wants = (struct loop_wants){.done = replay->verdict != VERDICT_NONE,
                                 .input_fd = program_output_watched(),
                                 .link_fd = link.fd,
                                 .link_events = link.events,
                                 .deadline_ms = deadline_sooner(deadline_ms, replay->end_ms)};
}

static void take_end(struct replay *replay, enum link_problem problem)
{
    bool is_own = problem == LINK_PROBLEM_NO_THREAD || problem == LINK_PROBLEM_NO_DESCRIPTOR;
    char text[WORDS_MAX];

    replay->problem = problem;
    player_end(&replay->player);
    if (replay->was_open)
        return;
    words_link_problem(&replay->link, problem, false, text, sizeof text);
    play_give_up(replay, is_own ? VERDICT_BROKEN : VERDICT_UNREACHED, text,
                 _("no connection was established"));
}

static void take_doubt(struct replay *replay)
{
    char text[WORDS_MAX];

    words_untrusted(&replay->link, text, sizeof text);
    link_close(&replay->link);
    play_give_up(replay, VERDICT_UNREACHED, text, _("the certificate is not trusted"));
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
            play_trouble(replay, VERDICT_BROKEN, strerror(errno), strerror(errno));
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

    if (ready->input)
        program_note_unread();
    if (play_is_ended_by(replay, ready->signals, ready->now_ms))
        return;
    if (replay->link.state != LINK_CLOSED)
        event = link_step(&replay->link, ready->link_revents, &replay->player.out, ready->now_ms);
    take_event(replay, &event);
    if (replay->was_open && replay->verdict == VERDICT_NONE && replay->link.state != LINK_SECURING)
        play(replay, ready->now_ms);
}

static void trace(void *context, struct span line)
{
    struct replay *replay = context;

    replay->report->said(replay, line);
}

static void prepare(struct replay *replay)
{
    const struct options *options = replay->options;
    const struct server_name *server = replay->server;
    enum options_tls tls = options_tls_for(options->tls, server);

    player_init(&replay->player, buffer_span(&replay->text), replay->timeout_ms);
    replay->player.trace = trace;
    replay->player.context = replay;
    replay->player.password = options->password;
    replay->player.user = options->auth_user;
    replay->player.refrains_from_tls = tls == OPTIONS_TLS_NEVER;
    replay->player.requires_tls = tls == OPTIONS_TLS_REQUIRED && !server->is_secure;
    link_init(&replay->link, server->host, server->port, replay->timeout_ms);
    replay->link.trust = options->trust;
    replay->link.trusts_all = options->tls_insecure;
    replay->link.begins_secure = server->is_secure;
}

static void play_file(struct replay *replay)
{
    static const struct loop_front front = {prepare_playing, handle_playing};

    prepare(replay);
    play(replay, monotonic_ms());
    if (loop_run(&front, replay) != 0)
        play_trouble(replay, VERDICT_BROKEN, strerror(errno), strerror(errno));
    replay->report->ended(replay);
    link_release(&replay->link);
    player_release(&replay->player);
}

static void leave_untried(struct replay *replay)
{
    replay->report->trouble(replay, PLAY_ABOUT_SERVER, 0, replay->absence);
    replay->verdict = VERDICT_UNTRIED;
    replay->report->ended(replay);
}

void play_conversation(struct replay *replay)
{
    replay->timeout_ms = (int64_t)replay->options->timeout_s * 1000;
    replay->end_ms =
        replay->limit_s > 0 ? monotonic_ms() + (int64_t)replay->limit_s * 1000 : DEADLINE_NEVER;
    buffer_init(&replay->text, PLAY_FILE_MAX + PLAY_READ_BYTES);
    play_read_file(replay);
    if (replay->verdict == VERDICT_NONE && replay->absence != NULL)
        leave_untried(replay);
    else if (replay->verdict == VERDICT_NONE)
        play_file(replay);
    buffer_release(&replay->text);
}
