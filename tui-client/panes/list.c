/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* list.c - see list.h. */
#include <config.h>

#include "tui-client/panes/list.h"

#include "tui-client/panes/selection.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/clicks.h"
#include "tui-client/terminal/prompt.h"
#include "tui-client/terminal/screen.h"

void list_draw_search(struct box *box, bool has_focus, struct pane_cursor *cursor)
{
    struct prompt_view view = prompt_view();
    int column =
        widgets_line(box->row, box->column, box->width, STYLE_FIELD, view.text, view.point);

    if (has_focus)
        *cursor = (struct pane_cursor){box->row, column};
    box->row++;
    box->height--;
}

void list_draw(struct list *list, struct box box, const char *nothing,
               void (*draw_row)(const struct pane *pane, struct box box, enum style style,
                                size_t number),
               const struct pane *pane)
{
    list->height = box.height;
    list->first = selection_scroll(list->first, list->selected, box.height);
    if (list->count == 0)
        screen_text(box.row, box.column, box.width, STYLE_NORMAL, span_of(nothing));
    for (int i = 0; i < box.height && list->first + (size_t)i < list->count; i++) {
        size_t number = list->first + (size_t)i;
        enum style style = number == list->selected ? STYLE_SELECTED : STYLE_NORMAL;
        struct box row = {box.row + i, box.column, 1, box.width};
        clicks_add(row, CLICK_ITEM, number);
        screen_fill(row.row, row.column, row.width, style);
        draw_row(pane, row, style, number);
    }
}

struct pane_beyond list_beyond(const struct list *list)
{
    return pane_beyond(list->first, list->count, list->height);
}

bool list_act(struct list *list, enum keys_action action)
{
    size_t last = list->count > 0 ? list->count - 1 : 0;

    return selection_move(action, last, list->height, &list->selected);
}

bool list_click(struct list *list, size_t number)
{
    bool was_selected = number == list->selected;

    if (number < list->count)
        list->selected = number;
    return was_selected;
}

void list_input(const struct input *input)
{
    if (input->kind == INPUT_PASTE)
        prompt_paste(input->text);
    else
        prompt_feed(input->bytes, input->byte_count);
}
