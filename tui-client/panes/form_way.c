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

static const struct choice {
    const char *name;
    const char *said; /* when it is chosen */
} paces[] =
    {
        [PACE_WHOLE] = {N_("at once"), N_("Messages are sent at once now.")},
        [PACE_DOT] = {N_("dot apart"), N_("The final dot is sent apart now.")},
        [PACE_LINE] = {N_("line by line"), N_("Messages are sent line by line now.")},
},
  styles[] = {
      [COMMAND_BRACKETS] = {":<a>", N_("Addresses now as in MAIL FROM:<a>.")},
      [COMMAND_BLANK] = {": <a>", N_("Addresses now as in MAIL FROM: <a>.")},
      [COMMAND_BARE] = {": a", N_("Addresses now as in MAIL FROM: a.")},
};

static_assert(COUNT(paces) == PACE_KINDS, "a name per pace");
static_assert(COUNT(styles) == COMMAND_STYLES, "a name per style");

const char *form_way_label(const struct form *form)
{
    return form_kind(form) == STEPS_FORM_ADDRESS ? _("Style") : _("Pace");
}

const char *form_way(const struct form *form)
{
    const struct dialogue *dialogue = &form->pane.guide->client.dialogue;

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
        form_change_encoding, form_change_style, form_change_pace};
    static const size_t counts[] = {COMPOSE_ENCODINGS, COMMAND_STYLES, PACE_KINDS};
    size_t choice = form_item(form, form->item) == FORM_ENCODING ? 0
                    : form_kind(form) == STEPS_FORM_ADDRESS      ? 1
                                                                 : 2;

    if (action != KEYS_LEFT && action != KEYS_RIGHT)
        return false;
    changes[choice](form, action == KEYS_RIGHT ? 1 : counts[choice] - 1);
    return true;
}
