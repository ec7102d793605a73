/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope.c - see envelope.h.
 *
 * If allocation fails, an address is unknown: "?" in the list of deliveries.
 */
#include <config.h>

#include "tui-client/dialogue/envelope.h"

#include <assert.h>
#include <stdlib.h>

#include "common/address.h"
#include "common/argument.h"
#include "common/count.h"

enum envelope_part envelope_part_of(const struct dialogue_reply *reply)
{
    static const enum envelope_part parts[] = {
        [DIALECT_INTRODUCES_NOTHING] = ENVELOPE_NOTHING,
        [DIALECT_INTRODUCES_CLIENT] = ENVELOPE_CLIENT,
        [DIALECT_INTRODUCES_SENDER] = ENVELOPE_SENDER,
        [DIALECT_INTRODUCES_RECIPIENT] = ENVELOPE_RECIPIENT,
        [DIALECT_INTRODUCES_MESSAGE] = ENVELOPE_NOTHING,
        [DIALECT_INTRODUCES_CREDENTIALS] = ENVELOPE_NOTHING,
    };

    static_assert(COUNT(parts) == DIALECT_INTRODUCTIONS, "a part for each");
    if (reply->event == DIALECT_END_OF_DATA)
        return ENVELOPE_DELIVERY;
    return parts[dialect_introduces(reply->dialect, reply->event)];
}

void envelope_init(struct envelope *envelope)
{
    *envelope = (struct envelope){0};
    buffer_init(&envelope->deliveries, ENVELOPE_DELIVERIES_MAX);
}

void envelope_release(struct envelope *envelope)
{
    envelope_start(envelope);
}

void envelope_start(struct envelope *envelope)
{
    envelope_clear(envelope);
    envelope->delivered = 0;
    buffer_release(&envelope->deliveries);
}

static void clear_recipients(struct envelope *envelope)
{
    for (size_t i = 0; i < envelope->recipient_count; i++)
        free(envelope->recipients[i]);
    free(envelope->recipients);
    envelope->recipients = NULL;
    envelope->recipient_count = 0;
    envelope->has_more = false;
}

void envelope_clear(struct envelope *envelope)
{
    free(envelope->sender);
    envelope->sender = NULL;
    clear_recipients(envelope);
}

static void add_recipient(struct envelope *envelope, struct span address)
{
    size_t count = envelope->recipient_count;
    char **recipients = count < ENVELOPE_RECIPIENTS_MAX
                            ? realloc(envelope->recipients, (count + 1) * sizeof *recipients)
                            : NULL;
    char *copy = strndup(address.data, address.size);

    if (recipients != NULL)
        envelope->recipients = recipients;
    if (recipients == NULL || copy == NULL) {
        free(copy);
        envelope->has_more = true;
        return;
    }
    envelope->recipients[envelope->recipient_count++] = copy;
}

/* --- the list of deliveries ------------------------------------------------------------------ */

/* Appends as much of TEXT as there is room for; -1 without memory. */
static int append(struct buffer *out, struct span text)
{
    size_t room = ENVELOPE_DELIVERIES_MAX - buffer_size(out);

    return buffer_append(out, text.data, text.size < room ? text.size : room);
}

static int append_recipients(const struct envelope *envelope, struct buffer *out)
{
    int status = envelope->recipient_count == 0 ? append(out, span_of("?")) : 0;

    for (size_t i = 0; i < envelope->recipient_count && status == 0; i++) {
        status = i > 0 ? append(out, span_of(", ")) : 0;
        if (status == 0)
            status = append(out, span_of(envelope->recipients[i]));
    }
    if (status == 0 && envelope->recipient_count > 0 && envelope->has_more)
        status = append(out, span_of(", ..."));
    return status;
}

/* If allocation fails, the old list is kept. */
static void add_delivery(struct envelope *envelope)
{
    struct buffer all;

    envelope->delivered++;
    buffer_init(&all, ENVELOPE_DELIVERIES_MAX);
    if (append(&all, span_of(envelope->sender != NULL ? envelope->sender : "?")) != 0 ||
        append(&all, span_of(" -> ")) != 0 || append_recipients(envelope, &all) != 0 ||
        append(&all, span_of("\n")) != 0 || append(&all, buffer_span(&envelope->deliveries)) != 0) {
        buffer_release(&all);
        return;
    }
    buffer_release(&envelope->deliveries);
    envelope->deliveries = all;
}

/* --- lines ----------------------------------------------------------------------------------- */

/* The address in ARGUMENT of the command that REPLY answers. */
static struct span address_of(const struct dialogue_reply *reply, struct span argument)
{
    const struct dialect_row *row = dialect_row_of(reply->dialect, reply->event);
    struct argument parsed;

    if (row == NULL || argument_parse(row->argument, argument, &parsed) != ARGUMENT_FLAW_NONE)
        return address_parse(argument);
    return parsed.value;
}

static void take_success(struct envelope *envelope, const struct dialogue_line *line)
{
    struct span address = address_of(&line->reply, line->argument);

    switch (envelope_part_of(&line->reply)) {
    case ENVELOPE_SENDER:
        envelope_clear(envelope);
        envelope->sender = strndup(address.data, address.size);
        break;
    case ENVELOPE_RECIPIENT:
        add_recipient(envelope, address);
        break;
    case ENVELOPE_DELIVERY:
        add_delivery(envelope);
        break;
    case ENVELOPE_CLIENT:
    case ENVELOPE_NOTHING:
        break;
    }
}

void envelope_follow(struct envelope *envelope, const struct dialogue_line *line)
{
    const struct dialect_outcome *outcome = line->reply.outcome;

    if (line->kind != DIALOGUE_REPLY_LAST || outcome == NULL)
        return;
    if (dialect_is_done(outcome->result))
        take_success(envelope, line);
    if (outcome->ends_transaction)
        envelope_clear(envelope);
}
