/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* app_panes.c - the panes of the full screen; see app_internal.h.
 */
#include <config.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tui-client/app/app_internal.h"
#include "tui-client/terminal/prompt.h"

/* Bytes of the text that keys edit where PLACE is. */
static size_t edited_size(const struct app *app, struct keys_place place)
{
    return place.is_line ? prompt_view().text.size : area_size(&app->draft.body);
}

void app_edit(struct app *app, struct pane *pane, const struct input *input)
{
    struct keys_place place = pane_keys(pane);
    size_t size = edited_size(app, place);
    unsigned said = app->guide.said;

    pane->operations->input(pane, input);
    if (app->guide.said == said && edited_size(app, place) != size)
        guide_unsay(&app->guide);
}

void app_make_panes(struct app *app)
{
    struct pane *panes[PANES] = {
        [LAYOUT_FORM] = &app->form.pane,
        [LAYOUT_CONVERSATION] = &app->conversation.pane,
        [LAYOUT_EXPLANATION] = &app->explanation.pane,
        [LAYOUT_PANES] = &app->raw.pane,
        &app->history_pane.pane,
        &app->help.pane,
        &app->palette.pane,
        &app->copies.pane,
        &app->security.pane,
        &app->ask.pane,
    };
    char hostname[256] = "", server[SERVER_NAME_MAX];

    if (gethostname(hostname, sizeof hostname - 1) != 0 || hostname[0] == '\0')
        snprintf(hostname, sizeof hostname, "localhost");
    draft_init(&app->draft, span_of(hostname));
    draft_set_server(&app->draft,
                     span_of(server_name_format(&app->guide.client.at, server, sizeof server)));
    form_init(&app->form, &app->guide, &app->draft);
    conversation_init(&app->conversation, &app->guide);
    explanation_init(&app->explanation, &app->guide, &app->draft);
    ladder_pane_init(&app->ladder, &app->guide);
    history_pane_init(&app->history_pane, &app->guide);
    help_init(&app->help, &app->guide);
    palette_init(&app->palette, &app->guide);
    copies_init(&app->copies, &app->guide);
    security_init(&app->security, &app->guide);
    ask_init(&app->ask, &app->guide);
    memcpy(app->panes, panes, sizeof panes);
}
