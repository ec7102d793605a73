/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_option.c - the options of how a step is sent, a row each: the pace and the encoding of a
 * message, the style of an address, when TLS begins, the mechanism of AUTH.
 *
 * Pace and style belong to the dialogue, since they hold for what is typed in the raw line too.
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

/* --- the names of what is chosen ------------------------------------------------------------- */

static const char *encoding_name(const struct form *form)
{
    return words_encoding(form->draft->encoding);
}

static const char *style_name(const struct form *form)
{
    return styles[form->pane.guide->client.dialogue.style].name;
}

static const char *pace_name(const struct form *form)
{
    return _(paces[form->pane.guide->client.dialogue.pace.kind].name);
}

static const char *tls_name(const struct form *form)
{
    return _(tls[tls_choice(form)].name);
}

static const char *chosen_mechanism(const struct form *form)
{
    enum mechanism mechanism = form_mechanism(form);

    return mechanism < MECHANISMS ? mechanism_name(mechanism) : _("none");
}

/* --- choosing another ------------------------------------------------------------------------ */

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

static void change_tls(struct form *form, size_t offset)
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

/* --- which of them a step has ---------------------------------------------------------------- */

enum option { OPTION_ENCODING, OPTION_STYLE, OPTION_PACE, OPTION_TLS, OPTION_MECHANISM, OPTIONS };

static const struct {
    const char *label; /* what its choices are; NULL: they say it themselves */
    size_t count;      /* of its choices */
    const char *(*name)(const struct form *form); /* of the one that is chosen, translated */
    void (*change)(struct form *form, size_t offset);
} options[] = {
    [OPTION_ENCODING] = {N_("Encoding"), COMPOSE_ENCODINGS, encoding_name, form_change_encoding},
    [OPTION_STYLE] = {N_("Style"), COMMAND_STYLES, style_name, form_change_style},
    [OPTION_PACE] = {N_("Pace"), PACE_KINDS, pace_name, form_change_pace},
    [OPTION_TLS] = {NULL, COUNT(tls), tls_name, change_tls},
    [OPTION_MECHANISM] = {N_("Mechanism"), MECHANISMS, chosen_mechanism, form_change_mechanism},
};

static_assert(COUNT(options) == OPTIONS, "a row for each");

static enum option option_of(const struct form *form, enum form_item item)
{
    if (item == FORM_ENCODING)
        return OPTION_ENCODING;
    if (form->pane.guide->step == GUIDE_CONNECT)
        return OPTION_TLS;
    if (form_kind(form) == STEPS_FORM_CREDENTIALS)
        return OPTION_MECHANISM;
    return form_kind(form) == STEPS_FORM_ADDRESS ? OPTION_STYLE : OPTION_PACE;
}

const char *form_option(const struct form *form, enum form_item item)
{
    return options[option_of(form, item)].name(form);
}

const char *form_option_label(const struct form *form, enum form_item item)
{
    const char *label = options[option_of(form, item)].label;

    return label != NULL ? _(label) : "";
}

bool form_change_choice(struct form *form, enum keys_action action)
{
    enum option option = option_of(form, form_item(form, form->item));

    if (action != KEYS_LEFT && action != KEYS_RIGHT)
        return false;
    options[option].change(form, action == KEYS_RIGHT ? 1 : options[option].count - 1);
    return true;
}
