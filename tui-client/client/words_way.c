/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_way.c - the texts of words.h on other ways to say something.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/words.h"

/* Why a way may help, the key that takes it, and what to do in line mode. */
static const struct {
    const char *why, *key, *option;
} texts[] = {
    [WAY_NONE] = {NULL, NULL, NULL},
    [WAY_BRACKETS] = {N_("The server may want the address in angle brackets."),
                      N_("Alt-t sends it in angle brackets."),
                      N_("Type it as <a@example.org>, without another --style.")},
    [WAY_BLANK] = {N_("Some small servers want a blank after the colon."),
                   N_("Alt-t sends it with a blank after the colon."),
                   N_("--style=blank writes it so.")},
    [WAY_BARE] = {N_("Some small servers want the address without angle brackets."),
                  N_("Alt-t sends it without angle brackets."),
                  N_("--style=bare writes it so; --style=blank keeps them, after a blank.")},
    [WAY_DOT] = {N_("Some small servers see the final dot only in a write of its own; the message "
                    "then ends in one more line with a dot."),
                 N_("Alt-t sends the dot once more."),
                 N_("Send the dot once more, or use --pace=dot.")},
    [WAY_LINES] = {N_("Some small servers take whatever one write contains for a line."),
                   N_("Alt-t connects again to send the message line by line."),
                   N_("--pace=line sends it line by line.")},
    [WAY_HELO] = {N_("Some small servers know only HELO."),
                  N_("Alt-t connects again to greet with HELO."),
                  N_("Connect again and begin with HELO.")},
    [WAY_MESSAGE] = {N_("Some small servers wait for the message anyway."), N_("Alt-t sends it."),
                     NULL},
};

static_assert(COUNT(texts) == WAYS, "a text per way");

const char *words_way_key(const struct ways *ways)
{
    bool is_style = ways->offered >= WAY_BRACKETS && ways->offered <= WAY_BARE;

    if (ways->needs_connection && is_style)
        return _("Alt-t connects again to write it in another way.");
    return texts[ways->offered].key != NULL ? _(texts[ways->offered].key) : "";
}

const char *words_way(const struct ways *ways, bool has_keys, char *out, size_t size)
{
    const char *why = texts[ways->offered].why, *option = texts[ways->offered].option;

    out[0] = '\0';
    if (why != NULL && has_keys)
        snprintf(out, size, "%s %s", _(why), words_way_key(ways));
    else if (why != NULL && option != NULL)
        snprintf(out, size, "%s %s", _(why), _(option));
    return out;
}
