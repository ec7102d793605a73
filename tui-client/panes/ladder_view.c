/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* ladder_view.c - see ladder_view.h. */
#include <config.h>

#include "tui-client/panes/ladder_view.h"

#include "common/count.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "tui-client/export/ladder_row.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/clicks.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

/* Maximum bytes of a row. */
#define ROW_MAX ((size_t)16 << 10)

static struct ladder ladder_of(const struct guide *guide)
{
    const struct client *client = &guide->client;
    int64_t asked_ms = client->opened_ms >= 0 ? dialogue_asked_ms(&client->dialogue) : 0;

    return (struct ladder){.transcript = &client->transcript,
                           .connections = client->connections,
                           .connection_count = client->connection_count,
                           .waits_ms = asked_ms > 0 ? monotonic_ms() - asked_ms : -1};
}

/* --- places ---------------------------------------------------------------------------------- */

static bool is_before(struct ladder_place a, struct ladder_place b)
{
    return a.line < b.line || (a.line == b.line && a.event < b.event);
}

/* Moves PLACE back by at most COUNT rungs. */
static struct ladder_place back(const struct ladder *ladder, struct ladder_place place, int count)
{
    while (count-- > 0 && ladder_previous(ladder, &place))
        continue;
    return place;
}

/* How many rungs there are from FROM up to TO (exclusive); counting stops at ENOUGH. */
static int distance(const struct ladder *ladder, struct ladder_place from, struct ladder_place to,
                    int enough)
{
    int count = 0;

    while (count < enough && is_before(from, to) && ladder_next(ladder, &from))
        count++;
    return count;
}

static struct ladder_place selected_place(const struct ladder *ladder, const struct guide *guide)
{
    return ladder->transcript->count > 0 ? ladder_find(ladder, guide_selected(guide))
                                         : (struct ladder_place){0, 0};
}

/* The first rung to show.  The lines of the last one may have been dropped, or become more. */
static struct ladder_place old_top(const struct ladder_view *view, const struct ladder *ladder)
{
    const struct transcript *transcript = ladder->transcript;
    struct ladder_place top;

    if (view->top < transcript->lost || view->top - transcript->lost >= transcript->count)
        return (struct ladder_place){0, 0};
    top = ladder_find(ladder, (size_t)(view->top - transcript->lost));
    top.event = view->top_event < top.event ? view->top_event : top.event;
    return top;
}

/* The end is shown while it is followed; otherwise the selected rung is, with as little scrolling
 * as possible, and with what stands before the first line of all. */
static struct ladder_place new_top(const struct ladder_view *view, const struct ladder *ladder,
                                   const struct guide *guide, int rows)
{
    struct ladder_place end = ladder_end(ladder), last = back(ladder, end, rows);
    struct ladder_place selected = selected_place(ladder, guide), top = old_top(view, ladder);

    if (guide->follows)
        return last;
    if (!is_before(top, selected))
        top = (struct ladder_place){selected.line, 0};
    if (distance(ladder, top, selected, rows) == rows)
        top = back(ladder, selected, rows - 1);
    return is_before(last, top) ? last : top;
}

/* How many lines are hidden before FIRST and from BEHIND on; what has none, such as the beginning
 * of a connection, counts as one.  Rungs would have to be made to be counted. */
static struct pane_beyond hidden(const struct ladder *ladder, struct ladder_place first,
                                 struct ladder_place behind)
{
    struct ladder_place end = ladder_end(ladder);
    size_t events = end.line == behind.line ? behind.event : 0;

    return (struct pane_beyond){first.line + first.event,
                                is_before(behind, end) ? end.line - behind.line + end.event - events
                                                       : 0};
}

/* --- drawing --------------------------------------------------------------------------------- */

/* How it went. */
static enum style style_of(const struct ladder_rung *rung)
{
    switch (rung->kind) {
    case LADDER_REPLY:
        return widgets_style(guide_tone_of(rung->code));
    case LADDER_STRAY:
    case LADDER_NOTE:
        return STYLE_TROUBLE;
    case LADDER_ENDED:
        return rung->end == CONNECTION_LOST ? STYLE_BAD : STYLE_NORMAL;
    default:
        return STYLE_NORMAL;
    }
}

static struct ladder_row look_of(struct box box)
{
    return (struct ladder_row){
        .words = words_ladder(), .width = box.width, .is_ascii = screen_is_ascii()};
}

static void draw_head(struct box box)
{
    struct buffer text;
    struct writer writer = {.out = &text};

    buffer_init(&text, ROW_MAX);
    ladder_row_head(look_of(box), &writer);
    screen_text(box.row, box.column, box.width, STYLE_STRONG, buffer_span(&text));
    buffer_release(&text);
}

/* Draws *TEXT up to COLUMN of BOX, and takes that off. */
static void draw_up_to(struct box *box, int column, enum style style, struct span *text)
{
    size_t size =
        columns_fit(*text, (size_t)(column > box->column ? column - box->column : 0), NULL);
    int used =
        screen_text(box->row, box->column, box->width, style, (struct span){text->data, size});

    *text = span_skip(*text, size);
    box->column += used;
    box->width -= used;
}

/* Only what says how it went is coloured: whole rows would outshine it.  It stays in a selected
 * rung. */
static void draw_rung(struct box box, const struct ladder_rung *rung, bool is_selected)
{
    struct ladder_part parts[] = {ladder_row_sign(look_of(box), rung),
                                  ladder_row_word(look_of(box), rung)};
    enum style normal = is_selected                    ? STYLE_SELECTED
                        : rung->kind == LADDER_MESSAGE ? STYLE_STRONG
                                                       : STYLE_NORMAL;
    enum style style = style_of(rung) == STYLE_NORMAL ? normal : style_of(rung);
    struct buffer row;
    struct writer writer = {.out = &row};
    struct span text;
    int left = box.column;

    buffer_init(&row, ROW_MAX);
    ladder_row_rung(look_of(box), rung, &writer);
    text = buffer_span(&row);
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (parts[i].width == 0)
            continue;
        draw_up_to(&box, left + parts[i].column, normal, &text);
        draw_up_to(&box, left + parts[i].column + parts[i].width, style, &text);
    }
    screen_text(box.row, box.column, box.width, normal, text);
    buffer_release(&row);
}

int ladder_view_draw(struct ladder_view *view, const struct guide *guide, struct box box,
                     bool is_marked)
{
    struct ladder ladder = ladder_of(guide);
    struct ladder_place end = ladder_end(&ladder), selected = selected_place(&ladder, guide);
    int head = box.height > 3, row = head, marked = 0;
    struct ladder_place place;

    view->rows = box.height - head;
    view->beyond = (struct pane_beyond){0, 0};
    if (box.width < LADDER_WIDTH_MIN || view->rows < 1)
        return box.row;
    place = new_top(view, &ladder, guide, view->rows);
    view->top = ladder.transcript->lost + place.line;
    view->top_event = place.event;
    if (head)
        draw_head(box);
    for (; row < box.height && is_before(place, end); row++) {
        struct ladder_rung rung = ladder_rung(&ladder, place);
        bool is_selected = place.line == selected.line && place.event == selected.event;
        marked = is_selected ? row : marked;
        struct box line = {box.row + row, box.column, 1, box.width};
        draw_rung(line, &rung, is_selected && is_marked);
        clicks_add(line, CLICK_ITEM, rung.last);
        ladder_next(&ladder, &place);
    }
    view->beyond = hidden(
        &ladder,
        (struct ladder_place){(size_t)(view->top - ladder.transcript->lost), view->top_event},
        place);
    return box.row + marked;
}

/* --- keys ------------------------------------------------------------------------------------ */

/* Moves *PLACE to the next rung with lines, or the previous one; false if there is none. */
static bool step(const struct ladder *ladder, struct ladder_place *place, bool is_forward)
{
    struct ladder_place next = *place;

    do
        if (!(is_forward ? ladder_next : ladder_previous)(ladder, &next))
            return false;
    while (!ladder_has_lines(ladder, next));
    *place = next;
    return true;
}

bool ladder_view_move(const struct ladder_view *view, struct guide *guide, enum keys_action action)
{
    struct ladder ladder = ladder_of(guide);
    size_t count = ladder.transcript->count;
    bool is_page = action == KEYS_PAGE_UP || action == KEYS_PAGE_DOWN;
    bool is_forward = action == KEYS_DOWN || action == KEYS_PAGE_DOWN;
    int steps = is_page && view->rows > 2 ? view->rows - 1 : 1;
    struct ladder_place place = selected_place(&ladder, guide);

    if (!is_page && action != KEYS_UP && action != KEYS_DOWN && action != KEYS_START &&
        action != KEYS_END)
        return false;
    if (count == 0)
        return true;
    if (action == KEYS_START || action == KEYS_END)
        place = ladder_find(&ladder, action == KEYS_START ? 0 : count - 1);
    else
        while (steps-- > 0 && step(&ladder, &place, is_forward))
            continue;
    guide_select(guide, ladder_rung(&ladder, place).last);
    return true;
}

/* --- the pane -------------------------------------------------------------------------------- */

static const char *title(struct pane *pane)
{
    (void)pane;
    return _("Ladder");
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    (void)has_focus;
    (void)cursor;
    ladder_view_draw(&((struct ladder_pane *)pane)->view, pane->guide, box, !pane->guide->follows);
}

static struct pane_beyond beyond(const struct pane *pane)
{
    return ((const struct ladder_pane *)pane)->view.beyond;
}

void ladder_pane_init(struct ladder_pane *ladder, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title, .draw = draw, .beyond = beyond};

    *ladder = (struct ladder_pane){.pane = {.operations = &operations, .guide = guide}};
}
