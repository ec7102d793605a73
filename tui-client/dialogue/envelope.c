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
        return reply->doubts == 0 ? ENVELOPE_DELIVERY : ENVELOPE_NOTHING;
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

static void clear_verdicts(struct envelope *envelope)
{
    for (size_t i = 0; i < envelope->verdict_count; i++)
        free(envelope->verdicts[i].address);
    free(envelope->verdicts);
    free(envelope->by_address);
    envelope->verdicts = NULL;
    envelope->by_address = NULL;
    envelope->verdict_count = 0;
}

void envelope_clear(struct envelope *envelope)
{
    free(envelope->sender);
    free(envelope->last_sender);
    envelope->sender = envelope->last_sender = NULL;
    envelope->is_international = envelope->is_eight_bit = false;
    clear_recipients(envelope);
    clear_verdicts(envelope);
}

/* --- verdicts -------------------------------------------------------------------------------- */

/* Any order will do; by size first, most addresses differ before anything is read of them. */
static int compare(struct span a, struct span b)
{
    if (a.size != b.size)
        return a.size < b.size ? -1 : 1;
    return a.size > 0 ? memcmp(a.data, b.data, a.size) : 0;
}

static struct envelope_verdict *verdict_at(const struct envelope *envelope, size_t place)
{
    return &envelope->verdicts[envelope->by_address[place]];
}

/* The place of ADDRESS in the order; if it has no verdict, where one would have its place. */
static size_t find_place(const struct envelope *envelope, struct span address)
{
    size_t low = 0, high = envelope->verdict_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare(span_of(verdict_at(envelope, middle)->address), address) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct envelope_verdict *find_verdict(const struct envelope *envelope, struct span address)
{
    size_t place = find_place(envelope, address);
    bool is_there = place < envelope->verdict_count &&
                    span_equal(span_of(verdict_at(envelope, place)->address), address);

    return is_there ? verdict_at(envelope, place) : NULL;
}

unsigned envelope_verdict(const struct envelope *envelope, struct span address)
{
    const struct envelope_verdict *verdict = find_verdict(envelope, address);

    return verdict != NULL ? verdict->code : 0;
}

/* Appends VERDICT, for which there is room. */
static void append_verdict(struct envelope *envelope, struct envelope_verdict verdict)
{
    size_t place = find_place(envelope, span_of(verdict.address));
    size_t *at = &envelope->by_address[place];

    memmove(at + 1, at, (envelope->verdict_count - place) * sizeof *at);
    *at = envelope->verdict_count;
    envelope->verdicts[envelope->verdict_count++] = verdict;
}

/* Makes room for one more verdict. */
static bool reserve_verdict(struct envelope *envelope)
{
    size_t count = envelope->verdict_count + 1;
    struct envelope_verdict *verdicts;
    size_t *by_address;

    if (count > ENVELOPE_RECIPIENTS_MAX)
        return false;
    verdicts = realloc(envelope->verdicts, count * sizeof *verdicts);
    if (verdicts != NULL)
        envelope->verdicts = verdicts;
    by_address = realloc(envelope->by_address, count * sizeof *by_address);
    if (by_address != NULL)
        envelope->by_address = by_address;
    return verdicts != NULL && by_address != NULL;
}

static void note_verdict(struct envelope *envelope, struct span address, unsigned code)
{
    struct envelope_verdict *verdict = find_verdict(envelope, address);
    char *copy;

    if (verdict != NULL) {
        verdict->code = code;
        return;
    }
    copy = reserve_verdict(envelope) ? strndup(address.data, address.size) : NULL;
    if (copy != NULL)
        append_verdict(envelope, (struct envelope_verdict){copy, code});
}

void envelope_forget_refused(struct envelope *envelope)
{
    size_t count = envelope->verdict_count;

    envelope->verdict_count = 0;
    for (size_t i = 0; i < count; i++)
        if (envelope->verdicts[i].code >= 400)
            free(envelope->verdicts[i].address);
        else
            append_verdict(envelope, envelope->verdicts[i]);
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

int envelope_copy(struct envelope *to, const struct envelope *from)
{
    to->sender = from->sender != NULL ? strdup(from->sender) : NULL;
    for (size_t i = 0; i < from->recipient_count; i++)
        add_recipient(to, span_of(from->recipients[i]));
    if ((from->sender == NULL) == (to->sender == NULL) && !to->has_more) {
        to->has_more = from->has_more;
        return 0;
    }
    envelope_clear(to);
    return -1;
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

/* The newest delivery was none. */
static void withdraw_delivery(struct envelope *envelope)
{
    struct span list = buffer_span(&envelope->deliveries);
    const char *end = list.size > 0 ? memchr(list.data, '\n', list.size) : NULL;

    envelope->delivered--;
    if (end != NULL)
        buffer_consume(&envelope->deliveries, (size_t)(end - list.data) + 1);
}

/* --- lines ----------------------------------------------------------------------------------- */

/* Parses the argument of the command that LINE answers. */
static struct argument argument_of(const struct dialogue_line *line)
{
    const struct dialect_row *row = dialect_row_of(line->reply.dialect, line->reply.event);
    struct argument argument = {.value = address_parse(line->argument)};
    struct argument parsed;

    if (row != NULL && argument_parse(row->argument, line->argument, &parsed) == ARGUMENT_FLAW_NONE)
        argument = parsed;
    return argument;
}

static bool asks_for_smtputf8(struct span parameters)
{
    struct span value;

    return argument_find_parameter(parameters,
                                   dialect_extension_keyword(DIALECT_EXTENSION_SMTPUTF8), &value);
}

static bool announces_eight_bit(struct span parameters)
{
    struct span value;

    return argument_find_parameter(parameters, "BODY", &value) &&
           span_equal_ascii(value, span_of("8BITMIME"));
}

static void take_sender(struct envelope *envelope, const struct argument *argument)
{
    envelope_clear(envelope);
    envelope->sender = strndup(argument->value.data, argument->value.size);
    envelope->is_international = asks_for_smtputf8(argument->parameters);
    envelope->is_eight_bit = announces_eight_bit(argument->parameters);
}

static void take_success(struct envelope *envelope, enum envelope_part part,
                         const struct argument *argument)
{
    switch (part) {
    case ENVELOPE_SENDER:
        take_sender(envelope, argument);
        break;
    case ENVELOPE_RECIPIENT:
        add_recipient(envelope, argument->value);
        break;
    case ENVELOPE_DELIVERY:
        add_delivery(envelope);
        break;
    case ENVELOPE_CLIENT:
    case ENVELOPE_NOTHING:
        break;
    }
}

/* The transaction has ended; the server may have kept its sender if it was REFUSED. */
static void end_transaction(struct envelope *envelope, bool refused)
{
    char *sender = envelope->sender;

    envelope->sender = NULL;
    envelope_clear(envelope);
    if (refused)
        envelope->last_sender = sender;
    else
        free(sender);
}

/* Whether REPLY, a refusal of another sender, says that the last transaction goes on. */
static bool resumes(const struct dialogue_reply *reply)
{
    return envelope_part_of(reply) == ENVELOPE_SENDER && !dialogue_is_success(reply) &&
           !reply->outcome->ends_transaction && reply->before.state != reply->after.state;
}

static void resume(struct envelope *envelope)
{
    envelope->sender = envelope->last_sender;
    envelope->last_sender = NULL;
}

void envelope_follow(struct envelope *envelope, const struct dialogue_line *line)
{
    const struct dialect_outcome *outcome = line->reply.outcome;
    struct argument argument;
    enum envelope_part part;

    if (line->kind != DIALOGUE_REPLY_LAST)
        return;
    if (line->reply.withdraws && envelope->delivered > 0)
        withdraw_delivery(envelope);
    if (line->reply.event == DIALECT_EVENTS)
        return;
    argument = argument_of(line);
    part = envelope_part_of(&line->reply);
    if (part == ENVELOPE_RECIPIENT)
        note_verdict(envelope, argument.value, line->code);
    if (dialogue_is_success(&line->reply))
        take_success(envelope, part, &argument);
    if (outcome != NULL && outcome->ends_transaction)
        end_transaction(envelope, !dialogue_is_success(&line->reply));
    else if (outcome != NULL && envelope->last_sender != NULL && resumes(&line->reply))
        resume(envelope);
}
