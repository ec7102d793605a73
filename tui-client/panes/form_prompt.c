/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_prompt.c - Readline edits the field that has the focus. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <stdlib.h>
#include <string.h>

#include "tui-client/terminal/prompt.h"

/* The servers of earlier commands and messages. */
static void load_servers(const struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->entries[i].is_last)
            prompt_remember(history->entries[i].server);
}

/* Up and Ctrl-R find earlier arguments of the same verb. */
static void load_history(const struct form *form)
{
    const struct guide *guide = form->pane.guide;
    const struct history *history = &guide->client.archive.history;

    prompt_forget();
    if (guide->step == GUIDE_CONNECT)
        load_servers(history);
    if (guide->step == GUIDE_CONNECT || form_kind(form) == STEPS_FORM_MESSAGE ||
        form_kind(form) == STEPS_FORM_CREDENTIALS)
        return;
    for (size_t i = 0; i < history->count; i++) {
        const struct history_entry *entry = &history->entries[i];
        enum dialect_event verb;
        struct span argument =
            draft_line_argument(guide->dialect, (struct span){entry->text, entry->size}, &verb);
        char *copy;
        if (entry->kind != HISTORY_COMMAND || verb != guide->step || argument.size == 0)
            continue;
        copy = strndup(argument.data, argument.size);
        if (copy != NULL)
            prompt_remember(copy);
        free(copy);
    }
}

/* Without the focus the prompt holds another pane's line. */
void form_load_prompt(const struct form *form)
{
    const struct draft_field *field = form_field_of(form, form->item);

    if (field == NULL || !form->has_prompt)
        return;
    load_history(form);
    prompt_load(draft_text(field), field->point);
}

void form_ask_for_server(struct form *form)
{
    guide_visit(form->pane.guide, GUIDE_CONNECT);
    form_follow(form);
    form->item = 0;
    form->draft->server.is_selected = true;
    form_load_prompt(form);
}

void form_save_prompt(struct form *form)
{
    struct prompt_view view = prompt_view();
    struct draft_field *field = form_field_of(form, form->item);

    if (!span_equal(view.text, draft_text(field)))
        guide_unsay(form->pane.guide);
    draft_edit(form->draft, field, view.text, view.point);
}
