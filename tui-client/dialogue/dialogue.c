/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue.c - see dialogue.h: the life of a dialogue, and what the client says.
 */
#include <config.h>

#include "tui-client/dialogue/dialogue_internal.h"

#include <errno.h>

/* Maximum bytes of a greeting that are searched for the dialect. */
#define GREETING_MAX ((size_t)8 * REPLY_PARSE_LINE_MAX)

static const struct span nothing;

void dialogue_init(struct dialogue *dialogue, const struct dialect *dialect,
                   struct dialogue_observer observer)
{
    *dialogue = (struct dialogue){
        .esmtp = dialect_rfc5321,
        .dialect_is_given = dialect != NULL,
        .observer = observer,
    };
    dialogue->esmtp.policy.extensions |= DIALECT_EXTENSION_STARTTLS | DIALECT_EXTENSION_AUTH;
    dialogue->esmtp.policy.takes_secrets_in_clear = true;
    dialogue->dialect = dialogue_view(dialogue, dialect != NULL ? dialect : dialect_all[0]);
    buffer_init(&dialogue->in, DIALOGUE_IN_MAX);
    buffer_init(&dialogue->out, DIALOGUE_MESSAGE_MAX + DIALOGUE_QUEUE_MAX);
    buffer_init(&dialogue->queue, DIALOGUE_QUEUE_MAX);
    buffer_init(&dialogue->message, DIALOGUE_MESSAGE_MAX);
    buffer_init(&dialogue->so_far.greeting, GREETING_MAX);
    requests_init(&dialogue->requests);
    requests_init(&dialogue->given_up);
    dialogue_end(dialogue);
}

void dialogue_release(struct dialogue *dialogue)
{
    dialogue_end(dialogue);
}

/* Returns -1 if out of memory: its line may be on its way already, and the reply to it would be
 * taken for that of the next one. */
static int await(struct dialogue *dialogue, enum dialect_event event, struct span argument,
                 int64_t now_ms)
{
    struct request *request = requests_add(&dialogue->requests, event, argument, now_ms);

    if (request == requests_first(&dialogue->requests))
        dialogue_predict(dialogue, request);
    dialogue->has_failed |= request == NULL;
    return request != NULL ? 0 : -1;
}

void dialogue_start(struct dialogue *dialogue, int64_t now_ms)
{
    dialogue_end(dialogue);
    dialogue->position = DIALECT_START;
    reply_parser_init(&dialogue->parser);
    dialogue->reported_long_line = false;
    dialogue->may_keep_sender = dialogue->may_lack_sender = false;
    dialogue->is_end_uncertain = false;
    dialogue->answers_message = 0;
    dialogue->answered_end = DIALECT_EVENTS;
    dialogue->has_accepted_end = false;
    dialogue->deliveries = 0;
    dialogue->has_withdrawn = false;
    dialogue->offered = dialogue->so_far.listed = (struct capabilities){0};
    dialogue->so_far.lines = 0;
    dialogue->is_ours = false;
    dialogue->secret = (struct secret){0};
    dialogue->has_failed = false;
    dialogue->is_pausing = false;
    (void)await(dialogue, DIALECT_CONNECT, nothing, now_ms);
}

void dialogue_start_encrypted(struct dialogue *dialogue, int64_t now_ms)
{
    dialogue_start(dialogue, now_ms);
    dialogue->position = DIALECT_START_ENCRYPTED;
}

void dialogue_open(struct dialogue *dialogue, int64_t now_ms)
{
    struct request *greeting = requests_first(&dialogue->requests);

    if (greeting != NULL)
        greeting->sent_ms = now_ms;
}

void dialogue_end(struct dialogue *dialogue)
{
    static const struct dialect_outcome closed = {
        .next = DIALECT_STATE_CLOSED, .clear = DIALECT_FACTS - 1, .ends_transaction = true};

    dialect_advance(&dialogue->position, &closed);
    dialogue->is_securing = dialogue->is_authenticating = false;
    requests_clear(&dialogue->requests);
    requests_clear(&dialogue->given_up);
    dialogue_begin_line(dialogue);
    buffer_release(&dialogue->so_far.greeting);
    buffer_release(&dialogue->in);
    buffer_release(&dialogue->out);
    buffer_release(&dialogue->message);
    buffer_release(&dialogue->queue);
}

static bool opens_message(const struct dialogue *dialogue, enum dialect_event event)
{
    return dialect_introduces(dialogue->dialect, event) == DIALECT_INTRODUCES_MESSAGE;
}

bool dialogue_may_be_text(const struct dialogue *dialogue)
{
    const struct request *last = requests_last(&dialogue->requests);
    struct span queue = buffer_span(&dialogue->queue);
    bool is_text =
        last != NULL ? opens_message(dialogue, last->event) : dialogue_is_in_message(dialogue);

    /* One that is held goes first, with its end. */
    is_text = is_text && buffer_size(&dialogue->message) == 0;
    while (queue.size > 0) {
        const char *end = memchr(queue.data, '\n', queue.size);
        struct span line = {queue.data, (size_t)(end - queue.data)};
        is_text = is_text ? !span_equal(line, span_of("."))
                          : opens_message(dialogue, command_parse(dialogue->dialect, line).verb);
        queue = span_skip(queue, line.size + 1);
    }
    return is_text;
}

bool dialogue_is_waiting(const struct dialogue *dialogue)
{
    bool has_queue = !dialogue_is_closed(dialogue) && buffer_size(&dialogue->queue) > 0;

    return dialogue->requests.count > 0 || dialogue_is_sending(dialogue) || has_queue ||
           dialogue->is_securing || dialogue->is_authenticating;
}

bool dialogue_awaits_server(const struct dialogue *dialogue)
{
    return dialogue->requests.count > 0 ||
           (dialogue_is_waiting(dialogue) && buffer_size(&dialogue->out) > 0);
}

/* RFC 2920 section 3.1: some commands must be the last of a group. */
static bool may_be_followed(const struct dialogue *dialogue, enum dialect_event event)
{
    return dialogue->pipelines &&
           (dialogue->offered.extensions & DIALECT_EXTENSION_PIPELINING) != 0 &&
           dialogue->requests.count < REQUESTS_MAX && event < DIALECT_VERBS &&
           dialogue->dialect->verbs[event].may_be_followed;
}

/* Whether neither a reply nor a message that is being sent must come first. */
static bool is_free(const struct dialogue *dialogue)
{
    const struct request *last = requests_last(&dialogue->requests);

    return !dialogue_is_sending(dialogue) && !dialogue->is_securing &&
           !dialogue->is_authenticating && (last == NULL || may_be_followed(dialogue, last->event));
}

bool dialogue_may_send(const struct dialogue *dialogue)
{
    return is_free(dialogue) && buffer_size(&dialogue->queue) == 0 &&
           !dialogue_must_wait(dialogue, nothing);
}

enum dialect_event dialogue_simpler_greeting(const struct dialect *dialect, enum dialect_event verb)
{
    for (enum dialect_event simpler = 0; simpler < DIALECT_VERBS; simpler++)
        if (dialect_introduces(dialect, verb) == DIALECT_INTRODUCES_CLIENT &&
            dialect->verbs[simpler].is_aside &&
            dialect_introduces(dialect, simpler) == DIALECT_INTRODUCES_CLIENT)
            return simpler;
    return verb;
}

enum dialect_event dialogue_verb(const struct dialogue *dialogue, enum dialect_event verb)
{
    return dialogue->greets_simply ? dialogue_simpler_greeting(dialogue->dialect, verb) : verb;
}

int64_t dialogue_asked_ms(const struct dialogue *dialogue)
{
    const struct request *first = requests_first(&dialogue->requests);

    return first != NULL ? first->sent_ms : 0;
}

bool dialogue_is_within_reply(const struct dialogue *dialogue)
{
    return buffer_size(&dialogue->in) > 0 || dialogue->parser.lines > 0 ||
           dialogue->parser.framer.discarding;
}

/* --- speaking -------------------------------------------------------------------------------- */

/* Appends LINE and ENDING, or nothing. */
static int append_line(struct buffer *buffer, struct span line, struct span ending)
{
    char *room = buffer_reserve(buffer, line.size + ending.size);

    if (room == NULL)
        return -1;
    if (line.size > 0)
        memcpy(room, line.data, line.size);
    memcpy(room + line.size, ending.data, ending.size);
    buffer_commit(buffer, line.size + ending.size);
    return 0;
}

/* Only the last line of a message awaits a reply, and nothing waits for a pause after it.  After
 * another line it cannot be told what a reply to an earlier one means. */
static int say_text(struct dialogue *dialogue, struct span line, int64_t now_ms)
{
    bool is_last = span_equal(line, span_of("."));

    requests_clear(&dialogue->given_up);
    if (append_line(&dialogue->out, line, span_of("\r\n")) != 0)
        return -1;
    dialogue_show_text(dialogue, line);
    dialogue->is_pausing = false;
    if (!is_last)
        dialogue_pause(dialogue);
    return is_last ? await(dialogue, DIALECT_END_OF_DATA, nothing, now_ms) : 0;
}

static bool awaits_credentials(const struct dialogue *dialogue)
{
    return dialect_class_of(dialogue->position.state) == DIALECT_CLASS_CREDENTIALS;
}

/* Parses LINE, which is not part of a message, by the dialect. */
static struct command read_line(const struct dialogue *dialogue, struct span line)
{
    if (awaits_credentials(dialogue))
        return (struct command){DIALECT_CREDENTIALS, line};
    return command_parse(dialogue->dialect, line);
}

static int say_command(struct dialogue *dialogue, struct span line, int64_t now_ms)
{
    struct dialogue_line shown = {.kind = DIALOGUE_COMMAND,
                                  .text = line,
                                  .command = read_line(dialogue, line),
                                  .ending = LINE_ENDING_CRLF,
                                  .elapsed_ms = -1};
    enum dialect_event event = dialogue_event(dialogue, line, shown.command.verb);
    struct span kept = dialogue_guard_secret(dialogue, &shown);

    if (append_line(&dialogue->out, line, span_of("\r\n")) != 0 ||
        await(dialogue, event, kept, now_ms) != 0)
        return -1;
    shown.request = dialogue->requests.last_number;
    dialogue_show(dialogue, shown);
    return 0;
}

/* Where the server may have left the message, what looks like a command awaits a reply. */
static bool is_text(const struct dialogue *dialogue, struct span line)
{
    return dialogue_is_in_message(dialogue) &&
           !(dialogue->is_end_uncertain && read_line(dialogue, line).verb < DIALECT_VERBS);
}

static int say_now(struct dialogue *dialogue, struct span line, int64_t now_ms)
{
    if (is_text(dialogue, line))
        return say_text(dialogue, line, now_ms);
    return line.size > 0 || awaits_credentials(dialogue) ? say_command(dialogue, line, now_ms) : 0;
}

static bool holds(struct span text, char byte)
{
    return text.size > 0 && memchr(text.data, byte, text.size) != NULL;
}

int dialogue_say(struct dialogue *dialogue, struct span line, int64_t now_ms)
{
    bool is_one_line = !holds(line, '\r') && !holds(line, '\n') && !holds(line, '\0');

    if (dialogue_is_closed(dialogue) || !is_one_line) {
        errno = is_one_line ? ENOTCONN : EINVAL;
        return -1;
    }
    if (!dialogue_may_be_in_clear(dialogue, line)) {
        errno = EPERM;
        return -1;
    }
    dialogue_show_padding(dialogue);
    if (is_free(dialogue) && buffer_size(&dialogue->queue) == 0 &&
        !dialogue_must_wait(dialogue, line))
        return say_now(dialogue, line, now_ms);
    return append_line(&dialogue->queue, line, span_of("\n"));
}

static bool awaits_end(const struct dialogue *dialogue)
{
    const struct request *last = requests_last(&dialogue->requests);

    return last != NULL && last->event == DIALECT_END_OF_DATA;
}

/* Sends the next piece of the message that was held until the 354.  Its last one awaits the reply;
 * if there is but one, its first slice does, since the server may refuse the message early. */
static int say_kept_message(struct dialogue *dialogue, int64_t now_ms)
{
    int status = dialogue_say_piece(dialogue);
    bool is_last =
        status > 0 || (dialogue->pace.kind == PACE_WHOLE && dialogue_is_within_piece(dialogue));

    if (status >= 0)
        status = is_last && !awaits_end(dialogue)
                     ? await(dialogue, DIALECT_END_OF_DATA, nothing, now_ms)
                     : 0;
    if (status < 0)
        buffer_release(&dialogue->message);
    return status;
}

void dialogue_hurry_message(struct dialogue *dialogue)
{
    if (dialogue_is_sending(dialogue) && awaits_end(dialogue))
        dialogue->has_failed |= dialogue_say_rest(dialogue) < 0;
}

int dialogue_say_message(struct dialogue *dialogue, enum dialect_event verb, struct span wire,
                         int64_t now_ms)
{
    struct buffer line;
    int status;

    if (dialogue_is_waiting(dialogue) || dialogue_is_closed(dialogue)) {
        errno = dialogue_is_closed(dialogue) ? ENOTCONN : EBUSY;
        return -1;
    }
    dialogue_show_padding(dialogue);
    buffer_release(&dialogue->message);
    if (buffer_append(&dialogue->message, wire.data, wire.size) != 0)
        return -1;
    if (dialogue_is_in_message(dialogue) && dialogue_may_be_in_clear(dialogue, nothing))
        return say_kept_message(dialogue, now_ms);
    buffer_init(&line, dialogue->dialect->policy.command_line_bytes);
    status = command_format(dialogue->dialect, verb, (struct span){0}, dialogue->style, &line);
    if (status == 0)
        status = dialogue_say(dialogue, buffer_span(&line), now_ms);
    buffer_release(&line);
    if (status != 0)
        buffer_release(&dialogue->message);
    return status;
}

int dialogue_say_first(struct dialogue *dialogue, struct span line, int64_t now_ms)
{
    return say_command(dialogue, line, now_ms);
}

static void say_queued(struct dialogue *dialogue, int64_t now_ms)
{
    while (is_free(dialogue) && !dialogue_is_closed(dialogue) &&
           buffer_size(&dialogue->queue) > 0) {
        struct span queue = buffer_span(&dialogue->queue);
        const char *end = memchr(queue.data, '\n', queue.size);
        struct span line = {queue.data, (size_t)(end - queue.data)};
        if (dialogue_must_wait(dialogue, line))
            return;
        dialogue->has_failed |= say_now(dialogue, line, now_ms) != 0;
        if (dialogue->has_failed)
            return;
        buffer_consume(&dialogue->queue, line.size + 1);
    }
}

void dialogue_say_next(struct dialogue *dialogue, int64_t now_ms)
{
    if (dialogue_is_sending(dialogue))
        dialogue->has_failed |= say_kept_message(dialogue, now_ms) != 0;
    else
        buffer_release(&dialogue->message);
    say_queued(dialogue, now_ms);
}

int dialogue_go_on(struct dialogue *dialogue, int64_t now_ms)
{
    bool is_written = buffer_size(&dialogue->out) == 0;

    if (dialogue_ends_pause(dialogue, now_ms) || (is_written && dialogue_is_within_piece(dialogue)))
        dialogue_say_next(dialogue, now_ms);
    return dialogue->has_failed ? -1 : 0;
}
