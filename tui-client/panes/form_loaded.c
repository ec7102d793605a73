/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_loaded.c - draws a message that was loaded from a file: what its header says, read-only. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include "common/i18n.h"
#include "tui-client/message/eml.h"
#include "tui-client/terminal/screen.h"

/* Bytes of a field that are shown. */
#define SHOWN_MAX ((size_t)4096)

/* Columns of the longest name and a blank. */
#define NAMES 9

static void draw_field(const struct draft *draft, enum compose_field field, struct box *box)
{
    struct buffer text;

    if (box->height <= 0)
        return;
    buffer_init(&text, SHOWN_MAX);
    /* Of a longer field the beginning is shown. */
    (void)eml_field(buffer_span(&draft->file.content), compose_field_name(field), &text);
    screen_print(box->row, box->column, NAMES, STYLE_NORMAL, "%s", compose_field_name(field));
    if (box->width > NAMES)
        screen_cut(box->row, box->column + NAMES, box->width - NAMES, STYLE_NORMAL,
                   buffer_span(&text));
    buffer_release(&text);
    box->row++;
    box->height--;
}

void form_draw_loaded(const struct form *form, struct box box, bool has_focus,
                      struct pane_cursor *cursor)
{
    form_draw_file(form, 0, &box, has_focus, cursor);
    for (enum compose_field field = COMPOSE_FROM; field <= COMPOSE_DATE; field++)
        draw_field(form->draft, field, &box);
    form_put_wrapped(&box, STYLE_NORMAL, _("Sent as it is; Delete removes it."));
}
