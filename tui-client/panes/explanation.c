/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* explanation.c - see explanation.h. */
#include <config.h>

#include "tui-client/panes/explanation.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "tui-client/panes/bars.h"
#include "tui-client/panes/envelope_view.h"
#include "tui-client/panes/guide_resume.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

/* The step as it would be sent now. */
static enum dialect_event step_of(const struct guide *guide)
{
    if (guide->step == GUIDE_CONNECT)
        return guide->step;
    return dialogue_verb(&guide->client.dialogue, guide->step);
}

/* Whether a line is explained, and not the step. */
static bool has_line(const struct guide *guide)
{
    return guide_explained(guide) < guide->client.transcript.count;
}

static const char *title(struct pane *pane)
{
    struct explanation_pane *explanation = (struct explanation_pane *)pane;
    char name[64];

    if (has_line(pane->guide))
        snprintf(explanation->title, sizeof explanation->title, "[3] %s", _("Explain"));
    else
        snprintf(explanation->title, sizeof explanation->title, "[3] %s: %s", _("Explain"),
                 guide_name(pane->guide, pane->guide->step, name, sizeof name));
    return explanation->title;
}

/* --- a line ---------------------------------------------------------------------------------- */

static void explain_reply_line(const struct transcript *transcript, size_t number, char *out,
                               size_t size)
{
    const struct dialogue_line *line = transcript_line(transcript, number);
    char text[TRANSCRIPT_TEXT_MAX];

    if (line->kind == DIALOGUE_NO_REPLY)
        snprintf(out, size, "%s\n%s\n", words_reply_flaw(line->flaw),
                 words_flaw_remedy(line->flaw));
    else
        words_explain(&line->reply, transcript_text(transcript, number, text), out, size);
}

/* Explains line NUMBER; one of a reply with the whole reply. */
static void explain_line(const struct guide *guide, size_t number, char *out, size_t size)
{
    const struct transcript *transcript = &guide->client.transcript;
    const struct dialogue_line *line = transcript_line(transcript, number);
    size_t last = transcript_reply_of(transcript, number);

    switch (line->kind) {
    case DIALOGUE_COMMAND:
        words_command(guide->dialect, line, out, size);
        break;
    case DIALOGUE_TEXT:
        words_text(transcript, number, out, size);
        break;
    case DIALOGUE_NOTE:
        snprintf(out, size, "%s\n", _("A remark by this program: nothing was sent or received."));
        break;
    case DIALOGUE_PARTIAL:
    case DIALOGUE_PADDING:
        snprintf(out, size, "%s\n", words_stray(line));
        break;
    default:
        if (last < transcript->count)
            explain_reply_line(transcript, last, out, size);
        else
            snprintf(out, size, "%s\n", _("The reply is not complete yet."));
        break;
    }
}

/* --- the step -------------------------------------------------------------------------------- */

/* The reply that led to the step, in one line. */
static void mention_reply(const struct transcript *transcript, char *out, size_t size)
{
    size_t number = transcript->count;
    char text[TRANSCRIPT_TEXT_MAX];

    while (number > 0 && transcript_line(transcript, number - 1)->kind != DIALOGUE_REPLY_LAST)
        number--;
    if (number == 0)
        return;
    number--;
    words_summary(&transcript_line(transcript, number)->reply,
                  transcript_text(transcript, number, text), out, size - 1);
    strcat(out, "\n");
}

/* Writes envelope and letter of the message that the step sends, or that was just delivered, to
 * OUT; returns their rows.  What is being sent is known line by line, the draft only to its form.
 */
static size_t show_envelope(const struct explanation_pane *explanation, struct box box, char *out)
{
    const struct guide *guide = explanation->pane.guide;
    const struct client *client = &guide->client;
    const struct delivery *delivery = &client->delivery;
    enum steps_form form =
        guide->step != GUIDE_CONNECT ? steps_form(guide->dialect, guide->step) : STEPS_FORM_NOTHING;
    struct letter letter;
    size_t rows;

    out[0] = '\0';
    if (form == STEPS_FORM_END && delivery->is_known)
        return envelope_view(&delivery->envelope, &delivery->letter, box.width, box.height, out);
    if (form != STEPS_FORM_MESSAGE)
        return 0;
    if (dialogue_is_in_message(&client->dialogue) && delivery->current.is_begun &&
        !delivery->current.is_whole)
        return envelope_view(&client->envelope, &delivery->current, box.width, box.height, out);
    letter_init(&letter);
    draft_letter(explanation->draft, &letter);
    rows = envelope_view(&client->envelope, &letter, box.width, box.height, out);
    letter_release(&letter);
    return rows;
}

/* Rows that leave room to mention the reply, which the status row does as well. */
#define MENTION_ROWS 4

/* How things stand, above the lesson; ROWS are shown. */
static void explain_position(const struct guide *guide, int rows, char *out, size_t size)
{
    const struct client *client = &guide->client;
    const char *problem = client->problem;
    char remedy[WORDS_MAX];

    /* The form says that nobody listens. */
    if (guide->step == GUIDE_CONNECT && client->is_refused)
        problem = words_start(&client->link, client->dialogue.requires_tls, remedy, sizeof remedy);
    out[0] = '\0';
    if (client_has_given_up(client))
        snprintf(out, size, "%s\n", client->problem);
    else if (client->problem[0] != '\0')
        snprintf(out, size,
                 guide_can_resume(guide)
                     ? _("%s\n"
                         "F5 connects again; Alt-w also repeats the steps up to here.  Your input "
                         "is kept.\n")
                     : _("%s\n"
                         "F5 connects again.  Your input is kept.\n"),
                 problem);
    else if (client_is_connected(client) && dialogue_awaits_server(&client->dialogue))
        snprintf(out, size, "%s\n", _("Waiting for the server."));
    else if (guide->news == GUIDE_NEWS_DONE &&
             (rows >= MENTION_ROWS || !client_is_connected(client)))
        mention_reply(&client->transcript, out, size);
    else if (!client_is_connected(client))
        snprintf(out, size, "%s\n", _("Not connected.  F5 connects."));
}

/* Rows for the marks of the steps and a blank one before them. */
#define MARKS_ROWS 3

/* Appends the lesson to OUT; where there is room for all of it, with more to know. */
static void append_lesson(const struct guide *guide, struct box box, char *out, size_t size)
{
    struct box nothing = {.width = box.width};
    size_t length = strlen(out), rows;

    words_step_page(guide->dialect, step_of(guide), out + length, size - length);
    rows = widgets_paragraphs(nothing, STYLE_NORMAL, span_of(out), 0);
    if (rows + MARKS_ROWS > (size_t)box.height)
        words_step(guide->dialect, step_of(guide), out + length, size - length);
}

static void teach(const struct explanation_pane *explanation, struct box box, char *out,
                  size_t size)
{
    const struct guide *guide = explanation->pane.guide;
    char view[ENVELOPE_VIEW_MAX];
    int rows = (int)show_envelope(explanation, box, view);
    size_t length;

    explain_position(guide, box.height - rows, out, size);
    length = strlen(out);
    snprintf(out + length, size - length, "%s", view);
    append_lesson(guide, box, out, size);
}

/* --- the pane -------------------------------------------------------------------------------- */

/* The other way that is offered, in a paragraph of its own. */
static void offer(const struct guide *guide, char *out, size_t size)
{
    if (words_way(&guide->client.ways, true, out, size)[0] != '\0' && strlen(out) + 1 < size)
        strcat(out, "\n");
}

/* Whether the status says what a key did, and bars_status() cuts it; what else it says is explained
 * anyway. */
static bool is_status_cut(const struct guide *guide)
{
    size_t sign = columns_width(span_of(widgets_sign(guide->tone)));
    size_t needed = 1 + sign + (sign > 0) + columns_width(span_of(guide->status));

    return guide->is_passing && needed > (size_t)screen_size().width;
}

/* Another text is shown from its beginning. */
static void follow(struct explanation_pane *explanation)
{
    const struct guide *guide = explanation->pane.guide;
    size_t line = guide_explained(guide);
    unsigned said = is_status_cut(guide) ? guide->said : 0;

    if (explanation->visits != guide->visits || explanation->line != line ||
        explanation->said != said)
        scroller_begin(&explanation->scroller);
    explanation->visits = guide->visits;
    explanation->line = line;
    explanation->said = said;
}

static struct pane_beyond beyond(const struct pane *pane)
{
    return scroller_beyond(&((const struct explanation_pane *)pane)->scroller);
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct explanation_pane *explanation = (struct explanation_pane *)pane;
    const struct guide *guide = pane->guide;
    char words[4 * WORDS_MAX + ENVELOPE_VIEW_MAX];
    size_t length;

    follow(explanation);
    words[0] = '\0';
    if (explanation->said != 0)
        snprintf(words, sizeof words, "%s %s\n", widgets_sign(guide->tone), guide->status);
    length = strlen(words);
    offer(guide, words + length, sizeof words - length);
    length = strlen(words);
    if (has_line(guide))
        explain_line(guide, guide_explained(guide), words + length, sizeof words - length);
    else
        teach(explanation, box, words + length, sizeof words - length);
    scroller_draw(&explanation->scroller, box, span_of(words));
    bars_marks(box, explanation->scroller.rows);
    if (has_focus)
        *cursor = (struct pane_cursor){box.row, box.column};
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    (void)now_ms;
    return scroller_act(&((struct explanation_pane *)pane)->scroller, action);
}

static void enter(struct pane *pane)
{
    scroller_begin(&((struct explanation_pane *)pane)->scroller);
}

void explanation_init(struct explanation_pane *explanation, struct guide *guide,
                      const struct draft *draft)
{
    static const struct pane_operations operations = {
        .title = title,
        .help =
            N_("Teaches the step that is shown; after a refusal, explains it.  Before and after "
               "a message is sent, its envelope is shown beside its letter.  A line that is "
               "selected in the conversation is explained instead: a command, a line of the "
               "message, or a reply with its digits, its cause and what may come next.  What "
               "the row above the keys cuts is here in full."),
        .is_about_step = true,
        .keys = {.scope = KEYS_LIST},
        .enter = enter,
        .draw = draw,
        .beyond = beyond,
        .act = act,
    };

    *explanation = (struct explanation_pane){.pane = {.operations = &operations, .guide = guide},
                                             .draft = draft};
}
