/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_auth.c - AUTH: an exchange of the client's own; see client.h.
 */
#include <config.h>

#include <errno.h>

#include "tui-client/client/client_internal.h"

/* Begins a line that the client does instead of sending it. */
#define LOGIN_MARK '$'

bool client_can_log_in(const struct client *client)
{
    return exchange_is_built_in() && dialogue_can_authenticate(&client->dialogue);
}

unsigned client_mechanisms(const struct client *client)
{
    return exchange_is_built_in() ? client->dialogue.offered.mechanisms : 0;
}

const struct password *client_password(const struct client *client)
{
    const struct password *given = client->options->password;

    return password_is_given(&client->typed) || given == NULL ? &client->typed : given;
}

static void note_flaw(struct client *client, enum exchange_flaw flaw)
{
    if (flaw != EXCHANGE_SOUND)
        client_note(client, words_exchange_flaw(flaw));
}

static int say(struct client *client, struct span line, int64_t now_ms)
{
    client->activity_ms = now_ms;
    return dialogue_say_credentials(&client->dialogue, line, now_ms);
}

/* Sends the command, unless the exchange has a flaw that leaves nothing to say. */
static int begin(struct client *client, struct exchange *exchange, int64_t now_ms)
{
    struct span line = exchange_begin(exchange);
    int status = -1;

    client->login.exchange = exchange;
    if (line.size > 0) {
        status = say(client, line, now_ms);
    } else {
        note_flaw(client, exchange->flaw);
        errno = EBADMSG;
    }
    client->has_used_typed |= status == 0;
    if (status != 0) {
        int error_number = errno;
        client_forget_login(client);
        errno = error_number;
    }
    return status;
}

int client_log_in(struct client *client, enum mechanism mechanism, struct span user, int64_t now_ms)
{
    const struct password *password = client_password(client);
    struct exchange *exchange;

    if (!client_can_say(client) || client->login.exchange != NULL)
        errno = client_can_say(client) ? EBUSY : ENOTCONN;
    else if (mechanism >= MECHANISMS)
        errno = ENOTSUP;
    else if (!password_is_given(password))
        errno = ENOKEY;
    else if ((exchange = exchange_new(mechanism, user, password)) != NULL)
        return begin(client, exchange, now_ms);
    return -1;
}

bool client_is_login(struct span line)
{
    return line.size > 0 && line.data[0] == LOGIN_MARK;
}

bool client_means_login(const struct client *client, struct span line)
{
    return client_is_login(line) && !dialogue_may_be_text(&client->dialogue);
}

int client_say_login(struct client *client, struct span line, int64_t now_ms)
{
    const char *own = client->options->auth_user;
    enum mechanism mechanism;
    struct span user;

    if (!mechanism_parse_request(span_skip(line, 1), &mechanism, &user)) {
        errno = EPROTO;
        return -1;
    }
    if (user.size == 0 && own == NULL) {
        errno = EDESTADDRREQ;
        return -1;
    }
    if (mechanism == MECHANISMS)
        mechanism = exchange_best(client_mechanisms(client));
    return client_log_in(client, mechanism, user.size > 0 ? user : span_of(own), now_ms);
}

/* --- what follows ---------------------------------------------------------------------------- */

/* A server that has said goodbye meanwhile gets no answer, nor one that does not take "*". */
static void send_answer(struct client *client, struct span line, int64_t now_ms)
{
    enum exchange_flaw flaw = client->login.exchange->flaw;

    if (flaw == EXCHANGE_ENDLESS) {
        client_end_for(client, words_exchange_flaw(flaw));
        return;
    }
    note_flaw(client, flaw);
    if (say(client, line, now_ms) != 0 && errno != ENOTCONN)
        client_end_for_memory(client);
}

/* Without a thread the answer is made at once. */
static void make_answer(struct client *client, int64_t now_ms)
{
    struct client_login *login = &client->login;
    struct span challenge = buffer_span(&login->challenge);

    if (exchange_takes_long(login->exchange))
        login->answerer = answerer_new(login->exchange, challenge);
    if (login->answerer == NULL)
        send_answer(client, exchange_answer(login->exchange, challenge), now_ms);
    buffer_release(&login->challenge);
}

void client_take_answer(struct client *client, int64_t now_ms)
{
    struct client_login *login = &client->login;
    struct span line;

    if (!answerer_take(login->answerer, &line))
        return;
    login->answerer = NULL;
    send_answer(client, line, now_ms);
}

/* The server, not the user, is in doubt: nothing more is said to it. */
void client_follow_login(struct client *client, int64_t now_ms)
{
    struct client_login *login = &client->login;

    if (login->distrusts) {
        client_end_for(client, words_exchange_flaw(EXCHANGE_UNPROVEN));
    } else if (login->answers) {
        login->answers = false;
        make_answer(client, now_ms);
    }
}
