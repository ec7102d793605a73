/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* help.c - see help.h.
 */
#include <config.h>

#include "tui-client/panes/help.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "tui-client/panes/bars.h"
#include "tui-client/panes/selection.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/text/columns.h"

/* Column of the explanations. */
#define EXPLAIN_COLUMN 20

/* Buffer size for the whole help. */
#define HELP_MAX 32768

void help_about(struct help *help, const struct pane *topic)
{
    help->topic = topic->operations->help;
    help->scope = pane_keys(topic).scope;
    help->is_about_step = topic->operations->is_about_step;
    help->skip = 0;
}

static const char *title(struct pane *pane)
{
    (void)pane;
    return _("Help - Up and Down scroll, Esc closes");
}

static void append(char *out, const char *text)
{
    size_t length = strlen(out);

    snprintf(out + length, HELP_MAX - length, "%s", text);
}

static void append_row(char *out, const struct keys_row *row)
{
    const char *names = _(row->names);
    size_t width = columns_width(span_of(names));

    append(out, "  ");
    append(out, names);
    do
        append(out, " ");
    while (++width < EXPLAIN_COLUMN);
    append(out, _(row->help));
    append(out, "\n");
}

static void append_scope(char *out, enum keys_scope scope)
{
    append(out, "\n");
    append(out, keys_scope_title(scope));
    append(out, "\n");
    for (size_t i = 0; i < keys_row_count; i++)
        if (keys_rows[i].scope == scope)
            append_row(out, &keys_rows[i]);
}

/* Whether the keys of SCOPE apply in the pane that help is about. */
static bool is_near(const struct help *help, enum keys_scope scope)
{
    for (enum keys_scope at = help->scope; at != KEYS_ALWAYS; at = keys_scope_parent(at))
        if (at == scope)
            return true;
    return false;
}

/* The lesson of the step as it would be sent now. */
static void append_lesson(char *out, const struct guide *guide)
{
    enum dialect_event step = guide->step;
    char page[2 * WORDS_MAX];

    if (step != GUIDE_CONNECT)
        step = dialogue_verb(&guide->client.dialogue, step);
    append(out, words_step_page(guide->dialect, step, page, sizeof page));
    append(out, "\n");
}

/* Keys of the pane come first, then those that apply everywhere, then the rest. */
static void write_help(const struct help *help, char *out)
{
    char marks[512];

    out[0] = '\0';
    if (help->is_about_step)
        append_lesson(out, help->pane.guide);
    append(out, _(help->topic));
    append(out, "\n");
    append(out, bars_marks_text(marks, sizeof marks));
    append(out, "\n");
    for (enum keys_scope at = help->scope; at != KEYS_ALWAYS; at = keys_scope_parent(at))
        append_scope(out, at);
    for (enum keys_scope scope = 0; scope < KEYS_SCOPES; scope++)
        if (!is_near(help, scope))
            append_scope(out, scope);
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct help *help = (struct help *)pane;
    char text[HELP_MAX];

    write_help(help, text);
    help->height = box.height;
    help->rows = widgets_scrolled(box, STYLE_NORMAL, span_of(text), &help->skip);
    if (has_focus)
        *cursor = (struct pane_cursor){box.row, box.column};
}

static struct pane_beyond beyond(const struct pane *pane)
{
    const struct help *help = (const struct help *)pane;

    return pane_beyond(help->skip, help->rows, help->height);
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct help *help = (struct help *)pane;
    size_t height = help->height > 0 ? (size_t)help->height : 1;
    size_t last = help->rows > height ? help->rows - height : 0;

    (void)now_ms;
    return selection_move(action, last, help->height, &help->skip);
}

void help_init(struct help *help, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_("You are reading it."),
        .keys = {.scope = KEYS_LIST, .is_overlay = true},
        .draw = draw,
        .beyond = beyond,
        .act = act,
    };

    *help = (struct help){.pane = {.operations = &operations, .guide = guide}};
}
