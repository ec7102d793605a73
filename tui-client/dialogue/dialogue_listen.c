/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue_listen.c - what the server says, and what follows from it.
 *
 * Order matters: a reply first updates the position, then is shown, then releases the next line, so
 * that an observer always sees the state in which a line was sent.
 */
#include <config.h>

#include <stdlib.h>

#include "common/command.h"
#include "common/mechanism.h"
#include "common/near_miss.h"
#include "tui-client/dialogue/dialogue_internal.h"

/* What a reply among the bytes being processed answers: the first of what was sent before they
 * came, or else of what was given up.  There may be neither. */
static struct requests *answered(struct dialogue *dialogue)
{
    const struct request *first = requests_first(&dialogue->requests);
    bool is_awaited = first != NULL && first->number <= dialogue->heard;

    return is_awaited ? &dialogue->requests : &dialogue->given_up;
}

/* --- greetings ------------------------------------------------------------------------------- */

static void choose_dialect(struct dialogue *dialogue)
{
    struct span greeting = buffer_span(&dialogue->so_far.greeting);

    dialogue->is_ours = dialect_is_ours(greeting);
    if (dialogue->dialect_is_given)
        return;
    dialogue->dialect = dialogue_view(dialogue, dialect_by_greeting(greeting));
}

/* Whether REQUEST is answered with a list of extensions. */
static bool lists_extensions(const struct request *request)
{
    const struct dialect_outcome *outcome =
        request->row != NULL ? dialect_outcome(request->row, DIALECT_DONE) : NULL;

    return outcome != NULL && outcome->lines == DIALECT_LINES_EXTENSIONS;
}

static bool greets(const struct dialogue *dialogue, const struct request *request)
{
    return dialect_introduces(dialogue->dialect, request->event) == DIALECT_INTRODUCES_CLIENT;
}

/* Collects what the lines of a reply say together. */
static void collect(struct dialogue *dialogue, struct span text)
{
    const struct request *first = requests_first(answered(dialogue));
    bool is_first_line = dialogue->so_far.lines++ == 0;

    if (is_first_line)
        dialogue->so_far.listed = (struct capabilities){0};
    if (first != NULL && first->event == DIALECT_CONNECT)
        (void)buffer_append(&dialogue->so_far.greeting, text.data, text.size);
    else if (first != NULL && !is_first_line && lists_extensions(first))
        capabilities_take(&dialogue->so_far.listed, text);
}

/* RFC 5321 section 3.2: a client whose EHLO is refused should greet with HELO. */
static void greet_simply(struct dialogue *dialogue, const struct request *request, int64_t now_ms)
{
    enum dialect_event verb = dialogue_simpler_greeting(dialogue->dialect, request->event);
    struct buffer line;

    if (verb == request->event || request->argument_size == 0)
        return;
    buffer_init(&line, dialogue->dialect->policy.command_line_bytes);
    if (command_format(dialogue->dialect, verb, request_argument(request), dialogue->style,
                       &line) == 0)
        dialogue->has_failed |= dialogue_say_first(dialogue, buffer_span(&line), now_ms) != 0;
    buffer_release(&line);
}

/* A reply to a greeting of the client says what is offered from now on. */
static void take_offers(struct dialogue *dialogue, const struct request *request, unsigned code)
{
    if (greets(dialogue, request) && code < 300)
        dialogue->offered = dialogue->so_far.listed;
}

/* Once a greeting was accepted, another would end the transaction, so that it is left to the user.
 */
static void take_greeting_refusal(struct dialogue *dialogue, const struct request *request,
                                  unsigned code, int64_t now_ms)
{
    bool is_first = dialogue->position.state == DIALECT_STATE_HELO;

    if (greets(dialogue, request) && code >= 500 && is_first)
        greet_simply(dialogue, request, now_ms);
}

/* --- lines ----------------------------------------------------------------------------------- */

/* Takes the request that a reply answers and asks the table about it again: a greeting chooses the
 * dialect, and of those given up at once only the first was asked about.  NULL: nothing was
 * asked. */
static struct request *take_request(struct dialogue *dialogue)
{
    struct requests *requests = answered(dialogue);
    struct request *first = requests_first(requests);

    if (first == NULL)
        return NULL;
    if (first->event == DIALECT_CONNECT)
        choose_dialect(dialogue);
    dialogue_predict(dialogue, first);
    if (requests == &dialogue->requests)
        requests_clear(&dialogue->given_up);
    return requests_take(requests);
}

/* Neither is possible within a transaction. */
static unsigned offers_of(const struct dialogue *dialogue)
{
    bool can_secure =
        dialogue_can_secure(dialogue) && dialogue->position.state == DIALECT_STATE_MAIL;

    return (can_secure ? DIALECT_EXTENSION_STARTTLS : 0U) |
           (dialogue_can_authenticate(dialogue) ? DIALECT_EXTENSION_AUTH : 0U);
}

bool dialogue_is_bare(const struct dialogue *dialogue, const struct request *request)
{
    struct span argument = request_argument(request);

    return dialect_names_address(dialogue->dialect, request->event) && argument.size > 0 &&
           memchr(argument.data, '<', argument.size) == NULL;
}

/* REPLY to REQUEST may refuse a misspelt verb.  Of an unknown command that may be a password, its
 * request has kept nothing to be told. */
static void note_meant(const struct dialogue *dialogue, const struct request *request,
                       struct dialogue_reply *reply)
{
    if (request->event != DIALECT_UNKNOWN || reply->code < 500)
        return;
    reply->meant = near_miss_verb(dialogue->dialect, request_argument(request));
    reply->is_misspelt = reply->meant < DIALECT_VERBS;
}

/* A reply is complete: the position is updated, and the next lines are sent. */
static void finish_reply(struct dialogue *dialogue, struct dialogue_line line, int64_t now_ms)
{
    bool is_late = answered(dialogue) == &dialogue->given_up;
    struct request *request = take_request(dialogue);

    secret_reply(&dialogue->secret, line.code, request != NULL);
    if (request != NULL)
        line.argument = request_argument(request);
    line.kind = DIALOGUE_REPLY_LAST;
    line.reply = dialogue_conclude(dialogue, request, line.code, reply_text(line.text));
    line.reply.is_late = is_late && request != NULL;
    dialogue->has_just_opened |=
        line.reply.before.state != line.reply.after.state && dialogue_is_in_message(dialogue);
    dialogue->is_end_uncertain &= dialogue_is_in_message(dialogue) && line.code != 354;
    if (request != NULL) {
        take_offers(dialogue, request, line.code);
        line.reply.was_bare = dialogue_is_bare(dialogue, request);
        note_meant(dialogue, request, &line.reply);
    }
    line.reply.offers = offers_of(dialogue);
    dialogue_show(dialogue, line);
    if (request != NULL)
        take_greeting_refusal(dialogue, request, line.code, now_ms);
    dialogue_begin_tls(dialogue, &line.reply);
    request_free(request);
    dialogue->so_far.lines = 0;
    dialogue->is_authenticating &= line.code == MECHANISM_CHALLENGE_CODE;
    dialogue_say_next(dialogue, now_ms);
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
    dialogue_show(dialogue, line);
}

static void report_bad_line(struct dialogue *dialogue, struct dialogue_line line)
{
    bool was_reported = dialogue->reported_long_line;

    line.kind = DIALOGUE_NO_REPLY;
    line.flaw = dialogue->parser.flaw;
    dialogue->reported_long_line = false;
    dialogue->so_far.lines = 0;
    if (line.flaw == REPLY_FLAW_LONG_LINE)
        line.ending = LINE_ENDING_UNKNOWN;
    if (line.flaw != REPLY_FLAW_LONG_LINE || !was_reported)
        dialogue_show(dialogue, line);
}

/* Processes the next line of the server, if it is complete. */
static bool take_line(struct dialogue *dialogue, int64_t now_ms)
{
    const struct request *first = requests_first(answered(dialogue));
    struct span in = buffer_span(&dialogue->in);
    struct dialogue_line line = {.request = first != NULL ? first->number : 0,
                                 .elapsed_ms = first != NULL ? now_ms - first->sent_ms : -1};
    size_t consumed;
    enum reply_status status =
        reply_parse(&dialogue->parser, in.data, in.size, &line.text, &consumed);

    line.code = dialogue->parser.code;
    line.ending = dialogue->parser.framer.last;
    if (status != REPLY_MORE || consumed < in.size)
        dialogue_show_padding(dialogue);
    if (status != REPLY_MORE)
        dialogue_begin_line(dialogue);
    if (status == REPLY_LINE || status == REPLY_DONE) {
        dialogue->reported_long_line = false;
        collect(dialogue, reply_text(line.text));
    }
    switch (status) {
    case REPLY_MORE:
        report_long_line(dialogue, (struct dialogue_line){.elapsed_ms = line.elapsed_ms});
        break;
    case REPLY_LINE:
        line.kind = DIALOGUE_REPLY;
        dialogue_show(dialogue, line);
        break;
    case REPLY_DONE:
        finish_reply(dialogue, line, now_ms);
        break;
    case REPLY_BAD:
        report_bad_line(dialogue, line);
        break;
    }
    buffer_consume(&dialogue->in, consumed);
    return status != REPLY_MORE;
}

int dialogue_receive(struct dialogue *dialogue, struct span bytes, int64_t now_ms)
{
    dialogue_hurry_message(dialogue);
    dialogue->heard = dialogue->requests.last_number;
    dialogue->has_just_opened = false;
    while (bytes.size > 0 && !dialogue->is_securing) {
        size_t room = DIALOGUE_IN_MAX - buffer_size(&dialogue->in);
        size_t size = bytes.size < room ? bytes.size : room;
        if (buffer_append(&dialogue->in, bytes.data, size) != 0)
            return -1;
        bytes = span_skip(bytes, size);
        while (!dialogue->is_securing && take_line(dialogue, now_ms))
            continue;
    }
    if (dialogue->is_securing)
        dialogue_throw_away(dialogue, bytes.size);
    dialogue_note_heard(dialogue, now_ms);
    return dialogue->has_failed ? -1 : 0;
}

void dialogue_secured(struct dialogue *dialogue, int64_t now_ms)
{
    dialogue->is_securing = false;
    dialogue_say_next(dialogue, now_ms);
}
