/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* history_pane.c - see history_pane.h. */
#include <config.h>

#include "tui-client/panes/history_pane.h"

#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/message/compose.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/prompt.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/folded.h"
#include "tui-client/text/search.h"

/* Columns of time and server; with fewer than WIDE in all, those of the selected entry are in the
 * last row instead. */
#define TIME_WIDTH   17
#define SERVER_WIDTH 22
#define WIDE         70

static const struct history *history_of(const struct pane *pane)
{
    return &pane->guide->client.archive.history;
}

static const struct history_entry *entry_at(const struct history_pane *history_pane, size_t row)
{
    return &history_of(&history_pane->pane)->entries[history_pane->rows[row]];
}

static const char *title(struct pane *pane)
{
    (void)pane;
    return _("History - type to search, Enter copies to the form, Esc closes");
}

/* --- what an entry looks like ---------------------------------------------------------------- */

/* A message in a line: its subject, or else the beginning of its text, and its size. */
static struct span describe_message(struct span text, char *out, size_t size)
{
    struct compose_message message;
    bool is_parsed = compose_parse(text, &message);
    struct span what = text;
    const char *end;

    if (is_parsed && message.file.path.size > 0) {
        what = message.file.path;
        snprintf(out, size, _("message: the file %.*s"),
                 (int)(what.size < size / 2 ? what.size : size / 2), what.data);
        return span_of(out);
    }
    if (is_parsed) {
        what = message.fields[COMPOSE_SUBJECT];
        what = what.size > 0 ? what : message.body;
    }
    end = what.size > 0 ? memchr(what.data, '\n', what.size) : NULL;
    what.size = end != NULL ? (size_t)(end - what.data) : what.size;
    snprintf(out, size,
             ngettext("message: %.*s (%zu byte)", "message: %.*s (%zu bytes)", text.size),
             (int)(what.size < size / 2 ? what.size : size / 2), what.data, text.size);
    return span_of(out);
}

static struct span describe(const struct history_entry *entry, char *out, size_t size)
{
    struct span text = {entry->text, entry->size};

    return entry->kind == HISTORY_MESSAGE ? describe_message(text, out, size) : text;
}

/* --- searching ------------------------------------------------------------------------------- */

static bool matches(const struct history_entry *entry, struct span wanted)
{
    char line[WORDS_MAX], date[32];
    struct span text = {entry->text, entry->size};

    return wanted.size == 0 || search_find(text, wanted) < text.size ||
           folded_holds(describe(entry, line, sizeof line), wanted) ||
           folded_holds(span_of(entry->server != NULL ? entry->server : ""), wanted) ||
           folded_holds(span_of(widgets_time(entry->time_s, date, sizeof date)), wanted);
}

static void search(struct history_pane *history_pane)
{
    const struct history *history = history_of(&history_pane->pane);
    struct span wanted = span_trim(prompt_view().text);

    history_pane->changes = history->changes;
    history_pane->list.count = 0;
    for (size_t number = history->count; number > 0; number--)
        if (matches(&history->entries[number - 1], wanted))
            history_pane->rows[history_pane->list.count++] = number - 1;
    history_pane->list.selected = 0;
    history_pane->list.first = 0;
}

/* Entries may have been added, and old ones dropped, by what is being sent meanwhile. */
static void follow(struct history_pane *history_pane)
{
    if (history_pane->changes != history_of(&history_pane->pane)->changes)
        search(history_pane);
}

/* --- the pane -------------------------------------------------------------------------------- */

static void draw_entry(const struct pane *pane, struct box box, enum style style, size_t number)
{
    const struct history_entry *entry = entry_at((const struct history_pane *)pane, number);
    char line[WORDS_MAX], date[32];
    int column = 0;

    if (box.width >= WIDE) {
        screen_text(box.row, box.column, TIME_WIDTH - 1, style,
                    span_of(widgets_time(entry->time_s, date, sizeof date)));
        screen_cut(box.row, box.column + TIME_WIDTH, SERVER_WIDTH - 1, style,
                   span_of(entry->server != NULL ? entry->server : ""));
        column = TIME_WIDTH + SERVER_WIDTH;
    }
    widgets_line(box.row, box.column + column, box.width - column, style,
                 describe(entry, line, sizeof line), 0);
}

/* Time and server of the selected entry; takes the last row of BOX. */
static void draw_origin(const struct history_pane *history_pane, struct box *box)
{
    const struct history_entry *entry;
    char line[WORDS_MAX], date[32];

    if (box->width >= WIDE || box->height < 3 || history_pane->list.count == 0)
        return;
    box->height--;
    entry = entry_at(history_pane, history_pane->list.selected);
    snprintf(line, sizeof line, "%s  %s", widgets_time(entry->time_s, date, sizeof date),
             entry->server != NULL ? entry->server : "");
    screen_cut(box->row + box->height, box->column, box->width, STYLE_STRONG, span_of(line));
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct history_pane *history_pane = (struct history_pane *)pane;

    list_draw_search(&box, has_focus, cursor);
    follow(history_pane);
    draw_origin(history_pane, &box);
    list_draw(&history_pane->list, box,
              history_of(pane)->count == 0 ? _("Nothing has been sent yet.")
                                           : _("No matching entry."),
              draw_entry, pane);
}

static struct pane_beyond beyond(const struct pane *pane)
{
    return list_beyond(&((const struct history_pane *)pane)->list);
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct history_pane *history_pane = (struct history_pane *)pane;
    const struct history_entry *entry;

    (void)now_ms;
    follow(history_pane);
    if (action != KEYS_ENTER)
        return list_act(&history_pane->list, action);
    if (history_pane->list.count > 0) {
        entry = entry_at(history_pane, history_pane->list.selected);
        pane->errand = (struct errand){
            .kind = ERRAND_TO_FORM, .entry = entry->kind, .text = {entry->text, entry->size}};
    }
    return true;
}

static void click(struct pane *pane, size_t number, int64_t now_ms)
{
    if (list_click(&((struct history_pane *)pane)->list, number))
        act(pane, KEYS_ENTER, now_ms);
}

static void input(struct pane *pane, const struct input *input)
{
    list_input(input);
    search((struct history_pane *)pane);
}

static void enter(struct pane *pane)
{
    prompt_forget();
    prompt_load((struct span){0}, 0);
    search((struct history_pane *)pane);
}

void history_pane_init(struct history_pane *history_pane, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_("Commands and messages sent earlier, newest first, with time and server.  Type "
                   "part of any of them to search."),
        .keys = {.scope = KEYS_MENU, .is_text = true, .is_line = true, .is_overlay = true},
        .enter = enter,
        .draw = draw,
        .beyond = beyond,
        .act = act,
        .click = click,
        .input = input,
    };

    *history_pane = (struct history_pane){.pane = {.operations = &operations, .guide = guide}};
}
