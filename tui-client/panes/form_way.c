/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_way.c - the choices of how a step is sent: the pace and the encoding of a message, the
 * style of an address.
 *
 * All but the encoding belong to the dialogue, since they hold for what is typed in the raw line
 * too.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <assert.h>

#include "common/count.h"
#include "common/i18n.h"

/* The choice that is no value of the option --tls: a part of the server's name. */
#define TLS_FIRST (OPTIONS_TLS_REQUIRED + 1)

static const struct choice {
    const char *name;
    const char *said; /* when it is chosen */
} paces[] =
    {
        [PACE_WHOLE] = {N_("at once"), N_("Messages are sent at once now.")},
        [PACE_DOT] = {N_("dot apart"), N_("The final dot is sent apart now.")},
        [PACE_LINE] = {N_("line by line"), N_("Messages are sent line by line now.")},
},
  styles[] =
      {
          [COMMAND_BRACKETS] = {":<a>", N_("Addresses now as in MAIL FROM:<a>.")},
          [COMMAND_BLANK] = {": <a>", N_("Addresses now as in MAIL FROM: <a>.")},
          [COMMAND_BARE] = {": a", N_("Addresses now as in MAIL FROM: a.")},
},
  tls[] = {
      [OPTIONS_TLS_NEVER] = {N_("no TLS"), N_("The next connection does without STARTTLS.")},
      [OPTIONS_TLS_OFFERED] = {N_("TLS if offered"),
                               N_("On the next connection STARTTLS is a step if it is offered.")},
      [OPTIONS_TLS_REQUIRED] = {N_("TLS required"),
                                N_("On the next connection nothing is sent without TLS.")},
      [TLS_FIRST] = {N_("TLS first"), N_("The next connection begins with TLS.")},
};

static_assert(COUNT(paces) == PACE_KINDS, "a name per pace");
static_assert(COUNT(styles) == COMMAND_STYLES, "a name per style");

const char *form_way_label(const struct form *form)
{
    if (form_kind(form) == STEPS_FORM_CREDENTIALS)
        return _("Mechanism");
    return form_kind(form) == STEPS_FORM_ADDRESS ? _("Style") : _("Pace");
}

/* Reads the server in the field; the one of the last connection if that is none. */
static struct server_name named_server(const struct form *form)
{
    struct server_name name = form->pane.guide->client.at;

    (void)server_name_parse(&name, span_trim(draft_text(&form->draft->server)));
    return name;
}

static size_t tls_choice(const struct form *form)
{
    struct server_name name = named_server(form);

    return name.is_secure ? TLS_FIRST : client_tls(&form->pane.guide->client, &name);
}

const char *form_way(const struct form *form)
{
    const struct dialogue *dialogue = &form->pane.guide->client.dialogue;

    if (form->pane.guide->step == GUIDE_CONNECT)
        return _(tls[tls_choice(form)].name);
    if (form_kind(form) == STEPS_FORM_CREDENTIALS)
        return form_mechanism(form) < MECHANISMS ? mechanism_name(form_mechanism(form)) : _("none");
    if (form_kind(form) == STEPS_FORM_ADDRESS)
        return styles[dialogue->style].name;
    return _(paces[dialogue->pace.kind].name);
}

/* The interval of the command line is kept. */
void form_change_pace(struct form *form, size_t offset)
{
    struct guide *guide = form->pane.guide;
    struct pace *pace = &guide->client.dialogue.pace;
    const struct options *options = guide->client.options;

    *pace = pace_of((pace->kind + offset) % PACE_KINDS);
    if (pace->kind != PACE_WHOLE && options->pace.kind != PACE_WHOLE)
        pace->interval_ms = options->pace.interval_ms;
    guide_say(guide, GUIDE_SAID, _(paces[pace->kind].said));
}

void form_change_style(struct form *form, size_t offset)
{
    struct guide *guide = form->pane.guide;
    enum command_style *style = &guide->client.dialogue.style;

    *style = (*style + offset) % COMMAND_STYLES;
    guide_say(guide, GUIDE_SAID, _(styles[*style].said));
}

void form_change_tls(struct form *form, size_t offset)
{
    struct client *client = &form->pane.guide->client;
    size_t choice = (tls_choice(form) + offset) % COUNT(tls);
    struct server_name name = named_server(form);
    char text[SERVER_NAME_MAX];

    if (choice != TLS_FIRST)
        client->tls = (enum options_tls)choice;
    name.is_secure = choice == TLS_FIRST;
    draft_set_server(form->draft, span_of(server_name_format(&name, text, sizeof text)));
    guide_say(form->pane.guide, GUIDE_SAID, _(tls[choice].said));
}

void form_change_encoding(struct form *form, size_t offset)
{
    static const char *const said[] = {
        [COMPOSE_AUTOMATIC] = N_("The text is sent as typed if any mail system carries it, else as "
                                 "quoted-printable."),
        [COMPOSE_AS_TYPED] = N_("The text is sent as typed, without a word on its encoding."),
        [COMPOSE_EIGHT_BIT] = N_("The text is sent as 8bit: unchanged, and described as UTF-8."),
        [COMPOSE_QUOTED_PRINTABLE] = N_("The text is sent as quoted-printable."),
        [COMPOSE_BASE64] = N_("The text is sent as base64."),
    };
    enum compose_encoding encoding = (form->draft->encoding + offset) % COMPOSE_ENCODINGS;

    static_assert(COUNT(said) == COMPOSE_ENCODINGS, "a text per encoding");
    draft_choose_encoding(form->draft, encoding);
    guide_say(form->pane.guide, GUIDE_SAID, _(said[encoding]));
}

bool form_change_choice(struct form *form, enum keys_action action)
{
    static void (*const changes[])(struct form * form, size_t offset) = {
        form_change_encoding, form_change_style, form_change_pace, form_change_tls,
        form_change_mechanism};
    static const size_t counts[] = {COMPOSE_ENCODINGS, COMMAND_STYLES, PACE_KINDS, COUNT(tls),
                                    MECHANISMS};
    size_t choice = form->pane.guide->step == GUIDE_CONNECT        ? 3
                    : form_item(form, form->item) == FORM_ENCODING ? 0
                    : form_kind(form) == STEPS_FORM_CREDENTIALS    ? 4
                    : form_kind(form) == STEPS_FORM_ADDRESS        ? 1
                                                                   : 2;

    if (action != KEYS_LEFT && action != KEYS_RIGHT)
        return false;
    changes[choice](form, action == KEYS_RIGHT ? 1 : counts[choice] - 1);
    return true;
}
