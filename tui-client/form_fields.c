/* form_fields.c - what a form consists of, and how it follows the guide.
 *
 * Nothing here knows a key or how anything looks.
 */
#include <config.h>

#include "tui-client/form.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "common/address.h"
#include "common/command.h"

/* Most bytes of a command line that is made only to be measured. */
#define LINE_BYTES_MAX ((size_t)1 << 20)

/* --- fields ---------------------------------------------------------------------------------- */

struct span form_text(const struct form_field *field)
{
    return (struct span){field->text, field->size};
}

void form_set(struct form_field *field, struct span text, bool is_edited)
{
    char *copy = text.size > 0 ? malloc(text.size) : NULL;

    if (text.size > 0 && copy == NULL)
        return;
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    free(field->text);
    *field = (struct form_field){
        .text = copy, .size = text.size, .point = text.size, .is_edited = is_edited};
}

/* Fills in what the person has not written. */
static void fill_field(struct form_field *field, const char *text)
{
    if (!field->is_edited)
        form_set(field, span_of(text != NULL ? text : ""), false);
}

/* --- what a step consists of ----------------------------------------------------------------- */

enum steps_form form_kind(const struct form *form)
{
    const struct guide *guide = form->pane.guide;

    if (guide->step == GUIDE_CONNECT)
        return STEPS_FORM_NOTHING;
    return steps_form(guide->dialect, guide->step);
}

size_t form_item_count(const struct form *form)
{
    switch (form_kind(form)) {
    case STEPS_FORM_MESSAGE:
        return COMPOSE_FIELDS + form->attachment_count + 1;
    case STEPS_FORM_END:
        return 2;
    default:
        return 1;
    }
}

enum form_item form_item(const struct form *form, size_t number)
{
    switch (form_kind(form)) {
    case STEPS_FORM_TEXT:
    case STEPS_FORM_ADDRESS:
        return FORM_FIELD;
    case STEPS_FORM_MESSAGE:
        if (number < COMPOSE_FIELDS)
            return FORM_FIELD;
        return number < COMPOSE_FIELDS + form->attachment_count ? FORM_ATTACHMENT : FORM_BODY;
    default:
        return FORM_BUTTON;
    }
}

struct form_field *form_field_of(struct form *form, size_t number)
{
    if (form_item(form, number) != FORM_FIELD)
        return NULL;
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return &form->headers[number];
    return &form->arguments[form->pane.guide->step];
}

const struct form_attachment *form_attachment_of(const struct form *form, size_t number)
{
    return &form->attachments[number - COMPOSE_FIELDS];
}

enum form_button form_button_of(const struct form *form, size_t number)
{
    if (form->pane.guide->step == GUIDE_CONNECT)
        return FORM_CONNECT;
    return form_kind(form) == STEPS_FORM_END && number == 0 ? FORM_ANOTHER : FORM_SEND;
}

/* A command's argument may be longer than a header field, as long as the line is not too long. */
static enum compose_flaw argument_flaw(const struct form *form, struct span text)
{
    const struct dialect *dialect = form->pane.guide->dialect;
    enum compose_flaw flaw = compose_check(text);
    struct buffer line;
    bool is_too_long;

    if (span_trim(text).size == 0)
        return COMPOSE_EMPTY;
    buffer_init(&line, LINE_BYTES_MAX);
    is_too_long = command_format(dialect, form->pane.guide->step, text, &line) != 0 ||
                  buffer_size(&line) > dialect->policy.command_line_bytes;
    buffer_release(&line);
    if (flaw != COMPOSE_OK && flaw != COMPOSE_TOO_LONG)
        return flaw;
    return is_too_long ? COMPOSE_TOO_LONG : COMPOSE_OK;
}

enum compose_flaw form_flaw(struct form *form, size_t number)
{
    struct span text = form_text(form_field_of(form, number));

    return form_kind(form) == STEPS_FORM_MESSAGE
               ? compose_check_field((enum compose_field)number, text)
               : argument_flaw(form, text);
}

struct compose_message form_message_without_body(const struct form *form)
{
    struct compose_message message = {0};

    for (size_t i = 0; i < COMPOSE_FIELDS; i++)
        message.fields[i] = form_text(&form->headers[i]);
    message.attachment_count = form->attachment_count;
    for (size_t i = 0; i < form->attachment_count; i++)
        message.attachments[i] = (struct compose_attachment){
            span_of(form->attachments[i].path), buffer_span(&form->attachments[i].content)};
    return message;
}

struct compose_message form_message(struct form *form)
{
    struct compose_message message = form_message_without_body(form);

    message.body = area_text(&form->body);
    return message;
}

bool form_has_unsent(const struct form *form)
{
    if (area_size(&form->body) > 0 || form->attachment_count > 0)
        return true;
    for (size_t i = 0; i < COMPOSE_FIELDS; i++)
        if (form->headers[i].is_edited)
            return true;
    return false;
}

/* --- following the guide --------------------------------------------------------------------- */

static void fill_date(struct form *form)
{
    char text[COMPOSE_DATE_MAX + 1];
    time_t now = time(NULL);
    struct tm local;

    localtime_r(&now, &local);
    text[compose_date(&local, (int)(local.tm_gmtoff / 60), text)] = '\0';
    fill_field(&form->headers[COMPOSE_DATE], text);
}

static void fill_message_id(struct form *form, struct span domain)
{
    char text[256];
    uint64_t nonce = 0;

    if (getrandom(&nonce, sizeof nonce, 0) < 0)
        nonce = (uint64_t)time(NULL);
    text[compose_message_id(nonce, domain, text, sizeof text - 1)] = '\0';
    fill_field(&form->headers[COMPOSE_MESSAGE_ID], text);
}

/* RFC 5322 section 3.4.1: "addr-spec = local-part "@" domain"; an envelope may do without a domain,
 * a header field may not.  The null sender is nobody's address. */
static void fill_address(struct form_field *field, const char *address, struct span domain)
{
    char text[COMPOSE_FIELD_MAX];
    bool is_nobody = address == NULL || address[0] == '\0' || strcmp(address, "<>") == 0;

    if (is_nobody || strchr(address, '@') != NULL || domain.size == 0) {
        fill_field(field, is_nobody ? "" : address);
        return;
    }
    snprintf(text, sizeof text, "%s@%.*s", address, (int)domain.size, domain.data);
    fill_field(field, text);
}

/* Gives TEXT to the field of each verb that introduces WHAT. */
static void set_introduced(struct form *form, enum dialect_introduces what, struct span text)
{
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (dialect_introduces(form->pane.guide->dialect, verb) == what)
            form_set(&form->arguments[verb], text, false);
}

/* What the client calls itself, as far as its fields tell. */
static struct span client_name(const struct form *form)
{
    struct span name = {NULL, 0};

    for (enum dialect_event verb = 0; verb < DIALECT_VERBS && name.size == 0; verb++)
        if (dialect_introduces(form->pane.guide->dialect, verb) == DIALECT_INTRODUCES_CLIENT)
            name = form_text(&form->arguments[verb]);
    return name;
}

static void fill_message(struct form *form)
{
    const struct client *client = &form->pane.guide->client;
    const struct envelope *envelope = &client->envelope;
    const char *server = client->server != NULL ? client->server : "";

    fill_address(&form->headers[COMPOSE_FROM], envelope->sender, client_name(form));
    fill_address(&form->headers[COMPOSE_TO],
                 envelope->recipient_count > 0 ? envelope->recipients[0] : NULL, span_of(server));
    if (form->headers[COMPOSE_DATE].size == 0)
        fill_date(form);
    if (form->headers[COMPOSE_MESSAGE_ID].size == 0)
        fill_message_id(form, client_name(form));
}

/* The message is delivered: the next one is another, and so is its recipient. */
static void forget_message(struct form *form)
{
    form->is_sent = false;
    for (size_t i = 0; i < COMPOSE_FIELDS; i++)
        form_set(&form->headers[i], (struct span){0}, false);
    form_detach_all(form);
    area_set(&form->body, (struct span){0});
    set_introduced(form, DIALECT_INTRODUCES_RECIPIENT, (struct span){0});
}

/* Where a person begins in a fresh form: a message in its body, the end with the end. */
static size_t first_item(const struct form *form)
{
    switch (form_kind(form)) {
    case STEPS_FORM_MESSAGE:
        return COMPOSE_FIELDS + form->attachment_count;
    case STEPS_FORM_END:
        return 1;
    default:
        return 0;
    }
}

void form_follow(struct form *form)
{
    const struct guide *guide = form->pane.guide;

    if (form->deliveries != guide->deliveries) {
        form->deliveries = guide->deliveries;
        /* One that came from the raw line leaves a draft alone. */
        if (form->is_sent)
            forget_message(form);
    }
    if (form->visits == guide->visits)
        return;
    form->visits = guide->visits;
    form->item = first_item(form);
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        fill_message(form);
}

struct span form_argument(const struct guide *guide, struct span line, enum dialect_event *verb)
{
    struct command command = command_parse(guide->dialect, line);

    *verb = command.verb;
    if (command.verb == DIALECT_UNKNOWN || !dialect_wants_argument(guide->dialect, command.verb))
        return (struct span){0};
    if (steps_form(guide->dialect, command.verb) == STEPS_FORM_ADDRESS)
        return address_parse(command.argument);
    return command.argument;
}

void form_show_message(struct form *form)
{
    struct guide *guide = form->pane.guide;

    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return;
    for (size_t i = 0; i < guide->steps.count; i++)
        if (steps_form(guide->dialect, guide->steps.verbs[i]) == STEPS_FORM_MESSAGE)
            guide_visit(guide, guide->steps.verbs[i]);
    form_follow(form);
}

static void take_message(struct form *form, struct span text)
{
    struct compose_message message;

    form_show_message(form);
    compose_parse(text, &message);
    form->is_sent = false;
    for (size_t i = 0; i < COMPOSE_FIELDS; i++)
        form_set(&form->headers[i], message.fields[i], true);
    form_detach_all(form);
    form_attach_all(form, &message);
    if (area_set(&form->body, message.body) != 0)
        guide_say(form->pane.guide, GUIDE_BAD, strerror(errno));
    form->item = first_item(form);
}

bool form_take(struct form *form, enum history_kind kind, struct span text)
{
    struct guide *guide = form->pane.guide;
    enum dialect_event verb;
    struct span argument = form_argument(guide, text, &verb);

    if (kind == HISTORY_MESSAGE) {
        take_message(form, text);
        return true;
    }
    if (argument.size == 0)
        return false;
    guide_visit(guide, verb);
    form_set(&form->arguments[verb], argument, true);
    return true;
}

void form_init_fields(struct form *form, const char *hostname)
{
    area_init(&form->body, FORM_BODY_MAX);
    set_introduced(form, DIALECT_INTRODUCES_CLIENT, span_of(hostname));
}

void form_release(struct form *form)
{
    for (size_t i = 0; i < DIALECT_VERBS; i++)
        free(form->arguments[i].text);
    for (size_t i = 0; i < COMPOSE_FIELDS; i++)
        free(form->headers[i].text);
    form_detach_all(form);
    area_release(&form->body);
}
