/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_secret.c - the password of AUTH, and the mechanism by which it is sent.
 *
 * No Readline: its line, its undo list and its kill ring would keep copies.  Not even the length of
 * what was typed is shown.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <errno.h>

#include "common/i18n.h"
#include "common/program.h"
#include "tui-client/terminal/clicks.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

#define BACKSPACE '\b'
#define CTRL_U    ('U' & 0x1F)
#define DELETE    127

/* --- keys ------------------------------------------------------------------------------------ */

static void append(struct form *form, struct span text)
{
    struct guide *guide = form->pane.guide;

    /* As what is selected in other fields: nobody sees that it would be appended. */
    program_forbid_core();
    if (guide->client.has_used_typed)
        password_wipe(&guide->client.typed);
    guide->client.has_used_typed = false;
    if (password_append(&guide->client.typed, text) == 0)
        guide_unsay(guide);
    else
        guide_say(guide, GUIDE_BAD,
                  errno == ENOBUFS ? _("Not inserted: a password has at most 8192 bytes.")
                                   : words_unsent(errno));
}

/* A paste ends at its first line end. */
static void paste(struct form *form, struct span text)
{
    const char *end = text.size > 0 ? memchr(text.data, '\n', text.size) : NULL;

    append(form, end != NULL ? (struct span){text.data, (size_t)(end - text.data)} : text);
}

void form_type_secret(struct form *form, const struct input *input)
{
    struct password *typed = &form->pane.guide->client.typed;

    if (input->kind == INPUT_PASTE)
        paste(form, input->text);
    else if (input->byte_count == 1 && (input->bytes[0] == DELETE || input->bytes[0] == BACKSPACE))
        password_erase(typed);
    else if (input->byte_count == 1 && input->bytes[0] == CTRL_U)
        password_wipe(typed);
    else if (input->kind == INPUT_CHARACTER && input->code >= ' ')
        append(form, (struct span){input->bytes, input->byte_count});
}

void form_log_in(struct form *form, int64_t now_ms)
{
    struct guide *guide = form->pane.guide;
    struct span user = span_trim(draft_text(form_field_of(form, 0)));

    if (!password_is_given(client_password(&guide->client))) {
        form->item = 1;
        guide_say_of_text(guide, GUIDE_BAD, _("Not sent: the password is missing."));
        return;
    }
    guide->follows = true;
    if (client_log_in(&guide->client, form_mechanism(form), user, now_ms) != 0) {
        guide_say(guide, GUIDE_BAD, words_unsent(errno));
        return;
    }
    draft_note_sent(form->draft, false);
    guide_say_sent(guide);
    guide_note_sent(guide);
}

/* --- looks ----------------------------------------------------------------------------------- */

static const char *shown(const struct client *client)
{
    if (password_is_given(&client->typed))
        return "***";
    return password_is_given(client_password(client)) ? _("*** (read from a file)") : "";
}

void form_draw_secret(const struct form *form, size_t number, struct box *box, bool has_focus,
                      struct pane_cursor *cursor)
{
    bool is_edited = has_focus && number == form->item;
    int labels = form_label_width(form);
    struct span text = span_of(shown(&form->pane.guide->client));

    if (box->height <= 0 || box->width <= labels)
        return;
    screen_print(box->row, box->column, labels, is_edited ? STYLE_STRONG : STYLE_NORMAL, "%s",
                 form_label(form, number));
    screen_fill(box->row, box->column + labels, box->width - labels, STYLE_FIELD);
    screen_cut(box->row, box->column + labels, box->width - labels,
               is_edited && form->pane.guide->client.has_used_typed ? STYLE_SELECTED : STYLE_FIELD,
               text);
    if (is_edited)
        *cursor = (struct pane_cursor){box->row, box->column + labels + (int)columns_width(text)};
    clicks_add((struct box){box->row, box->column, 1, box->width}, CLICK_ITEM, number);
    box->row++;
    box->height--;
}

/* Rows kept for what is sent. */
#define PREVIEW_ROWS 2

void form_draw_secret_warning(const struct form *form, struct box *box)
{
    const char *text =
        form_kind(form) == STEPS_FORM_CREDENTIALS ? form_mechanism_warning(form) : "";

    if (text[0] != '\0' && box->height >= form_warning_rows(box->width, text) + PREVIEW_ROWS)
        form_put_warning(box, text);
}
