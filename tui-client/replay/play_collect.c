/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* play_collect.c - the report of a replay that is one of several: all of it goes into an outcome.
 */
#include <config.h>

#include "tui-client/replay/play.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "common/monotonic.h"
#include "tui-client/replay/play_internal.h"

/* Bytes of all remarks of a kind; what goes beyond is cut off anyway. */
#define REMARKS_MAX ((size_t)8 * SESSION_FILE_REMARK_MAX)

static void collect_said(struct replay *replay, struct span line)
{
    outcome_say(replay->outcome, line);
}

static void collect_injected(struct replay *replay, size_t count)
{
    char text[OUTCOME_SAID_BYTES];

    snprintf(text, sizeof text, "# %zu bytes in clear behind the 220 were thrown away.", count);
    outcome_say(replay->outcome, span_of(text));
}

static void collect_partial(struct replay *replay, struct span bytes)
{
    static const char head[] = "# Without a line end: ";
    char text[OUTCOME_SAID_BYTES];
    size_t size = sizeof head - 1;

    if (bytes.size > sizeof text - size)
        bytes.size = sizeof text - size;
    memcpy(text, head, size);
    memcpy(text + size, bytes.data, bytes.size);
    outcome_say(replay->outcome, (struct span){text, size + bytes.size});
}

static void collect_trouble(struct replay *replay, enum play_about about, size_t number,
                            const char *text)
{
    struct outcome *outcome = replay->outcome;

    outcome_write(outcome->reason, sizeof outcome->reason, span_of(text));
    outcome->is_about_server = about == PLAY_ABOUT_SERVER;
    outcome->number = number;
}

static void collect_difference(struct replay *replay)
{
    const struct player *player = &replay->player;

    outcome_differ(replay->outcome, player->number, buffer_span(&player->expected),
                   buffer_span(&player->got));
}

static void collect_last_difference(struct replay *replay)
{
    collect_difference(replay);
    replay->outcome->only_differs = true;
}

/* Of more remarks than have room the first are taken. */
static void collect_remarks(const struct replay *replay, enum session_file_kind kind,
                            const char *separator, char *out, size_t size)
{
    struct buffer all;

    buffer_init(&all, REMARKS_MAX);
    (void)player_remarks(buffer_span(&replay->text), kind, separator, &all);
    outcome_write(out, size, buffer_span(&all));
    buffer_release(&all);
}

/* What was gone on from is reported at the end. */
static void collect_end(struct replay *replay)
{
    const struct player *player = &replay->player;
    struct outcome *outcome = replay->outcome;

    collect_remarks(replay, SESSION_FILE_TITLE, "", outcome->title, sizeof outcome->title);
    collect_remarks(replay, SESSION_FILE_SEE, ", ", outcome->see, sizeof outcome->see);
    collect_remarks(replay, SESSION_FILE_MEANS, " ", outcome->means, sizeof outcome->means);
    if (outcome->reason[0] != '\0')
        return;
    if (outcome->difference_count > 0) {
        outcome->only_differs = true;
        outcome->number = outcome->differences[0].number;
        outcome_write(outcome->reason, sizeof outcome->reason, span_of(_("the reply differs")));
    } else if (replay->verdict == VERDICT_SKIPPED) {
        outcome->number = player->number;
        outcome_write(outcome->reason, sizeof outcome->reason, buffer_span(&player->got));
    }
}

static const struct play_report collects = {
    .said = collect_said,
    .injected = collect_injected,
    .partial = collect_partial,
    .trouble = collect_trouble,
    .difference = collect_difference,
    .last_difference = collect_last_difference,
    .ended = collect_end,
};

void play_collected(const struct options *options, const struct server_name *server,
                    const struct session_path *path, unsigned limit_s, const char *absence,
                    struct outcome *outcome)
{
    int64_t start_ms = monotonic_ms();
    struct replay replay = {
        .options = options,
        .path = path->name,
        .server = server,
        .report = &collects,
        .outcome = outcome,
        .must_be_regular = path->was_found,
        .limit_s = limit_s,
        .absence = absence,
    };

    play_conversation(&replay);
    outcome->took_ms = monotonic_ms() - start_ms;
    outcome->verdict = replay.verdict;
}
