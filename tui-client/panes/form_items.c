/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_items.c - draws the items of a form: fields with their flaws, attachments, buttons. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/clicks.h"
#include "tui-client/terminal/prompt.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

static const char *label_of(const struct form *form, size_t number)
{
    const struct guide *guide = form->pane.guide;
    const char *label;

    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return compose_field_name((enum compose_field)number);
    if (guide->step == GUIDE_CONNECT)
        return _("Server");
    if (number == 1)
        return _("Parameters");
    label = guide->dialect->verbs[guide->step].label;
    return label != NULL ? _(label) : "";
}

/* Columns of the widest label and a blank. */
static int label_width(const struct form *form)
{
    size_t width = 0;

    for (size_t i = 0; i < form_item_count(form); i++) {
        size_t own =
            form_item(form, i) == FORM_FIELD ? columns_width(span_of(label_of(form, i))) : 0;
        width = own > width ? own : width;
    }
    return (int)width + 1;
}

void form_put(struct box *box, enum style style, const char *text)
{
    if (box->height <= 0)
        return;
    screen_text(box->row, box->column, box->width, style, span_of(text));
    box->row++;
    box->height--;
}

/* At the end of a text that does not fit. */
#define CUT       "..."
#define CUT_WIDTH 3

void form_put_wrapped(struct box *box, enum style style, const char *text)
{
    int rows;

    if (box->height <= 0 || text[0] == '\0')
        return;
    rows = (int)widgets_paragraphs(*box, style, span_of(text), 0);
    if (rows > box->height)
        screen_text(box->row + box->height - 1, box->column + box->width - CUT_WIDTH, CUT_WIDTH,
                    style, span_of(CUT));
    box->row += rows;
    box->height -= rows;
}

int form_rows(const char *text, int width)
{
    struct box nothing = {.width = width};

    return text[0] != '\0' ? (int)widgets_paragraphs(nothing, STYLE_NORMAL, span_of(text), 0) : 0;
}

/* In a search, Readline's own label comes first; a long one is cut at its start. */
static void draw_label(struct box *line, const char *label)
{
    struct span text = span_of(label);
    int width = (int)columns_width(text) + 1;

    width = width < line->width * 2 / 3 ? width : line->width * 2 / 3;
    widgets_line(line->row, line->column, width, STYLE_NORMAL, text, text.size);
    line->column += width;
    line->width -= width;
}

void form_draw_field(const struct form *form, size_t number, struct box *box, bool has_focus,
                     struct pane_cursor *cursor)
{
    bool is_edited = has_focus && number == form->item;
    int labels = label_width(form);
    struct box line = {box->row, box->column + labels, 1, box->width - labels};
    /* Without the cursor the beginning of a long text is shown. */
    struct prompt_view view = {.label = "", .text = draft_text(form_field_of(form, number))};
    const char *flaw = words_compose_flaw(form_flaw(form, number));

    if (box->height <= 0 || line.width <= 0)
        return;
    screen_print(box->row, box->column, labels, is_edited ? STYLE_STRONG : STYLE_NORMAL, "%s",
                 label_of(form, number));
    if (is_edited)
        view = prompt_view();
    if (view.label[0] != '\0') {
        draw_label(&line, view.label);
    } else if (flaw[0] != '\0') {
        int width = (int)columns_width(span_of(flaw)) + 2;
        line.width -= width;
        screen_print(line.row, line.column + line.width, width, STYLE_TROUBLE, "  %s", flaw);
    }
    line.column = widgets_line(
        line.row, line.column, line.width,
        is_edited && form_field_of(form, number)->is_selected ? STYLE_SELECTED : STYLE_FIELD,
        view.text, view.point);
    if (is_edited)
        *cursor = (struct pane_cursor){line.row, line.column};
    clicks_add((struct box){box->row, box->column, 1, box->width}, CLICK_ITEM, number);
    box->row++;
    box->height--;
}

/* PATH, or only its file name if PATH does not fit into WIDTH columns. */
static struct span fitting_path(const char *path, int width)
{
    const char *slash = strrchr(path, '/');
    bool fits = (int)columns_width(span_of(path)) <= width;

    return span_of(fits || slash == NULL ? path : slash + 1);
}

void form_draw_attachment(const struct form *form, size_t number, struct box *box, bool has_focus,
                          struct pane_cursor *cursor)
{
    const struct draft_attachment *attachment =
        &form->draft->attachments[form_attachment_number(number)];
    bool is_focused = has_focus && number == form->item;
    enum style style = is_focused ? STYLE_SELECTED : STYLE_NORMAL;
    struct box line = *box;
    char text[64];
    int width;

    if (box->height <= 0)
        return;
    snprintf(text, sizeof text, _("  %zu bytes"), buffer_size(&attachment->content));
    width = (int)columns_width(span_of(text));
    screen_fill(line.row, line.column, line.width, style);
    line.width -= screen_print(line.row, line.column, line.width, style, "%s ", _("Attached"));
    line.column += box->width - line.width;
    line.column += screen_text(line.row, line.column, line.width - width, style,
                               fitting_path(attachment->path, line.width - width));
    screen_print(line.row, line.column, width, style, "%s", text);
    if (is_focused)
        *cursor = (struct pane_cursor){box->row, box->column};
    clicks_add((struct box){box->row, box->column, 1, box->width}, CLICK_ITEM, number);
    box->row++;
    box->height--;
}

void form_draw_encoding(const struct form *form, size_t number, struct box *box, bool has_focus,
                        struct pane_cursor *cursor)
{
    bool is_focused = has_focus && form->item == number;
    bool in_body = has_focus && form_item(form, form->item) == FORM_BODY;
    const char *label = _("Text");
    int width = (int)columns_width(span_of(label)) + 2;

    if (box->height <= 0)
        return;
    screen_print(box->row, box->column, box->width, in_body ? STYLE_STRONG : STYLE_NORMAL, "%s",
                 label);
    if (is_focused)
        *cursor = (struct pane_cursor){box->row, box->column + width};
    screen_print(box->row, box->column + width, box->width - width,
                 is_focused ? STYLE_SELECTED : STYLE_NORMAL, "[ %s ]",
                 words_encoding(form->draft->encoding));
    box->row++;
    box->height--;
}

/* Brackets and blanks. */
#define BUTTON_FRAME 4

static int button_width(const char *label)
{
    return (int)columns_width(span_of(label)) + BUTTON_FRAME;
}

void form_draw_button(const struct form *form, size_t number, struct box *box, bool has_focus,
                      struct pane_cursor *cursor, const char *label)
{
    bool is_focused = has_focus && form->item == number;
    char text[256];

    if (is_focused && box->height > 0)
        *cursor = (struct pane_cursor){box->row, box->column};
    snprintf(text, sizeof text, "[ %s ]", label);
    if (box->height > 0)
        clicks_add((struct box){box->row, box->column, 1, button_width(label)}, CLICK_ITEM, number);
    form_put(box, is_focused ? STYLE_SELECTED : STYLE_NORMAL, text);
}

#define BUTTON_GAP 1

int form_lay_buttons(const struct form *form, size_t first, const char *const *labels, size_t count,
                     struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct box line = {box.row, box.column, 1, box.width};
    int rows = 1;

    for (size_t i = 0; i < count; i++) {
        int width = button_width(labels[i]);
        if (line.column > box.column && width > line.width) {
            line = (struct box){line.row + 1, box.column, 1, box.width};
            rows++;
        }
        if (rows <= box.height)
            form_draw_button(form, first + i, &(struct box){line.row, line.column, 1, line.width},
                             has_focus, cursor, labels[i]);
        line.column += width + BUTTON_GAP;
        line.width -= width + BUTTON_GAP;
    }
    return rows;
}
