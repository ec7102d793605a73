/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_message.c - draws the form of a message: header fields, attachments, body.
 *
 * The preview is beside the fields if both fit, else below them: a date is not broken in either.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

/* Columns for the names of the fields, a date and the cursor after it, and for the longest row of a
 * preview in which the value of a field stands alone. */
#define FIELDS_WIDTH  43
#define PREVIEW_WIDTH 32
#define BESIDE_WIDTH  (FIELDS_WIDTH + 1 + PREVIEW_WIDTH)

/* Rows of the body, and of the preview below it, if they fit: the explanation needs some for
 * envelope and letter. */
#define BODY_ROWS    5
#define PREVIEW_ROWS 3

/* Rows of the header of a file that is sent as it is, with the file's own and a word on it. */
#define LOADED_ROWS 6

/* Rows of the body while it has the focus. */
#define BODY_ROWS_MIN 2

int form_message_rows(const struct form *form, int width)
{
    if (draft_has_file(form->draft))
        return LOADED_ROWS + (width >= BESIDE_WIDTH ? 1 : 2 + 2 * PREVIEW_ROWS);
    return (int)form_row_count(form) + BODY_ROWS + (width >= BESIDE_WIDTH ? 0 : PREVIEW_ROWS);
}

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
    int below = box.height - (is_loaded ? LOADED_ROWS : (int)form_row_count(form));

    if (box.width >= BESIDE_WIDTH) {
        fields.width = box.width / 2 > FIELDS_WIDTH ? box.width / 2 - 1 : FIELDS_WIDTH;
        sent.column += fields.width + 1;
        sent.width -= fields.width + 1;
    } else if (is_loaded && below >= PREVIEW_ROWS) {
        sent.height = below;
        sent.row += box.height - sent.height;
        fields.height -= sent.height;
    } else if (below > BODY_ROWS) {
        sent.height = below / 2;
        sent.row += box.height - sent.height;
        fields.height -= sent.height;
    } else {
        /* Without room, the row with the focus and the first line that is sent. */
        sent.height = box.height >= 3 ? 2 : form_item(form, form->item) >= FORM_OPTION;
        sent.row += box.height - sent.height;
        fields.height -= sent.height;
    }
    (is_loaded ? form_draw_loaded : draw_composed)(form, fields, has_focus, cursor);
    form_draw_preview(form, sent, fields.width, has_focus, cursor);
}
