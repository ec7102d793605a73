/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* replay_report.c - what a replay prints: the conversation, differences, how it ended, and
 * the summary.
 */
#include <config.h>

#include "tui-client/replay_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "tui-client/client/words.h"
#include "tui-client/terminal/loop.h"
#include "tui-client/terminal/rescue.h"

void replay_begin_trouble(const struct replay *replay, size_t number)
{
    program_flush_output();
    program_print_visible(span_of(replay->options->replay), stderr);
    fprintf(stderr, ":%zu: ", number);
}

void replay_trouble(struct replay *replay, enum exit_status status, const char *text,
                    const char *end)
{
    replay_begin_trouble(replay, replay->player.number);
    program_print_visible(span_of(text), stderr);
    fputc('\n', stderr);
    replay->status = status;
    replay->end = end;
}

void replay_print_said(void *context, struct span line)
{
    (void)context;
    program_print_visible(line, stdout);
    putchar('\n');
    program_note_output();
}

void replay_print_injected(size_t count)
{
    printf("# %zu bytes in clear behind the 220 were thrown away.\n", count);
    program_note_output();
}

/* --- differences ----------------------------------------------------------------------------- */

/* SGR sequences. */
#define RED   "\033[31m"
#define GREEN "\033[32m"
#define RESET "\033[0m"

static bool has_color(const struct options *options)
{
    const char *terminal = getenv("TERM");

    return options->color && isatty(STDOUT_FILENO) && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

/* Prints one of the two texts of a difference, marked as in a patch. */
static void print_side(const struct replay *replay, const char *mark, const char *color,
                       const struct buffer *text)
{
    bool is_colored = has_color(replay->options);

    fputs(is_colored ? color : "", stdout);
    fputs(mark, stdout);
    program_print_visible(buffer_span(text), stdout);
    fputs(is_colored ? RESET "\n" : "\n", stdout);
}

bool replay_goes_on(struct replay *replay)
{
    struct player *player = &replay->player;

    program_print_visible(span_of(replay->options->replay), stdout);
    printf(":%zu: %s\n", player->number, _("the reply differs"));
    print_side(replay, "- ", RED, &player->expected);
    print_side(replay, "+ ", GREEN, &player->got);
    program_note_output();
    if (player_way(player) != PLAYER_MAY_GO_ON)
        return false;
    player_go_on(player);
    return true;
}

/* Why a difference that was shown ends the replay. */
static void show_no_way(struct replay *replay)
{
    bool is_missing = player_way(&replay->player) == PLAYER_NO_GO_AHEAD;

    replay_trouble(replay, REPLAY_DIFFERED,
                   is_missing ? _("cannot go on: without the reply that asks for text, the text "
                                  "that follows would be taken for commands")
                              : _("cannot go on: the server asks for text, and the commands that "
                                  "follow would be taken for it"),
                   _("a reply differed"));
}

void replay_show_difference(struct replay *replay)
{
    if (replay->options->keep_going) {
        show_no_way(replay);
        return;
    }
    replay_trouble(replay, REPLAY_DIFFERED, _("the reply differs"),
                   replay->player.step.kind == SESSION_FILE_EXPECT_CLOSE
                       ? _("the connection was not closed as expected")
                       : _("a reply differed"));
    fputs(_("  expected: "), stderr);
    program_print_visible(buffer_span(&replay->player.expected), stderr);
    fputs(_("\n  got:      "), stderr);
    program_print_visible(buffer_span(&replay->player.got), stderr);
    fputc('\n', stderr);
}

void replay_show_skip(struct replay *replay)
{
    replay->is_skipped = true;
    replay->status = replay->player.differences == 0 ? REPLAY_PASSED : REPLAY_DIFFERED;
}

/* --- other ends ------------------------------------------------------------------------------ */

bool replay_is_ended_by(struct replay *replay, unsigned signals)
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

void replay_show_loss(struct replay *replay)
{
    char text[WORDS_MAX];

    show_partial(replay);
    /* Without a problem, "C!" of the file ended the connection. */
    replay_trouble(
        replay, REPLAY_LOST,
        replay->problem == LINK_PROBLEM_NONE
            ? _("The session file closed the connection.")
            : words_link_problem(&replay->link, replay->problem, false, text, sizeof text),
        _("the connection had ended"));
}

void replay_show_timeout(struct replay *replay)
{
    const struct player *player = &replay->player;
    struct words_wait wait = {.seconds = replay->options->timeout_s,
                              .event = player->parser.code == 0 ? DIALECT_CONNECT : DIALECT_EVENTS,
                              .is_within_reply =
                                  buffer_size(&player->in) > 0 || player->parser.lines > 0};
    char text[WORDS_MAX];

    show_partial(replay);
    replay_trouble(replay, REPLAY_LOST,
                   player->is_sending ? _("The server does not read what is sent.")
                                      : words_no_reply(&wait, text, sizeof text),
                   _("the server took too long"));
}

/* --- the summary ----------------------------------------------------------------------------- */

static void print_counts(const struct player *player)
{
    size_t differed = player->differences - player->unclosed;

    printf(_(": %zu as expected"), player->replies - differed);
    printf(ngettext(", %zu differed", ", %zu differed", differed), differed);
    if (player->unclosed > 0)
        printf(ngettext(", %zu connection not closed as expected",
                        ", %zu connections not closed as expected", player->unclosed),
               player->unclosed);
}

void replay_print_summary(const struct replay *replay)
{
    const struct player *player = &replay->player;

    printf(ngettext("%zu step played", "%zu steps played", player->steps), player->steps);
    printf(ngettext(", %zu reply compared", ", %zu replies compared", player->replies),
           player->replies);
    if (replay->options->keep_going && player->differences > 0)
        print_counts(player);
    else if (replay->end == NULL)
        fputs(_(": all as expected"), stdout);
    if (replay->is_skipped)
        printf(_("; skipped at line %zu: this reply is allowed too"), player->number);
    if (replay->end != NULL && player->number > 0)
        printf(_("; stopped at line %zu: %s"), player->number, replay->end);
    else if (replay->end != NULL)
        printf("; %s", replay->end);
    putchar('\n');
}
