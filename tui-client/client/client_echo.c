/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_echo.c - a server may repeat what it has not understood: a secret is hidden in its replies
 * too.
 */
#include <config.h>

#include <string.h>

#include "tui-client/client/client_internal.h"

/* What is shorter may be a word of the reply's own. */
#define ECHO_MIN 8

void client_note_secret(struct client *client, struct span secret)
{
    struct client_login *login = &client->login;

    password_wipe(&login->sent);
    secret = span_trim(secret);
    if (secret.size >= ECHO_MIN)
        (void)password_append(&login->sent, secret);
}

/* Where SECRET is in TEXT; its size if nowhere. */
static size_t find(struct span text, const struct password *secret)
{
    const char *found =
        text.size > 0 ? memmem(text.data, text.size, secret->text, secret->size) : NULL;

    return found != NULL ? (size_t)(found - text.data) : text.size;
}

static struct span hide(struct client_login *login, struct span text)
{
    size_t place = find(text, &login->sent);

    if (place == text.size)
        return text;
    buffer_release(&login->echo);
    buffer_init(&login->echo, text.size + sizeof CLIENT_HIDDEN);
    while (place < text.size) {
        (void)buffer_append(&login->echo, text.data, place);
        (void)buffer_append(&login->echo, CLIENT_HIDDEN, sizeof CLIENT_HIDDEN - 1);
        text = span_skip(text, place + login->sent.size);
        place = find(text, &login->sent);
    }
    (void)buffer_append(&login->echo, text.data, text.size);
    return buffer_span(&login->echo);
}

struct span client_hide_echo(struct client *client, const struct dialogue_line *line)
{
    struct client_login *login = &client->login;
    struct span text = line->text;

    if (!password_is_given(&login->sent))
        return text;
    text = hide(login, text);
    if (line->kind == DIALOGUE_REPLY_LAST && line->reply.event != DIALECT_EVENTS)
        password_wipe(&login->sent);
    return text;
}
