/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* feed_line.c - see feed_line.h.
 *
 * One function per kind of event.
 */
#include <config.h>

#include "server/events/feed_line.h"

#include <assert.h>
#include <stdlib.h>

#include "common/count.h"
#include "common/reply.h"
#include "server/events/feed_names.h"

static void add_string(struct json_line *line, const char *key, const char *text)
{
    json_line_text(line, key, span_of(text));
}

static void add_listening(struct json_line *line, const struct event *event)
{
    const char *endpoint = event->listening.endpoint;
    const char *colon = strrchr(endpoint, ':');

    add_string(line, "address", endpoint);
    json_line_number(line, "port", colon != NULL ? strtoul(colon + 1, NULL, 10) : 0);
    json_line_flag(line, "tls", event->listening.prefix[0] != '\0');
}

static void add_connected(struct json_line *line, const struct event *event)
{
    add_string(line, "client", event->connected.endpoint);
}

/* The reply in one string, its lines separated by LF. */
static void add_reply(struct json_line *line, struct span reply)
{
    char text[REPLY_BYTES_MAX];
    size_t size = 0;

    for (size_t i = 0; i < reply.size && size < sizeof text; i++)
        if (reply.data[i] != '\r')
            text[size++] = reply.data[i];
    if (size > 0 && text[size - 1] == '\n')
        size--;
    json_line_text(line, "reply", (struct span){text, size});
}

/* The code of a REPLY of the server. */
static unsigned code_of(struct span reply)
{
    unsigned code = 0;

    for (size_t i = 0; i < 3 && i < reply.size; i++)
        code = code * 10 + (unsigned)(reply.data[i] - '0');
    return code;
}

static void add_refused(struct json_line *line, const struct event *event)
{
    const struct event_refused *refused = &event->refused;

    add_string(line, "command", dialect_event_name(refused->dialect, refused->cause));
    json_line_text(line, "argument", refused->argument);
    json_line_flag(line, "cut", refused->is_cut || refused->cause == DIALECT_LONG_LINE);
    add_string(line, "reason", feed_name_of_refusal(refused));
    json_line_number(line, "code", code_of(refused->reply));
    add_reply(line, refused->reply);
}

static void add_fault(struct json_line *line, const struct event *event)
{
    const struct event_fault *fault = &event->fault;

    add_string(line, "command", dialect_event_name(fault->dialect, fault->cause));
    json_line_text(line, "argument", fault->argument);
    add_string(line, "effect", feed_name_of_fault(fault->effect->kind));
    json_line_number(line, "code", fault->effect->code);
}

static json_t *recipients_of(const struct envelope *envelope)
{
    json_t *list = json_array();

    for (size_t i = 0; i < envelope->recipient_count; i++)
        if (!json_line_append(list, json_line_string(span_of(envelope->recipients[i].address)))) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static void add_envelope(struct json_line *line, const struct envelope *envelope)
{
    struct json_line object;

    json_line_begin(&object);
    add_string(&object, "sender", envelope->sender != NULL ? envelope->sender : "");
    json_line_add(&object, "recipients", recipients_of(envelope));
    json_line_add_line(line, "envelope", &object);
}

/* A field that is not there is null. */
static void add_field(struct json_line *line, const char *key, const struct heading *heading,
                      enum heading_field field)
{
    struct span text;

    if (heading != NULL && heading_find(heading, field, &text))
        json_line_text(line, key, text);
    else
        json_line_add(line, key, json_null());
}

static void add_mailbox(struct json_line *line, const char *mailbox)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];

    add_string(line, "mailbox", mailbox);
    mailbox_name_to_file(mailbox, file_name);
    add_string(line, "file", file_name);
}

static void add_delivered(struct json_line *line, const struct event *event)
{
    const struct event_delivered *delivered = &event->delivered;

    add_mailbox(line, delivered->mailbox);
    json_line_number(line, "offset", delivered->offset);
    json_line_number(line, "length", delivered->length);
    json_line_number(line, "size", delivered->size);
    add_envelope(line, delivered->envelope);
    add_field(line, "subject", delivered->heading, HEADING_SUBJECT);
    add_field(line, "message_id", delivered->heading, HEADING_MESSAGE_ID);
}

/* The mailbox is null if the message got lost before its mailboxes were at issue. */
static void add_lost(struct json_line *line, const struct event *event)
{
    const struct event_lost *lost = &event->lost;

    if (lost->loss == EVENT_LOSS_MAILBOX)
        add_string(line, "mailbox", lost->mailbox);
    else
        json_line_add(line, "mailbox", json_null());
    add_string(line, "reason", feed_name_of_loss(lost));
    add_envelope(line, lost->envelope);
}

static void add_closing(struct json_line *line, const struct event *event)
{
    add_string(line, "reason", feed_name_of_closing(event->closing));
}

static void add_closed(struct json_line *line, const struct event *event)
{
    json_line_number(line, "refusals", event->closed.refusals + event->closed.noise);
    json_line_number(line, "deviations", event->closed.deviations);
    json_line_number(line, "faults", event->closed.faults);
}

static const struct {
    const char *name;
    void (*add)(struct json_line *line, const struct event *event);
} kinds[EVENT_KINDS] = {
    [EVENT_LISTENING] = {"listening", add_listening},
    [EVENT_CONNECTED] = {"connected", add_connected},
    [EVENT_REFUSED] = {"refused", add_refused},
    [EVENT_FAULT] = {"fault", add_fault},
    [EVENT_DELIVERED] = {"delivered", add_delivered},
    [EVENT_LOST] = {"lost", add_lost},
    [EVENT_CLOSING] = {"closing", add_closing},
    [EVENT_CLOSED] = {"closed", add_closed},
};

unsigned feed_line_kinds(void)
{
    unsigned bits = 0;

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (kinds[i].add != NULL)
            bits |= 1U << i;
    return bits;
}

void feed_line_make(const struct event *event, struct json_line *line)
{
    json_line_begin(line);
    add_string(line, "event", kinds[event->kind].name);
    json_line_time(line);
    if (event->connection != 0)
        json_line_number(line, "connection", event->connection);
    kinds[event->kind].add(line, event);
}
