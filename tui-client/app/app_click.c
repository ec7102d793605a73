/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* app_click.c - what a click of the mouse does. */
#include <config.h>

#include "tui-client/app/app_internal.h"
#include "tui-client/terminal/clicks.h"

enum keys_action app_clicked_key(const struct input *input)
{
    struct click click;
    bool is_key = input->kind == INPUT_MOUSE && input->code == INPUT_MOUSE_PRESS &&
                  clicks_find(input->row, input->column, &click) && click.kind == CLICK_KEY;

    return is_key ? (enum keys_action)click.number : KEYS_NOTHING;
}

/* The number of the pane at ROW and COLUMN; FOCUSABLE: none.  The ladder is a view of the
 * conversation. */
static size_t pane_at(const struct app *app, int row, int column)
{
    struct layout layout = app_layout(app);

    for (size_t i = 0; i <= FOCUSABLE; i++) {
        struct box box = layout.parts[i < LAYOUT_PANES ? i
                                      : i < FOCUSABLE  ? (size_t)LAYOUT_RAW
                                                       : (size_t)LAYOUT_LADDER];
        if (row >= box.row && row < box.row + box.height && column >= box.column &&
            column < box.column + box.width)
            return i < FOCUSABLE ? i : (size_t)LAYOUT_CONVERSATION;
    }
    return FOCUSABLE;
}

/* A prompt or an overlay keeps the focus. */
static void click_in_pane(struct app *app, int row, int column, const struct click *item,
                          int64_t now_ms)
{
    size_t number = pane_at(app, row, column);
    struct pane *pane = app->overlay;

    if (ask_is_open(&app->ask))
        return;
    if (pane == NULL && number < FOCUSABLE) {
        app_set_focus(app, number);
        pane = app->panes[number];
    }
    if (item != NULL && pane != NULL && pane->operations->click != NULL)
        pane->operations->click(pane, item->number, now_ms);
}

void app_click(struct app *app, int row, int column, int64_t now_ms)
{
    struct click click = {.kind = CLICK_ITEM};
    bool is_found = clicks_find(row, column, &click);

    if (is_found && click.kind == CLICK_KEY) {
        app_perform(app, (enum keys_action)click.number, now_ms);
    } else if (!is_found || click.kind == CLICK_ITEM) {
        click_in_pane(app, row, column, is_found ? &click : NULL, now_ms);
    } else if (app->overlay == NULL && !ask_is_open(&app->ask)) {
        guide_visit(&app->guide, (enum dialect_event)click.number);
        app_set_focus(app, LAYOUT_FORM);
    }
}
