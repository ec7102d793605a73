/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue.c - see dialogue.h.
 *
 * Order matters in receive(): a reply first updates the position, then is shown, then releases the
 * next line, so that an observer always sees the state in which a line was sent.
 */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include <errno.h>

/* Buffer size for the longest line and one read from a socket. */
#define IN_MAX ((size_t)64 * 1024)

static const struct span nothing;

void dialogue_init(struct dialogue *dialogue, const struct dialect *dialect,
                   struct dialogue_observer observer)
{
    *dialogue = (struct dialogue){
        .dialect = dialect != NULL ? dialect : dialect_all[0],
        .dialect_is_given = dialect != NULL,
        .observer = observer,
    };
    buffer_init(&dialogue->in, IN_MAX);
    buffer_init(&dialogue->out, DIALOGUE_MESSAGE_MAX + DIALOGUE_QUEUE_MAX);
    buffer_init(&dialogue->queue, DIALOGUE_QUEUE_MAX);
    buffer_init(&dialogue->message, DIALOGUE_MESSAGE_MAX);
    dialogue_end(dialogue);
}

void dialogue_release(struct dialogue *dialogue)
{
    buffer_release(&dialogue->in);
    buffer_release(&dialogue->out);
    buffer_release(&dialogue->queue);
    buffer_release(&dialogue->message);
}

static void await(struct dialogue *dialogue, enum dialect_event event, struct span argument,
                  int64_t now_ms)
{
    struct dialect_match match =
        dialect_find(dialogue->dialect, dialogue->position, event, argument);

    dialogue->request = (struct dialogue_request){
        .event = event, .row = match.row, .reason = match.reason, .sent_ms = now_ms};
}

void dialogue_start(struct dialogue *dialogue, int64_t now_ms)
{
    dialogue_end(dialogue);
    dialogue->position = DIALECT_START;
    reply_parser_init(&dialogue->parser);
    dialogue->reported_long_line = false;
    dialogue->has_failed = false;
    dialogue->is_ours = false;
    await(dialogue, DIALECT_CONNECT, nothing, now_ms);
}

void dialogue_open(struct dialogue *dialogue, int64_t now_ms)
{
    dialogue->request.sent_ms = now_ms;
}

void dialogue_end(struct dialogue *dialogue)
{
    static const struct dialect_outcome closed = {
        .next = DIALECT_STATE_CLOSED, .clear = DIALECT_FACTS - 1, .ends_transaction = true};

    dialect_advance(&dialogue->position, &closed);
    dialogue->request = (struct dialogue_request){.event = DIALECT_EVENTS};
    buffer_release(&dialogue->in);
    buffer_release(&dialogue->out);
    buffer_release(&dialogue->message);
    buffer_release(&dialogue->queue);
}

bool dialogue_is_closed(const struct dialogue *dialogue)
{
    return dialogue->position.state == DIALECT_STATE_CLOSED;
}

bool dialogue_is_in_message(const struct dialogue *dialogue)
{
    return dialect_class_of(dialogue->position.state) == DIALECT_CLASS_MESSAGE;
}

bool dialogue_is_waiting(const struct dialogue *dialogue)
{
    return dialogue->request.event != DIALECT_EVENTS;
}

bool dialogue_is_within_reply(const struct dialogue *dialogue)
{
    return buffer_size(&dialogue->in) > 0 || dialogue->parser.lines > 0 ||
           dialogue->parser.framer.discarding;
}

static void show(const struct dialogue *dialogue, struct dialogue_line line)
{
    dialogue->observer.line(dialogue->observer.context, &line);
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

static void show_text(const struct dialogue *dialogue, struct span line)
{
    show(dialogue,
         (struct dialogue_line){
             .kind = DIALOGUE_TEXT, .text = line, .ending = LINE_ENDING_CRLF, .elapsed_ms = -1});
}

/* Only the last line of a message awaits a reply. */
static int say_text(struct dialogue *dialogue, struct span line, int64_t now_ms)
{
    if (append_line(&dialogue->out, line, span_of("\r\n")) != 0)
        return -1;
    show_text(dialogue, line);
    if (span_equal(line, span_of(".")))
        await(dialogue, DIALECT_END_OF_DATA, nothing, now_ms);
    return 0;
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
    bool is_long = line.size > dialogue->dialect->policy.command_line_bytes;

    if (append_line(&dialogue->out, line, span_of("\r\n")) != 0)
        return -1;
    show(dialogue, shown);
    await(dialogue, is_long ? DIALECT_LONG_LINE : shown.command.verb, shown.command.argument,
          now_ms);
    return 0;
}

static int say_now(struct dialogue *dialogue, struct span line, int64_t now_ms)
{
    if (dialogue_is_in_message(dialogue))
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
    if (!dialogue_is_waiting(dialogue))
        return say_now(dialogue, line, now_ms);
    return append_line(&dialogue->queue, line, span_of("\n"));
}

/* Sends the message that was held until the 354, all of it or nothing.  Each of its lines ends in
 * CRLF. */
static int say_kept_message(struct dialogue *dialogue, int64_t now_ms)
{
    struct span rest = buffer_span(&dialogue->message);
    int status = buffer_append(&dialogue->out, rest.data, rest.size);

    while (status == 0 && rest.size > 0) {
        const char *end = memchr(rest.data, '\n', rest.size);
        size_t size = end != NULL ? (size_t)(end - rest.data) + 1 : rest.size;
        struct span line = {rest.data, size >= 2 ? size - 2 : 0};
        show_text(dialogue, line);
        rest = span_skip(rest, size);
    }
    if (status == 0)
        await(dialogue, DIALECT_END_OF_DATA, nothing, now_ms);
    buffer_release(&dialogue->message);
    return status;
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
    buffer_release(&dialogue->message);
    if (buffer_append(&dialogue->message, wire.data, wire.size) != 0)
        return -1;
    if (dialogue_is_in_message(dialogue))
        return say_kept_message(dialogue, now_ms);
    buffer_init(&line, dialogue->dialect->policy.command_line_bytes);
    status = command_format(dialogue->dialect, verb, (struct span){0}, &line);
    if (status == 0)
        status = dialogue_say(dialogue, buffer_span(&line), now_ms);
    buffer_release(&line);
    if (status != 0)
        buffer_release(&dialogue->message);
    return status;
}

static void say_queued(struct dialogue *dialogue, int64_t now_ms)
{
    while (!dialogue_is_waiting(dialogue) && !dialogue_is_closed(dialogue) &&
           buffer_size(&dialogue->queue) > 0) {
        struct span queue = buffer_span(&dialogue->queue);
        const char *end = memchr(queue.data, '\n', queue.size);
        struct span line = {queue.data, (size_t)(end - queue.data)};
        dialogue->has_failed = say_now(dialogue, line, now_ms) != 0;
        if (dialogue->has_failed)
            return;
        buffer_consume(&dialogue->queue, line.size + 1);
    }
}

/* --- listening ------------------------------------------------------------------------------- */

/* What CODE means: an exact match in its own row first, then an unexpected outcome, then the class
 * of code in its own row. */
static const struct dialect_outcome *outcome_of(const struct dialogue *dialogue, unsigned code)
{
    const struct dialect_row *row = dialogue->request.row;
    const struct dialect_outcome *outcome =
        row != NULL ? dialect_outcome_by_code(row, dialogue->request.reason, code) : NULL;
    const struct dialect_outcome *exact = outcome;

    if (exact == NULL || exact->code != code)
        exact = dialect_unforeseen(dialogue->dialect, dialogue->position, dialogue->request.event,
                                   code);
    return exact != NULL ? exact : outcome;
}

/* Why the request was refused with CODE, as OUTCOME has it: an exact code says more than the reason
 * predicted when it was sent. */
static enum dialect_reason reason_of(const struct dialogue *dialogue,
                                     const struct dialect_outcome *outcome, unsigned code)
{
    bool tells = outcome != NULL && outcome->code == code && outcome->reason != DIALECT_REASON_NONE;

    return tells ? outcome->reason : dialogue->request.reason;
}

static void choose_dialect(struct dialogue *dialogue, struct span greeting)
{
    const struct dialect *dialect = dialect_by_greeting(reply_text(greeting));

    dialogue->is_ours = dialect_is_ours(reply_text(greeting));
    if (dialogue->dialect_is_given || dialect == NULL)
        return;
    dialogue->dialect = dialect;
    await(dialogue, DIALECT_CONNECT, nothing, dialogue->request.sent_ms);
}

static struct dialogue_reply conclude(struct dialogue *dialogue, unsigned code)
{
    const struct dialect_outcome *outcome = outcome_of(dialogue, code);
    struct dialogue_reply reply = {
        .code = code,
        .event = dialogue->request.event,
        .reason = reason_of(dialogue, outcome, code),
        .is_ours = dialogue->is_ours,
        .outcome = outcome,
        .dialect = dialogue->dialect,
        .before = dialogue->position,
    };

    if (reply.outcome != NULL)
        dialect_advance(&dialogue->position, reply.outcome);
    reply.after = dialogue->position;
    dialogue->request = (struct dialogue_request){.event = DIALECT_EVENTS};
    return reply;
}

/* A reply is complete: the position is updated, and the next queued line is sent.  A message is
 * sent only if the server now waits for one; if it refused, the message stays with the caller. */
static void finish_reply(struct dialogue *dialogue, struct dialogue_line line, int64_t now_ms)
{
    line.kind = DIALOGUE_REPLY_LAST;
    if (dialogue->request.event == DIALECT_CONNECT)
        choose_dialect(dialogue, line.text);
    line.reply = conclude(dialogue, line.code);
    show(dialogue, line);
    if (dialogue_is_in_message(dialogue) && buffer_size(&dialogue->message) > 0)
        dialogue->has_failed = say_kept_message(dialogue, now_ms) != 0;
    else
        buffer_release(&dialogue->message);
    say_queued(dialogue, now_ms);
}

/* An endless line would otherwise look like silence; it is reported as soon as it is too long, and
 * only once. */
static void report_long_line(struct dialogue *dialogue, struct dialogue_line line)
{
    if (dialogue->reported_long_line || !dialogue->parser.framer.discarding)
        return;
    dialogue->reported_long_line = true;
    line.kind = DIALOGUE_NO_REPLY;
    line.flaw = REPLY_FLAW_LONG_LINE;
    show(dialogue, line);
}

/* Processes the next line of the server, if it is complete. */
static bool take_line(struct dialogue *dialogue, int64_t now_ms)
{
    struct span in = buffer_span(&dialogue->in);
    struct dialogue_line line = {
        .elapsed_ms = dialogue_is_waiting(dialogue) ? now_ms - dialogue->request.sent_ms : -1};
    size_t consumed;
    enum reply_status status =
        reply_parse(&dialogue->parser, in.data, in.size, &line.text, &consumed);
    bool was_reported = dialogue->reported_long_line;

    line.code = dialogue->parser.code;
    line.ending = dialogue->parser.framer.last;
    switch (status) {
    case REPLY_MORE:
        report_long_line(dialogue, (struct dialogue_line){.elapsed_ms = line.elapsed_ms});
        break;
    case REPLY_LINE:
        line.kind = DIALOGUE_REPLY;
        show(dialogue, line);
        break;
    case REPLY_DONE:
        finish_reply(dialogue, line, now_ms);
        break;
    case REPLY_BAD:
        line.kind = DIALOGUE_NO_REPLY;
        line.flaw = dialogue->parser.flaw;
        dialogue->reported_long_line = false;
        if (line.flaw == REPLY_FLAW_LONG_LINE)
            line.ending = LINE_ENDING_UNKNOWN;
        if (line.flaw != REPLY_FLAW_LONG_LINE || !was_reported)
            show(dialogue, line);
        break;
    }
    buffer_consume(&dialogue->in, consumed);
    return status != REPLY_MORE;
}

int dialogue_receive(struct dialogue *dialogue, struct span bytes, int64_t now_ms)
{
    while (bytes.size > 0) {
        size_t room = IN_MAX - buffer_size(&dialogue->in);
        size_t size = bytes.size < room ? bytes.size : room;
        if (buffer_append(&dialogue->in, bytes.data, size) != 0)
            return -1;
        bytes = span_skip(bytes, size);
        while (take_line(dialogue, now_ms))
            continue;
    }
    return dialogue->has_failed ? -1 : 0;
}
