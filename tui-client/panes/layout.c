/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* layout.c - see layout.h. */
#include <config.h>

#include "tui-client/panes/layout.h"

/* Minimum columns for form and conversation side by side. */
#define BESIDE_COLUMNS 100
#define BESIDE_ROWS    26

/* Minimum rows to stack all three panes, and to stack two. */
#define THREE_ROWS 22
#define TWO_ROWS   16

/* Minimum rows for the form with the last reply below it, and rows of the largest such form. */
#define REPLY_ROWS      12
#define REPLY_FORM_ROWS 6

/* Minimum columns of a form beside others, in which a date fits with its name. */
#define DATE_COLUMNS 47

/* Rows of title, steps, raw line, status and keys. */
#define BARS 5

#define FRAME 2

/* The rows, or columns, that two neighbouring frames share. */
#define EDGE 1

/* Rows of the explanation in which the lesson of most steps and the marks have room. */
#define LESSON_ROWS 16

static bool is_beside(struct box size)
{
    return size.width >= BESIDE_COLUMNS && size.height >= BESIDE_ROWS;
}

static bool has_ladder(struct box size)
{
    return is_beside(size) && size.width >= LAYOUT_LADDER_COLUMNS;
}

/* The left column is narrower: forms need less width than the conversation, and than two of its
 * views. */
static int left_width(struct box size)
{
    int width = size.width * (has_ladder(size) ? 36 : 42) / 100;

    return width > DATE_COLUMNS ? width : DATE_COLUMNS;
}

void layout_without_ladder(struct layout *layout)
{
    if (layout->parts[LAYOUT_LADDER].width > 0)
        layout->parts[LAYOUT_CONVERSATION].width += layout->parts[LAYOUT_LADDER].width - EDGE;
    layout->parts[LAYOUT_LADDER] = (struct box){0};
}

int layout_form_width(struct box size)
{
    int width = is_beside(size) ? left_width(size) : size.width;

    return width > FRAME ? width - FRAME : 0;
}

static int clamp(int value, int least, int most)
{
    if (value > most)
        value = most;
    return value < least ? least : value;
}

/* Arrows need more room than lines of text. */
static void lay_ladder(struct layout *layout)
{
    struct box *conversation = &layout->parts[LAYOUT_CONVERSATION];
    struct box *ladder = &layout->parts[LAYOUT_LADDER];

    *ladder = *conversation;
    conversation->width = conversation->width * 45 / 100;
    ladder->column += conversation->width - EDGE;
    ladder->width -= conversation->width - EDGE;
}

static void lay_beside(struct layout *layout, struct box inner, int form_rows, int left)
{
    int most = inner.height / 2 > LESSON_ROWS ? inner.height / 2 : LESSON_ROWS;
    int explanation = clamp(inner.height - (form_rows + FRAME) + EDGE, 8, most);
    int form = inner.height - explanation + EDGE;

    layout->parts[LAYOUT_FORM] = (struct box){inner.row, 0, form, left};
    layout->parts[LAYOUT_EXPLANATION] = (struct box){inner.row + form - EDGE, 0, explanation, left};
    layout->parts[LAYOUT_CONVERSATION] =
        (struct box){inner.row, left - EDGE, inner.height, inner.width - left + EDGE};
}

static void lay_stacked(struct layout *layout, struct box inner, int form_rows, bool all)
{
    int form = clamp(form_rows + FRAME, 5, inner.height * (all ? 11 : 12) / 20);
    int explanation = all ? clamp((inner.height - form) / 2 + EDGE, 5, 8) : 0;
    int conversation = inner.height - form - explanation + EDGE + (all ? EDGE : 0);
    int below = inner.row + form - EDGE;

    layout->parts[LAYOUT_FORM] = (struct box){inner.row, 0, form, inner.width};
    layout->parts[LAYOUT_CONVERSATION] = (struct box){below, 0, conversation, inner.width};
    layout->parts[LAYOUT_EXPLANATION] =
        (struct box){below + conversation - EDGE, 0, explanation, inner.width};
}

static void lay_bars(struct layout *layout, struct box size)
{
    static const enum layout_part below[] = {LAYOUT_RAW, LAYOUT_STATUS, LAYOUT_KEYS};

    layout->parts[LAYOUT_TITLE] = (struct box){0, 0, 1, size.width};
    layout->parts[LAYOUT_STEPS] = (struct box){1, 0, 1, size.width};
    for (int i = 0; i < 3; i++)
        layout->parts[below[i]] = (struct box){size.height - 3 + i, 0, 1, size.width};
}

struct layout layout_of(struct box size, enum layout_part focus, int form_rows, bool zoom)
{
    struct layout layout = {.is_too_small =
                                size.height < LAYOUT_ROWS_MIN || size.width < LAYOUT_COLUMNS_MIN};
    struct box inner = {2, 0, size.height - BARS, size.width};
    bool is_form = (focus == LAYOUT_FORM || focus >= LAYOUT_PANES) && form_rows <= REPLY_FORM_ROWS;

    if (layout.is_too_small)
        return layout;
    lay_bars(&layout, size);
    if (zoom && focus < LAYOUT_PANES)
        layout.parts[focus] = inner;
    else if (is_beside(size))
        lay_beside(&layout, inner, form_rows, left_width(size));
    else if (size.height >= (is_form ? REPLY_ROWS : TWO_ROWS))
        lay_stacked(&layout, inner, form_rows, size.height >= THREE_ROWS);
    else
        layout.parts[focus < LAYOUT_PANES ? focus : LAYOUT_FORM] = inner;
    if (has_ladder(size) && !(zoom && focus < LAYOUT_PANES))
        lay_ladder(&layout);
    /* The focused pane is never hidden. */
    if (focus < LAYOUT_PANES && layout.parts[focus].height == 0) {
        layout.parts[focus] = layout.parts[LAYOUT_CONVERSATION];
        layout.parts[LAYOUT_CONVERSATION].height = 0;
    }
    return layout;
}
