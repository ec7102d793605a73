/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* security.c - see security.h.
 *
 * Enter answers nothing: who presses it without reading must not trust a stranger.
 */
#include <config.h>

#include "tui-client/panes/security.h"

#include "common/i18n.h"
#include "tui-client/panes/widgets.h"

static bool is_in_doubt(const struct pane *pane)
{
    return client_is_doubted(&pane->guide->client);
}

static void enter(struct pane *pane)
{
    scroller_begin(&((struct security *)pane)->scroller);
}

static const char *title(struct pane *pane)
{
    return is_in_doubt(pane) ? _("TLS: go on with this connection?  y / n")
                             : _("TLS - Up and Down scroll, Esc closes");
}

static struct keys_place keys_now(const struct pane *pane)
{
    return (struct keys_place){.scope = is_in_doubt(pane) ? KEYS_DOUBT : KEYS_LIST,
                               .is_overlay = true};
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct security *security = (struct security *)pane;
    char text[WORDS_TLS_MAX];

    words_tls(&pane->guide->client.link, text, sizeof text);
    scroller_draw(&security->scroller, box, span_of(text));
    if (has_focus)
        *cursor = (struct pane_cursor){box.row, box.column};
}

static struct pane_beyond beyond(const struct pane *pane)
{
    return scroller_beyond(&((const struct security *)pane)->scroller);
}

/* Whether ACTION is an answer. */
static bool answer(struct guide *guide, enum keys_action action, int64_t now_ms)
{
    switch (action) {
    case KEYS_YES:
        client_trust(&guide->client, now_ms);
        return true;
    case KEYS_NO:
    case KEYS_BACK:
    case KEYS_CANCEL:
        guide_disconnect(guide);
        guide_say(guide, GUIDE_TROUBLE,
                  _("Not trusted: the connection is closed.  F5 connects again."));
        guide_keep(guide);
        return true;
    default:
        return false;
    }
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct security *security = (struct security *)pane;

    if (is_in_doubt(pane) && answer(pane->guide, action, now_ms))
        return true;
    return scroller_act(&security->scroller, action);
}

void security_init(struct security *security, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_("How this connection is encrypted, and the certificates with which the server "
                   "says who it is: the first is its own, each other vouches for the one before."),
        .keys_now = keys_now,
        .enter = enter,
        .draw = draw,
        .beyond = beyond,
        .act = act,
    };

    *security = (struct security){.pane = {.operations = &operations, .guide = guide}};
}
