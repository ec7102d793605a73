/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* app_draw.c - draws the screen: bars, panes and an overlay.
 */
#include <config.h>

#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/app/app_internal.h"
#include "tui-client/panes/bars.h"
#include "tui-client/terminal/clicks.h"
#include "tui-client/terminal/screen.h"

static struct box inside(struct box box)
{
    return (struct box){box.row + 1, box.column + 2, box.height - 2, box.width - 4};
}

/* The panes that are shown with frames: all of them, or an overlay. */
struct shown {
    struct pane *panes[LAYOUT_PANES + 1];
    struct box boxes[LAYOUT_PANES + 1];
    size_t count;
    size_t focused; /* COUNT: none */
};

static void show(struct shown *shown, struct pane *pane, struct box box, bool has_focus)
{
    if (box.height < 3 || box.width < 6)
        return;
    if (has_focus)
        shown->focused = shown->count;
    shown->panes[shown->count] = pane;
    shown->boxes[shown->count++] = box;
}

static struct shown find_shown(struct app *app, const struct layout *layout)
{
    struct box size = screen_size();
    struct box all = {2, 0, size.height - 5, size.width};
    struct pane *focused = app_focused(app);
    struct shown shown = {.count = 0, .focused = COUNT(shown.panes)};

    if (app->overlay != NULL) {
        show(&shown, app->overlay, all, focused == app->overlay);
        return shown;
    }
    for (size_t i = 0; i < LAYOUT_PANES; i++)
        show(&shown, app->panes[i], layout->parts[i], focused == app->panes[i]);
    show(&shown, &app->ladder.pane, layout->parts[LAYOUT_LADDER], false);
    return shown;
}

/* Titles and numbers are on the lines, which neighbours share: they come last. */
static void draw_panes(struct app *app, const struct layout *layout, struct pane_cursor *cursor)
{
    struct shown shown = find_shown(app, layout);

    screen_frames(shown.boxes, shown.count, shown.focused);
    for (size_t i = 0; i < shown.count; i++) {
        struct pane *pane = shown.panes[i];
        bool has_focus = i == shown.focused;
        screen_frame_title(shown.boxes[i], has_focus, pane->operations->title(pane));
        pane->operations->draw(pane, inside(shown.boxes[i]), has_focus, cursor);
    }
    for (size_t i = 0; i < shown.count; i++) {
        struct pane *pane = shown.panes[i];
        struct pane_beyond beyond = {0, 0};
        if (pane->operations->beyond != NULL)
            beyond = pane->operations->beyond(pane);
        screen_frame_beyond(shown.boxes[i], i == shown.focused, beyond.above, beyond.below);
    }
}

static void draw_bars(struct app *app, const struct layout *layout, struct pane_cursor *cursor,
                      int64_t now_ms)
{
    const struct box *parts = layout->parts;
    struct pane *in_line = ask_is_open(&app->ask) ? &app->ask.pane : &app->raw.pane;
    struct keys_place place = pane_keys(app_focused(app));
    struct box line = parts[LAYOUT_RAW];
    int width = line.width;

    if (app->asks_to_quit)
        place = (struct keys_place){.scope = KEYS_QUESTION};
    bars_title(&app->guide, parts[LAYOUT_TITLE].row, width, now_ms);
    bars_steps(&app->guide, parts[LAYOUT_STEPS].row, width);
    line.column++;
    line.width--;
    in_line->operations->draw(in_line, line, app_focused(app) == in_line, cursor);
    bars_status(&app->guide, parts[LAYOUT_STATUS].row, width, now_ms);
    bars_keys(&app->guide, place, parts[LAYOUT_KEYS].row, width);
    if (!app->asks_to_quit)
        return;
    screen_fill(parts[LAYOUT_STATUS].row, 0, width, STYLE_SELECTED);
    *cursor = (struct pane_cursor){parts[LAYOUT_STATUS].row,
                                   1 + screen_text(parts[LAYOUT_STATUS].row, 1, width - 1,
                                                   STYLE_SELECTED, span_of(app_question(app)))};
}

bool app_is_too_small(void)
{
    return layout_of(screen_size(), LAYOUT_FORM, 0, false).is_too_small;
}

struct layout app_layout(const struct app *app)
{
    struct box size = screen_size();
    struct layout layout =
        layout_of(size, (enum layout_part)app->focus,
                  form_wish(&app->form, layout_form_width(size) - 2), app->is_zoomed);

    if (app->conversation.view == CONVERSATION_LADDER)
        layout_without_ladder(&layout);
    return layout;
}

void app_draw(struct app *app, int64_t now_ms)
{
    struct box size = screen_size();
    struct layout layout = app_layout(app);
    struct pane_cursor cursor = {-1, 0};

    form_follow(&app->form);
    clicks_clear();
    screen_begin();
    if (layout.is_too_small) {
        char small[128];
        snprintf(small, sizeof small, _("Too small: %dx%d is needed."), LAYOUT_COLUMNS_MIN,
                 LAYOUT_ROWS_MIN);
        screen_cut(0, 0, size.width, STYLE_NORMAL,
                   span_of(app->asks_to_quit ? app_question(app) : small));
    } else {
        draw_panes(app, &layout, &cursor);
        draw_bars(app, &layout, &cursor, now_ms);
    }
    screen_end(cursor.row, cursor.column);
}
