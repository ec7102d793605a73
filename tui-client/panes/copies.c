/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* copies.c - see copies.h.
 *
 * The text is built when the overlay opens or another format is chosen, and is not updated
 * meanwhile.
 */
#include <config.h>

#include "tui-client/panes/copies.h"

#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/panes/saving.h"
#include "tui-client/terminal/screen.h"

static void make(struct copies *copies)
{
    scroller_begin(&copies->scroller);
    buffer_release(&copies->text);
    copies->flaw = share_text(&copies->pane.guide->client, copies->format, &copies->text);
    copies->scroller.is_cut = copies->format == EXPORT_LADDER && copies->flaw == NULL;
}

static void turn(struct copies *copies, size_t offset)
{
    copies->format = (copies->format + offset) % EXPORT_FORMATS;
    guide_pass(copies->pane.guide);
    make(copies);
}

static void enter(struct pane *pane)
{
    make((struct copies *)pane);
}

static const char *title(struct pane *pane)
{
    struct copies *copies = (struct copies *)pane;

    snprintf(copies->title, sizeof copies->title, _("Copy as %s"), share_name(copies->format));
    return copies->title;
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct copies *copies = (struct copies *)pane;
    struct span text = copies->flaw != NULL ? span_of(copies->flaw) : buffer_span(&copies->text);

    scroller_draw_kept(&copies->scroller, box, text);
    if (has_focus)
        *cursor = (struct pane_cursor){box.row, box.column};
}

static struct pane_beyond beyond(const struct pane *pane)
{
    return scroller_beyond(&((const struct copies *)pane)->scroller);
}

static void copy(struct copies *copies)
{
    struct guide *guide = copies->pane.guide;

    if (copies->flaw != NULL)
        guide_say(guide, GUIDE_BAD, copies->flaw);
    else if (screen_copy(buffer_span(&copies->text)))
        guide_say(guide, GUIDE_GOOD, _("Copied (if the terminal allows it); s saves to a file."));
    else
        guide_say(guide, GUIDE_BAD, _("Too long for the clipboard; s saves to a file."));
}

/* A format that cannot show the conversation is not given a name first. */
static void save(struct copies *copies)
{
    if (copies->flaw != NULL)
        guide_say(copies->pane.guide, GUIDE_BAD, copies->flaw);
    else
        saving_ask(&copies->pane, copies->format, N_("Save as: "));
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct copies *copies = (struct copies *)pane;

    (void)now_ms;
    switch (action) {
    case KEYS_NEXT_FIELD:
        turn(copies, 1);
        return true;
    case KEYS_PREVIOUS_FIELD:
        turn(copies, EXPORT_FORMATS - 1);
        return true;
    case KEYS_ENTER:
        copy(copies);
        return true;
    case KEYS_SAVE:
        save(copies);
        return true;
    default:
        return scroller_act(&copies->scroller, action);
    }
}

void copies_init(struct copies *copies, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help =
            N_("The conversation so far as a session file for --replay, as command lines for "
               "swaks or curl, or as a Python program.  When run, it repeats the conversation "
               "or delivers the same messages.  Or as a ladder, a drawing for people, in text or "
               "in SVG."),
        .keys = {.scope = KEYS_COPIES, .is_overlay = true},
        .enter = enter,
        .draw = draw,
        .beyond = beyond,
        .act = act,
    };

    *copies = (struct copies){.pane = {.operations = &operations, .guide = guide}};
    buffer_init(&copies->text, SHARE_MAX);
}

void copies_release(struct copies *copies)
{
    scroller_release(&copies->scroller);
    buffer_release(&copies->text);
}
