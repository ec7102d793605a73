/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_draw.c - draws a form according to its step, and why the step is not available. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

/* Why the step is not available; "" if it is.  A message or credentials that are awaited go on,
 * although their verb is not. */
static const char *why_not(const struct form *form, char *out, size_t size)
{
    const struct guide *guide = form->pane.guide;
    enum dialect_class class = dialect_class_of(guide->client.dialogue.position.state);
    bool goes_on =
        (form_kind(form) == STEPS_FORM_MESSAGE && class == DIALECT_CLASS_MESSAGE) ||
        (form_kind(form) == STEPS_FORM_CREDENTIALS && class == DIALECT_CLASS_CREDENTIALS);

    out[0] = '\0';
    if (guide->step != GUIDE_CONNECT && !goes_on && !form_is_finish(form))
        words_why_not(guide->dialect, guide->client.dialogue.position, guide->step, out, size);
    return out;
}

void form_draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct form *form = (struct form *)pane;
    const struct guide *guide = pane->guide;
    char why[WORDS_MAX];
    struct box note = {box.row + box.height, box.column, 0, box.width};

    form_follow(form);
    form_fill_parameters(form);
    if (why_not(form, why, sizeof why)[0] != '\0') {
        int rows = form_warning_rows(box.width, why);
        rows = rows < (box.height + 1) / 2 ? rows : (box.height + 1) / 2;
        box.height -= rows;
        note.row = box.row + box.height;
        note.height = rows;
        form_put_warning(&note, why);
    }
    if (guide->step == GUIDE_CONNECT)
        form_draw_connect(form, box, has_focus, cursor);
    else if (form_kind(form) == STEPS_FORM_MESSAGE)
        form_draw_message(form, box, has_focus, cursor);
    else if (form_is_finish(form))
        form_draw_finish(form, box, has_focus, cursor);
    else if (form_kind(form) == STEPS_FORM_END)
        form_draw_end(form, box, has_focus, cursor);
    else
        form_draw_command(form, box, has_focus, cursor);
    form_draw_next(form, box);
}

/* Rows below the items of a command: what is sent, with its title and room for a long one; before
 * that what the server offers, or what is to be known of a mechanism. */
#define SENT_ROWS   4
#define REMARK_ROWS 2

static int command_rows(const struct form *form)
{
    bool has_remark = form_has_parameters(form) || form_kind(form) == STEPS_FORM_CREDENTIALS;
    size_t verdicts = form_is_list(form) ? form->pane.guide->client.envelope.verdict_count : 0;

    return (int)(form_row_count(form) + verdicts) + SENT_ROWS + (has_remark ? REMARK_ROWS : 0);
}

/* Rows of the step itself. */
static int own_rows(const struct form *form, int width)
{
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return form_message_rows(form, width);
    if (form_is_finish(form))
        return form_finish_rows(form, width);
    if (form->pane.guide->step == GUIDE_CONNECT)
        return form_connect_rows(form, width) + form_next_rows(form, width);
    return command_rows(form);
}

/* Rows of a command that are enough beside the explanation of a refusal, which needs more. */
#define COMMAND_ROWS 5

static bool leaves_room(const struct form *form)
{
    return form->pane.guide->news == GUIDE_NEWS_REPLY &&
           (form_has_parameters(form) || form_kind(form) == STEPS_FORM_CREDENTIALS);
}

int form_wish(const struct form *form, int width)
{
    bool logs_in = form_kind(form) == STEPS_FORM_CREDENTIALS;
    const char *warning = logs_in ? form_mechanism_warning(form) : "";
    char why[WORDS_MAX];
    int rows = leaves_room(form) ? COMMAND_ROWS + form_warning_rows(width, warning)
                                 : own_rows(form, width);

    return rows + form_warning_rows(width, why_not(form, why, sizeof why));
}
