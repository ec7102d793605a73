/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* ladder.c - see ladder.h.
 */
#include <config.h>

#include "tui-client/dialogue/ladder.h"

#include <assert.h>

#include "common/count.h"
#include "tui-client/dialogue/explain.h"

/* --- connections ----------------------------------------------------------------------------- */

/* Finds mark EVENT among those that stand before line NUMBER.  Returns NULL if there are fewer;
 * their count goes to *COUNT unless it is NULL. */
static const struct connection *find_mark(const struct ladder *ladder, size_t number, size_t event,
                                          bool *is_end, size_t *count)
{
    unsigned long long at = ladder->transcript->lost + number;
    const struct connection *found = NULL;
    size_t marks = 0;

    for (size_t i = 0; i < ladder->connection_count; i++) {
        const struct connection *connection = &ladder->connections[i];
        bool here[] = {connection->first == at,
                       connection->end != CONNECTION_OPEN && connection->behind == at};
        for (size_t j = 0; j < COUNT(here); j++) {
            if (here[j] && marks == event) {
                found = connection;
                *is_end = j == 1;
            }
            marks += here[j];
        }
    }
    if (count != NULL)
        *count = marks;
    return found;
}

static size_t count_marks(const struct ladder *ladder, size_t number)
{
    bool is_end;
    size_t count;

    (void)find_mark(ladder, number, 0, &is_end, &count);
    return count;
}

/* Lines that no beginning of a connection separates: between its end and the next beginning there
 * are only remarks. */
struct stretch {
    size_t begin, end;
    bool is_connected;
};

static void narrow(struct stretch *stretch, unsigned long long lost, unsigned long long at,
                   size_t number)
{
    if (at >= lost + stretch->begin && at <= lost + number)
        stretch->begin = (size_t)(at - lost);
    else if (at > lost + number && at < lost + stretch->end)
        stretch->end = (size_t)(at - lost);
}

/* The stretch around line NUMBER, which may be that behind the last one. */
static struct stretch stretch_of(const struct ladder *ladder, size_t number)
{
    unsigned long long lost = ladder->transcript->lost;
    struct stretch stretch = {0, ladder->transcript->count, false};

    for (size_t i = 0; i < ladder->connection_count; i++) {
        const struct connection *connection = &ladder->connections[i];
        bool is_open = connection->end == CONNECTION_OPEN;
        narrow(&stretch, lost, connection->first, number);
        stretch.is_connected |=
            connection->first <= lost + number && (is_open || connection->behind > lost + number);
    }
    return stretch;
}

/* --- which lines are a rung ------------------------------------------------------------------ */

static const struct dialogue_line *line_of(const struct ladder *ladder, size_t number)
{
    return transcript_line(ladder->transcript, number);
}

static bool is_end_of_message(const struct dialogue_line *line)
{
    return line->kind == DIALOGUE_TEXT && span_equal(line->text, span_of("."));
}

/* Whether AFTER, the line behind BEFORE, belongs to the same rung. */
static bool goes_on(const struct dialogue_line *before, const struct dialogue_line *after)
{
    if (before->kind == DIALOGUE_TEXT)
        return after->kind == DIALOGUE_TEXT && !is_end_of_message(before);
    return dialogue_line_continues(before, after);
}

static size_t first_line(const struct ladder *ladder, size_t number)
{
    size_t begin = stretch_of(ladder, number).begin;

    while (number > begin && goes_on(line_of(ladder, number - 1), line_of(ladder, number)))
        number--;
    return number;
}

static size_t last_line(const struct ladder *ladder, size_t number)
{
    size_t end = stretch_of(ladder, number).end;

    while (number + 1 < end && goes_on(line_of(ladder, number), line_of(ladder, number + 1)))
        number++;
    return number;
}

/* --- places ---------------------------------------------------------------------------------- */

struct ladder_place ladder_end(const struct ladder *ladder)
{
    size_t count = ladder->transcript->count;

    return (struct ladder_place){count, count_marks(ladder, count) + (ladder->waits_ms >= 0)};
}

struct ladder_place ladder_find(const struct ladder *ladder, size_t number)
{
    size_t first = first_line(ladder, number);

    return (struct ladder_place){first, count_marks(ladder, first)};
}

bool ladder_has_lines(const struct ladder *ladder, struct ladder_place place)
{
    return place.line < ladder->transcript->count && place.event == count_marks(ladder, place.line);
}

bool ladder_next(const struct ladder *ladder, struct ladder_place *place)
{
    struct ladder_place end = ladder_end(ladder);

    if (place->line == end.line && place->event >= end.event)
        return false;
    if (ladder_has_lines(ladder, *place))
        *place = (struct ladder_place){last_line(ladder, place->line) + 1, 0};
    else
        place->event++;
    return true;
}

bool ladder_previous(const struct ladder *ladder, struct ladder_place *place)
{
    if (place->event > 0) {
        place->event--;
        return true;
    }
    if (place->line == 0)
        return false;
    *place = ladder_find(ladder, place->line - 1);
    return true;
}

/* --- rungs ----------------------------------------------------------------------------------- */

static enum ladder_verdict verdict_of(const struct dialogue_reply *reply, struct span text)
{
    static const enum ladder_verdict verdicts[] = {
        [EXPLAIN_GREETED] = LADDER_READY,
        [EXPLAIN_ACCEPTED] = LADDER_ACCEPTED,
        [EXPLAIN_ASKS_FOR_CREDENTIALS] = LADDER_GO_ON,
        [EXPLAIN_LOGGED_IN] = LADDER_ACCEPTED,
        [EXPLAIN_SEND_MESSAGE] = LADDER_GO_ON,
        [EXPLAIN_NOT_AWAITED] = LADDER_DOUBTFUL,
        [EXPLAIN_LEAVING] = LADDER_CLOSED,
        [EXPLAIN_NOT_ENDED] = LADDER_DOUBTFUL,
        [EXPLAIN_UNVERIFIED] = LADDER_DOUBTFUL,
        [EXPLAIN_DELIVERED] = LADDER_DELIVERED,
        [EXPLAIN_MAYBE_DELIVERED] = LADDER_MAYBE_DELIVERED,
        [EXPLAIN_GOODBYE] = LADDER_CLOSED,
        [EXPLAIN_REFUSED] = LADDER_REFUSED,
        [EXPLAIN_CLOSING] = LADDER_CLOSED,
        [EXPLAIN_ACCEPTED_THOUGH_CLOSED] = LADDER_ACCEPTED,
        [EXPLAIN_UNASKED] = LADDER_UNASKED,
        [EXPLAIN_PIECE] = LADDER_UNASKED,
        [EXPLAIN_EARLY] = LADDER_UNASKED,
    };
    struct explanation explanation = explain_reply(reply, text);
    enum ladder_verdict verdict = verdicts[explanation.verdict];

    static_assert(COUNT(verdicts) == EXPLAIN_VERDICTS, "a verdict per verdict");
    if (verdict != LADDER_UNASKED && reply->is_late)
        return LADDER_LATE;
    if (verdict == LADDER_REFUSED && explain_is_temporary(&explanation))
        return LADDER_LATER;
    if (verdict == LADDER_ACCEPTED && reply->code / 100 == 3)
        return LADDER_GO_ON;
    return verdict == LADDER_ACCEPTED && reply->doubts != 0 ? LADDER_DOUBTFUL : verdict;
}

/* Whether the line before FIRST that was sent on this connection is text of the same message. */
static bool has_begun_before(const struct ladder *ladder, size_t first)
{
    size_t begin = stretch_of(ladder, first).begin;

    while (first-- > begin) {
        const struct dialogue_line *line = line_of(ladder, first);
        if (line->kind == DIALOGUE_COMMAND || line->kind == DIALOGUE_TEXT)
            return line->kind == DIALOGUE_TEXT && !is_end_of_message(line);
    }
    return false;
}

static void take_message(const struct ladder *ladder, struct ladder_rung *rung)
{
    bool has_end = is_end_of_message(line_of(ladder, rung->last));

    rung->kind = LADDER_MESSAGE;
    rung->is_part = !has_end || has_begun_before(ladder, rung->first);
    rung->lines = rung->last - rung->first + !has_end;
    rung->text = (struct span){NULL, 0};
    for (size_t i = 0; i < rung->lines; i++)
        rung->bytes += line_of(ladder, rung->first + i)->text.size + 2;
}

static void take_reply(struct ladder_rung *rung, const struct dialogue_line *line)
{
    bool is_whole = line->kind == DIALOGUE_REPLY_LAST;

    rung->kind = LADDER_REPLY;
    rung->lines = rung->last - rung->first + 1;
    rung->code = line->code;
    rung->elapsed_ms = is_whole ? line->elapsed_ms : -1;
    rung->verdict = is_whole ? verdict_of(&line->reply, reply_text(line->text)) : LADDER_PART;
}

static void take_line(struct ladder_rung *rung, const struct dialogue_line *line)
{
    if (line->kind == DIALOGUE_COMMAND) {
        rung->kind = LADDER_COMMAND;
        rung->has_secret = line->secret > 0;
        rung->text.size -= line->secret;
    } else if (line->kind == DIALOGUE_NOTE) {
        rung->kind = LADDER_NOTE;
    } else {
        rung->kind = LADDER_STRAY;
        rung->verdict = LADDER_NO_REPLY;
    }
}

static struct ladder_rung rung_of_lines(const struct ladder *ladder, size_t number)
{
    size_t last = last_line(ladder, number);
    const struct dialogue_line *line = line_of(ladder, last);
    struct ladder_rung rung = {.first = number,
                               .last = last,
                               .text = line->text,
                               .elapsed_ms = -1,
                               .is_connected = stretch_of(ladder, number).is_connected};

    switch (line->kind) {
    case DIALOGUE_TEXT:
        take_message(ladder, &rung);
        break;
    case DIALOGUE_REPLY:
    case DIALOGUE_REPLY_LAST:
        take_reply(&rung, line);
        break;
    default:
        take_line(&rung, line);
        break;
    }
    return rung;
}

struct ladder_rung ladder_rung(const struct ladder *ladder, struct ladder_place place)
{
    struct ladder_rung rung = {
        .kind = LADDER_WAIT,
        .verdict = LADDER_WAITING,
        .first = place.line,
        .elapsed_ms = ladder->waits_ms,
        .is_connected = true,
    };
    bool is_end = false;
    const struct connection *mark = find_mark(ladder, place.line, place.event, &is_end, NULL);

    if (mark == NULL && place.line < ladder->transcript->count)
        return rung_of_lines(ladder, place.line);
    if (mark == NULL)
        return rung;
    rung.kind = is_end ? LADDER_ENDED : LADDER_OPENED;
    rung.verdict = LADDER_NONE;
    rung.end = mark->end;
    rung.elapsed_ms = -1;
    return rung;
}
