/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_say.c - what the user says in a conversation; see client.h.
 */
#include <config.h>

#include "common/command.h"
#include "tui-client/client/client.h"

/* Maximum bytes of a line built from a form's field; the server judges its length. */
#define LINE_MAX_BYTES ((size_t)1 << 20)

int client_say(struct client *client, struct span line, int64_t now_ms)
{
    client->activity_ms = now_ms;
    return dialogue_say(&client->dialogue, line, now_ms);
}

int client_say_step(struct client *client, enum dialect_event verb, struct span argument,
                    int64_t now_ms)
{
    struct buffer line;
    int status;

    buffer_init(&line, LINE_MAX_BYTES);
    status = command_format(client->dialogue.dialect, dialogue_verb(&client->dialogue, verb),
                            argument, client->dialogue.style, &line);
    if (status == 0)
        status = client_say(client, buffer_span(&line), now_ms);
    buffer_release(&line);
    return status;
}

/* In brackets is how most people type an address anyway, so that asks for no change. */
int client_say_typed(struct client *client, struct span line, int64_t now_ms)
{
    const struct dialogue *dialogue = &client->dialogue;
    struct command command = command_parse(dialogue->dialect, line);

    if (client_means_login(client, line))
        return client_say_login(client, line, now_ms);
    if (dialogue->style == COMMAND_BRACKETS || dialogue_is_in_message(dialogue) ||
        !dialect_names_address(dialogue->dialect, command.verb))
        return client_say(client, line, now_ms);
    return client_say_step(client, command.verb, command.argument, now_ms);
}

int client_say_message(struct client *client, enum dialect_event verb,
                       const struct compose_message *message, int64_t now_ms)
{
    struct buffer text;
    int status;

    buffer_init(&text, DIALOGUE_MESSAGE_MAX);
    status = compose_wire(message, &text);
    if (status == 0)
        status = dialogue_say_message(&client->dialogue, verb, buffer_span(&text), now_ms);
    buffer_release(&text);
    if (status != 0)
        return -1;
    client->activity_ms = now_ms;
    if (compose_text(message, &text) == 0)
        archive_remember(&client->archive, &client->at, HISTORY_MESSAGE, buffer_span(&text));
    buffer_release(&text);
    return 0;
}

/* Whether a line is a secret is not known until the lines queued before it are sent. */
struct span client_memorable(const struct client *client, struct span line)
{
    struct secret secret = client->secret;

    return buffer_size(&client->dialogue.queue) == 0 ? secret_sent(&secret, line)
                                                     : (struct span){line.data, 0};
}

/* Commands are shown also where a secret is asked for: nobody's secret looks like one. */
struct span client_showable(const struct client *client, struct span line)
{
    struct secret secret = client->secret;

    if (dialogue_is_in_message(&client->dialogue))
        return line;
    if (secret.state == SECRET_ASKED)
        secret.state = SECRET_LIKELY;
    return secret_sent(&secret, line);
}

struct span client_reply_text(const struct client *client, char *out)
{
    return transcript_text(&client->transcript, client->transcript.count - 1, out);
}
