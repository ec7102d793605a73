/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* draft.c - see draft.h. */
#include <config.h>

#include "tui-client/message/draft.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/address.h"
#include "common/command.h"
#include "tui-client/dialogue/history.h"
#include "tui-client/dialogue/steps.h"

/* Maximum bytes of a command line that is built only to measure it. */
#define LINE_BYTES_MAX ((size_t)1 << 20)

/* --- fields ---------------------------------------------------------------------------------- */

/* The first verb that introduces WHAT in any dialect; DIALECT_VERBS if there is none. */
static enum dialect_event introducer_of(enum dialect_introduces what)
{
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        for (size_t i = 0; dialect_all[i] != NULL; i++)
            if (dialect_introduces(dialect_all[i], verb) == what)
                return verb;
    return DIALECT_VERBS;
}

/* What VERB introduces: the same in all dialects that have it. */
static enum dialect_introduces introduced_by(enum dialect_event verb)
{
    enum dialect_introduces what = DIALECT_INTRODUCES_NOTHING;

    for (size_t i = 0; dialect_all[i] != NULL && what == DIALECT_INTRODUCES_NOTHING; i++)
        what = dialect_introduces(dialect_all[i], verb);
    return what;
}

struct draft_field *draft_argument(struct draft *draft, enum dialect_event verb)
{
    enum dialect_introduces what = introduced_by(verb);

    return &draft->arguments[what != DIALECT_INTRODUCES_NOTHING ? introducer_of(what) : verb];
}

struct draft_field *draft_introduced(struct draft *draft, enum dialect_introduces what)
{
    return &draft->arguments[introducer_of(what)];
}

struct draft_field *draft_header(struct draft *draft, enum compose_field field)
{
    return &draft->headers[field];
}

struct span draft_text(const struct draft_field *field)
{
    return (struct span){field->text, field->size};
}

/* Sets FIELD to a copy of TEXT, with the cursor at its end; if allocation fails, FIELD is
 * unchanged. */
static void set(struct draft_field *field, struct span text, bool is_edited)
{
    char *copy = text.size > 0 ? malloc(text.size) : NULL;

    if (text.size > 0 && copy == NULL)
        return;
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    free(field->text);
    *field = (struct draft_field){
        .text = copy, .size = text.size, .point = text.size, .is_edited = is_edited};
}

static void clear(struct draft_field *field)
{
    set(field, (struct span){0}, false);
}

void draft_edit(struct draft *draft, struct draft_field *field, struct span text, size_t point)
{
    if (!span_equal(text, draft_text(field))) {
        set(field, text, true);
        draft->is_sent = false;
    }
    field->point = point < field->size ? point : field->size;
}

void draft_note_refused(struct draft *draft, enum dialect_event verb)
{
    struct draft_field *field = draft_argument(draft, verb);
    struct span text = draft_text(field);

    field->is_selected = text.size > 0 && memchr(text.data, ',', text.size) == NULL;
}

void draft_set_server(struct draft *draft, struct span text)
{
    set(&draft->server, text, false);
}

void draft_fill_parameters(struct draft *draft, struct span text)
{
    if (!draft->parameters.is_edited && !span_equal(text, draft_text(&draft->parameters)))
        set(&draft->parameters, text, false);
}

static bool is_too_long(const struct dialect *dialect, enum dialect_event verb, struct span text)
{
    struct buffer line;
    bool is_too_long;

    buffer_init(&line, LINE_BYTES_MAX);
    is_too_long = command_format(dialect, verb, text, COMMAND_BRACKETS, &line) != 0 ||
                  buffer_size(&line) > dialect->policy.command_line_bytes;
    buffer_release(&line);
    return is_too_long;
}

enum compose_flaw draft_argument_flaw(const struct dialect *dialect, enum dialect_event verb,
                                      struct span text)
{
    enum compose_flaw flaw = compose_check(text);

    if (span_trim(text).size == 0)
        return COMPOSE_EMPTY;
    if (flaw != COMPOSE_OK && flaw != COMPOSE_TOO_LONG)
        return flaw;
    return is_too_long(dialect, verb, text) ? COMPOSE_TOO_LONG : COMPOSE_OK;
}

/* --- attachments ----------------------------------------------------------------------------- */

size_t draft_attachment_room(const struct draft *draft)
{
    size_t bytes = 0;

    for (size_t i = 0; i < draft->attachment_count; i++)
        bytes += buffer_size(&draft->attachments[i].content);
    return DRAFT_ATTACHED_MAX - bytes;
}

int draft_attach(struct draft *draft, struct span path, struct buffer *content)
{
    char *copy;

    if (draft->attachment_count == COMPOSE_ATTACHMENTS_MAX) {
        errno = ENOSPC;
        return -1;
    }
    copy = strndup(path.data, path.size);
    if (copy == NULL)
        return -1;
    draft->attachments[draft->attachment_count++] = (struct draft_attachment){copy, *content};
    buffer_init(content, 0);
    draft->is_sent = false;
    return 0;
}

static void free_attachment(struct draft_attachment *attachment)
{
    free(attachment->path);
    buffer_release(&attachment->content);
}

void draft_detach(struct draft *draft, size_t number)
{
    free_attachment(&draft->attachments[number]);
    draft->attachment_count--;
    memmove(&draft->attachments[number], &draft->attachments[number + 1],
            (draft->attachment_count - number) * sizeof draft->attachments[0]);
    draft->is_sent = false;
}

static void detach_all(struct draft *draft)
{
    while (draft->attachment_count > 0)
        draft_detach(draft, draft->attachment_count - 1);
}

void draft_unload(struct draft *draft)
{
    free_attachment(&draft->file);
    draft->file = (struct draft_attachment){0};
    draft->is_sent = false;
}

void draft_choose_encoding(struct draft *draft, enum compose_encoding encoding)
{
    draft->encoding = encoding;
    draft->is_sent = false;
}

/* --- filled in ------------------------------------------------------------------------------- */

static void fill(struct draft_field *field, struct span text)
{
    if (!field->is_edited)
        set(field, text, false);
}

/* Appends ADDRESS to the list of addresses in OUT of SIZE bytes, if it fits.  RFC 5322 section
 * 3.4.1: "addr-spec = local-part "@" domain"; the domain is optional in the envelope, but required
 * in a header field.  The null sender is not an address. */
static void add_address(char *out, size_t size, const char *address, struct span domain)
{
    size_t length = strlen(out);
    bool is_whole = strchr(address, '@') != NULL || domain.size == 0;

    if (address[0] == '\0' || strcmp(address, "<>") == 0)
        return;
    snprintf(out + length, size - length, "%s%s%s%.*s", length > 0 ? ", " : "", address,
             is_whole ? "" : "@", is_whole ? 0 : (int)domain.size, domain.data);
}

static void fill_sender(struct draft *draft, const char *sender, struct span domain)
{
    char text[COMPOSE_FIELD_MAX] = "";

    if (sender != NULL)
        add_address(text, sizeof text, sender, domain);
    fill(draft_header(draft, COMPOSE_FROM), span_of(text));
}

static void fill_recipients(struct draft *draft, const struct envelope *envelope,
                            struct span domain)
{
    char text[COMPOSE_FIELD_MAX] = "";

    for (size_t i = 0; i < envelope->recipient_count; i++)
        add_address(text, sizeof text, envelope->recipients[i], domain);
    fill(draft_header(draft, COMPOSE_TO), span_of(text));
}

void draft_fill(struct draft *draft, const struct draft_origin *origin)
{
    const struct envelope *envelope = origin->envelope;
    /* It serves as the domain of a sender without one. */
    struct span name = draft_text(draft_introduced(draft, DIALECT_INTRODUCES_CLIENT));
    struct draft_field *date = draft_header(draft, COMPOSE_DATE);
    struct draft_field *id = draft_header(draft, COMPOSE_MESSAGE_ID);
    char text[255];

    fill_sender(draft, envelope->sender, name);
    fill_recipients(draft, envelope, span_of(origin->server != NULL ? origin->server : ""));
    if (date->size == 0)
        fill(date, (struct span){text, compose_date(&origin->now, origin->zone_minutes, text)});
    if (id->size == 0)
        fill(id, (struct span){text, compose_message_id(origin->nonce, name, text, sizeof text)});
}

/* --- taken from the history ------------------------------------------------------------------ */

struct span draft_line_argument(const struct dialect *dialect, struct span line,
                                enum dialect_event *verb)
{
    struct command command = command_parse(dialect, line);

    *verb = command.verb;
    if (command.verb == DIALECT_UNKNOWN || !dialect_wants_argument(dialect, command.verb))
        return (struct span){0};
    if (steps_form(dialect, command.verb) == STEPS_FORM_ADDRESS)
        return address_parse(command.argument);
    return command.argument;
}

bool draft_take_command(struct draft *draft, const struct dialect *dialect, struct span line,
                        enum dialect_event *verb)
{
    struct span argument = draft_line_argument(dialect, line, verb);

    if (argument.size == 0)
        return false;
    set(draft_argument(draft, *verb), argument, true);
    return true;
}

int draft_take_message(struct draft *draft, struct span text, struct compose_message *named)
{
    compose_parse(text, named);
    draft_unload(draft);
    if (named->file.path.size > 0)
        return 0;
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++)
        set(draft_header(draft, field), named->fields[field], true);
    detach_all(draft);
    draft->encoding = named->encoding;
    return area_replace(&draft->body, named->body);
}

/* --- the message, and what becomes of it ----------------------------------------------------- */

struct compose_message draft_message_without_body(const struct draft *draft)
{
    struct compose_message message = {.attachment_count = draft->attachment_count,
                                      .encoding = draft->encoding};

    for (size_t i = 0; i < COMPOSE_FIELDS; i++)
        message.fields[i] = draft_text(&draft->headers[i]);
    for (size_t i = 0; i < draft->attachment_count; i++)
        message.attachments[i] = (struct compose_attachment){
            span_of(draft->attachments[i].path), buffer_span(&draft->attachments[i].content)};
    if (draft_has_file(draft))
        message.file = (struct compose_attachment){span_of(draft->file.path),
                                                   buffer_span(&draft->file.content)};
    return message;
}

struct compose_message draft_message(struct draft *draft)
{
    struct compose_message message = draft_message_without_body(draft);

    message.body = area_text(&draft->body);
    return message;
}

void draft_note_sent(struct draft *draft, bool is_message)
{
    draft->is_sent = is_message;
}

/* Whether the history has kept the message, if it is the one that was sent. */
static bool fits_history(struct draft *draft)
{
    struct compose_message message = draft_message(draft);
    struct buffer text;
    bool fits;

    buffer_init(&text, HISTORY_ENTRY_MAX);
    fits = compose_text(&message, &text) == 0;
    buffer_release(&text);
    return fits;
}

void draft_note_delivered(struct draft *draft)
{
    struct draft_field *sender = draft_introduced(draft, DIALECT_INTRODUCES_SENDER);
    bool was_file = draft_has_file(draft), was_kept;

    if (!draft->is_sent)
        return;
    draft_unload(draft);
    sender->is_selected = sender->size > 0;
    clear(draft_introduced(draft, DIALECT_INTRODUCES_RECIPIENT));
    clear(&draft->parameters);
    if (was_file && draft_is_begun(draft))
        return;
    was_kept = fits_history(draft);
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++)
        clear(draft_header(draft, field));
    detach_all(draft);
    draft->encoding = COMPOSE_AUTOMATIC;
    if (was_kept || area_replace(&draft->body, (struct span){0}) != 0)
        (void)area_set(&draft->body, (struct span){0});
}

bool draft_is_begun(const struct draft *draft)
{
    if (area_size(&draft->body) > 0 || draft->attachment_count > 0 || draft_has_file(draft))
        return true;
    for (size_t i = 0; i < COMPOSE_FIELDS; i++)
        if (draft->headers[i].is_edited)
            return true;
    return false;
}

void draft_init(struct draft *draft, struct span name)
{
    *draft = (struct draft){0};
    area_init(&draft->body, DRAFT_BODY_MAX);
    kill_ring_init(&draft->killed);
    set(draft_introduced(draft, DIALECT_INTRODUCES_CLIENT), name, false);
}

void draft_release(struct draft *draft)
{
    for (size_t i = 0; i < DIALECT_VERBS; i++)
        free(draft->arguments[i].text);
    free(draft->parameters.text);
    free(draft->server.text);
    for (size_t i = 0; i < COMPOSE_FIELDS; i++)
        free(draft->headers[i].text);
    detach_all(draft);
    draft_unload(draft);
    area_release(&draft->body);
    kill_ring_release(&draft->killed);
}
