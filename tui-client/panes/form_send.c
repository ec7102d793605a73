/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_send.c - sends a step, or reports why not. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <errno.h>
#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/panes/guide_resume.h"

/* Whether a field with this flaw can be sent anyway, to see the server's reaction.  Of a message it
 * would be left out, and no line may be injected. */
static bool is_sendable(const struct form *form, enum compose_flaw flaw)
{
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return flaw == COMPOSE_NEEDS_QUOTES || flaw == COMPOSE_NOT_ASCII;
    return flaw != COMPOSE_CONTROL_BYTE && flaw != COMPOSE_ILL_FORMED;
}

/* Moves to item NUMBER and reports TEXT.  On narrow screens the end of it is cut: what is wrong
 * stands beside the field too. */
static void refuse(struct form *form, size_t number, const char *text)
{
    form->item = number;
    form_load_prompt(form);
    guide_say_of_text(form->pane.guide, GUIDE_BAD, text);
}

/* Whether the field of item NUMBER can be sent; reports its flaw. */
static bool can_be_sent(struct form *form, size_t number, bool anyway)
{
    enum compose_flaw flaw = form_flaw(form, number);
    char text[256];

    if (flaw == COMPOSE_OK || (anyway && is_sendable(form, flaw)))
        return true;
    snprintf(text, sizeof text,
             is_sendable(form, flaw) ? _("Not sent; Alt-s sends it anyway.  The field %s.")
                                     : _("Not sent: the field %s."),
             words_compose_flaw(flaw));
    refuse(form, number, text);
    return false;
}

/* Whether what was typed into it is right; reports what is wrong, with the cursor there. */
static bool is_right(struct form *form, size_t number)
{
    struct form_trouble trouble = form_trouble(form, number);
    char text[WORDS_MAX];

    if (!trouble.is_flaw)
        return true;
    snprintf(text, sizeof text, _("Not sent; Alt-s sends it anyway.  %s: %s."),
             form_label(form, number), trouble.words);
    form_field_of(form, number)->point = trouble.place;
    refuse(form, number, text);
    return false;
}

static bool are_fields_good(struct form *form, bool anyway)
{
    for (size_t i = 0; i < form_item_count(form); i++)
        if (!can_be_sent(form, i, anyway) || !(anyway || is_right(form, i)))
            return false;
    return true;
}

/* Whether the step may be sent now; one that is not open needs ANYWAY. */
static bool is_time(struct form *form, bool anyway)
{
    struct guide *guide = form->pane.guide;
    const struct dialogue *dialogue = &guide->client.dialogue;
    bool takes_message = dialogue_is_in_message(dialogue) && form_kind(form) == STEPS_FORM_MESSAGE;
    bool is_open =
        dialect_why_not(guide->dialect, dialogue->position, guide->step) == DIALECT_REASON_NONE;

    if (guide->client.link.state != LINK_OPEN || dialogue_is_waiting(dialogue)) {
        guide_say(guide, GUIDE_TROUBLE,
                  dialogue_is_sending(dialogue)
                      ? _("The message is still being sent.  Ctrl-C cancels.")
                      : _("The server has not replied yet.  Ctrl-C cancels."));
        return false;
    }
    if (takes_message && dialogue->is_end_uncertain && !anyway) {
        guide_say(guide, GUIDE_TROUBLE,
                  _("Not sent: the server may still wait for the end of the message.  A dot in the "
                    "raw line (F7) ends it; Alt-s sends all of it again."));
        return false;
    }
    if (is_open || anyway || takes_message)
        return true;
    guide_say(guide, GUIDE_TROUBLE, _("Not sent: step not available.  Alt-s sends it anyway."));
    return false;
}

/* A message without text is more often a slip than meant. */
static bool has_text(struct form *form, bool anyway)
{
    const struct draft *draft = form->draft;
    size_t size = draft_has_file(draft) ? buffer_size(&draft->file.content)
                                        : area_size(&draft->body) + draft->attachment_count;
    bool is_empty = form_kind(form) == STEPS_FORM_MESSAGE && size == 0;

    if (is_empty && !anyway)
        guide_say(form->pane.guide, GUIDE_TROUBLE,
                  _("Not sent: the message is empty.  Alt-s sends it anyway."));
    return !is_empty || anyway;
}

struct transmission {
    struct form *form;
    int64_t now_ms;
    int status;
};

static bool transmit_command(void *context, struct span argument)
{
    struct transmission *transmission = context;
    struct guide *guide = transmission->form->pane.guide;

    transmission->status =
        client_say_step(&guide->client, guide->step, argument, transmission->now_ms);
    return transmission->status == 0;
}

static void report(struct form *form, int status)
{
    struct guide *guide = form->pane.guide;

    guide->follows = true;
    if (status != 0)
        guide_say(guide, GUIDE_BAD, words_unsent(errno));
    else
        guide_say_sent(guide);
    guide_note_sent(guide);
}

static void transmit_message(struct form *form, int64_t now_ms)
{
    struct guide *guide = form->pane.guide;
    struct compose_message message = draft_message(form->draft);
    int status = client_say_message(&guide->client, guide->step, &message, now_ms);

    draft_note_sent(form->draft, status == 0);
    report(form, status);
}

static void transmit(struct form *form, bool anyway, int64_t now_ms)
{
    struct transmission transmission = {.form = form, .now_ms = now_ms, .status = -1};
    size_t count;

    if (form_kind(form) == STEPS_FORM_MESSAGE) {
        transmit_message(form, now_ms);
        return;
    }
    if (form_kind(form) == STEPS_FORM_CREDENTIALS) {
        form_log_in(form, now_ms);
        return;
    }
    count = form_each_argument(form, anyway ? FORM_ALL : FORM_UNANSWERED, transmit_command,
                               &transmission);
    draft_note_sent(form->draft, false);
    if (count > 0)
        report(form, transmission.status);
    else
        guide_say(
            form->pane.guide, GUIDE_SAID,
            _("Not sent: the server has answered all of these.  Add a recipient, or go to the "
              "next step."));
}

/* Connects to the server of the field, or reports why not. */
static void connect_to_server(struct form *form, int64_t now_ms)
{
    struct guide *guide = form->pane.guide;
    enum compose_flaw flaw = form_flaw(form, 0);
    struct server_name name;
    char text[256];

    if (flaw == COMPOSE_OK &&
        server_name_parse(&name, span_trim(draft_text(&form->draft->server))) == SERVER_NAME_OK) {
        client_set_server(&guide->client, &name);
        guide_connect(guide, now_ms);
        return;
    }
    form->item = 0;
    form_load_prompt(form);
    snprintf(text, sizeof text,
             client_can_say(&guide->client) ? _("The connection stays as it is: the server %s.")
                                            : _("Not connected: the server %s."),
             words_compose_flaw(flaw));
    guide_say(guide, GUIDE_BAD, text);
}

void form_send(struct form *form, bool anyway, int64_t now_ms)
{
    struct guide *guide = form->pane.guide;

    form_follow(form);
    form_fill_parameters(form);
    if (guide_refuses_meanwhile(guide))
        return;
    if (guide->step == GUIDE_CONNECT &&
        (anyway || !client_can_say(&guide->client) || client_has_given_up(&guide->client)))
        connect_to_server(form, now_ms);
    else if (guide->step == GUIDE_CONNECT)
        guide_say(guide, GUIDE_SAID,
                  _("Already connected or connecting; Alt-s closes it and connects anew."));
    else if (!client_can_say(&guide->client))
        guide_connect(guide, now_ms);
    else if (are_fields_good(form, anyway) && is_time(form, anyway) && has_text(form, anyway))
        transmit(form, anyway, now_ms);
}
