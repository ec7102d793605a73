/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_login.c - what is kept and shown of an exchange of credentials; see client.h.
 *
 * Nothing but the dialogue and this file sees a line with a secret in it.
 */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "common/auth_line.h"
#include "common/reply.h"
#include "tui-client/client/client_internal.h"

#define HIDDEN "[secret]"

/* What ends an exchange (RFC 4954 section 4); not worth remembering, but no secret. */
#define CANCEL "*"

/* The code that says that an exchange has succeeded (RFC 4954 section 6). */
#define ACCEPTED_CODE 235

/* Bytes of a command before its secret that are shown. */
#define SHOWN_MAX 64

void client_init_login(struct client *client)
{
    client->login = (struct client_login){.mechanism = MECHANISMS};
    buffer_init(&client->login.challenge, REPLY_PARSE_LINE_MAX);
    repeated_init(&client->login.repeated);
}

void client_forget_login(struct client *client)
{
    struct client_login *login = &client->login;
    struct repeated repeated = login->repeated;
    size_t missing = login->missing;

    if (login->answerer != NULL)
        answerer_abandon(login->answerer);
    else
        exchange_free(login->exchange);
    buffer_release(&login->challenge);
    client_init_login(client);
    login->repeated = repeated;
    login->missing = missing;
}

void client_end_login(struct client *client)
{
    client_forget_login(client);
    repeated_forget(&client->login.repeated);
    client->login.missing = 0;
}

static void hear_response(struct client_login *login, struct span response)
{
    if (login->mechanism < MECHANISMS)
        (void)decoded_response(login->mechanism, login->responses, response, &login->decoded);
    if (login->decoded.user[0] != '\0')
        memcpy(login->user, login->decoded.user, sizeof login->user);
    login->responses++;
}

/* A server may take AUTH although its dialect has none. */
static void hear_command(struct client *client, const struct dialogue_line *line)
{
    struct client_login *login = &client->login;
    struct auth_line parts;
    bool is_credentials = line->command.verb == DIALECT_CREDENTIALS ||
                          (line->text.size > 0 && client->memorable.size == 0);

    login->decoded = (struct decoded){.size = 0};
    if (is_credentials) {
        hear_response(login, line->text);
        return;
    }
    login->is_open = auth_line_parse(line->text, &parts);
    if (login->is_open) {
        login->mechanism = mechanism_by_name(parts.mechanism);
        login->responses = 0;
        login->user[0] = '\0';
        if (parts.response.size > 0)
            hear_response(login, parts.response);
    }
}

static void hear_challenge(struct client_login *login, struct span text)
{
    if (login->mechanism < MECHANISMS)
        (void)decoded_challenge(text, &login->decoded);
    if (login->exchange == NULL)
        return;
    buffer_release(&login->challenge);
    login->answers = buffer_append(&login->challenge, text.data, text.size) == 0;
}

static void hear_end(struct client *client, const struct dialogue_line *line)
{
    struct client_login *login = &client->login;
    bool is_accepted = line->code / 100 == 2;

    if (login->exchange != NULL && is_accepted)
        password_wipe(&client->typed);
    if (login->exchange != NULL)
        login->distrusts = exchange_conclude(login->exchange, line->code) == EXCHANGE_UNPROVEN;
    exchange_free(login->exchange);
    login->exchange = NULL;
    if (is_accepted && dialogue_is_success(&line->reply) && !login->distrusts)
        resume_note_login(&client->resume, login->mechanism, span_of(login->user));
}

static void hear_reply(struct client *client, const struct dialogue_line *line)
{
    struct client_login *login = &client->login;

    login->decoded = (struct decoded){.size = 0};
    login->is_open = line->code == MECHANISM_CHALLENGE_CODE;
    if (login->is_open)
        hear_challenge(login, reply_text(line->text));
    else
        hear_end(client, line);
}

/* A reply that answers nothing neither ends an exchange nor goes on with it. */
static bool answers_login(const struct client *client, const struct dialogue_line *line)
{
    return line->kind == DIALOGUE_REPLY_LAST && line->reply.event != DIALECT_EVENTS &&
           client->login.is_open;
}

void client_hear_login(struct client *client, const struct dialogue_line *line)
{
    if (line->kind == DIALOGUE_COMMAND)
        hear_command(client, line);
    else if (answers_login(client, line))
        hear_reply(client, line);
    else
        client->login.decoded.size = 0;
}

static void hide_repeated(struct client_login *login, struct span *text)
{
    struct span user = span_of(login->user);
    struct span decoded = {login->decoded.text, login->decoded.size};

    if (repeated_hide(&login->repeated, user, &decoded))
        login->decoded.size = 0;
    (void)repeated_hide(&login->repeated, user, text);
}

/* What the client has said, without a secret in it, the server may say too: in SCRAM it must. */
static void expect_repeated(struct client_login *login, struct span secret)
{
    bool is_harmless = login->decoded.size > 0 && !login->decoded.has_secret;

    if (secret.size > 0 && !is_harmless && !span_equal(secret, span_of(CANCEL)))
        repeated_expect(&login->repeated, secret);
}

/* While a reply that may repeat a secret is not complete, a piece of the secret looks like anything
 * else.  So PARTIAL is made to say only how much of the reply there is, in English like HIDDEN: it
 * is saved too, for readers elsewhere. */
static void show_size(struct client_login *login, struct dialogue_line *partial)
{
    size_t bytes = partial->text.size;
    int size =
        snprintf(login->shown, sizeof login->shown, "[%zu byte%s]", bytes, bytes == 1 ? "" : "s");

    partial->text = (struct span){login->shown, (size_t)size};
    partial->is_hidden = true;
}

/* The mechanism stays to be seen. */
struct dialogue_line client_without_secret(struct client *client, const struct dialogue_line *line)
{
    struct client_login *login = &client->login;
    struct span memorable = client->memorable;
    struct dialogue_line shown = *line;
    bool cancels = span_equal(line->text, span_of(CANCEL));
    int size;

    if (line->kind == DIALOGUE_COMMAND)
        expect_repeated(login, span_skip(line->text, memorable.size));
    else if (line->kind == DIALOGUE_PARTIAL && repeated_is_awaited(&login->repeated))
        show_size(login, &shown);
    else
        hide_repeated(login, &shown.text);
    if (line->kind != DIALOGUE_COMMAND || memorable.size == line->text.size)
        return shown;
    size = snprintf(login->shown, sizeof login->shown, "%.*s%s%s",
                    (int)(memorable.size < SHOWN_MAX ? memorable.size : SHOWN_MAX), memorable.data,
                    memorable.size > 0 ? " " : "", cancels ? CANCEL : HIDDEN);
    shown.text = (struct span){login->shown, (size_t)size};
    shown.command.argument = shown.text;
    if (shown.command.verb == DIALECT_AUTH)
        shown.command = command_parse(client->dialogue.dialect, shown.text);
    shown.user = span_of(login->decoded.user);
    client->memorable =
        (struct span){login->shown, memorable.size < SHOWN_MAX ? memorable.size : SHOWN_MAX};
    return shown;
}

/* A server that breaks a line that is too long for it refuses each piece of it, and may repeat
 * each, so that a refusal need not be the last one.  Nor need what is accepted be about the secret,
 * as long as a reply is missing; but some replies never come, and a 235 is about nothing else. */
static void take_last(struct client_login *login, const struct dialogue_line *line)
{
    bool is_answer = line->reply.event != DIALECT_EVENTS;

    if (login->missing > 0 && (line->reply.is_late || !is_answer))
        login->missing--;
    if (is_answer && (line->code == ACCEPTED_CODE || (login->missing == 0 && line->code < 400)))
        repeated_forget(&login->repeated);
}

void client_explain_login(struct client *client, const struct dialogue_line *line)
{
    struct client_login *login = &client->login;
    struct dialogue_line note = {.kind = DIALOGUE_NOTE, .elapsed_ms = -1, .explains = true};
    char text[WORDS_MAX];

    if (line->kind == DIALOGUE_REPLY_LAST)
        take_last(login, line);
    if (login->decoded.size == 0)
        return;
    note.text = span_of(words_decoded(line->kind == DIALOGUE_COMMAND,
                                      (struct span){login->decoded.text, login->decoded.size}, text,
                                      sizeof text));
    login->decoded.size = 0;
    transcript_add(&client->transcript, &note);
    client->watcher.line(client->watcher.context, &note);
}
