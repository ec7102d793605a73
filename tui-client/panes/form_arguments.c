/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_arguments.c - from the fields of a step to the arguments of its commands. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <stdio.h>

#include "common/address.h"
#include "common/argument.h"
#include "tui-client/message/mime.h"
#include "tui-client/message/recipients.h"

/* Bytes of the header that is not written yet when a message is announced. */
#define HEADER_BYTES 1000

static struct span field_text(const struct form *form)
{
    const struct draft_field *field = form_field_of(form, 0);
    bool is_argument = field != NULL && form_kind(form) != STEPS_FORM_MESSAGE;

    return is_argument ? draft_text(field) : (struct span){0};
}

/* --- several recipients ---------------------------------------------------------------------- */

static unsigned verdict_on(const struct form *form, struct span address)
{
    return envelope_verdict(&form->pane.guide->client.envelope, address_parse(address));
}

/* How many of the recipients were answered with CODE / 100; 0: not answered. */
static size_t count_answered(const struct form *form, unsigned class)
{
    struct span rest = field_text(form), address;
    size_t count = 0;

    while (recipients_next(&rest, &address))
        count += verdict_on(form, address) / 100 == class;
    return count;
}

/* The class of the recipients that are sent; ones refused for now only after all others. */
static unsigned class_to_send(const struct form *form)
{
    return count_answered(form, 0) > 0 ? 0 : 4;
}

static size_t each_recipient(const struct form *form, enum form_choice choice,
                             bool (*take)(void *context, struct span argument), void *context)
{
    struct span rest = field_text(form), address;
    unsigned class = class_to_send(form);
    size_t count = 0;

    while (recipients_next(&rest, &address)) {
        if (choice == FORM_UNANSWERED && verdict_on(form, address) / 100 != class)
            continue;
        count++;
        if (!take(context, address))
            break;
    }
    return count;
}

/* --- a sender and its parameters -------------------------------------------------------------- */

/* Writes the path that ADDRESS means, and the parameters, to OUT. */
static int write_path(const struct form *form, struct span address, struct buffer *out)
{
    struct span parameters = span_trim(draft_text(&form->draft->parameters));
    struct span bare = address_parse(address);
    bool is_null = span_equal(bare, span_of("<>"));

    if (parameters.size == 0)
        return buffer_append(out, address.data, address.size);
    if ((!is_null && buffer_append(out, "<", 1) != 0) ||
        buffer_append(out, bare.data, bare.size) != 0 ||
        (!is_null && buffer_append(out, ">", 1) != 0) || buffer_append(out, " ", 1) != 0)
        return -1;
    return buffer_append(out, parameters.data, parameters.size);
}

/* What AUTH begins with. */
static void say_mechanism(const struct form *form,
                          bool (*take)(void *context, struct span argument), void *context)
{
    const struct client *client = &form->pane.guide->client;
    struct span user = span_trim(draft_text(form_field_of(form, 0)));
    enum mechanism mechanism = form_mechanism(form);
    char text[64] = "";

    if (mechanism < MECHANISMS) {
        bool has_secret =
            exchange_begins_with_response(mechanism, user, client_password(client)->size);
        snprintf(text, sizeof text, "%s%s", mechanism_name(mechanism),
                 has_secret ? " [secret]" : "");
    }
    (void)take(context, span_of(text));
}

size_t form_each_argument(const struct form *form, enum form_choice choice,
                          bool (*take)(void *context, struct span argument), void *context)
{
    struct buffer path;

    if (form_is_list(form))
        return each_recipient(form, choice, take, context);
    if (form_kind(form) == STEPS_FORM_CREDENTIALS) {
        say_mechanism(form, take, context);
        return 1;
    }
    if (!form_has_parameters(form)) {
        (void)take(context, field_text(form));
        return 1;
    }
    buffer_init(&path, DIALOGUE_QUEUE_MAX);
    if (write_path(form, span_trim(field_text(form)), &path) == 0)
        (void)take(context, buffer_span(&path));
    buffer_release(&path);
    return 1;
}

/* --- what is not ASCII ------------------------------------------------------------------------ */

static bool is_offered(const struct form *form, enum dialect_extension extension)
{
    return (form->pane.guide->client.dialogue.offered.extensions & extension) != 0;
}

/* Whether the transaction allows addresses in UTF-8 (RFC 6531 section 3.4). */
static bool is_announced(const struct form *form)
{
    const char *keyword = dialect_extension_keyword(DIALECT_EXTENSION_SMTPUTF8);
    struct span value;

    if (!form_has_parameters(form))
        return form->pane.guide->client.envelope.is_international;
    return argument_find_parameter(draft_text(&form->draft->parameters), keyword, &value);
}

/* Whether the step's addresses must follow RFC 5321, and so be ASCII without SMTPUTF8. */
static bool has_path(const struct form *form)
{
    const struct guide *guide = form->pane.guide;
    const struct dialect_row *row = dialect_row_of(guide->dialect, guide->step);

    return row != NULL &&
           (row->argument == ARGUMENT_REVERSE_PATH || row->argument == ARGUMENT_FORWARD_PATH);
}

static enum compose_flaw one_flaw(const struct form *form, struct span text)
{
    const struct guide *guide = form->pane.guide;
    enum compose_flaw flaw = draft_argument_flaw(guide->dialect, guide->step, text);

    if (flaw != COMPOSE_OK || span_is_ascii(text) || !has_path(form))
        return flaw;
    if (!is_offered(form, DIALECT_EXTENSION_SMTPUTF8))
        return COMPOSE_NOT_OFFERED;
    return is_announced(form) ? COMPOSE_OK : COMPOSE_NOT_ANNOUNCED;
}

static enum compose_flaw argument_flaw(const struct form *form, struct span text)
{
    struct span rest = text, address;
    enum compose_flaw flaw = COMPOSE_OK;

    if (!form_is_list(form) || span_trim(text).size == 0)
        return one_flaw(form, text);
    while (flaw == COMPOSE_OK && recipients_next(&rest, &address))
        flaw = one_flaw(form, address);
    return flaw;
}

static enum compose_flaw parameters_flaw(const struct form *form, struct span text)
{
    const struct capabilities *offered = &form->pane.guide->client.dialogue.offered;
    enum compose_flaw flaw = compose_check(text);

    if (flaw == COMPOSE_OK && capabilities_refuse_size(offered, text))
        return COMPOSE_TOO_LARGE;
    return flaw;
}

static enum compose_flaw server_flaw(struct span text)
{
    static const enum compose_flaw flaws[] = {
        [SERVER_NAME_OK] = COMPOSE_OK,
        [SERVER_NAME_NOT_URL] = COMPOSE_NOT_SERVER,
        [SERVER_NAME_NOT_PORT] = COMPOSE_NOT_PORT,
        [SERVER_NAME_NOT_HOST] = COMPOSE_NOT_SERVER,
    };
    enum compose_flaw flaw = compose_check(text);
    struct server_name name;

    if (span_trim(text).size == 0)
        return COMPOSE_EMPTY;
    if (flaw != COMPOSE_OK)
        return flaw;
    return flaws[server_name_parse(&name, span_trim(text))];
}

enum compose_flaw form_flaw(const struct form *form, size_t number)
{
    const struct draft_field *field = form_field_of(form, number);
    enum compose_flaw flaw;

    if (field == NULL)
        return COMPOSE_OK;
    if (form->pane.guide->step == GUIDE_CONNECT)
        return server_flaw(draft_text(field));
    if (form_kind(form) == STEPS_FORM_CREDENTIALS)
        return span_trim(draft_text(field)).size == 0 ? COMPOSE_EMPTY
                                                      : compose_check(draft_text(field));
    if (form_kind(form) != STEPS_FORM_MESSAGE)
        return number == 0 ? argument_flaw(form, draft_text(field))
                           : parameters_flaw(form, draft_text(field));
    flaw = compose_check_field((enum compose_field)number, draft_text(field));
    /* RFC 6532: a header may be in UTF-8 if the transaction is. */
    if (flaw == COMPOSE_NOT_ASCII && form->pane.guide->client.envelope.is_international)
        return COMPOSE_OK;
    return flaw;
}

/* --- parameters ------------------------------------------------------------------------------- */

static bool needs_smtputf8(const struct form *form)
{
    struct draft *draft = form->draft;

    return !span_is_ascii(draft_text(draft_introduced(draft, DIALECT_INTRODUCES_SENDER))) ||
           !span_is_ascii(draft_text(draft_introduced(draft, DIALECT_INTRODUCES_RECIPIENT)));
}

void form_fill_parameters(struct form *form)
{
    bool is_utf8 = needs_smtputf8(form) && is_offered(form, DIALECT_EXTENSION_SMTPUTF8);
    bool is_eight_bit = draft_has_file(form->draft)
                            ? (form->draft->file_traits & MIME_EIGHT_BIT) != 0
                            : form->draft->encoding == COMPOSE_AS_TYPED ||
                                  form->draft->encoding == COMPOSE_EIGHT_BIT;
    char text[128] = "";
    int size = 0;

    if (!form_has_parameters(form))
        return;
    if (form->wire_size > 0 && is_offered(form, DIALECT_EXTENSION_SIZE))
        size += snprintf(text, sizeof text, "SIZE=%zu ", form->wire_size + HEADER_BYTES);
    if ((is_utf8 || is_eight_bit) && is_offered(form, DIALECT_EXTENSION_8BITMIME))
        size += snprintf(text + size, sizeof text - (size_t)size, "BODY=8BITMIME ");
    if (is_utf8)
        size += snprintf(text + size, sizeof text - (size_t)size, "%s",
                         dialect_extension_keyword(DIALECT_EXTENSION_SMTPUTF8));
    draft_fill_parameters(form->draft, span_trim((struct span){text, (size_t)size}));
}
