/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* help.c - see help.h. */
#include <config.h>

#include "tui-client/panes/help.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "tui-client/panes/bars.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/text/columns.h"

/* Columns of the keys' names and the blanks around them, before what the keys do.  Where more than
 * a third of the width is needed for that, further rows begin at HANGING. */
#define NAMES_WIDTH 22
#define HANGING     4

/* Buffer size for the whole help. */
#define HELP_MAX 32768

void help_about(struct help *help, const struct pane *topic)
{
    help->topic = topic->operations->help;
    help->scope = pane_keys(topic).scope;
    help->is_about_step = topic->operations->is_about_step;
    scroller_begin(&help->scroller);
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

static void append_blanks(char *out, size_t count)
{
    while (count-- > 0)
        append(out, " ");
}

/* Appends TEXT, which begins at COLUMN, in WIDTH columns; its further rows begin below it. */
static void append_hanging(char *out, struct span text, size_t column, size_t width)
{
    size_t indent = 3 * NAMES_WIDTH > width ? HANGING : NAMES_WIDTH;

    while (text.size > 0) {
        size_t size = columns_wrap(text, width > column ? width - column : 1);
        snprintf(out + strlen(out), HELP_MAX - strlen(out), "%.*s\n", (int)size, text.data);
        text = span_skip(text, size);
        column = indent;
        append_blanks(out, text.size > 0 ? indent : 0);
    }
}

static void append_row(char *out, const struct keys_row *row, size_t width)
{
    const char *names = _(row->names);
    size_t column = columns_width(span_of(names)) + 2;
    size_t gap = column < NAMES_WIDTH ? NAMES_WIDTH - column : 1;

    append(out, "  ");
    append(out, names);
    append_blanks(out, gap);
    append_hanging(out, span_of(_(row->help)), column + gap, width);
}

static void append_scope(char *out, enum keys_scope scope, size_t width)
{
    append(out, "\n");
    append(out, keys_scope_title(scope));
    append(out, "\n");
    for (size_t i = 0; i < keys_row_count; i++)
        if (keys_rows[i].scope == scope)
            append_row(out, &keys_rows[i], width);
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
static void write_help(const struct help *help, size_t width, char *out)
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
        append_scope(out, at, width);
    for (enum keys_scope scope = 0; scope < KEYS_SCOPES; scope++)
        if (!is_near(help, scope))
            append_scope(out, scope, width);
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct help *help = (struct help *)pane;
    char text[HELP_MAX];

    write_help(help, box.width > 0 ? (size_t)box.width : 1, text);
    scroller_draw(&help->scroller, box, span_of(text));
    if (has_focus)
        *cursor = (struct pane_cursor){box.row, box.column};
}

static struct pane_beyond beyond(const struct pane *pane)
{
    return scroller_beyond(&((const struct help *)pane)->scroller);
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct help *help = (struct help *)pane;

    (void)now_ms;
    return scroller_act(&help->scroller, action);
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
