/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_body.c - the text of a message: its keys, its search, and how it is drawn. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <errno.h>
#include <string.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/clicks.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

/* --- keys ------------------------------------------------------------------------------------ */

/* If STATUS is -1, reports why the body is unchanged. */
static void report_change(const struct form *form, int status)
{
    if (status < 0)
        guide_say(form->pane.guide, GUIDE_BAD,
                  errno == ENOBUFS ? _("Not inserted: the text would be larger than 32 MB.")
                                   : strerror(errno));
}

/* The motion of an action, and what becomes of the text that it passes. */
static const struct {
    enum keys_action action;
    enum area_motion motion;
    enum { STAYS, IS_DELETED, IS_KILLED } passed;
} motions[] = {
    {KEYS_LEFT, AREA_LEFT, STAYS},
    {KEYS_RIGHT, AREA_RIGHT, STAYS},
    {KEYS_UP, AREA_UP, STAYS},
    {KEYS_DOWN, AREA_DOWN, STAYS},
    {KEYS_WORD_LEFT, AREA_WORD_LEFT, STAYS},
    {KEYS_WORD_RIGHT, AREA_WORD_RIGHT, STAYS},
    {KEYS_ROW_START, AREA_ROW_START, STAYS},
    {KEYS_ROW_END, AREA_ROW_END, STAYS},
    {KEYS_LINE_START, AREA_LINE_START, STAYS},
    {KEYS_LINE_END, AREA_LINE_END, STAYS},
    {KEYS_START, AREA_START, STAYS},
    {KEYS_END, AREA_END, STAYS},
    {KEYS_DELETE_LEFT, AREA_LEFT, IS_DELETED},
    {KEYS_DELETE_RIGHT, AREA_RIGHT, IS_DELETED},
    {KEYS_KILL_CHUNK, AREA_CHUNK_LEFT, IS_KILLED},
    {KEYS_KILL_WORD_LEFT, AREA_WORD_LEFT, IS_KILLED},
    {KEYS_KILL_WORD_RIGHT, AREA_WORD_RIGHT, IS_KILLED},
    {KEYS_KILL_LINE_START, AREA_LINE_START, IS_KILLED},
    {KEYS_KILL_LINE_REST, AREA_LINE_REST, IS_KILLED},
};

static void move(struct form *form, size_t number)
{
    if (motions[number].passed == STAYS)
        area_move(&form->draft->body, motions[number].motion);
    else if (motions[number].passed == IS_DELETED)
        report_change(form, draft_delete(form->draft, motions[number].motion));
    else
        report_change(form, draft_kill(form->draft, motions[number].motion));
}

/* Says NOTHING if STATUS is 0. */
static void report_turn(const struct form *form, int status, const char *nothing)
{
    report_change(form, status);
    if (status == 0)
        guide_say(form->pane.guide, GUIDE_TROUBLE, nothing);
}

static bool change(struct form *form, enum keys_action action)
{
    switch (action) {
    case KEYS_ENTER:
        report_change(form, draft_insert(form->draft, span_of("\n")));
        return true;
    case KEYS_TRANSPOSE:
        report_change(form, draft_transpose(form->draft));
        return true;
    case KEYS_PREFIX:
        form->is_prefixed = true;
        return true;
    case KEYS_YANK:
        report_change(form, draft_yank(form->draft));
        return true;
    case KEYS_YANK_NEXT:
        report_change(form, draft_yank_next(form->draft));
        return true;
    case KEYS_UNDO:
        report_turn(form, draft_undo(form->draft), _("Nothing to undo."));
        return true;
    case KEYS_REDO:
        report_turn(form, draft_redo(form->draft), _("Nothing to redo."));
        return true;
    case KEYS_FIND:
    case KEYS_FIND_BACK:
        finder_open(&form->finder, &form->draft->body, action == KEYS_FIND_BACK);
        return true;
    default:
        return false;
    }
}

bool form_act_in_body(struct form *form, enum keys_action action)
{
    for (size_t i = 0; i < COUNT(motions); i++)
        if (motions[i].action == action) {
            move(form, i);
            return true;
        }
    return change(form, action);
}

void form_type_in_body(struct form *form, const struct input *input)
{
    struct span typed = {input->bytes, input->byte_count};
    bool is_paste = input->kind == INPUT_PASTE;

    if (!is_paste && (input->kind != INPUT_CHARACTER || input->code < ' '))
        return;
    if (form_searches(form))
        finder_type(&form->finder, &form->draft->body, is_paste ? input->text : typed);
    else if (is_paste)
        report_change(form, draft_paste(form->draft, input->text));
    else
        report_change(form, draft_insert(form->draft, typed));
}

/* --- searching ------------------------------------------------------------------------------- */

bool form_searches(const struct form *form)
{
    return form->finder.is_open && form_item(form, form->item) == FORM_BODY;
}

bool form_act_in_search(struct form *form, enum keys_action action)
{
    struct finder *finder = &form->finder;
    struct area *body = &form->draft->body;
    bool searches = form_searches(form);

    switch (searches ? action : KEYS_NOTHING) {
    case KEYS_FIND:
    case KEYS_FIND_BACK:
        finder_again(finder, body, action == KEYS_FIND_BACK);
        return true;
    case KEYS_DELETE_LEFT:
        finder_shorten(finder, body);
        return true;
    case KEYS_BACK:
    case KEYS_CANCEL:
        finder_cancel(finder, body);
        return true;
    default:
        finder_keep(finder);
        return searches && action == KEYS_ENTER;
    }
}

/* The search, in a row below the text. */
static void draw_search(const struct finder *finder, struct box line)
{
    static const char *const outcomes[] = {
        [FINDER_FOUND] = "",
        [FINDER_WRAPPED] = N_("search wrapped"),
        [FINDER_MISSING] = N_("not found"),
    };
    const char *outcome = outcomes[finder->outcome];
    int width = outcome[0] != '\0' ? (int)columns_width(span_of(_(outcome))) + 2 : 0;
    int used = screen_print(line.row, line.column, line.width, STYLE_STRONG, "%s",
                            finder->is_back ? _("Search back: ") : _("Search: "));

    width = width < line.width - used ? width : 0;
    widgets_line(line.row, line.column + used, line.width - used - width, STYLE_FIELD,
                 finder_sought(finder), finder->size);
    screen_print(line.row, line.column + line.width - width, width, STYLE_TROUBLE, "  %s",
                 outcome[0] != '\0' ? _(outcome) : "");
}

/* --- drawing --------------------------------------------------------------------------------- */

/* Draws the bytes START to END of the row TEXT; text after a tab begins at the tab stop. */
static void draw_part(struct box line, enum style style, struct span text, size_t start, size_t end)
{
    while (start < end) {
        const char *tab = memchr(text.data + start, '\t', end - start);
        size_t stop = tab != NULL ? (size_t)(tab - text.data) : end;
        int before = (int)columns_own_width(text, start);
        screen_own_text(line.row, line.column + before, line.width - before, style,
                        (struct span){text.data + start, stop - start});
        start = stop + (tab != NULL);
    }
}

/* The row of the body that begins at OFFSET; the match is of SIZE bytes. */
static void draw_row(struct box line, struct span text, size_t offset, size_t match, size_t size)
{
    size_t start = match > offset ? match - offset : 0;
    size_t end = match + size > offset ? match + size - offset : 0;

    screen_fill(line.row, line.column, line.width, STYLE_FIELD);
    draw_part(line, STYLE_FIELD, text, 0, text.size);
    end = end < text.size ? end : text.size;
    while (!columns_begins(text, end))
        end++;
    if (size > 0 && start < end)
        draw_part(line, STYLE_SELECTED, text, start, end);
}

static void draw_rows(const struct form *form, struct box box)
{
    struct area *body = &form->draft->body;
    size_t size = finder_match(&form->finder, body);

    for (int i = 0; i < box.height; i++) {
        struct box line = {box.row + i, box.column, 1, box.width};
        size_t offset = area_row_start(body, (size_t)i);
        draw_row(line, area_row(body, (size_t)i), offset, body->cursor, size);
    }
}

void form_draw_body(const struct form *form, struct box box, bool has_focus,
                    struct pane_cursor *cursor)
{
    struct area *body = &form->draft->body;
    size_t row, column;

    for (size_t i = 0; i < form_item_count(form); i++)
        if (form_item(form, i) == FORM_BODY)
            clicks_add(box, CLICK_ITEM, i);
    if (box.height <= 0 || box.width <= 0)
        return;
    if (form_searches(form) && box.height > 1) {
        box.height--;
        draw_search(&form->finder, (struct box){box.row + box.height, box.column, 1, box.width});
    }
    area_resize(body, (size_t)box.width, (size_t)box.height);
    draw_rows(form, box);
    area_cursor(body, &row, &column);
    if (has_focus && form_item(form, form->item) == FORM_BODY)
        *cursor = (struct pane_cursor){box.row + (int)row, box.column + (int)column};
}
