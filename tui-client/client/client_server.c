/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_server.c - which server a conversation is with; see client.h.
 *
 * The link borrows the name, so that all that names the server follows it: texts, history, exports.
 */
#include <config.h>

#include "tui-client/client/client.h"

#include <stdlib.h>
#include <string.h>

void client_set_server(struct client *client, const struct server_name *server)
{
    bool is_same = strcmp(client->at.host, server->host) == 0 &&
                   strcmp(client->at.port, server->port) == 0 &&
                   client->at.is_secure == server->is_secure;

    client_disconnect(client);
    if (!is_same) {
        ways_leave(&client->ways, &client->dialogue);
        resume_release(&client->resume);
        free(client->server);
        client->server = NULL;
    }
    client->at = *server;
}
