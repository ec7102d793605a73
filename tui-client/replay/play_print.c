/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* play_print.c - the report of a replay that is alone: the conversation as it comes about,
 * differences, how it ended, and the summary.
 */
#include <config.h>

#include "tui-client/replay/play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "common/text.h"
#include "tui-client/replay/play_internal.h"

static void print_said(struct replay *replay, struct span line)
{
    (void)replay;
    program_print_visible(line, stdout);
    putchar('\n');
    program_note_output();
}

static void print_injected(struct replay *replay, size_t count)
{
    (void)replay;
    printf("# %zu bytes in clear behind the 220 were thrown away.\n", count);
    program_note_output();
}

static void print_partial(struct replay *replay, struct span bytes)
{
    (void)replay;
    fputs("# Without a line end: ", stdout);
    program_print_visible(bytes, stdout);
    putchar('\n');
    program_note_output();
}

/* Bytes of a path that are shown where the reason comes after it. */
#define PATH_SHOWN_MAX 256

static void complain_of_file(const struct replay *replay, const char *text)
{
    char path[PATH_SHOWN_MAX + 1];

    path[text_abbreviate(TEXT_ECHO, span_of(replay->path), path, PATH_SHOWN_MAX)] = '\0';
    program_complain("%s: %s", path, text);
}

/* On standard error, after the conversation so far, even if both streams go to the same place. */
static void print_trouble(struct replay *replay, enum play_about about, size_t number,
                          const char *text)
{
    program_flush_output();
    if (about == PLAY_ABOUT_SERVER)
        program_complain("%s", text);
    if (about == PLAY_ABOUT_FILE)
        complain_of_file(replay, text);
    if (about != PLAY_ABOUT_LINE)
        return;
    program_print_visible(span_of(replay->path), stderr);
    fprintf(stderr, ":%zu: ", number);
    program_print_visible(span_of(text), stderr);
    fputc('\n', stderr);
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

static void print_difference(struct replay *replay)
{
    struct player *player = &replay->player;

    program_print_visible(span_of(replay->path), stdout);
    printf(":%zu: %s\n", player->number, _("the reply differs"));
    print_side(replay, "- ", RED, &player->expected);
    print_side(replay, "+ ", GREEN, &player->got);
    program_note_output();
}

static void print_last_difference(struct replay *replay)
{
    fputs(_("  expected: "), stderr);
    program_print_visible(buffer_span(&replay->player.expected), stderr);
    fputs(_("\n  got:      "), stderr);
    program_print_visible(buffer_span(&replay->player.got), stderr);
    fputc('\n', stderr);
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

static void print_summary(struct replay *replay)
{
    const struct player *player = &replay->player;

    printf(ngettext("%zu step played", "%zu steps played", player->steps), player->steps);
    printf(ngettext(", %zu reply compared", ", %zu replies compared", player->replies),
           player->replies);
    if (replay->options->keep_going && player->differences > 0)
        print_counts(player);
    else if (replay->end == NULL)
        fputs(_(": all as expected"), stdout);
    if (replay->player.leaves != PLAYER_STAYS && replay->end == NULL)
        printf(_("; skipped at line %zu: this reply is allowed too"), player->number);
    if (replay->end != NULL && player->number > 0)
        printf(_("; stopped at line %zu: %s"), player->number, replay->end);
    else if (replay->end != NULL)
        printf("; %s", replay->end);
    putchar('\n');
}

static const struct play_report prints = {
    .said = print_said,
    .injected = print_injected,
    .partial = print_partial,
    .trouble = print_trouble,
    .difference = print_difference,
    .last_difference = print_last_difference,
    .ended = print_summary,
};

enum verdict play_printed(const struct options *options)
{
    static char stdout_room[PLAY_READ_BYTES];
    struct replay replay = {
        .options = options,
        .path = options->replays[0],
        .server = &options->server,
        .report = &prints,
        .limit_s = options->replay_limit_s,
    };

    /* Line buffering would be slow; it is flushed before each wait. */
    setvbuf(stdout, stdout_room, _IOFBF, sizeof stdout_room);
    play_conversation(&replay);
    return replay.verdict;
}
