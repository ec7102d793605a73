/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* resume.c - see resume.h.
 *
 * If there is no room for a command, it and those after it are missing: they are still to be said
 * by hand.
 */
#include <config.h>

#include "tui-client/dialogue/resume.h"

#include <stdio.h>

#include "common/count.h"
#include "tui-client/dialogue/envelope.h"

/* Maximum bytes of the line of a login. */
#define RESUME_LOGIN_MAX 600

void resume_init(struct resume *resume)
{
    buffer_init(&resume->clear, RESUME_BYTES_MAX);
    buffer_init(&resume->greeting, RESUME_BYTES_MAX);
    buffer_init(&resume->login, RESUME_BYTES_MAX);
    buffer_init(&resume->transaction, RESUME_BYTES_MAX);
}

void resume_release(struct resume *resume)
{
    buffer_release(&resume->clear);
    buffer_release(&resume->greeting);
    buffer_release(&resume->login);
    buffer_release(&resume->transaction);
}

/* The command that REPLY answers; empty if it is not held, or a part of it is a secret. */
static struct span command_of(const struct transcript *transcript,
                              const struct dialogue_line *reply)
{
    for (size_t i = transcript->count; i-- > 0 && reply->request != 0;) {
        const struct dialogue_line *line = transcript_line(transcript, i);
        if (line->kind == DIALOGUE_COMMAND && line->request == reply->request)
            return line->secret == 0 ? line->text : (struct span){0};
    }
    return (struct span){0};
}

static void keep(struct buffer *commands, struct span command)
{
    char *room = command.size > 0 ? buffer_reserve(commands, command.size + 1) : NULL;

    if (room == NULL)
        return;
    memcpy(room, command.data, command.size);
    room[command.size] = '\n';
    buffer_commit(commands, command.size + 1);
}

static bool may_be_kept(struct span user)
{
    size_t i = 0;

    while (i < user.size && (unsigned char)user.data[i] >= ' ' && user.data[i] != '\177')
        i++;
    return user.size > 0 && i == user.size;
}

void resume_note_login(struct resume *resume, enum mechanism mechanism, struct span user)
{
    char command[RESUME_LOGIN_MAX];
    int size;

    buffer_release(&resume->login);
    if (mechanism == MECHANISMS || !may_be_kept(user))
        return;
    size = snprintf(command, sizeof command, "$AUTH %s %.*s", mechanism_name(mechanism),
                    (int)user.size, user.data);
    if ((size_t)size < sizeof command)
        keep(&resume->login, (struct span){command, (size_t)size});
}

static void take_success(struct resume *resume, enum envelope_part part, struct span command)
{
    switch (part) {
    case ENVELOPE_CLIENT:
        buffer_release(&resume->greeting);
        buffer_release(&resume->transaction);
        keep(&resume->greeting, command);
        break;
    case ENVELOPE_SENDER:
        buffer_release(&resume->transaction);
        keep(&resume->transaction, command);
        break;
    case ENVELOPE_RECIPIENT:
        keep(&resume->transaction, command);
        break;
    case ENVELOPE_DELIVERY:
    case ENVELOPE_NOTHING:
        break;
    }
}

/* TLS begins: the greeting before it counts no longer, but leads to it. */
static void take_tls(struct resume *resume, struct span command)
{
    buffer_release(&resume->clear);
    resume->clear = resume->greeting;
    buffer_init(&resume->greeting, RESUME_BYTES_MAX);
    buffer_release(&resume->login);
    keep(&resume->clear, command);
}

void resume_follow(struct resume *resume, const struct transcript *transcript,
                   const struct dialogue_line *line)
{
    const struct dialogue_reply *reply = &line->reply;
    bool is_success;

    if (line->kind != DIALOGUE_REPLY_LAST || reply->event == DIALECT_EVENTS)
        return;
    is_success = dialogue_is_success(reply);
    /* A server that goes of its own accord ends the transaction too: that one is to be resumed. */
    if (!is_success && reply->after.state == DIALECT_STATE_CLOSED)
        return;
    if (reply->outcome != NULL && reply->outcome->ends_transaction)
        buffer_release(&resume->transaction);
    if (is_success && envelope_part_of(reply) == ENVELOPE_CLIENT &&
        !(reply->before.facts & DIALECT_FACT_ENCRYPTED))
        buffer_release(&resume->clear);
    if (is_success && envelope_part_of(reply) == ENVELOPE_CLIENT &&
        !(reply->before.facts & DIALECT_FACT_AUTHENTICATED))
        buffer_release(&resume->login);
    if (is_success && reply->outcome->starts_tls)
        take_tls(resume, command_of(transcript, line));
    else if (is_success)
        take_success(resume, envelope_part_of(reply), command_of(transcript, line));
}

static size_t count_in(const struct buffer *commands)
{
    struct span text = buffer_span(commands);
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    return count;
}

size_t resume_count(const struct resume *resume)
{
    return count_in(&resume->clear) + count_in(&resume->greeting) + count_in(&resume->login) +
           count_in(&resume->transaction);
}

struct span resume_command(const struct resume *resume, size_t number)
{
    const struct buffer *const parts[] = {&resume->clear, &resume->greeting, &resume->login,
                                          &resume->transaction};
    size_t part = 0;
    struct span rest;

    for (; part + 1 < COUNT(parts) && number >= count_in(parts[part]); part++)
        number -= count_in(parts[part]);
    rest = buffer_span(parts[part]);
    while (rest.size > 0) {
        size_t size = (size_t)((const char *)memchr(rest.data, '\n', rest.size) - rest.data);
        if (number-- == 0)
            return (struct span){rest.data, size};
        rest = span_skip(rest, size + 1);
    }
    return rest;
}
