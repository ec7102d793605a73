/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* scroller.c - see scroller.h. */
#include <config.h>

#include "tui-client/panes/scroller.h"

#include <stdlib.h>

#include "tui-client/panes/selection.h"
#include "tui-client/terminal/screen.h"

static void forget_places(struct scroller *scroller)
{
    free(scroller->places.at);
    scroller->places = (struct scroller_places){0};
}

void scroller_release(struct scroller *scroller)
{
    scroller_begin(scroller);
}

void scroller_begin(struct scroller *scroller)
{
    forget_places(scroller);
    scroller->skip = 0;
}

/* The first row of the last page. */
static size_t last_skip(const struct scroller *scroller)
{
    size_t height = scroller->height > 0 ? (size_t)scroller->height : 1;

    return scroller->rows > height ? scroller->rows - height : 0;
}

void scroller_draw(struct scroller *scroller, struct box box, struct span text)
{
    scroller->height = box.height;
    scroller->rows = widgets_paragraphs(box, STYLE_NORMAL, text, scroller->skip);
    if (scroller->skip <= last_skip(scroller))
        return;
    scroller->skip = last_skip(scroller);
    for (int i = 0; i < box.height; i++)
        screen_fill(box.row + i, box.column, box.width, STYLE_NORMAL);
    (void)widgets_paragraphs(box, STYLE_NORMAL, text, scroller->skip);
}

/* Without memory the place is not kept, nor any other. */
static bool keep_place(struct scroller_places *places, struct widgets_rows place)
{
    bool is_full = (places->count & (places->count - 1)) == 0;
    size_t room = places->count == 0 ? 1 : 2 * places->count;
    struct widgets_rows *at = is_full ? realloc(places->at, room * sizeof *at) : places->at;

    if (at == NULL)
        return false;
    places->at = at;
    places->at[places->count++] = place;
    return true;
}

static void find_places(struct scroller *scroller, struct span text, size_t width)
{
    struct widgets_rows place = {.text = text};
    bool has_memory = true;
    size_t number = 0;
    struct span row;

    forget_places(scroller);
    do
        if (number % SCROLLER_STRIDE == 0)
            has_memory = has_memory && keep_place(&scroller->places, place);
    while (widgets_next_row(&place, width, &row) && ++number > 0);
    scroller->rows = number;
    if (!has_memory)
        forget_places(scroller);
    scroller->places.width = width;
}

/* The first row that is shown; its place is known unless memory is exhausted. */
static struct widgets_rows first_row(const struct scroller *scroller, struct span text)
{
    const struct scroller_places *places = &scroller->places;
    bool is_known = places->at != NULL;
    size_t left = is_known ? scroller->skip % SCROLLER_STRIDE : scroller->skip;
    struct widgets_rows place = is_known ? places->at[scroller->skip / SCROLLER_STRIDE]
                                         : (struct widgets_rows){.text = text};
    struct span row;

    while (left > 0 && widgets_next_row(&place, places->width, &row))
        left--;
    return place;
}

void scroller_draw_kept(struct scroller *scroller, struct box box, struct span text)
{
    size_t width = scroller->is_cut ? SIZE_MAX : box.width > 0 ? (size_t)box.width : 1;
    struct widgets_rows place;
    struct span row;

    scroller->height = box.height;
    if (scroller->places.at == NULL || scroller->places.width != width)
        find_places(scroller, text, width);
    if (scroller->skip > last_skip(scroller))
        scroller->skip = last_skip(scroller);
    place = first_row(scroller, text);
    for (int i = 0; i < box.height && widgets_next_row(&place, width, &row); i++)
        (scroller->is_cut ? screen_cut : screen_text)(box.row + i, box.column, box.width,
                                                      STYLE_NORMAL, row);
}

struct pane_beyond scroller_beyond(const struct scroller *scroller)
{
    return pane_beyond(scroller->skip, scroller->rows, scroller->height);
}

bool scroller_act(struct scroller *scroller, enum keys_action action)
{
    return selection_move(action, last_skip(scroller), scroller->height, &scroller->skip);
}
