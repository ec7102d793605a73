/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_step.c - the items of a form, and how it follows the guide.
 *
 * Keys and looks are not known here.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <string.h>
#include <time.h>

#include "common/count.h"
#include "common/entropy.h"
#include "common/i18n.h"
#include "common/tls.h"
#include "tui-client/panes/guide_resume.h"

/* --- what a step consists of ----------------------------------------------------------------- */

static const enum form_button finish_buttons[] = {FORM_CONNECT, FORM_SAVE, FORM_COPY,
                                                  FORM_ELSEWHERE};

enum steps_form form_kind(const struct form *form)
{
    const struct guide *guide = form->pane.guide;

    if (guide->step == GUIDE_CONNECT)
        return STEPS_FORM_NOTHING;
    return steps_form(guide->dialect, guide->step);
}

static enum dialect_introduces introduced(const struct form *form)
{
    const struct guide *guide = form->pane.guide;

    return dialect_introduces(guide->dialect, guide->step);
}

bool form_is_finish(const struct form *form)
{
    return form_kind(form) == STEPS_FORM_END && guide_is_finished(form->pane.guide);
}

bool form_is_list(const struct form *form)
{
    return introduced(form) == DIALECT_INTRODUCES_RECIPIENT &&
           form->pane.guide->dialect->policy.recipients_max > 1;
}

bool form_has_parameters(const struct form *form)
{
    const struct guide *guide = form->pane.guide;
    const struct dialect_row *row =
        guide->step < DIALECT_VERBS ? dialect_row_of(guide->dialect, guide->step) : NULL;

    return row != NULL && row->argument == ARGUMENT_REVERSE_PATH;
}

/* The server, and the button that connects to it; another button also repeats steps.  The last item
 * is the choice of TLS, if there is any. */
#define CONNECT_ITEMS 2

size_t form_row_count(const struct form *form)
{
    if (form->pane.guide->step == GUIDE_CONNECT)
        return (size_t)(CONNECT_ITEMS + guide_can_resume(form->pane.guide) + tls_is_built_in());
    switch (form_kind(form)) {
    case STEPS_FORM_ADDRESS:
        return form_has_parameters(form) ? 2 : 1;
    case STEPS_FORM_CREDENTIALS:
        return 2;
    case STEPS_FORM_MESSAGE:
        return draft_has_file(form->draft) ? 1 : COMPOSE_FIELDS + form->draft->attachment_count + 1;
    case STEPS_FORM_END:
        return form_is_finish(form) ? COUNT(finish_buttons) : 2;
    default:
        return 1;
    }
}

size_t form_item_count(const struct form *form)
{
    size_t rows = form_row_count(form);

    switch (form_kind(form)) {
    case STEPS_FORM_TEXT:
        return rows + 1;
    case STEPS_FORM_ADDRESS:
    case STEPS_FORM_CREDENTIALS:
        return rows + 2;
    case STEPS_FORM_MESSAGE:
        return rows + (draft_has_file(form->draft) ? 2 : 3);
    default:
        return rows;
    }
}

enum form_item form_item(const struct form *form, size_t number)
{
    size_t rows = form_row_count(form);

    if (form->pane.guide->step == GUIDE_CONNECT && number + 1 == rows && tls_is_built_in())
        return FORM_OPTION;
    if (number + 1 == form_item_count(form))
        return FORM_BUTTON;
    if (form->pane.guide->step == GUIDE_CONNECT)
        return number == 0 ? FORM_FIELD : FORM_BUTTON;
    switch (form_kind(form)) {
    case STEPS_FORM_TEXT:
        return FORM_FIELD;
    case STEPS_FORM_ADDRESS:
        return number < rows ? FORM_FIELD : FORM_OPTION;
    case STEPS_FORM_CREDENTIALS:
        return number == 0 ? FORM_FIELD : number == 1 ? FORM_SECRET : FORM_OPTION;
    case STEPS_FORM_MESSAGE:
        if (draft_has_file(form->draft))
            return number == 0 ? FORM_FILE : FORM_OPTION;
        if (number < COMPOSE_FIELDS)
            return FORM_FIELD;
        if (number < rows)
            return number + 1 < rows ? FORM_ATTACHMENT : FORM_ENCODING;
        return number == rows ? FORM_BODY : FORM_OPTION;
    default:
        return FORM_BUTTON;
    }
}

/* The body of a message, or its file; the button that connects, that ends the conversation, or that
 * goes on. */
size_t form_first_item(const struct form *form)
{
    if (form->pane.guide->step == GUIDE_CONNECT)
        return 1;
    switch (form_kind(form)) {
    case STEPS_FORM_MESSAGE:
        return draft_has_file(form->draft) ? 0 : form_row_count(form);
    case STEPS_FORM_END:
        return form_is_finish(form) ? 0 : 1;
    default:
        return 0;
    }
}

struct draft_field *form_field_of(const struct form *form, size_t number)
{
    if (form_item(form, number) != FORM_FIELD)
        return NULL;
    if (form->pane.guide->step == GUIDE_CONNECT)
        return &form->draft->server;
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return draft_header(form->draft, (enum compose_field)number);
    if (number == 1)
        return &form->draft->parameters;
    return draft_argument(form->draft, form->pane.guide->step);
}

size_t form_attachment_number(size_t number)
{
    return number - COMPOSE_FIELDS;
}

enum form_button form_button_of(const struct form *form, size_t number)
{
    if (form->pane.guide->step == GUIDE_CONNECT)
        return number < CONNECT_ITEMS ? FORM_CONNECT : FORM_REPEAT;
    if (form_is_finish(form))
        return finish_buttons[number];
    return form_kind(form) == STEPS_FORM_END && number == 0 ? FORM_ANOTHER : FORM_SEND;
}

/* --- the mechanism of AUTH ------------------------------------------------------------------- */

enum mechanism form_mechanism(const struct form *form)
{
    unsigned offered = client_mechanisms(&form->pane.guide->client);
    bool is_chosen = form->mechanism < MECHANISMS && (offered & 1U << form->mechanism) != 0;

    return is_chosen ? form->mechanism : exchange_best(offered);
}

const char *form_mechanism_warning(const struct form *form)
{
    enum mechanism mechanism = form_mechanism(form);

    if (mechanism == MECHANISMS || !mechanism_reveals_secret(mechanism) ||
        form->pane.guide->client.link.is_secure)
        return "";
    return _("Without TLS the password is readable to all in between: STARTTLS first, or another "
             "mechanism.");
}

/* Chooses the next one that is offered, or the one before. */
void form_change_mechanism(struct form *form, size_t offset)
{
    unsigned offered = client_mechanisms(&form->pane.guide->client);
    enum mechanism mechanism = form_mechanism(form);

    if (mechanism == MECHANISMS)
        return;
    do
        mechanism = (mechanism + offset) % MECHANISMS;
    while ((offered & 1U << mechanism) == 0);
    form->mechanism = mechanism;
    guide_say(form->pane.guide, GUIDE_TROUBLE, form_mechanism_warning(form));
}

/* --- following the guide --------------------------------------------------------------------- */

static void fill_message(struct form *form)
{
    const struct client *client = &form->pane.guide->client;
    struct draft_origin origin = {.envelope = &client->envelope, .server = client->server};
    time_t now = time(NULL);

    localtime_r(&now, &origin.now);
    origin.zone_minutes = (int)(origin.now.tm_gmtoff / 60);
    if (entropy_fill(&origin.nonce, sizeof origin.nonce) != 0)
        origin.nonce = (uint64_t)now;
    draft_fill(form->draft, &origin);
}

/* The size of a message that was begun before its sender is sent; 0: there is none. */
static size_t wire_size(const struct form *form)
{
    struct compose_message message = draft_message(form->draft);
    struct buffer wire;
    size_t size = 0;

    if (!draft_is_begun(form->draft))
        return 0;
    buffer_init(&wire, DIALOGUE_MESSAGE_MAX);
    if (compose_wire(&message, &wire) == 0)
        size = buffer_size(&wire);
    buffer_release(&wire);
    return size;
}

/* Who is named on the command line; then the password comes first. */
static void fill_user(struct form *form)
{
    const struct client *client = &form->pane.guide->client;
    struct draft_field *user = form_field_of(form, 0);
    const char *name = client->options->auth_user;

    form->mechanism = MECHANISMS;
    if (draft_text(user).size == 0 && name != NULL)
        draft_edit(form->draft, user, span_of(name), strlen(name));
    if (draft_text(user).size > 0)
        form->item = password_is_given(client_password(client)) ? form_item_count(form) - 1 : 1;
}

static void show_step(struct form *form)
{
    form->visits = form->pane.guide->visits;
    form->is_off_text = false;
    form->item = form_first_item(form);
    if (form_kind(form) == STEPS_FORM_CREDENTIALS)
        fill_user(form);
    form->wire_size = form_has_parameters(form) ? wire_size(form) : 0;
}

/* A delivery that is withdrawn is not one more; and what was not delivered, or cannot be any more
 * without a connection, is kept whatever is delivered later. */
static void follow_message(struct form *form)
{
    const struct guide *guide = form->pane.guide;

    if (guide->deliveries > form->deliveries)
        draft_note_delivered(form->draft);
    if (guide->failures != form->failures || !client_is_connected(&guide->client))
        draft_note_sent(form->draft, false);
    form->deliveries = guide->deliveries;
    form->failures = guide->failures;
}

void form_follow(struct form *form)
{
    const struct guide *guide = form->pane.guide;
    bool has_other_recipients = form->recipients != guide->client.envelope.recipient_count;
    bool is_other_step = form->visits != guide->visits;

    follow_message(form);
    if (form->refusals != guide->refusals) {
        form->refusals = guide->refusals;
        draft_note_refused(form->draft, guide->refused_step);
        /* What was said in the step that it leads back to is to be said again, or anew. */
        if (guide->step < DIALECT_VERBS)
            draft_note_refused(form->draft, guide->step);
    }
    form->recipients = guide->client.envelope.recipient_count;
    /* A connection that begins takes a button away. */
    if (is_other_step || form->item >= form_item_count(form))
        show_step(form);
    if (form_kind(form) == STEPS_FORM_MESSAGE && (is_other_step || has_other_recipients))
        fill_message(form);
}

void form_show_message(struct form *form)
{
    struct guide *guide = form->pane.guide;

    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return;
    guide_visit(guide, steps_message(guide->dialect, &guide->steps));
    form_follow(form);
}
