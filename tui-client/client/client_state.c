/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_state.c - what a conversation is doing; see client.h.
 */
#include <config.h>

#include "tui-client/client/client.h"

#include <string.h>

bool client_is_connected(const struct client *client)
{
    return client->link.state != LINK_CLOSED;
}

bool client_can_say(const struct client *client)
{
    return client_is_connected(client) && !dialogue_is_closed(&client->dialogue);
}

bool client_is_busy(const struct client *client)
{
    return client_is_connected(client) &&
           (client->link.state != LINK_OPEN || dialogue_is_waiting(&client->dialogue) ||
            buffer_size(&client->dialogue.out) > 0);
}

bool client_is_doubted(const struct client *client)
{
    return client->link.state == LINK_DOUBTED;
}

void client_trust(struct client *client, int64_t now_ms)
{
    link_trust(&client->link, now_ms);
}

bool client_has_given_up(const struct client *client)
{
    return client_is_connected(client) && client->problem[0] != '\0';
}

enum options_tls client_tls(const struct client *client, const struct server_name *server)
{
    return options_tls_for(client->tls, server);
}
