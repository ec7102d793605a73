/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_message.c - draws the form of a message: header fields, attachments, body.
 *
 * The preview is beside the fields if both fit, else below them.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

/* Rows of the body while it has the focus. */
#define BODY_ROWS_MIN 2

/* The first field or attachment shown in ROWS, chosen so that the focused one is visible. */
static size_t first_item(const struct form *form, int rows)
{
    bool in_body = form_item(form, form->item) == FORM_BODY;
    size_t above = form_row_count(form);
    size_t room = (size_t)(in_body ? rows - BODY_ROWS_MIN : rows);

    if (in_body && rows < BODY_ROWS_MIN)
        return above;
    if (room >= above)
        return 0;
    if (in_body || form->item > above)
        return above - room;
    return form->item >= room ? form->item - room + 1 : 0;
}

/* The fields, attachments and the body. */
static void draw_composed(const struct form *form, struct box box, bool has_focus,
                          struct pane_cursor *cursor)
{
    for (size_t i = first_item(form, box.height); form_item(form, i) != FORM_BODY; i++)
        if (form_item(form, i) == FORM_FIELD)
            form_draw_field(form, i, &box, has_focus, cursor);
        else if (form_item(form, i) == FORM_ENCODING)
            form_draw_encoding(form, i, &box, has_focus, cursor);
        else
            form_draw_attachment(form, i, &box, has_focus, cursor);
    form_draw_body(form, box, has_focus, cursor);
}

void form_draw_message(const struct form *form, struct box box, bool has_focus,
                       struct pane_cursor *cursor)
{
    bool is_loaded = draft_has_file(form->draft);
    struct box fields = box, sent = box;
    int below = box.height - (is_loaded ? FORM_LOADED_ROWS : (int)form_row_count(form));

    if (box.width >= FORM_BESIDE_WIDTH) {
        fields.width = box.width / 2 - 1;
        sent.column += box.width / 2;
        sent.width = box.width - box.width / 2;
    } else if (is_loaded && below >= FORM_PREVIEW_ROWS) {
        sent.height = below;
        sent.row += box.height - sent.height;
        fields.height -= sent.height;
    } else if (below > FORM_BODY_ROWS) {
        sent.height = below / 2;
        sent.row += box.height - sent.height;
        fields.height -= sent.height;
    } else {
        /* Without room, the row with the focus and the first line that is sent. */
        sent.height = box.height >= 3 ? 2 : form_item(form, form->item) >= FORM_WAY;
        sent.row += box.height - sent.height;
        fields.height -= sent.height;
    }
    (is_loaded ? form_draw_loaded : draw_composed)(form, fields, has_focus, cursor);
    form_draw_preview(form, sent, fields.width, has_focus, cursor);
}
