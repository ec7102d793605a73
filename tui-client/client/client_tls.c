/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_tls.c - when a conversation is encrypted, and what is said of it; see client.h.
 */
#include <config.h>

#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/client/client_internal.h"

void client_note_security(struct client *client)
{
    char note[WORDS_MAX];

    if (!client->link.is_secure)
        return;
    client->connections[client->connection_count - 1].is_unverified =
        client->link.report.flaws != 0;
    client_note(client, words_security(&client->link, note, sizeof note));
}

/* Without a user to ask, no certificate is accepted that is not trusted. */
void client_take_doubt(struct client *client)
{
    char note[WORDS_MAX], problem[WORDS_MAX];

    words_untrusted(&client->link, note, sizeof note);
    if (client->asks_trust) {
        client_note(client, note);
        return;
    }
    snprintf(problem, sizeof problem, "%.*s  %s", WORDS_MAX / 2, note,
             _("Trust it with --tls-ca=FILE, or go on with --tls-insecure."));
    client_end_for(client, problem);
}

static void begin_tls(struct client *client, int64_t now_ms)
{
    size_t injected = client->dialogue.injected + link_secure(&client->link, now_ms);
    char note[256];

    if (injected == 0)
        return;
    snprintf(note, sizeof note,
             ngettext("%zu byte that came in clear before TLS was thrown away: somebody in between "
                      "may have put it there.",
                      "%zu bytes that came in clear before TLS were thrown away: somebody in "
                      "between may have put them there.",
                      injected),
             injected);
    client_note(client, note);
}

static const char *why_without_tls(const struct client *client)
{
    if (dialogue_is_in_message(&client->dialogue))
        return _("The server asked for a message in clear, and TLS is required (--tls=required, or "
                 "port 587), so the connection was closed; nothing of the message was sent.");
    return _("The server does not offer STARTTLS, and TLS is required (--tls=required, "
             "or port 587), so the connection was closed.  --tls=offered goes on "
             "without.");
}

/* What was received may lead to TLS, or show that there will be none. */
void client_follow_tls(struct client *client, int64_t now_ms)
{
    if (client->dialogue.is_securing)
        begin_tls(client, now_ms);
    else if (dialogue_lacks_tls(&client->dialogue))
        client_end_for(client, why_without_tls(client));
}
