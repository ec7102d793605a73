/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* ladder_row.c - see ladder_row.h.
 *
 * A row is a margin, the life line of the client, an arrow, the life line of the server and a word.
 * Only the texts in it yield when it is narrow.
 */
#include <config.h>

#include "tui-client/export/ladder_row.h"

#include "tui-client/text/columns.h"

/* From this width on there is room for a margin and for longer shafts. */
#define WIDE 60

/* Columns of most words. */
#define WORD_USUAL 10

/* Columns of the code that a reply begins with. */
#define CODE_WIDTH 3

#define NOTE_MARK " - "

/* What lines are drawn with. */
struct glyphs {
    const char *life, *shaft, *broad, *dot;
};

/* The parts of a row in columns. */
struct measure {
    int margin;
    int inside; /* between the life lines */
    int gap;    /* before the word */
    int word;
    int lead; /* of an arrow: shaft before its text, or after its time */
};

static struct glyphs glyphs_of(struct ladder_row row)
{
    return row.is_ascii ? (struct glyphs){"|", "-", "=", "."}
                        : (struct glyphs){"\u2502", "\u2500", "\u2550", "\u00b7"};
}

static int width_of(const char *text)
{
    return (int)columns_width(span_of(text));
}

/* Words take at most a quarter of the row, but no less than most of them need. */
static struct measure measure_of(struct ladder_row row)
{
    bool is_wide = row.width >= WIDE;
    struct measure measure = {
        .margin = is_wide ? 2 : 0, .gap = is_wide ? 2 : 1, .lead = is_wide ? 4 : 1};

    for (enum ladder_verdict verdict = 0; verdict < LADDER_VERDICTS; verdict++) {
        int width = width_of(row.words->verdict(verdict));
        measure.word = width > measure.word ? width : measure.word;
    }
    if (measure.word > WORD_USUAL && measure.word > row.width / 4)
        measure.word = row.width / 4 > WORD_USUAL ? row.width / 4 : WORD_USUAL;
    measure.inside = row.width - measure.margin - measure.gap - measure.word - 2;
    return measure;
}

static void repeat(struct writer *writer, const char *text, int count)
{
    while (count-- > 0)
        writer_put_string(writer, text);
}

/* As much of TEXT as fits into ROOM columns; what is cut ends in dots.  Returns the columns. */
static int put_fitted(struct writer *writer, struct span text, int room)
{
    size_t used = columns_width(text);

    if (room <= 0)
        return 0;
    if (used <= (size_t)room) {
        writer_put(writer, text);
        return (int)used;
    }
    text.size = columns_fit(text, room > 3 ? (size_t)room - 3 : 0, &used);
    writer_put(writer, text);
    repeat(writer, ".", room < 3 ? room : 3);
    return (int)used + (room < 3 ? room : 3);
}

/* --- arrows ---------------------------------------------------------------------------------- */

/* What an arrow is drawn from. */
struct arrow {
    bool is_incoming;
    const char *shaft;
    int lead, inside;
    const char *tail; /* beside the text: how many lines */
    const char *time;
};

/* Columns that are left for the text: shaft, blanks, tail and time take the rest. */
static int room_of(const struct arrow *arrow)
{
    int room = arrow->inside - arrow->lead - 4;

    if (arrow->tail[0] != '\0')
        room -= width_of(arrow->tail) + 1;
    if (arrow->time[0] != '\0')
        room -= width_of(arrow->time) + 2 + arrow->lead / 2;
    return room;
}

static void put_arrow(struct writer *writer, const struct arrow *arrow, struct span text)
{
    int left = arrow->inside - arrow->lead, end = arrow->lead / 2;

    writer_put_string(writer, arrow->is_incoming ? "<" : "");
    repeat(writer, arrow->shaft, arrow->lead - arrow->is_incoming);
    writer_put_string(writer, " ");
    left -= 2 + put_fitted(writer, text, room_of(arrow));
    if (arrow->tail[0] != '\0') {
        writer_put_string(writer, " ");
        left -= 1 + put_fitted(writer, span_of(arrow->tail), left - 2);
    }
    writer_put_string(writer, " ");
    if (arrow->time[0] != '\0' && left > width_of(arrow->time) + 2) {
        repeat(writer, arrow->shaft, left - width_of(arrow->time) - 2 - end);
        writer_put_string(writer, " ");
        writer_put_string(writer, arrow->time);
        writer_put_string(writer, " ");
        left = end;
    }
    repeat(writer, arrow->shaft, left - !arrow->is_incoming);
    writer_put_string(writer, arrow->is_incoming ? "" : ">");
}

/* --- what is between the life lines ---------------------------------------------------------- */

static void put_centered(struct writer *writer, struct span text, int inside)
{
    int width = (int)columns_width(text);

    width = width < inside ? width : inside;

    repeat(writer, " ", (inside - width) / 2);
    width = put_fitted(writer, text, inside);
    repeat(writer, " ", inside - width - (inside - width) / 2);
}

/* The dots come from the server and reach further with each second. */
static void put_wait(struct ladder_row row, const struct ladder_rung *rung, struct writer *writer)
{
    char time[LADDER_LABEL_MAX];
    int room = measure_of(row).inside - width_of(row.words->time(rung, time)) - 2;
    int64_t wish = rung->elapsed_ms / 1000 + 1;
    int dots = wish < room / 2 ? (int)wish : room / 2;

    repeat(writer, " ", room - 2 * dots);
    while (dots-- > 0) {
        writer_put_string(writer, " ");
        writer_put_string(writer, glyphs_of(row).dot);
    }
    writer_put_string(writer, " ");
    writer_put_string(writer, time);
    writer_put_string(writer, " ");
}

static void put_note(struct writer *writer, struct span text, int inside)
{
    int width;

    writer_put_string(writer, NOTE_MARK);
    width = put_fitted(writer, text, inside - 4);
    repeat(writer, " ", inside - 3 - width);
}

static struct arrow arrow_of(struct ladder_row row, const struct ladder_rung *rung, char *tail,
                             char *time)
{
    struct glyphs glyphs = glyphs_of(row);
    struct measure measure = measure_of(row);

    return (struct arrow){
        .is_incoming = rung->kind == LADDER_REPLY || rung->kind == LADDER_STRAY,
        .shaft = rung->kind == LADDER_MESSAGE ? glyphs.broad : glyphs.shaft,
        .lead = measure.lead,
        .inside = measure.inside,
        .tail = row.words->lines(rung, tail),
        .time = row.words->time(rung, time),
    };
}

/* TEXT is the part of the rung's text that belongs into this row. */
static void put_inside(struct ladder_row row, const struct ladder_rung *rung, struct span text,
                       struct writer *writer)
{
    char tail[LADDER_LABEL_MAX], time[LADDER_LABEL_MAX], size[LADDER_LABEL_MAX];
    struct measure measure = measure_of(row);
    struct arrow arrow = arrow_of(row, rung, tail, time);

    if (rung->kind == LADDER_MESSAGE && columns_width(text) > (size_t)room_of(&arrow))
        text = span_of(row.words->size(rung, size));

    switch (rung->kind) {
    case LADDER_OPENED:
    case LADDER_ENDED:
        put_centered(writer, text, measure.inside);
        break;
    case LADDER_NOTE:
        put_note(writer, text, measure.inside);
        break;
    case LADDER_WAIT:
        put_wait(row, rung, writer);
        break;
    default:
        put_arrow(writer, &arrow, text);
        break;
    }
}

/* --- rows ------------------------------------------------------------------------------------ */

/* How the life line of a side looks beside RUNG. */
static const char *life_of(struct ladder_row row, const struct ladder_rung *rung, bool is_client)
{
    enum connection_end other =
        is_client ? CONNECTION_CLOSED_BY_SERVER : CONNECTION_CLOSED_BY_CLIENT;

    if (rung->kind == LADDER_OPENED)
        return "o";
    if (rung->kind == LADDER_ENDED && rung->end != other)
        return "x";
    return rung->is_connected || rung->kind == LADDER_ENDED ? glyphs_of(row).life : " ";
}

/* What does not fit into the first row, below it. */
static void put_rest(struct ladder_row row, const struct ladder_rung *rung, struct span rest,
                     struct writer *writer)
{
    struct measure measure = measure_of(row);
    const char *life = rung->is_connected ? glyphs_of(row).life : " ";
    int indent = measure.lead + 1;

    while (rest.size > 0) {
        struct span part = {rest.data, columns_wrap(rest, (size_t)(measure.inside - indent - 1))};
        rest = span_skip(rest, part.size);
        part = span_trim(part);
        writer_put_string(writer, "\n");
        repeat(writer, " ", measure.margin);
        writer_put_string(writer, life);
        repeat(writer, " ", indent);
        writer_put(writer, part);
        repeat(writer, " ", measure.inside - indent - (int)columns_width(part));
        writer_put_string(writer, life);
    }
}

/* Bytes of TEXT that fit into the first row. */
static size_t first_part(struct ladder_row row, const struct ladder_rung *rung, struct span text)
{
    char tail[LADDER_LABEL_MAX], time[LADDER_LABEL_MAX];
    struct arrow arrow = arrow_of(row, rung, tail, time);
    int room = rung->kind == LADDER_NOTE ? arrow.inside - 4 : room_of(&arrow);

    return columns_wrap(text, room > 1 ? (size_t)room : 1);
}

void ladder_row_rung(struct ladder_row row, const struct ladder_rung *rung, struct writer *writer)
{
    char buffer[LADDER_TEXT_MAX + LADDER_LABEL_MAX];
    struct span text = span_of(row.words->text(rung, buffer));
    size_t size = row.wraps ? first_part(row, rung, text) : text.size;
    struct measure measure = measure_of(row);
    const char *word = row.words->verdict(rung->verdict);

    repeat(writer, " ", measure.margin);
    writer_put_string(writer, life_of(row, rung, true));
    put_inside(row, rung, row.wraps ? span_trim((struct span){text.data, size}) : text, writer);
    writer_put_string(writer, life_of(row, rung, false));
    if (word[0] != '\0') {
        repeat(writer, " ", measure.gap);
        put_fitted(writer, span_of(word), measure.word);
    }
    put_rest(row, rung, span_skip(text, size), writer);
}

void ladder_row_head(struct ladder_row row, struct writer *writer)
{
    struct measure measure = measure_of(row);
    const char *client = row.words->client, *server = row.words->server;
    int start = measure.margin > 0;
    int at = measure.margin + measure.inside + 1 - width_of(server) / 2;

    repeat(writer, " ", start);
    start += put_fitted(writer, span_of(client), at - start - 1);
    repeat(writer, " ", at - start);
    put_fitted(writer, span_of(server), row.width - at);
}

/* --- parts of a row -------------------------------------------------------------------------- */

struct ladder_part ladder_row_sign(struct ladder_row row, const struct ladder_rung *rung)
{
    char buffer[LADDER_TEXT_MAX + LADDER_LABEL_MAX];
    char tail[LADDER_LABEL_MAX], time[LADDER_LABEL_MAX];
    struct measure measure = measure_of(row);
    struct arrow arrow = arrow_of(row, rung, tail, time);
    int begin = measure.margin + 1, width = CODE_WIDTH;

    switch (rung->kind) {
    case LADDER_REPLY:
        width = width < room_of(&arrow) ? width : room_of(&arrow);
        return (struct ladder_part){begin + measure.lead + 1, width > 0 ? width : 0};
    case LADDER_STRAY:
        return (struct ladder_part){begin, 1};
    case LADDER_NOTE:
        return (struct ladder_part){begin, width_of(NOTE_MARK)};
    case LADDER_ENDED:
        width = width_of(row.words->text(rung, buffer));
        width = width < measure.inside ? width : measure.inside;
        return (struct ladder_part){begin + (measure.inside - width) / 2, width};
    default:
        return (struct ladder_part){0, 0};
    }
}

struct ladder_part ladder_row_word(struct ladder_row row, const struct ladder_rung *rung)
{
    struct measure measure = measure_of(row);
    int width = width_of(row.words->verdict(rung->verdict));

    return (struct ladder_part){row.width - measure.word,
                                width < measure.word ? width : measure.word};
}
