/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_next.c - the room that a form leaves: which steps come next and what they are for; where one
 * connects, the servers that were used before.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include "common/i18n.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/clicks.h"
#include "tui-client/terminal/screen.h"

/* Rows for less than which nothing is shown: a blank one, the heading and two more. */
#define ROWS_MIN 4

#define INDENT 2

/* Rows for the servers, with the blank one and the heading, and columns from which they are wished
 * for. */
#define SERVER_ROWS 5
#define WIDE        42

/* Columns of a time, as below, and of the blanks before it. */
#define TIME_WIDTH 18

/* Draws the steps from number FIRST on, as many as have room with all of their sentences. */
static void draw_steps(const struct guide *guide, size_t first, struct box box)
{
    for (size_t i = first; i <= guide->steps.count; i++) {
        enum dialect_event verb = guide_step_at(guide, i);
        struct box line = {box.row, box.column + INDENT, box.height, box.width - INDENT};
        struct box nothing = {.width = line.width};
        const char *text = words_step_aim(dialogue_verb(&guide->client.dialogue, verb));
        if (verb == guide->step)
            continue;
        line.height = (int)widgets_paragraphs(nothing, STYLE_NORMAL, span_of(text), 0);
        if (line.height > box.height)
            return;
        widgets_paragraphs(line, STYLE_NORMAL, span_of(text), 0);
        clicks_add(line, CLICK_STEP, (size_t)verb);
        box.row += line.height;
        box.height -= line.height;
    }
}

/* Newest first.  The number of a click is that of the entry, after the items of the form. */
static void draw_servers(const struct form *form, struct box box)
{
    const struct history *history = &form->pane.guide->client.archive.history;
    char date[32];

    for (size_t i = history->count; i-- > 0 && box.height > 0;) {
        const struct history_entry *entry = &history->entries[i];
        int width = box.width - INDENT - TIME_WIDTH;
        if (!entry->is_last)
            continue;
        screen_cut(box.row, box.column + INDENT, width, STYLE_NORMAL, span_of(entry->server));
        screen_text(box.row, box.column + INDENT + width + 2, TIME_WIDTH - 2, STYLE_NORMAL,
                    span_of(widgets_time(entry->time_s, date, sizeof date)));
        clicks_add((struct box){box.row, box.column, 1, box.width}, CLICK_ITEM,
                   form_item_count(form) + i);
        box.row++;
        box.height--;
    }
}

static bool has_servers(const struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->entries[i].server != NULL)
            return true;
    return false;
}

/* On narrow screens the conversation needs them more. */
int form_next_rows(const struct form *form, int width)
{
    bool shows_servers = form->pane.guide->step == GUIDE_CONNECT &&
                         has_servers(&form->pane.guide->client.archive.history);

    return shows_servers && width >= WIDE ? SERVER_ROWS : 0;
}

/* The number of the step that follows the one that is shown: after STARTTLS the greeting is said
 * again. */
static size_t next_step(const struct guide *guide)
{
    size_t number = guide_number(guide);
    bool greets_again =
        guide->step == DIALECT_STARTTLS && dialogue_can_secure(&guide->client.dialogue);

    return greets_again ? number - 1 : number + 1;
}

void form_draw_next(const struct form *form, struct box box)
{
    const struct guide *guide = form->pane.guide;
    bool connects = guide->step == GUIDE_CONNECT;
    size_t next = next_step(guide);
    int rows = screen_blank_rows(box);

    if (rows < ROWS_MIN || form_is_finish(form))
        return;
    box.row += box.height - rows + 1;
    box.height = rows - 1;
    if (connects && has_servers(&guide->client.archive.history)) {
        form_put(&box, STYLE_STRONG, _("Used before (Up in the field finds them)"));
        draw_servers(form, box);
    } else if (next <= guide->steps.count) {
        form_put(&box, STYLE_STRONG, _("What comes next"));
        draw_steps(guide, next, box);
    }
}

void form_choose_next(struct form *form, size_t number)
{
    const struct history *history = &form->pane.guide->client.archive.history;
    struct span server;

    if (form->pane.guide->step != GUIDE_CONNECT || number >= history->count ||
        history->entries[number].server == NULL)
        return;
    server = span_of(history->entries[number].server);
    draft_edit(form->draft, &form->draft->server, server, server.size);
    form->item = 0;
    form->is_off_text = false;
    form_load_prompt(form);
}
