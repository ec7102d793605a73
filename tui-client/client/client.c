/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client.c - see client.h.
 *
 * Every line of the conversation passes through observe(), which stores it before it is shown.
 */
#include <config.h>

#include "tui-client/client/client.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/reply.h"
#include "common/text.h"
#include "tui-client/client/client_internal.h"

/* How long a server that has said goodbye may take to close. */
#define FAREWELL_MS 2000

/* Characters of a domain or an address literal. */
#define DOMAIN_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-[]:"

/* --- lines ----------------------------------------------------------------------------------- */

/* RFC 5321 section 4.2: a greeting is "220" and the server's domain, then any text.  What is not
 * quite a domain is none. */
static void take_greeting(struct client *client, struct span greeting)
{
    struct span text = reply_text(greeting);
    size_t size = 0;

    while (size < text.size && text.data[size] != '\0' &&
           strchr(DOMAIN_CHARACTERS, text.data[size]) != NULL)
        size++;
    if (size < text.size && text.data[size] != ' ')
        size = 0;
    free(client->server);
    client->server = size > 0 ? strndup(text.data, size) : NULL;
}

/* What was given up, and why what arrived was no reply, matters until the conversation goes on. */
static void follow_trouble(struct client *client, const struct dialogue_line *line)
{
    bool goes_on = line->kind == DIALOGUE_COMMAND || line->kind == DIALOGUE_TEXT ||
                   line->kind == DIALOGUE_REPLY_LAST;

    if (goes_on || line->kind == DIALOGUE_NO_REPLY)
        client->flaw = line->flaw;
    if (goes_on)
        client->problem[0] = '\0';
}

/* Reported once, after a watcher is set. */
static void note_lost_history(struct client *client)
{
    if (client->archive.history_note == NULL)
        return;
    client_note(client, client->archive.history_note);
    free(client->archive.history_note);
    client->archive.history_note = NULL;
}

static void observe(void *context, const struct dialogue_line *said)
{
    struct client *client = context;
    struct dialogue_line shown;
    const struct dialogue_line *line = &shown;

    follow_trouble(client, said);
    if (said->kind == DIALOGUE_COMMAND)
        client->memorable = secret_sent(&client->secret, said->text);
    client_hear_login(client, said);
    shown = client_without_secret(client, said);
    if (line->kind == DIALOGUE_COMMAND) {
        archive_remember(&client->archive, &client->at, HISTORY_COMMAND, client->memorable);
    }
    if (line->kind == DIALOGUE_COMMAND || line->kind == DIALOGUE_TEXT)
        ways_forget(&client->ways);
    if (line->kind == DIALOGUE_REPLY_LAST) {
        secret_reply(&client->secret, line->code, line->reply.event != DIALECT_EVENTS);
        ways_take_reply(&client->ways, &client->dialogue, &line->reply);
    }
    if (line->kind == DIALOGUE_REPLY_LAST && line->reply.event == DIALECT_CONNECT)
        take_greeting(client, line->text);
    delivery_follow(&client->delivery, line, &client->envelope);
    envelope_follow(&client->envelope, line);
    resume_follow(&client->resume, &client->transcript, line);
    if (!archive_line(&client->archive, line))
        client_note_failed_save(client);
    transcript_add(&client->transcript, line);
    client->watcher.line(client->watcher.context, line);
    client_explain_login(client, said);
    note_lost_history(client);
}

/* --- life ------------------------------------------------------------------------------------ */

int client_init(struct client *client, const struct options *options,
                struct dialogue_observer watcher)
{
    struct dialogue_observer observer = {.line = observe, .context = client};

    *client = (struct client){.options = options, .watcher = watcher, .opened_ms = -1};
    client->at = options->server;
    client->tls = options->tls;
    link_init(&client->link, client->at.host, client->at.port, 1000LL * options->timeout_s);
    dialogue_init(&client->dialogue, options->dialect, observer);
    client->dialogue.pipelines = options->pipelining;
    client->dialogue.pace = options->pace;
    client->dialogue.style = options->style;
    transcript_init(&client->transcript);
    envelope_init(&client->envelope);
    delivery_init(&client->delivery);
    resume_init(&client->resume);
    client_init_login(client);
    if (archive_open(&client->archive, options->save,
                     options->codes_only ? RECORDER_CODES : RECORDER_WHOLE) == 0)
        return 0;
    client_describe_save(client, client->problem, sizeof client->problem);
    return -1;
}

int client_release(struct client *client)
{
    int status;

    client_disconnect(client);
    status = archive_close(&client->archive);
    client_describe_save(client, client->problem, sizeof client->problem);
    link_release(&client->link);
    dialogue_release(&client->dialogue);
    transcript_release(&client->transcript);
    envelope_release(&client->envelope);
    delivery_release(&client->delivery);
    resume_release(&client->resume);
    free(client->server);
    client_end_login(client);
    password_wipe(&client->typed);
    return status;
}

/* The connection was established. */
static void start(struct client *client, int64_t now_ms)
{
    struct connection *connections = client->connections;

    if (client->connection_count == CLIENT_CONNECTIONS_MAX)
        memmove(connections, connections + 1, --client->connection_count * sizeof connections[0]);
    connections[client->connection_count++] =
        (struct connection){.first = client->transcript.lost + client->transcript.count,
                            .begins_secure = client->link.is_secure};
    if (!archive_start(&client->archive, client->link.is_secure))
        client_note_failed_save(client);
    client->opened_ms = now_ms;
    client->activity_ms = now_ms;
    dialogue_open(&client->dialogue, now_ms);
}

void client_connect(struct client *client, int64_t now_ms)
{
    client_disconnect(client);
    note_lost_history(client);
    client->problem[0] = '\0';
    client->is_refused = false;
    client->flaw = REPLY_FLAW_NONE;
    client->secret = (struct secret){0};
    ways_forget(&client->ways);
    envelope_start(&client->envelope);
    delivery_start(&client->delivery);
    client->activity_ms = now_ms;
    client->link.trust = client->options->trust;
    client->link.trusts_all = client->options->tls_insecure;
    client->link.begins_secure = client->at.is_secure;
    client->dialogue.refrains_from_tls = client_tls(client, &client->at) == OPTIONS_TLS_NEVER;
    client->dialogue.requires_tls = client_tls(client, &client->at) == OPTIONS_TLS_REQUIRED;
    link_open(&client->link, now_ms);
    if (client->at.is_secure)
        dialogue_start_encrypted(&client->dialogue, now_ms);
    else
        dialogue_start(&client->dialogue, now_ms);
}

void client_disconnect(struct client *client)
{
    if (!client_is_connected(client))
        return;
    client->problem[0] = '\0';
    ways_disconnect(&client->ways);
    client_end(client, CONNECTION_CLOSED_BY_CLIENT);
}

/* --- waiting --------------------------------------------------------------------------------- */

/* When an open connection times out. */
static int64_t silence_deadline_ms(const struct client *client)
{
    int64_t asked_ms = dialogue_asked_ms(&client->dialogue);
    int64_t since_ms = client->activity_ms > asked_ms ? client->activity_ms : asked_ms;

    if (client->link.state != LINK_OPEN)
        return DEADLINE_NEVER;
    if (dialogue_is_closed(&client->dialogue))
        return since_ms + FAREWELL_MS;
    if (dialogue_awaits_server(&client->dialogue))
        return since_ms + 1000LL * client->options->timeout_s;
    return DEADLINE_NEVER;
}

struct link_wants client_wants(const struct client *client)
{
    struct link_wants wants = link_wants(&client->link, buffer_size(&client->dialogue.out) > 0);

    /* Until the client has answered, the server has nothing to say. */
    if (client->login.answerer != NULL)
        return (struct link_wants){.fd = answerer_fd(client->login.answerer),
                                   .events = POLLIN,
                                   .deadline_ms = DEADLINE_NEVER};
    wants.deadline_ms = deadline_sooner(wants.deadline_ms, silence_deadline_ms(client));
    wants.deadline_ms = deadline_sooner(wants.deadline_ms, dialogue_partial_ms(&client->dialogue));
    wants.deadline_ms = deadline_sooner(wants.deadline_ms, dialogue_due_ms(&client->dialogue));
    return wants;
}

static void follow_replies(struct client *client, int64_t now_ms)
{
    client_follow_tls(client, now_ms);
    client_follow_login(client, now_ms);
}

static void take_event(struct client *client, struct link_event event, int64_t now_ms)
{
    switch (event.kind) {
    case LINK_NOTHING:
        break;
    case LINK_OPENED:
        start(client, now_ms);
        client_note_security(client);
        break;
    case LINK_DOUBTFUL:
        client_take_doubt(client);
        break;
    case LINK_SECURED:
        client->activity_ms = now_ms;
        client_note_security(client);
        dialogue_secured(&client->dialogue, now_ms);
        break;
    case LINK_RECEIVED:
        if (dialogue_receive(&client->dialogue, event.bytes, now_ms) != 0)
            client_end_for_memory(client);
        else
            follow_replies(client, now_ms);
        break;
    case LINK_ENDED:
        client_take_end(client, event.problem);
        break;
    }
}

/* Notes how much there is to send, before some of it is written. */
static void note_unsent(struct client *client, int64_t now_ms)
{
    size_t unsent = dialogue_unsent(&client->dialogue);

    if (unsent > client->sending || unsent == 0) {
        client->sending = unsent;
        client->sending_ms = now_ms;
    }
}

void client_step(struct client *client, short revents, int64_t now_ms)
{
    bool was_closed = dialogue_is_closed(&client->dialogue);
    size_t unsent = buffer_size(&client->dialogue.out);

    if (client->login.answerer != NULL) {
        client_take_answer(client, now_ms);
        return;
    }
    note_unsent(client, now_ms);
    take_event(client, link_step(&client->link, revents, &client->dialogue.out, now_ms), now_ms);
    if (buffer_size(&client->dialogue.out) < unsent ||
        dialogue_is_closed(&client->dialogue) != was_closed)
        client->activity_ms = now_ms;
    if (dialogue_go_on(&client->dialogue, now_ms) != 0 && client_is_connected(client))
        client_end_for_memory(client);
    dialogue_show_partial(&client->dialogue, now_ms);
    if (now_ms >= silence_deadline_ms(client))
        client_end_silence(client);
    if (!archive_flush(&client->archive))
        client_note_failed_save(client);
}
