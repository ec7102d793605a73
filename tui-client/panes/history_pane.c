/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* history_pane.c - see history_pane.h.
 */
#include <config.h>

#include "tui-client/panes/history_pane.h"

#include "common/i18n.h"
#include "tui-client/panes/selection.h"
#include "tui-client/terminal/screen.h"

static const struct history *history_of(const struct pane *pane)
{
    return &pane->guide->client.archive.history;
}

static const char *title(struct pane *pane)
{
    (void)pane;
    return _("History - Enter copies an entry to its form, Esc closes");
}

/* A message is shown in one row, with marks for its line ends. */
static void draw_entry(struct box box, int row, const struct history_entry *entry, enum style style)
{
    struct span rest = {entry->text, entry->size};
    int column = 0;

    screen_fill(row, box.column, box.width, style);
    if (entry->kind == HISTORY_MESSAGE)
        column += screen_text(row, box.column, box.width, style, span_of(_("message: ")));
    while (rest.size > 0 && column < box.width) {
        const char *end = memchr(rest.data, '\n', rest.size);
        size_t size = end != NULL ? (size_t)(end - rest.data) : rest.size;
        column += screen_own_text(row, box.column + column, box.width - column, style,
                                  (struct span){rest.data, size});
        if (end != NULL && column < box.width)
            column +=
                screen_text(row, box.column + column, box.width - column, style, span_of(" / "));
        rest = span_skip(rest, end != NULL ? size + 1 : size);
    }
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct history_pane *history_pane = (struct history_pane *)pane;
    const struct history *history = history_of(pane);

    history_pane->height = box.height;
    history_pane->first = selection_scroll(history_pane->first, history_pane->selected, box.height);
    if (history->count == 0)
        screen_text(box.row, box.column, box.width, STYLE_NORMAL,
                    span_of(_("Nothing has been sent yet.")));
    for (int i = 0; i < box.height && history_pane->first + (size_t)i < history->count; i++) {
        size_t number = history_pane->first + (size_t)i;
        draw_entry(box, box.row + i, &history->entries[history->count - 1 - number],
                   number == history_pane->selected ? STYLE_SELECTED : STYLE_NORMAL);
    }
    if (has_focus)
        *cursor = (struct pane_cursor){
            box.row + (int)(history_pane->selected - history_pane->first), box.column};
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct history_pane *history_pane = (struct history_pane *)pane;
    const struct history *history = history_of(pane);
    size_t last = history->count > 0 ? history->count - 1 : 0;
    const struct history_entry *entry;

    (void)now_ms;
    if (action != KEYS_ENTER)
        return selection_move(action, last, history_pane->height, &history_pane->selected);
    if (history->count > 0) {
        entry = &history->entries[last - history_pane->selected];
        pane->errand = (struct errand){
            .kind = ERRAND_TO_FORM, .entry = entry->kind, .text = {entry->text, entry->size}};
    }
    return true;
}

static void enter(struct pane *pane)
{
    struct history_pane *history_pane = (struct history_pane *)pane;

    history_pane->selected = 0;
    history_pane->first = 0;
}

void history_pane_init(struct history_pane *history_pane, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_("Commands and messages sent earlier, newest first."),
        .keys = {.scope = KEYS_LIST, .is_overlay = true},
        .enter = enter,
        .draw = draw,
        .act = act,
    };

    *history_pane = (struct history_pane){.pane = {.operations = &operations, .guide = guide}};
}
