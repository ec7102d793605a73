/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_finish.c - draws the last page: what a conversation that has ended came to, and what can be
 * done next. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/panes/widgets.h"

/* In the order of the items. */
static const char *const labels[] = {
    N_("Another message F5"),
    N_("Save"),
    N_("Copy as"),
    N_("Connect elsewhere"),
};

/* Rows that it asks for at least where it is narrow: so many that it gets all of the smallest
 * screen, where the last reply is in the status row. */
#define NARROW      40
#define NARROW_ROWS 7

static int lay_buttons(const struct form *form, struct box box, bool has_focus,
                       struct pane_cursor *cursor)
{
    const char *translated[COUNT(labels)];

    for (size_t i = 0; i < COUNT(labels); i++)
        translated[i] = _(labels[i]);
    return form_lay_buttons(form, 0, translated, COUNT(labels), box, has_focus, cursor);
}

/* The messages that were delivered, a row each at least; a cut is marked. */
static void draw_deliveries(const struct envelope *envelope, struct box *box)
{
    struct span list = buffer_span(&envelope->deliveries);
    struct box nothing = {.width = box->width}, shown = *box;
    int rows = (int)widgets_paragraphs(nothing, STYLE_NORMAL, list, 0);

    if (box->height <= 0)
        return;
    shown.height = rows > box->height ? box->height - 1 : rows;
    (void)widgets_paragraphs(shown, STYLE_NORMAL, list, 0);
    box->row += shown.height;
    box->height -= shown.height;
    if (shown.height < rows)
        form_put(box, STYLE_NORMAL, "...");
}

struct sums {
    char delivered[128], said[128];
};

static struct sums sum_up(const struct guide *guide)
{
    const struct tally *tally = &guide->tally;
    unsigned delivered = guide->client.envelope.delivered;
    long long seconds = guide->lasted_ms / 1000;
    char time[32];
    struct sums sums;

    if (delivered == 0)
        snprintf(sums.delivered, sizeof sums.delivered, "%s",
                 _("No message is known to be delivered here."));
    else
        snprintf(sums.delivered, sizeof sums.delivered,
                 ngettext("%u message delivered:", "%u messages delivered:", delivered), delivered);
    snprintf(time, sizeof time, "%02lld:%02lld", seconds / 60, seconds % 60);
    snprintf(sums.said, sizeof sums.said,
             ngettext("%u command, %u refused, in %s.", "%u commands, %u refused, in %s.",
                      tally->commands),
             tally->commands, tally->refusals, time);
    return sums;
}

/* Where there is little room the list of messages goes first, and the buttons last. */
void form_draw_finish(const struct form *form, struct box box, bool has_focus,
                      struct pane_cursor *cursor)
{
    struct box nothing = {.width = box.width};
    struct sums sums = sum_up(form->pane.guide);
    int said_rows = form_rows(sums.said, box.width);
    struct box above = box;

    above.height -= lay_buttons(form, nothing, false, NULL);
    form_put_wrapped(&above, STYLE_STRONG, sums.delivered);
    above.height -= said_rows;
    draw_deliveries(&form->pane.guide->client.envelope, &above);
    above.height += said_rows;
    form_put_wrapped(&above, STYLE_NORMAL, sums.said);
    box.height -= above.row - box.row;
    box.row = above.row;
    (void)lay_buttons(form, box, has_focus, cursor);
}

int form_finish_rows(const struct form *form, int width)
{
    struct box nothing = {.width = width};
    struct span list = buffer_span(&form->pane.guide->client.envelope.deliveries);
    struct sums sums = sum_up(form->pane.guide);
    int rows = form_rows(sums.delivered, width) + form_rows(sums.said, width) +
               (int)widgets_paragraphs(nothing, STYLE_NORMAL, list, 0) +
               lay_buttons(form, nothing, false, NULL);

    return width < NARROW && rows < NARROW_ROWS ? NARROW_ROWS : rows;
}
