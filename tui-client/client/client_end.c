/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_end.c - how a conversation ends, and remarks on that; see client.h.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "common/text.h"
#include "tui-client/client/client_internal.h"
#include "tui-client/client/files.h"

/* Bytes of a path that are shown. */
#define PATH_SHOWN_MAX 256

void client_note(struct client *client, const char *text)
{
    struct dialogue_line line = {.kind = DIALOGUE_NOTE, .text = span_of(text), .elapsed_ms = -1};

    transcript_add(&client->transcript, &line);
    client->watcher.line(client->watcher.context, &line);
}

/* What to do about a file that cannot be written because of ERROR_NUMBER. */
static const char *save_remedy(int error_number)
{
    switch (error_number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return _("free space, or name another file");
    case ENOENT:
        return _("make its folder, or name another file");
    default:
        return _("name another file");
    }
}

void client_describe_save(const struct client *client, char *out, size_t size)
{
    const struct archive *archive = &client->archive;
    const char *save = client->options->save != NULL ? client->options->save : "";
    char path[PATH_SHOWN_MAX + 1];
    size_t shown = text_abbreviate(TEXT_ECHO, span_of(save), path, PATH_SHOWN_MAX);

    path[shown] = '\0';
    out[0] = '\0';
    if (archive->error_number != 0)
        snprintf(out, size, _("cannot write %s: %s; %s"), path, files_error(archive->error_number),
                 save_remedy(archive->error_number));
    else if (archive->is_unsaved)
        snprintf(out, size, _("no connection was made, so %s was not written"), path);
}

void client_note_failed_save(struct client *client)
{
    char note[WORDS_MAX];

    client_describe_save(client, note, sizeof note);
    client_note(client, note);
}

/* The established connection has ended as END says. */
static void keep_end(struct client *client, enum connection_end end)
{
    struct connection *last = &client->connections[client->connection_count - 1];

    last->end = end;
    last->behind = client->transcript.lost + client->transcript.count;
    if (!archive_end(&client->archive, end != CONNECTION_CLOSED_BY_CLIENT))
        client_note_failed_save(client);
}

/* The connection, or the attempt, has ended. */
void client_end(struct client *client, enum connection_end end)
{
    dialogue_show_rest(&client->dialogue);
    if (client->opened_ms >= 0)
        keep_end(client, end);
    client->opened_ms = -1;
    link_close(&client->link);
    client_end_login(client);
    dialogue_end(&client->dialogue);
    envelope_clear(&client->envelope);
}

/* What the next reply would answer; DIALECT_EVENTS: nothing. */
static enum dialect_event awaited_event(const struct client *client)
{
    const struct request *first = requests_first(&client->dialogue.requests);

    return first != NULL ? first->event : DIALECT_EVENTS;
}

/* The connection ended while a reply may have been awaited. */
static void describe_end(struct client *client, enum link_problem problem)
{
    bool was_open = client->opened_ms >= 0;
    char unanswered[128];
    size_t length;

    client->is_refused = problem == LINK_PROBLEM_REFUSED;
    words_link_problem(&client->link, problem,
                       was_open && dialogue_is_within_reply(&client->dialogue), client->problem,
                       sizeof client->problem);
    words_unanswered(client->dialogue.dialect, awaited_event(client), unanswered,
                     sizeof unanswered);
    length = strlen(client->problem);
    if (was_open && unanswered[0] != '\0')
        snprintf(client->problem + length, sizeof client->problem - length, " %s", unanswered);
}

/* A close after the server's goodbye, in whatever words, is not an error. */
void client_take_end(struct client *client, enum link_problem problem)
{
    const struct dialogue *dialogue = &client->dialogue;
    bool is_goodbye = dialogue_is_closed(dialogue) ||
                      (dialogue->has_accepted_end && !dialogue_is_waiting(dialogue));

    if (client->opened_ms < 0 || !is_goodbye)
        describe_end(client, problem);
    if (!is_goodbye)
        ways_take_close(&client->ways, dialogue, requests_first(&dialogue->requests));
    client_end(client, is_goodbye ? CONNECTION_CLOSED_BY_SERVER : CONNECTION_LOST);
    if (client->problem[0] != '\0')
        client_note(client, client->problem);
}

/* Ends the connection because of PROBLEM. */
void client_end_for(struct client *client, const char *problem)
{
    snprintf(client->problem, sizeof client->problem, "%s", problem);
    client_end(client, CONNECTION_CLOSED_BY_CLIENT);
    client_note(client, client->problem);
}

void client_end_for_memory(struct client *client)
{
    client_end_for(client, _("Out of memory, so the connection was closed."));
}

/* Without the rest of its message the connection would be of no use. */
static bool survives_silence(const struct client *client)
{
    return client->stays_open && !dialogue_is_closed(&client->dialogue) &&
           !dialogue_is_sending(&client->dialogue);
}

static void describe_silence(struct client *client)
{
    struct words_wait wait = {.seconds = client->options->timeout_s,
                              .event = awaited_event(client),
                              .is_within_reply = dialogue_is_within_reply(&client->dialogue),
                              .stays_open = survives_silence(client),
                              .flaw = client->flaw};

    if (dialogue_is_sending(&client->dialogue))
        snprintf(client->problem, sizeof client->problem, "%s",
                 _("The server does not read the message, so the connection was closed."));
    else
        words_no_reply(&wait, client->problem, sizeof client->problem);
}

void client_end_silence(struct client *client)
{
    if (!dialogue_is_closed(&client->dialogue)) {
        describe_silence(client);
        ways_take_silence(&client->ways, &client->dialogue, awaited_event(client));
    }
    if (survives_silence(client)) {
        client_forget_login(client);
        client->login.missing += client->dialogue.requests.count;
        dialogue_give_up(&client->dialogue, span_of(client->problem));
        return;
    }
    client_end(client, CONNECTION_CLOSED_BY_CLIENT);
    if (client->problem[0] != '\0')
        client_note(client, client->problem);
}
