/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_connection.c - draws the forms at both ends of a conversation: connecting, and QUIT. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/screen.h"

/* Below the field; in a small form what can be done is in sight before what is said. */
static int lay_connect_buttons(const struct form *form, struct box box, bool has_focus,
                               struct pane_cursor *cursor)
{
    size_t steps = resume_count(&form->pane.guide->client.resume);
    char repeat[128];
    size_t count = form_item_count(form) - 1;
    const char *labels[] = {_("Connect F5"), repeat, ""};

    if (form_item(form, count) == FORM_OPTION)
        labels[count - 1] = form_option(form, FORM_OPTION);
    snprintf(repeat, sizeof repeat,
             ngettext("Connect, repeat %zu step Alt-w", "Connect, repeat %zu steps Alt-w", steps),
             steps);
    return form_lay_buttons(form, 1, labels, count, box, has_focus, cursor);
}

/* The cursor is in the server's name: where a line to this server is typed must be said. */
static const char *state_text(const struct client *client)
{
    static const char *const states[] = {
        [LINK_CLOSED] = N_("Not connected."),
        [LINK_RESOLVING] = N_("Looking up the host name; Ctrl-C cancels."),
        [LINK_CONNECTING] = N_("Connecting; Ctrl-C cancels."),
        [LINK_SECURING] = N_("TLS handshake; Ctrl-C cancels."),
        [LINK_DOUBTED] = N_("The certificate is not trusted; Alt-v shows why."),
        [LINK_OPEN] = N_("Connected."),
    };

    if (client_has_given_up(client))
        return _("Connected; F7 types a line to this server.");
    return client->problem[0] == '\0' || client->link.state != LINK_CLOSED
               ? _(states[client->link.state])
               : "";
}

void form_draw_connect(const struct form *form, struct box box, bool has_focus,
                       struct pane_cursor *cursor)
{
    const struct client *client = &form->pane.guide->client;
    int rows;

    form_draw_field(form, 0, &box, has_focus, cursor);
    rows = lay_connect_buttons(form, box, has_focus, cursor);
    box.row += rows;
    box.height -= rows;
    form_put_wrapped(&box, STYLE_NORMAL, state_text(client));
    form_put_warning(&box, client->problem);
}

int form_connect_rows(const struct form *form, int width)
{
    const struct client *client = &form->pane.guide->client;
    struct box nothing = {.width = width};
    int rows = (int)widgets_paragraphs(nothing, STYLE_NORMAL, span_of(state_text(client)), 0);

    return 1 + lay_connect_buttons(form, nothing, false, NULL) + (rows > 0 ? rows : 1) +
           form_warning_rows(width, client->problem);
}

/* Of the form that ends the conversation. */
#define BUTTON_ROWS 2

/* What will be sent is below the buttons at any size; what was delivered goes first. */
void form_draw_end(const struct form *form, struct box box, bool has_focus,
                   struct pane_cursor *cursor)
{
    const struct client *client = &form->pane.guide->client;
    struct box sent = box;
    char text[128];
    int rows;

    if (client->envelope.delivered == 0)
        snprintf(text, sizeof text, "%s", _("No message is known to be delivered here."));
    else
        snprintf(text, sizeof text,
                 ngettext("%u message delivered on this connection:",
                          "%u messages delivered on this connection:", client->envelope.delivered),
                 client->envelope.delivered);
    sent.height = box.height > BUTTON_ROWS + 1 ? 2 : 1;
    box.height -= sent.height;
    form_draw_button(form, 0, &box, has_focus, cursor, _("Another message"));
    form_draw_button(form, 1, &box, has_focus, cursor, _("End the conversation F5"));
    form_put_wrapped(&box, STYLE_NORMAL, text);
    box.height = box.height > 0 ? box.height : 0;
    rows = (int)widgets_paragraphs(box, STYLE_NORMAL, buffer_span(&client->envelope.deliveries), 0);
    sent.row = box.row + (rows < box.height ? rows : box.height);
    form_draw_preview(form, sent, sent.width, has_focus, cursor);
}
