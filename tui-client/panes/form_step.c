/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_step.c - the items of a form, and how it follows the guide.
 *
 * Keys and looks are not known here.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <sys/random.h>
#include <time.h>

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
        return COMPOSE_FIELDS + form->draft->attachment_count + 1;
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
        return number < COMPOSE_FIELDS + form->draft->attachment_count ? FORM_ATTACHMENT
                                                                       : FORM_BODY;
    default:
        return FORM_BUTTON;
    }
}

/* The body of a message, or the button that ends the conversation. */
size_t form_first_item(const struct form *form)
{
    switch (form_kind(form)) {
    case STEPS_FORM_MESSAGE:
        return COMPOSE_FIELDS + form->draft->attachment_count;
    case STEPS_FORM_END:
        return 1;
    default:
        return 0;
    }
}

struct draft_field *form_field_of(const struct form *form, size_t number)
{
    if (form_item(form, number) != FORM_FIELD)
        return NULL;
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return draft_header(form->draft, (enum compose_field)number);
    return draft_argument(form->draft, form->pane.guide->step);
}

enum compose_flaw form_flaw(const struct form *form, size_t number)
{
    const struct guide *guide = form->pane.guide;
    const struct draft_field *field = form_field_of(form, number);

    if (field == NULL)
        return COMPOSE_OK;
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return compose_check_field((enum compose_field)number, draft_text(field));
    return draft_argument_flaw(guide->dialect, guide->step, draft_text(field));
}

size_t form_attachment_number(size_t number)
{
    return number - COMPOSE_FIELDS;
}

enum form_button form_button_of(const struct form *form, size_t number)
{
    if (form->pane.guide->step == GUIDE_CONNECT)
        return FORM_CONNECT;
    return form_kind(form) == STEPS_FORM_END && number == 0 ? FORM_ANOTHER : FORM_SEND;
}

struct span form_argument(const struct form *form)
{
    const struct draft_field *field = form_field_of(form, 0);
    bool is_argument = field != NULL && form_kind(form) != STEPS_FORM_MESSAGE;

    return is_argument ? draft_text(field) : (struct span){0};
}

/* --- following the guide --------------------------------------------------------------------- */

static void fill_message(struct form *form)
{
    const struct client *client = &form->pane.guide->client;
    struct draft_origin origin = {.envelope = &client->envelope, .server = client->server};
    time_t now = time(NULL);

    localtime_r(&now, &origin.now);
    origin.zone_minutes = (int)(origin.now.tm_gmtoff / 60);
    if (getrandom(&origin.nonce, sizeof origin.nonce, 0) < 0)
        origin.nonce = (uint64_t)now;
    draft_fill(form->draft, &origin);
}

void form_follow(struct form *form)
{
    const struct guide *guide = form->pane.guide;

    if (form->deliveries != guide->deliveries) {
        form->deliveries = guide->deliveries;
        draft_note_delivered(form->draft);
    }
    if (form->visits == guide->visits)
        return;
    form->visits = guide->visits;
    form->item = form_first_item(form);
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        fill_message(form);
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
