/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* widgets.c - see widgets.h. */
#include <config.h>

#include "tui-client/panes/widgets.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/count.h"
#include "common/text.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

enum style widgets_style(enum guide_tone tone)
{
    static const enum style styles[] = {
        [GUIDE_SAID] = STYLE_NORMAL,     [GUIDE_GOOD] = STYLE_GOOD, [GUIDE_GO_ON] = STYLE_GO_ON,
        [GUIDE_TROUBLE] = STYLE_TROUBLE, [GUIDE_BAD] = STYLE_BAD,
    };

    static_assert(COUNT(styles) == GUIDE_TONES, "a style per tone");
    return styles[tone];
}

const char *widgets_sign(enum guide_tone tone)
{
    static const char *const signs[] = {
        [GUIDE_SAID] = "",       [GUIDE_GOOD] = "",    [GUIDE_GO_ON] = "",
        [GUIDE_TROUBLE] = " ! ", [GUIDE_BAD] = " !! ",
    };

    static_assert(COUNT(signs) == GUIDE_TONES, "a sign per tone");
    return signs[tone];
}

const char *widgets_time(int64_t time_s, char *out, size_t size)
{
    time_t time = (time_t)time_s;
    struct tm local;

    out[0] = '\0';
    if (time_s != 0 && localtime_r(&time, &local) != NULL &&
        strftime(out, size, "%Y-%m-%d %H:%M", &local) == 0)
        out[0] = '\0';
    return out;
}

int widgets_own_visible(struct span text, struct buffer *out)
{
    while (text.size > 0) {
        char unit[TEXT_UNIT_MAX];
        size_t size;
        text = span_skip(text, text_unit(TEXT_OWN, text, unit, &size));
        if (buffer_append(out, unit, size) != 0)
            return -1;
    }
    return 0;
}

/* Moves back from POINT as far as fits, with a column left for the cursor. */
static size_t first_shown(struct span text, size_t point, size_t room)
{
    size_t start = point, width = 0;

    while (start > 0) {
        size_t size = columns_previous((struct span){text.data, start});
        width += columns_own_width(span_skip(text, start - size), size);
        if (width > room)
            break;
        start -= size;
    }
    return start;
}

#define DOTS "..."

/* Columns of the dots at a cut, for which a narrow cell has no room. */
static int dots_in(int width)
{
    int dots = (int)strlen(DOTS);

    return width >= 4 * dots ? dots : 0;
}

/* Whether TEXT fits into WIDTH columns with the cursor, which may come after it. */
static bool fits(struct span text, size_t point, int width)
{
    size_t used;

    return columns_own_fit(text, (size_t)width, &used) == text.size &&
           (used < (size_t)width || point < text.size);
}

/* The first SIZE bytes of TEXT without the word that is cut there: half a time, or half a number,
 * would be taken for a whole one.  Not before POINT, and not so that little is left. */
static size_t whole_words(struct span text, size_t size, size_t point)
{
    size_t end = size;

    while (end > 0 && text.data[end - 1] != ' ')
        end--;
    return end > point && end > size / 2 ? end : size;
}

int widgets_line(int row, int column, int width, enum style style, struct span text, size_t point)
{
    int dots = dots_in(width), end = column + width;
    size_t start = 0, size = text.size;

    if (width <= 0)
        return column;
    screen_fill(row, column, width, style);
    if (!fits(text, point, width))
        start = first_shown(text, point, (size_t)(width - 1 - dots));
    if (start > 0) {
        int behind = point < text.size ? dots : 0;
        start = first_shown(text, point, (size_t)(width - 1 - dots - behind));
        column += screen_text(row, column, dots, style, span_of(DOTS));
        point -= start;
        text = span_skip(text, start);
        size = text.size;
    }
    if (!fits(text, point, end - column)) {
        size = columns_own_fit(text, (size_t)(end - column - dots), NULL);
        size = dots > 0 ? whole_words(text, size, point) : size;
    }
    start =
        (size_t)screen_own_text(row, column, end - column, style, (struct span){text.data, size});
    if (size < text.size)
        screen_text(row, column + (int)start, dots, style, span_of(DOTS));
    return column + (int)columns_own_width(text, point);
}

bool widgets_next_row(struct widgets_rows *rows, size_t width, struct span *row)
{
    if (!rows->is_within && rows->text.size == 0)
        return false;
    if (!rows->is_within) {
        const char *end = memchr(rows->text.data, '\n', rows->text.size);
        rows->paragraph = (struct span){
            rows->text.data, end != NULL ? (size_t)(end - rows->text.data) : rows->text.size};
        rows->text = span_skip(rows->text, rows->paragraph.size + (end != NULL));
    }
    *row = (struct span){rows->paragraph.data, columns_wrap(rows->paragraph, width)};
    rows->paragraph = span_skip(rows->paragraph, row->size);
    rows->is_within = rows->paragraph.size > 0;
    return true;
}

size_t widgets_paragraphs(struct box box, enum style style, struct span text, size_t skip)
{
    struct widgets_rows rows = {.text = text};
    size_t width = box.width > 0 ? (size_t)box.width : 1;
    size_t number = 0;
    struct span row;

    for (; widgets_next_row(&rows, width, &row); number++)
        if (number >= skip && number - skip < (size_t)box.height)
            screen_text(box.row + (int)(number - skip), box.column, box.width, style, row);
    return number;
}

void widgets_dots(struct box box, enum style style)
{
    int dots = (int)strlen(DOTS);

    screen_text(box.row + box.height - 1, box.column + box.width - dots, dots, style,
                span_of(DOTS));
}

void widgets_beyond(int row, int column, int width, size_t lines)
{
    char text[32];
    int used = snprintf(text, sizeof text, " +%zu", lines);

    if (screen_blank_rows((struct box){row, column + width - used, 1, used}) == 1)
        screen_text(row, column + width - used, used, STYLE_FRAME, span_of(text));
    else
        widgets_dots((struct box){row, column, 1, width}, STYLE_NORMAL);
}
