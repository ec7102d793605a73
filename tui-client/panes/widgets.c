/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* widgets.c - see widgets.h.
 */
#include <config.h>

#include "tui-client/panes/widgets.h"

#include <assert.h>

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
        [GUIDE_SAID] = "",       [GUIDE_GOOD] = " ok ", [GUIDE_GO_ON] = " .. ",
        [GUIDE_TROUBLE] = " ! ", [GUIDE_BAD] = " !! ",
    };

    static_assert(COUNT(signs) == GUIDE_TONES, "a sign per tone");
    return signs[tone];
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

int widgets_line(int row, int column, int width, enum style style, struct span text, size_t point)
{
    size_t start;

    if (width <= 0)
        return column;
    screen_fill(row, column, width, style);
    start = first_shown(text, point, (size_t)width - 1);
    text = span_skip(text, start);
    screen_own_text(row, column, width, style, text);
    return column + (int)columns_own_width(text, point - start);
}

size_t widgets_paragraphs(struct box box, enum style style, struct span text, size_t skip)
{
    size_t rows = 0;
    size_t width = box.width > 0 ? (size_t)box.width : 1;

    while (text.size > 0) {
        const char *end = memchr(text.data, '\n', text.size);
        struct span paragraph = {text.data, end != NULL ? (size_t)(end - text.data) : text.size};
        text = span_skip(text, paragraph.size + (end != NULL));
        do {
            size_t size = columns_wrap(paragraph, width);
            if (rows >= skip && rows - skip < (size_t)box.height)
                screen_text(box.row + (int)(rows - skip), box.column, box.width, style,
                            (struct span){paragraph.data, size});
            rows++;
            paragraph = span_skip(paragraph, size);
        } while (paragraph.size > 0);
    }
    return rows;
}

size_t widgets_scrolled(struct box box, enum style style, struct span text, size_t *skip)
{
    size_t rows = widgets_paragraphs(box, style, text, *skip);
    size_t height = box.height > 0 ? (size_t)box.height : 1;
    size_t last = rows > height ? rows - height : 0;

    if (*skip <= last)
        return rows;
    *skip = last;
    for (int i = 0; i < box.height; i++)
        screen_fill(box.row + i, box.column, box.width, style);
    return widgets_paragraphs(box, style, text, *skip);
}
