/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* screen_frame.c - the frames of panes, which share the line between two neighbours; see screen.h.
 */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

/* The lines that meet in a cell. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };

static const uint32_t pieces[] = {
    [UP | DOWN] = 0x2502,
    [LEFT | RIGHT] = 0x2500,
    [DOWN | RIGHT] = 0x250C,
    [DOWN | LEFT] = 0x2510,
    [UP | RIGHT] = 0x2514,
    [UP | LEFT] = 0x2518,
    [UP | DOWN | RIGHT] = 0x251C,
    [UP | DOWN | LEFT] = 0x2524,
    [DOWN | LEFT | RIGHT] = 0x252C,
    [UP | LEFT | RIGHT] = 0x2534,
    [UP | DOWN | LEFT | RIGHT] = 0x253C,
};

/* The mark before the title of the pane that has the focus, in place of the line. */
#define FOCUS_MARK '>'

/* The title begins after a corner and a piece of line, and leaves room for the number of lines
 * hidden above. */
#define TITLE_START 2
#define BEYOND_MAX  9

static unsigned lines_in(struct box box, int row, int column)
{
    int bottom = box.row + box.height - 1, right = box.column + box.width - 1;
    unsigned lines = 0;

    if (row < box.row || row > bottom || column < box.column || column > right)
        return 0;
    if (row == box.row || row == bottom)
        lines |= (column > box.column ? LEFT : 0U) | (column < right ? RIGHT : 0U);
    if (column == box.column || column == right)
        lines |= (row > box.row ? UP : 0U) | (row < bottom ? DOWN : 0U);
    return lines;
}

static uint32_t piece_of(unsigned lines)
{
    if (!screen_is_ascii())
        return pieces[lines];
    return lines == (UP | DOWN) ? '|' : lines == (LEFT | RIGHT) ? '-' : '+';
}

static void put_piece(const struct box *boxes, size_t count, int row, int column, enum style style)
{
    unsigned lines = 0;

    for (size_t i = 0; i < count; i++)
        lines |= lines_in(boxes[i], row, column);
    screen_put(row, column, style, piece_of(lines));
}

static void draw_frame(const struct box *boxes, size_t count, struct box box, enum style style)
{
    for (int i = 0; i < box.width; i++) {
        put_piece(boxes, count, box.row, box.column + i, style);
        put_piece(boxes, count, box.row + box.height - 1, box.column + i, style);
    }
    for (int i = 1; i < box.height - 1; i++) {
        put_piece(boxes, count, box.row + i, box.column, style);
        put_piece(boxes, count, box.row + i, box.column + box.width - 1, style);
    }
}

void screen_frames(const struct box *boxes, size_t count, size_t focused)
{
    for (size_t i = 0; i < count; i++)
        draw_frame(boxes, count, boxes[i], STYLE_FRAME);
    if (focused < count)
        draw_frame(boxes, count, boxes[focused], STYLE_FOCUS);
}

static enum style style_of(bool has_focus)
{
    return has_focus ? STYLE_FOCUS_TITLE : STYLE_FRAME;
}

/* TITLE without the last of its parts, which " - " separates, that do not fit into ROOM columns. */
static struct span fitting(struct span title, int room)
{
    static const char separator[] = " - ";
    size_t size = title.size;

    while ((int)columns_width(title) > room && size > 0)
        if (strncmp(title.data + --size, separator, strlen(separator)) == 0)
            title.size = size;
    return title;
}

void screen_frame_title(struct box box, bool has_focus, const char *title)
{
    int width = box.width - 2 * TITLE_START;
    int room = width - BEYOND_MAX > 0 ? width - BEYOND_MAX : width, used;

    if (title[0] == '\0')
        return;
    if (has_focus)
        screen_put(box.row, box.column + TITLE_START - 1, STYLE_FOCUS_TITLE, FOCUS_MARK);
    used = screen_cut(box.row, box.column + TITLE_START, room, style_of(has_focus),
                      fitting(span_of(title), room));
    screen_fill(box.row, box.column + TITLE_START + used, 1, style_of(has_focus));
}

static void put_beyond(struct box box, int row, bool has_focus, size_t lines)
{
    char text[BEYOND_MAX + 16];
    int width;

    if (lines == 0)
        return;
    width = snprintf(text, sizeof text, " +%zu ", lines);
    screen_text(row, box.column + box.width - 1 - width, width,
                has_focus ? STYLE_FOCUS : STYLE_FRAME, span_of(text));
}

void screen_frame_beyond(struct box box, bool has_focus, size_t above, size_t below)
{
    put_beyond(box, box.row, has_focus, above);
    put_beyond(box, box.row + box.height - 1, has_focus, below);
}
