/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_login.c - what is kept and shown of an exchange of credentials; see client.h.
 *
 * Nothing but the dialogue and this file sees a line with a secret in it.
 */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "common/reply.h"
#include "tui-client/client/client_internal.h"

/* RFC 4954 section 4. */
#define CODE_CHALLENGE 334

#define HIDDEN "[secret]"

/* Bytes of a command before its secret that are shown. */
#define SHOWN_MAX 64

void client_init_login(struct client *client)
{
    client->login = (struct client_login){.mechanism = MECHANISMS};
    buffer_init(&client->login.challenge, REPLY_PARSE_LINE_MAX);
}

void client_forget_login(struct client *client)
{
    exchange_free(client->login.exchange);
    buffer_release(&client->login.challenge);
    client_init_login(client);
}

static bool is_of_exchange(enum dialect_event event)
{
    return event == DIALECT_AUTH || event == DIALECT_CREDENTIALS;
}

/* The response in a command, or all of a line of credentials. */
static struct span response_of(const struct dialogue_line *line)
{
    struct span argument = line->command.argument;
    size_t size = 0;

    if (line->command.verb != DIALECT_AUTH)
        return line->text;
    while (size < argument.size && !span_is_blank(argument.data[size]))
        size++;
    return span_trim(span_skip(argument, size));
}

static void hear_command(struct client_login *login, const struct dialogue_line *line)
{
    struct span argument = line->command.argument, response = response_of(line);
    bool is_initial = line->command.verb == DIALECT_AUTH;
    bool responds = !is_initial || response.size > 0;

    login->decoded = (struct decoded){.size = 0};
    if (is_initial) {
        struct span name = {argument.data, argument.size - response.size};
        login->mechanism = mechanism_by_name(span_trim(name));
        login->responses = 0;
    }
    if (responds && login->mechanism < MECHANISMS)
        (void)decoded_response(login->mechanism, login->responses, response, &login->decoded);
    login->responses += responds;
}

static void hear_reply(struct client *client, const struct dialogue_line *line)
{
    struct client_login *login = &client->login;
    struct span text = reply_text(line->text);
    enum exchange_flaw flaw;

    login->decoded = (struct decoded){.size = 0};
    if (line->code == CODE_CHALLENGE && login->mechanism < MECHANISMS)
        (void)decoded_challenge(login->mechanism, login->responses, text, &login->decoded);
    if (login->exchange == NULL)
        return;
    if (line->code == CODE_CHALLENGE) {
        buffer_release(&login->challenge);
        login->answers = buffer_append(&login->challenge, text.data, text.size) == 0;
        return;
    }
    flaw = exchange_conclude(login->exchange, line->code);
    login->distrusts = flaw == EXCHANGE_UNPROVEN;
    if (line->code / 100 == 2)
        password_wipe(&client->typed);
    exchange_free(login->exchange);
    login->exchange = NULL;
}

void client_hear_login(struct client *client, const struct dialogue_line *line)
{
    if (line->kind == DIALOGUE_COMMAND && is_of_exchange(line->command.verb))
        hear_command(&client->login, line);
    else if (line->kind == DIALOGUE_REPLY_LAST && is_of_exchange(line->reply.event))
        hear_reply(client, line);
    else
        client->login.decoded.size = 0;
}

/* The mechanism stays to be seen. */
struct dialogue_line client_without_secret(struct client *client, const struct dialogue_line *line)
{
    struct client_login *login = &client->login;
    struct span memorable = client->memorable;
    struct dialogue_line shown = *line;
    int size;

    if (line->kind != DIALOGUE_COMMAND || memorable.size == line->text.size)
        return shown;
    size = snprintf(login->shown, sizeof login->shown, "%.*s%s" HIDDEN,
                    (int)(memorable.size < SHOWN_MAX ? memorable.size : SHOWN_MAX), memorable.data,
                    memorable.size > 0 ? " " : "");
    shown.text = (struct span){login->shown, (size_t)size};
    shown.command.argument = shown.text;
    if (shown.command.verb == DIALECT_AUTH)
        shown.command = command_parse(client->dialogue.dialect, shown.text);
    shown.user = span_of(login->decoded.user);
    client->memorable =
        (struct span){login->shown, memorable.size < SHOWN_MAX ? memorable.size : SHOWN_MAX};
    return shown;
}

void client_explain_login(struct client *client, const struct dialogue_line *line)
{
    struct client_login *login = &client->login;
    struct dialogue_line note = {.kind = DIALOGUE_NOTE, .elapsed_ms = -1, .explains = true};
    char text[WORDS_MAX];

    if (login->decoded.size == 0)
        return;
    note.text = span_of(words_decoded(line->kind == DIALOGUE_COMMAND,
                                      (struct span){login->decoded.text, login->decoded.size}, text,
                                      sizeof text));
    login->decoded.size = 0;
    transcript_add(&client->transcript, &note);
    client->watcher.line(client->watcher.context, &note);
}
