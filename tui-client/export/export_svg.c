/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export_svg.c - a conversation as a ladder in SVG; see export_internal.h.
 *
 * The file needs no other: no scripts, no fonts but the viewer's monospaced one, and colours for
 * light and dark.  Text stands above its arrow, so that no width of a letter need be known exactly.
 */
#include <config.h>

#include "tui-client/export/export_internal.h"

#include <stdio.h>

#include "common/count.h"
#include "common/text.h"
#include "tui-client/export/ladder_row.h"
#include "tui-client/text/columns.h"

/* In pixels. */
#define WIDTH    760
#define CLIENT_X 40
#define SERVER_X 580
#define WORD_X   596
#define TEXT_X   52
#define TIME_X   568
#define ROW      17 /* of text */
#define TOP      44 /* the head */
#define GAP      22 /* from one rung's text to the next, besides its rows */

/* What fits between the life lines, in columns of 8 pixels. */
#define COLUMNS ((TIME_X - TEXT_X) / 8)

static const char style[] =
    "<style>\n"
    "text { font: 13px monospace; fill: #1f2328; }\n"
    ".paper { fill: #ffffff; }\n"
    ".life, .shaft, .mark { stroke: #57606a; stroke-width: 1.5; fill: none; }\n"
    ".head { fill: #57606a; }\n"
    ".broad { stroke: #57606a; stroke-width: 1.5; fill: #d0d7de; }\n"
    ".note { font-style: italic; }\n"
    ".side, .word { font-weight: bold; }\n"
    ".good text { fill: #116329; } .good .shaft { stroke: #116329; } .good .head { fill: #116329; "
    "}\n"
    ".more text { fill: #0550ae; } .more .shaft { stroke: #0550ae; } .more .head { fill: #0550ae; "
    "}\n"
    ".later text { fill: #7d4e00; } .later .shaft { stroke: #7d4e00; stroke-dasharray: 9 3; } "
    ".later .head { fill: #7d4e00; }\n"
    ".bad text { fill: #a40e26; } .bad .shaft { stroke: #a40e26; stroke-dasharray: 3 3; } "
    ".bad .head { fill: #a40e26; }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "text { fill: #e6edf3; }\n"
    ".paper { fill: #0d1117; }\n"
    ".life, .shaft, .mark { stroke: #8b949e; }\n"
    ".head { fill: #8b949e; }\n"
    ".broad { stroke: #8b949e; fill: #30363d; }\n"
    ".good text { fill: #56d364; } .good .shaft { stroke: #56d364; } .good .head { fill: #56d364; "
    "}\n"
    ".more text { fill: #79c0ff; } .more .shaft { stroke: #79c0ff; } .more .head { fill: #79c0ff; "
    "}\n"
    ".later text { fill: #e3b341; } .later .shaft { stroke: #e3b341; } "
    ".later .head { fill: #e3b341; }\n"
    ".bad text { fill: #ff7b72; } .bad .shaft { stroke: #ff7b72; } .bad .head { fill: #ff7b72; }\n"
    "}\n"
    "</style>\n";

struct picture {
    const struct ladder_words *words; /* borrowed */
    struct writer writer;             /* of what is within the frame, which is written first */
    int y;                            /* where the next rung begins */
    int life_y;                       /* where the life lines began; -1: there are none */
};

/* --- pieces ---------------------------------------------------------------------------------- */

/* Writes SHAPE with the next of NUMBERS for each number sign. */
static void put_shape(struct writer *writer, const char *shape, const int *numbers)
{
    for (; *shape != '\0'; shape++) {
        char number[16];
        snprintf(number, sizeof number, "%d", *shape == '#' ? *numbers++ : 0);
        writer_put(writer, *shape == '#' ? span_of(number) : (struct span){shape, 1});
    }
}

/* XML 1.0, section 2.4.  TEXT is in visible form, which has no control characters. */
static void put_escaped(struct writer *writer, struct span text)
{
    static const char special[] = "&<>\"'";
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

    for (size_t i = 0; i < text.size; i++) {
        const char *found = text.data[i] != '\0' ? strchr(special, text.data[i]) : NULL;
        if (found != NULL)
            writer_put_string(writer, names[found - special]);
        else
            writer_put(writer, (struct span){text.data + i, 1});
    }
}

static void put_text(struct writer *writer, int x, int y, const char *attributes, struct span text)
{
    if (text.size == 0)
        return;
    put_shape(writer, "<text x=\"#\" y=\"#\"", (const int[]){x, y});
    writer_put_string(writer, attributes);
    writer_put_string(writer, ">");
    put_escaped(writer, text);
    writer_put_string(writer, "</text>\n");
}

static void put_life_lines(struct picture *picture)
{
    static const int sides[] = {CLIENT_X, SERVER_X};

    for (size_t i = 0; picture->life_y >= 0 && i < COUNT(sides); i++)
        put_shape(&picture->writer, "<line class=\"life\" x1=\"#\" y1=\"#\" x2=\"#\" y2=\"#\"/>\n",
                  (const int[]){sides[i], picture->life_y, sides[i], picture->y});
    picture->life_y = -1;
}

/* --- rungs ----------------------------------------------------------------------------------- */

static const char *class_of(const struct ladder_rung *rung)
{
    static const char *const classes[] = {"", "", "good", "more", "later", "bad"};
    unsigned class = rung->code / 100;

    if (rung->kind == LADDER_REPLY)
        return class < COUNT(classes) ? classes[class] : "";
    return rung->kind == LADDER_STRAY || rung->kind == LADDER_NOTE ? "later" : "";
}

static void put_arrow(struct picture *picture, const struct ladder_rung *rung, int y)
{
    bool is_incoming = rung->kind == LADDER_REPLY || rung->kind == LADDER_STRAY;
    int tip = is_incoming ? CLIENT_X : SERVER_X, back = is_incoming ? tip + 10 : tip - 10;

    if (rung->kind == LADDER_MESSAGE) {
        put_shape(
            &picture->writer, "<path class=\"broad\" d=\"M#,# H# V# L#,# L#,# V# H# Z\"/>\n",
            (const int[]){CLIENT_X, y - 3, back, y - 7, tip, y, back, y + 7, y + 3, CLIENT_X});
        return;
    }
    put_shape(&picture->writer, "<line class=\"shaft\" x1=\"#\" y1=\"#\" x2=\"#\" y2=\"#\"/>\n",
              (const int[]){is_incoming ? back : CLIENT_X, y, is_incoming ? SERVER_X : back, y});
    put_shape(&picture->writer, "<path class=\"head\" d=\"M#,# L#,# L#,# Z\"/>\n",
              (const int[]){tip, y, back, y - 5, back, y + 5});
}

/* Writes TEXT in rows, the first of which leaves room for the time.  Returns their number. */
static int put_rows(struct picture *picture, struct span text, const char *time, bool is_note)
{
    size_t room = COLUMNS - (time[0] != '\0' ? columns_width(span_of(time)) + 2 : 0);
    int rows = 0;

    while (text.size > 0) {
        size_t size = columns_wrap(text, room);
        put_text(&picture->writer, TEXT_X, picture->y + ROW * ++rows,
                 is_note ? " class=\"note\"" : "", span_trim((struct span){text.data, size}));
        text = span_skip(text, size);
        room = COLUMNS;
    }
    put_text(&picture->writer, TIME_X, picture->y + ROW, " text-anchor=\"end\"", span_of(time));
    return rows > 0 ? rows : 1;
}

/* What is said, behind it the number of a reply's lines, and its arrow. */
static void put_said(struct picture *picture, const struct ladder_rung *rung, const char *said)
{
    char text[LADDER_TEXT_MAX + 2 * LADDER_LABEL_MAX], time[LADDER_LABEL_MAX];
    char lines[LADDER_LABEL_MAX];
    int length = snprintf(text, sizeof text, "%s%s%s", said,
                          picture->words->lines(rung, lines)[0] != '\0' ? " " : "", lines);
    int rows = put_rows(picture, (struct span){text, (size_t)length},
                        picture->words->time(rung, time), rung->kind == LADDER_NOTE);
    int y = picture->y + ROW * rows + 8;

    if (rung->kind != LADDER_NOTE)
        put_arrow(picture, rung, y);
    put_text(&picture->writer, WORD_X, y + 4, " class=\"word\"",
             span_of(picture->words->verdict(rung->verdict)));
    picture->y += ROW * rows + GAP;
}

/* A circle where a connection begins, a cross at the side that ends it. */
static void put_mark(struct picture *picture, const struct ladder_rung *rung, const char *text)
{
    int y = picture->y + ROW / 2 + 2;
    bool shown[] = {rung->end != CONNECTION_CLOSED_BY_SERVER,
                    rung->end != CONNECTION_CLOSED_BY_CLIENT};
    static const int sides[] = {CLIENT_X, SERVER_X};

    picture->y = y;
    if (rung->kind == LADDER_ENDED)
        put_life_lines(picture);
    for (size_t i = 0; i < COUNT(sides); i++) {
        int x = sides[i];
        if (rung->kind == LADDER_OPENED)
            put_shape(&picture->writer, "<circle class=\"mark\" cx=\"#\" cy=\"#\" r=\"4\"/>\n",
                      (const int[]){x, y});
        else if (shown[i])
            put_shape(&picture->writer, "<path class=\"mark\" d=\"M#,# L#,# M#,# L#,#\"/>\n",
                      (const int[]){x - 5, y - 5, x + 5, y + 5, x - 5, y + 5, x + 5, y - 5});
    }
    put_text(&picture->writer, (CLIENT_X + SERVER_X) / 2, y + 4, " text-anchor=\"middle\"",
             span_of(text));
    if (rung->kind == LADDER_OPENED)
        picture->life_y = y + 4;
    picture->y = y + ROW;
}

static void put_rung(void *context, const struct ladder_rung *rung)
{
    struct picture *picture = context;
    char text[LADDER_TEXT_MAX + LADDER_LABEL_MAX];

    picture->words->text(rung, text);
    writer_put_string(&picture->writer, "<g class=\"");
    writer_put_string(&picture->writer, class_of(rung));
    writer_put_string(&picture->writer, "\">\n");
    if (rung->kind == LADDER_OPENED || rung->kind == LADDER_ENDED)
        put_mark(picture, rung, text);
    else
        put_said(picture, rung, text);
    writer_put_string(&picture->writer, "</g>\n");
}

/* --- the whole ------------------------------------------------------------------------------- */

static void put_head(struct writer *writer, const struct export_source *source, int height)
{
    const char *const names[] = {source->host, source->port};

    put_shape(writer,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" role=\"img\" "
              "width=\"#\" height=\"#\" viewBox=\"0 0 # #\">\n<title>SMTP ",
              (const int[]){WIDTH, height, WIDTH, height});
    for (size_t i = 0; i < COUNT(names); i++) {
        char text[LADDER_LABEL_MAX];
        writer_put_string(writer, i > 0 ? " " : "");
        put_escaped(writer, (struct span){text, text_abbreviate(TEXT_VISIBLE, span_of(names[i]),
                                                                text, sizeof text)});
    }
    writer_put_string(writer, "</title>\n");
    writer_put_string(writer, style);
    writer_put_string(writer, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    put_text(writer, CLIENT_X, TOP / 2, " class=\"side\" text-anchor=\"middle\"",
             span_of(source->words->client));
    put_text(writer, SERVER_X, TOP / 2, " class=\"side\" text-anchor=\"middle\"",
             span_of(source->words->server));
}

enum export_flaw export_svg(struct writer *writer, const struct export_source *source,
                            struct export_lines lines)
{
    struct buffer within;
    struct picture picture = {
        .writer = {.out = &within}, .y = TOP, .words = source->words, .life_y = -1};

    buffer_init(&within, writer->out->limit);
    export_rungs(source, lines, put_rung, &picture);
    put_life_lines(&picture);
    put_head(writer, source, picture.y + ROW);
    writer_put(writer, buffer_span(&within));
    writer_put_string(writer, "</svg>\n");
    writer->failed |= picture.writer.failed;
    buffer_release(&within);
    return EXPORT_OK;
}
