/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* play_end.c - how a replay ends, and why.
 */
#include <config.h>

#include "tui-client/replay/play_internal.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "common/program.h"
#include "tui-client/client/words.h"
#include "tui-client/terminal/loop.h"
#include "tui-client/terminal/rescue.h"

void play_trouble(struct replay *replay, enum verdict verdict, const char *text, const char *end)
{
    size_t number = replay->player.number;

    replay->report->trouble(replay, number > 0 ? PLAY_ABOUT_LINE : PLAY_ABOUT_FILE, number, text);
    replay->verdict = verdict;
    replay->end = end;
}

void play_give_up(struct replay *replay, enum verdict verdict, const char *text, const char *end)
{
    bool has_begun = replay->player.number > 0;

    replay->report->trouble(replay, has_begun ? PLAY_ABOUT_LINE : PLAY_ABOUT_SERVER,
                            replay->player.number, text);
    replay->verdict = verdict;
    replay->end = end;
}

/* --- differences ----------------------------------------------------------------------------- */

bool play_goes_on(struct replay *replay)
{
    replay->report->difference(replay);
    if (player_consequence(&replay->player) != PLAYER_MAY_GO_ON)
        return false;
    player_go_on(&replay->player);
    return true;
}

/* Why a difference that was shown ends the replay. */
static void show_no_way(struct replay *replay)
{
    bool is_missing = player_consequence(&replay->player) == PLAYER_NO_GO_AHEAD;

    play_trouble(replay, VERDICT_DIFFERED,
                 is_missing ? _("cannot go on: without the reply that asks for text, the text "
                                "that follows would be taken for commands")
                            : _("cannot go on: the server asks for text, and the commands that "
                                "follow would be taken for it"),
                 _("a reply differed"));
}

void play_show_difference(struct replay *replay)
{
    if (replay->options->keep_going) {
        show_no_way(replay);
        return;
    }
    play_trouble(replay, VERDICT_DIFFERED, _("the reply differs"),
                 replay->player.step.kind == SESSION_FILE_EXPECT_CLOSE
                     ? _("the connection was not closed as expected")
                     : _("a reply differed"));
    replay->report->last_difference(replay);
}

/* --- other ends ------------------------------------------------------------------------------ */

/* What has arrived of a line, as a comment of the session file. */
static void show_partial(struct replay *replay)
{
    struct span partial = buffer_span(&replay->player.in);

    if (partial.size > 0)
        replay->report->partial(replay, partial);
}

static void show_limit(struct replay *replay)
{
    char text[WORDS_MAX];

    if (!replay->was_open && replay->link.state != LINK_CLOSED) {
        snprintf(text, sizeof text,
                 ngettext("There was no connection within %u second (--replay-limit).",
                          "There was no connection within %u seconds (--replay-limit).",
                          replay->limit_s),
                 replay->limit_s);
        play_give_up(replay, VERDICT_UNREACHED, text, _("no connection was established"));
        return;
    }
    snprintf(text, sizeof text,
             ngettext("The conversation lasted longer than %u second (--replay-limit).",
                      "The conversation lasted longer than %u seconds (--replay-limit).",
                      replay->limit_s),
             replay->limit_s);
    show_partial(replay);
    play_trouble(replay, VERDICT_LATE, text, _("it lasted too long"));
}

bool play_is_ended_by(struct replay *replay, unsigned signals, int64_t now_ms)
{
    if (signals & LOOP_SIGNAL_SUSPEND) {
        program_flush_output();
        rescue_stop_process();
    }
    if (signals & (LOOP_SIGNAL_INTERRUPT | LOOP_SIGNAL_TERMINATE)) {
        replay->verdict = VERDICT_INTERRUPTED;
        replay->end = _("interrupted");
    } else if (now_ms >= replay->end_ms) {
        show_limit(replay);
    }
    return replay->verdict != VERDICT_NONE;
}

void play_show_loss(struct replay *replay)
{
    char text[WORDS_MAX];

    show_partial(replay);
    /* Without a problem, "C!" of the file ended the connection. */
    play_trouble(replay, VERDICT_LOST,
                 replay->problem == LINK_PROBLEM_NONE
                     ? _("The session file closed the connection.")
                     : words_link_problem(&replay->link, replay->problem, false, text, sizeof text),
                 _("the connection had ended"));
}

void play_show_timeout(struct replay *replay)
{
    const struct player *player = &replay->player;
    struct words_wait wait = {.seconds = replay->options->timeout_s,
                              .event = player->parser.code == 0 ? DIALECT_CONNECT : DIALECT_EVENTS,
                              .is_within_reply =
                                  buffer_size(&player->in) > 0 || player->parser.lines > 0};
    char text[WORDS_MAX];

    show_partial(replay);
    play_trouble(replay, VERDICT_LATE,
                 player->is_sending ? _("The server does not read what is sent.")
                                    : words_no_reply(&wait, text, sizeof text),
                 _("the server took too long"));
}
