/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_way.c - the choices of how a step is sent: the pace of a message, the style of an address.
 *
 * They belong to the dialogue, since they hold for what is typed in the raw line too.
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

bool form_change_way(struct form *form, enum keys_action action)
{
    bool is_style = form_kind(form) == STEPS_FORM_ADDRESS;
    size_t count = is_style ? (size_t)COMMAND_STYLES : (size_t)PACE_KINDS;

    if (action != KEYS_LEFT && action != KEYS_RIGHT)
        return false;
    if (is_style)
        form_change_style(form, action == KEYS_RIGHT ? 1 : count - 1);
    else
        form_change_pace(form, action == KEYS_RIGHT ? 1 : count - 1);
    return true;
}
