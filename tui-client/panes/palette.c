/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* palette.c - see palette.h. */
#include <config.h>

#include "tui-client/panes/palette.h"

#include "common/i18n.h"
#include "tui-client/terminal/prompt.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/folded.h"

/* Column of the explanations. */
#define EXPLAIN_COLUMN 20

/* Whether a row applies in the pane that had the focus.  Actions on the conversation apply
 * everywhere. */
static bool is_listed(const struct palette *palette, const struct keys_row *row)
{
    if (row->action == KEYS_COMMANDS || row->action == KEYS_PREFIX)
        return false;
    if (row->scope == KEYS_EVERYWHERE || row->scope == KEYS_ALWAYS ||
        row->scope == KEYS_CONVERSATION)
        return true;
    for (enum keys_scope at = palette->scope; at != KEYS_ALWAYS; at = keys_scope_parent(at))
        if (row->scope == at)
            return true;
    return false;
}

/* The name of ROW, and what it does. */
static const char *name_of(const struct palette *palette, const struct palette_row *row)
{
    return row->key != NULL ? _(row->key->names)
                            : dialect_event_name(palette->pane.guide->dialect, row->verb);
}

static const char *purpose_of(const struct palette_row *row)
{
    return row->key != NULL ? _(row->key->help) : words_purpose(row->verb);
}

/* Adds ROW if it matches what is WANTED. */
static void add(struct palette *palette, struct palette_row row, struct span wanted)
{
    if (palette->list.count < PALETTE_ROWS_MAX &&
        (folded_holds(span_of(purpose_of(&row)), wanted) ||
         folded_holds(span_of(name_of(palette, &row)), wanted)))
        palette->rows[palette->list.count++] = row;
}

/* The first row whose name is WANTED, and not just contains it; else the first of all. */
static size_t best(const struct palette *palette, struct span wanted)
{
    for (size_t i = 0; i < palette->list.count; i++)
        if (span_equal_ascii(span_of(name_of(palette, &palette->rows[i])), wanted))
            return i;
    return 0;
}

static void search(struct palette *palette)
{
    const struct dialect *dialect = palette->pane.guide->dialect;
    struct span wanted = span_trim(prompt_view().text);

    palette->list.count = 0;
    for (size_t i = 0; i < keys_row_count; i++)
        if (is_listed(palette, &keys_rows[i]))
            add(palette, (struct palette_row){.key = &keys_rows[i]}, wanted);
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (dialect_offers_verb(dialect, verb) && dialect->verbs[verb].is_aside)
            add(palette, (struct palette_row){.verb = verb}, wanted);
    palette->list.selected = best(palette, wanted);
    palette->list.first = 0;
}

void palette_about(struct palette *palette, enum keys_scope scope)
{
    palette->scope = scope;
    prompt_forget();
    prompt_load(span_of(""), 0);
    search(palette);
}

static const char *title(struct pane *pane)
{
    (void)pane;
    return _("Commands - type to search, Enter runs, Esc closes");
}

static void draw_row(const struct pane *pane, struct box box, enum style style, size_t number)
{
    const struct palette *palette = (const struct palette *)pane;
    const struct palette_row *command = &palette->rows[number];
    int column = EXPLAIN_COLUMN < box.width / 2 ? EXPLAIN_COLUMN : box.width / 2;

    screen_cut(box.row, box.column, column - 1, style, span_of(name_of(palette, command)));
    screen_cut(box.row, box.column + column, box.width - column, style,
               span_of(purpose_of(command)));
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    list_draw_search(&box, has_focus, cursor);
    list_draw(&((struct palette *)pane)->list, box, _("No matching command."), draw_row, pane);
}

static struct errand errand_of(const struct palette_row *row)
{
    if (row->key == NULL)
        return (struct errand){.kind = ERRAND_SAY, .verb = row->verb};
    return (struct errand){.kind = ERRAND_ACTION, .action = row->key->action};
}

static struct pane_beyond beyond(const struct pane *pane)
{
    return list_beyond(&((const struct palette *)pane)->list);
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct palette *palette = (struct palette *)pane;

    (void)now_ms;
    if (action != KEYS_ENTER)
        return list_act(&palette->list, action);
    if (palette->list.count > 0)
        pane->errand = errand_of(&palette->rows[palette->list.selected]);
    return true;
}

static void click(struct pane *pane, size_t number, int64_t now_ms)
{
    if (list_click(&((struct palette *)pane)->list, number))
        act(pane, KEYS_ENTER, now_ms);
}

static void input(struct pane *pane, const struct input *input)
{
    list_input(input);
    search((struct palette *)pane);
}

void palette_init(struct palette *palette, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_("All commands and their keys.  Type part of a name to search."),
        .keys = {.scope = KEYS_MENU, .is_text = true, .is_line = true, .is_overlay = true},
        .draw = draw,
        .beyond = beyond,
        .act = act,
        .click = click,
        .input = input,
    };

    *palette = (struct palette){.pane = {.operations = &operations, .guide = guide}};
}
