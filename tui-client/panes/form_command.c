/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_command.c - draws the form of a command: its fields, the answers to a list of recipients. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/screen.h"

/* Rows kept for the preview of a command: its title and the command. */
#define PREVIEW_ROWS 2

static void draw_verdict(const struct envelope_verdict *verdict, struct box *box)
{
    enum style style = widgets_style(guide_tone_of(verdict->code));
    int used = screen_print(box->row, box->column, box->width, style, " %u ", verdict->code);

    screen_cut(box->row, box->column + used, box->width - used, STYLE_NORMAL,
               span_of(verdict->address));
    box->row++;
    box->height--;
}

/* The recipients that the server has answered, each with its code. */
static void draw_verdicts(const struct form *form, struct box *box)
{
    const struct envelope *envelope = &form->pane.guide->client.envelope;
    size_t count = envelope->verdict_count;
    size_t room = box->height > PREVIEW_ROWS ? (size_t)(box->height - PREVIEW_ROWS) : 0;
    size_t shown = count <= room ? count : room > 0 ? room - 1 : 0;
    char more[128];

    for (size_t i = 0; i < shown; i++)
        draw_verdict(&envelope->verdicts[i], box);
    if (shown == count || room == 0)
        return;
    snprintf(more, sizeof more,
             ngettext(" ... and %zu more answered", " ... and %zu more answered", count - shown),
             count - shown);
    form_put(box, STYLE_NORMAL, more);
}

/* What the server offers, if the step can use it. */
static void draw_offers(const struct form *form, struct box *box)
{
    const struct capabilities *offered = &form->pane.guide->client.dialogue.offered;
    struct box room = {box->row, box->column, box->height - PREVIEW_ROWS, box->width};
    char text[CAPABILITIES_LIST_MAX + 64];
    int rows;

    if (!form_has_parameters(form) || offered->list[0] == '\0' || room.height <= 0)
        return;
    snprintf(text, sizeof text, _("Offered: %s"), offered->list);
    rows = (int)widgets_paragraphs(room, STYLE_NORMAL, span_of(text), 0);
    rows = rows < room.height ? rows : room.height;
    box->row += rows;
    box->height -= rows;
}

static void draw_row(const struct form *form, size_t number, struct box *box, bool has_focus,
                     struct pane_cursor *cursor)
{
    if (form_item(form, number) == FORM_SECRET)
        form_draw_secret(form, number, box, has_focus, cursor);
    else
        form_draw_field(form, number, box, has_focus, cursor);
}

/* One field or two, or none; the reason why the step is not available is below. */
void form_draw_command(const struct form *form, struct box box, bool has_focus,
                       struct pane_cursor *cursor)
{
    size_t rows = form_row_count(form);
    bool is_short = form_item(form, form->item) >= FORM_OPTION && box.height <= (int)rows;

    if (form_item(form, 0) == FORM_FIELD)
        for (size_t i = is_short; i < rows; i++)
            draw_row(form, i, &box, has_focus, cursor);
    else
        form_draw_button(form, 0, &box, has_focus, cursor, _("Send F5"));
    if (form_is_list(form))
        draw_verdicts(form, &box);
    draw_offers(form, &box);
    form_draw_secret_warning(form, &box);
    form_draw_preview(form, box, box.width, has_focus, cursor);
}
