/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_items.c - draws the items of a form: fields with what is wrong, attachments, buttons. */
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

void form_put(struct box *box, enum style style, const char *text)
{
    if (box->height <= 0)
        return;
    screen_cut(box->row, box->column, box->width, style, span_of(text));
    box->row++;
    box->height--;
}

void form_put_wrapped(struct box *box, enum style style, const char *text)
{
    int rows;

    if (box->height <= 0 || text[0] == '\0')
        return;
    rows = (int)widgets_paragraphs(*box, style, span_of(text), 0);
    if (rows > box->height)
        widgets_dots(*box, style);
    box->row += rows;
    box->height -= rows;
}

int form_rows(const char *text, int width)
{
    struct box nothing = {.width = width};

    return text[0] != '\0' ? (int)widgets_paragraphs(nothing, STYLE_NORMAL, span_of(text), 0) : 0;
}

/* Columns of the sign before a warning, and of the blank after it. */
static int sign_width(void)
{
    return (int)columns_width(span_of(widgets_sign(GUIDE_TROUBLE))) + 1;
}

/* Bytes of TEXT in the row of the sign, if rows have WIDTH columns. */
static size_t beside_sign(int width, const char *text)
{
    struct span line = {text, strcspn(text, "\n")};
    int room = width - sign_width();

    return columns_wrap(line, room > 1 ? (size_t)room : 1);
}

void form_put_warning(struct box *box, const char *text)
{
    size_t size = beside_sign(box->width, text);

    if (box->height <= 0 || text[0] == '\0')
        return;
    screen_text(box->row, box->column, box->width, widgets_style(GUIDE_TROUBLE),
                span_of(widgets_sign(GUIDE_TROUBLE)));
    screen_text(box->row, box->column + sign_width(), box->width - sign_width(), STYLE_NORMAL,
                (struct span){text, size});
    box->row++;
    box->height--;
    form_put_wrapped(box, STYLE_NORMAL, text + size + (text[size] == '\n'));
}

int form_warning_rows(int width, const char *text)
{
    struct box nothing = {.width = width};
    size_t size = beside_sign(width, text);

    if (text[0] == '\0')
        return 0;
    return 1 + (int)widgets_paragraphs(nothing, STYLE_NORMAL,
                                       span_of(text + size + (text[size] == '\n')), 0);
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

/* Draws NOTE, or if it does not fit only its mark, at the end of LINE, which it shortens. */
static void draw_beside(struct box *line, const struct form_note *note)
{
    const char *text = note->is_beside ? note->text : note->text[0] == '!' ? "!" : "";
    int width = text[0] != '\0' ? (int)columns_width(span_of(text)) + 2 : 0;

    line->width -= width;
    screen_print(line->row, line->column + line->width, width, note->style, "  %s", text);
}

void form_draw_field(const struct form *form, size_t number, struct box *box, bool has_focus,
                     struct pane_cursor *cursor)
{
    bool is_edited = has_focus && number == form->item;
    int labels = form_label_width(form);
    struct box line = {box->row, box->column + labels, 1, box->width - labels};
    /* Without the cursor the beginning of a long text is shown. */
    struct prompt_view view = {.label = "", .text = draft_text(form_field_of(form, number))};
    struct form_note note = form_note(form, number, box->width);

    if (box->height <= 0 || line.width <= 0)
        return;
    screen_print(box->row, box->column, labels, is_edited ? STYLE_STRONG : STYLE_NORMAL, "%s",
                 form_label(form, number));
    if (is_edited)
        view = prompt_view();
    if (view.label[0] != '\0')
        draw_label(&line, view.label);
    else
        draw_beside(&line, &note);
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

/* A row for FILE under LABEL. */
static void draw_file(const struct form *form, size_t number, const char *label,
                      const struct draft_attachment *file, struct box *box, bool has_focus,
                      struct pane_cursor *cursor)
{
    bool is_focused = has_focus && number == form->item;
    enum style style = is_focused ? STYLE_SELECTED : STYLE_NORMAL;
    struct box line = *box;
    char text[64];
    int width;

    if (box->height <= 0)
        return;
    snprintf(text, sizeof text, _("  %zu bytes"), buffer_size(&file->content));
    width = (int)columns_width(span_of(text));
    screen_fill(line.row, line.column, line.width, style);
    line.width -= screen_print(line.row, line.column, line.width, style, "%s  ", label);
    line.column += box->width - line.width;
    line.column += screen_text(line.row, line.column, line.width - width, style,
                               fitting_path(file->path, line.width - width));
    screen_print(line.row, line.column, width, style, "%s", text);
    if (is_focused)
        *cursor = (struct pane_cursor){box->row, box->column};
    clicks_add((struct box){box->row, box->column, 1, box->width}, CLICK_ITEM, number);
    box->row++;
    box->height--;
}

void form_draw_attachment(const struct form *form, size_t number, struct box *box, bool has_focus,
                          struct pane_cursor *cursor)
{
    draw_file(form, number, _("Attached"),
              &form->draft->attachments[form_attachment_number(number)], box, has_focus, cursor);
}

void form_draw_file(const struct form *form, size_t number, struct box *box, bool has_focus,
                    struct pane_cursor *cursor)
{
    draw_file(form, number, _("File   "), &form->draft->file, box, has_focus, cursor);
}

/* Brackets and blanks. */
#define BUTTON_FRAME 4

static int button_width(const char *label)
{
    return (int)columns_width(span_of(label)) + BUTTON_FRAME;
}

/* Without room the choice has no label. */
void form_draw_encoding(const struct form *form, size_t number, struct box *box, bool has_focus,
                        struct pane_cursor *cursor)
{
    bool is_focused = has_focus && form->item == number;
    bool in_body = has_focus && form_item(form, form->item) == FORM_BODY;
    const char *label = _("Text"), *what = form_option_label(form, FORM_ENCODING);
    const char *encoding = form_option(form, FORM_ENCODING);
    int width = (int)columns_width(span_of(label)) + 2;
    int named = width + (int)columns_width(span_of(what)) + 1;
    int used;

    if (box->height <= 0)
        return;
    screen_print(box->row, box->column, box->width, in_body ? STYLE_STRONG : STYLE_NORMAL, "%s",
                 label);
    if (named + button_width(encoding) <= box->width) {
        screen_print(box->row, box->column + width, box->width - width, STYLE_NORMAL, "%s", what);
        width = named;
    }
    if (is_focused)
        *cursor = (struct pane_cursor){box->row, box->column + width};
    used = screen_print(box->row, box->column + width, box->width - width,
                        is_focused ? STYLE_SELECTED : STYLE_NORMAL, "[ %s ]", encoding);
    clicks_add((struct box){box->row, box->column + width, 1, used}, CLICK_ITEM, number);
    box->row++;
    box->height--;
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
