/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* explanation.c - see explanation.h.
 */
#include <config.h>

#include "tui-client/panes/explanation.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "tui-client/panes/widgets.h"

static const char *title(struct pane *pane)
{
    static char text[64];

    (void)pane;
    snprintf(text, sizeof text, "[3] %s", _("Explain"));
    return text;
}

/* The text if no reply is selected. */
static void explain_position(const struct guide *guide, char *out, size_t size)
{
    const struct client *client = &guide->client;

    if (client_has_given_up(client))
        snprintf(out, size, "%s\n", client->problem);
    else if (client->problem[0] != '\0')
        snprintf(out, size,
                 _("%s\n"
                   "F5 connects again.  Your input is kept.\n"),
                 client->problem);
    else if (client_is_connected(client))
        snprintf(out, size, "%s\n", _("Waiting for the server."));
    else
        snprintf(out, size, "%s\n", _("Not connected.  F5 connects."));
}

static bool is_stray(const struct dialogue_line *line)
{
    return line->kind == DIALOGUE_PARTIAL || line->kind == DIALOGUE_PADDING;
}

/* Explains line NUMBER, which is no command. */
static void explain_line(const struct transcript *transcript, size_t number, char *out, size_t size)
{
    const struct dialogue_line *line = transcript_line(transcript, number);
    char text[TRANSCRIPT_TEXT_MAX];

    if (is_stray(line))
        snprintf(out, size, "%s\n", words_stray(line));
    else if (line->kind == DIALOGUE_NO_REPLY)
        snprintf(out, size, "%s\n%s\n", words_reply_flaw(line->flaw),
                 words_flaw_remedy(line->flaw));
    else
        words_explain(&line->reply, transcript_text(transcript, number, text), out, size);
}

/* Explains the reply to the selected line, or the one that it belongs to; otherwise the position.
 * What is no line of a reply is explained itself, but NULs that arrive after a reply leave it
 * explained. */
static void explain(const struct guide *guide, char *out, size_t size)
{
    const struct transcript *transcript = &guide->client.transcript;
    size_t number = guide_selected(guide);

    if (guide->follows && number > 0 &&
        transcript_line(transcript, number)->kind == DIALOGUE_PADDING)
        number--;
    if (number >= transcript->count || !is_stray(transcript_line(transcript, number)))
        number = transcript_reply_of(transcript, number);
    if (number < transcript->count)
        explain_line(transcript, number, out, size);
    else
        explain_position(guide, out, size);
}

/* The other way that is offered, in a paragraph of its own. */
static void offer(const struct guide *guide, char *out, size_t size)
{
    if (words_way(&guide->client.ways, true, out, size)[0] != '\0' && strlen(out) + 1 < size)
        strcat(out, "\n");
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct explanation_pane *explanation = (struct explanation_pane *)pane;
    char words[2 * WORDS_MAX];
    size_t length;

    offer(pane->guide, words, sizeof words);
    length = strlen(words);
    explain(pane->guide, words + length, sizeof words - length);
    explanation->rows = widgets_paragraphs(box, STYLE_NORMAL, span_of(words), explanation->skip);
    if (has_focus)
        *cursor = (struct pane_cursor){box.row, box.column};
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct explanation_pane *explanation = (struct explanation_pane *)pane;

    (void)now_ms;
    switch (action) {
    case KEYS_UP:
        explanation->skip -= explanation->skip > 0;
        return true;
    case KEYS_DOWN:
        explanation->skip += explanation->skip + 1 < explanation->rows;
        return true;
    case KEYS_START:
        explanation->skip = 0;
        return true;
    default:
        return false;
    }
}

static void enter(struct pane *pane)
{
    ((struct explanation_pane *)pane)->skip = 0;
}

void explanation_init(struct explanation_pane *explanation, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_("Explains the latest reply, or the one selected in the conversation: its "
                   "digits, what happened, what to do about it and what may come next."),
        .keys = {.scope = KEYS_LIST},
        .enter = enter,
        .draw = draw,
        .act = act,
    };

    *explanation = (struct explanation_pane){.pane = {.operations = &operations, .guide = guide}};
}
