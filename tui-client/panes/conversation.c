/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation.c - see conversation.h.
 *
 * Handles keys: the selection, and actions on the selected line or the conversation.
 * conversation_draw.c does looks and positions of lines.
 */
#include <config.h>

#include "tui-client/panes/conversation.h"

#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/panes/conversation_internal.h"
#include "tui-client/panes/saving.h"
#include "tui-client/panes/selection.h"
#include "tui-client/text/search.h"

static const char *view_title(enum conversation_view view)
{
    static const char *const titles[] = {
        [CONVERSATION_LIST] = NULL,
        [CONVERSATION_WIRE] = N_(" - wire view"),
        [CONVERSATION_LADDER] = N_(" - ladder"),
    };

    return titles[view] != NULL ? _(titles[view]) : "";
}

static const char *title(struct pane *pane)
{
    struct conversation *conversation = (struct conversation *)pane;
    const struct guide *guide = pane->guide;
    unsigned long long lost = guide->client.transcript.lost;

    bool is_inside = conversation->view == CONVERSATION_WIRE && guide->client.link.is_secure;

    snprintf(conversation->title, sizeof conversation->title, "[2] %s - %s%s%s", _("Conversation"),
             guide->follows ? _("live") : _("scrolled"), view_title(conversation->view),
             is_inside ? _(", inside TLS") : "");
    if (lost > 0) {
        size_t length = strlen(conversation->title);
        snprintf(conversation->title + length, sizeof conversation->title - length,
                 ngettext(" - %llu line dropped", " - %llu lines dropped", (unsigned long)lost),
                 lost);
    }
    return conversation->title;
}

/* --- motion ---------------------------------------------------------------------------------- */

/* Saves the current position before another line is selected. */
static void drop_anchor(struct conversation *conversation)
{
    const struct guide *guide = conversation->pane.guide;

    conversation->anchor.line = guide->client.transcript.lost + guide_selected(guide);
    conversation->anchor.row = conversation_row(conversation);
    conversation->has_anchor = true;
}

static int page_rows(const struct conversation *conversation)
{
    return conversation->box.height > 1 ? conversation->box.height - 1 : 1;
}

/* A line taller than the pane scrolls by row or page before the selection moves on.  False if there
 * is no more of it in that direction. */
static bool scroll_within(struct conversation *conversation, enum keys_action action)
{
    int hidden = conversation_rows(conversation, guide_selected(conversation->pane.guide)) -
                 conversation->box.height;
    int step = action == KEYS_UP || action == KEYS_DOWN ? 1 : page_rows(conversation);
    int *row = &conversation->anchor.row;

    switch (action) {
    case KEYS_UP:
    case KEYS_PAGE_UP:
        if (hidden <= 0 || *row >= 0)
            return false;
        *row = *row + step < 0 ? *row + step : 0;
        return true;
    case KEYS_DOWN:
    case KEYS_PAGE_DOWN:
        if (hidden <= 0 || *row <= -hidden)
            return false;
        *row = *row - step > -hidden ? *row - step : -hidden;
        return true;
    default:
        return false;
    }
}

/* Lines of a page from the selected one on: as many as fit, at least one. */
static int page_lines(const struct conversation *conversation, enum keys_action action)
{
    const struct guide *guide = conversation->pane.guide;
    size_t count = guide->client.transcript.count;
    size_t number = guide_selected(guide);
    int room = page_rows(conversation);
    int lines = 0;

    while (room > 0 && (action == KEYS_PAGE_UP ? number > 0 : number + 1 < count)) {
        number = action == KEYS_PAGE_UP ? number - 1 : number + 1;
        room -= conversation_rows(conversation, number);
        lines += room >= 0;
    }
    return lines > 0 ? lines : 1;
}

/* Positions line NUMBER, selected by ACTION: on a page motion the text scrolls and the selection
 * keeps its place; a line from above begins below the line before it. */
static void place_line(struct conversation *conversation, enum keys_action action, size_t number)
{
    unsigned long long line = conversation->pane.guide->client.transcript.lost + number;

    if (action == KEYS_UP)
        return;
    if (action == KEYS_DOWN && line != conversation->anchor.line)
        conversation->anchor.row += conversation_rows(conversation, number - 1);
    else if (action == KEYS_START)
        conversation->anchor.row = 0;
    else if (action == KEYS_END)
        conversation->anchor.row =
            conversation->box.height - conversation_rows(conversation, number);
    conversation->anchor.line = line;
}

static bool move(struct conversation *conversation, enum keys_action action)
{
    struct guide *guide = conversation->pane.guide;
    size_t count = guide->client.transcript.count;
    size_t selected = guide_selected(guide);
    int height = 1;

    if (conversation->view == CONVERSATION_LADDER)
        return ladder_view_move(&conversation->ladder, guide, action);
    if (count == 0 || conversation->box.height < 1) /* nothing to scroll */
        return selection_move(action, selected, 1, &selected);
    drop_anchor(conversation);
    if (scroll_within(conversation, action))
        return true;
    if (action == KEYS_PAGE_UP || action == KEYS_PAGE_DOWN)
        height = page_lines(conversation, action) + 1;
    if (!selection_move(action, count - 1, height, &selected))
        return false;
    guide_select(guide, selected);
    place_line(conversation, action, selected);
    return true;
}

/* --- searching ------------------------------------------------------------------------------- */

static void say_found(struct guide *guide, size_t number, bool has_wrapped)
{
    const struct transcript *transcript = &guide->client.transcript;
    char words[WORDS_MAX];

    snprintf(words, sizeof words,
             has_wrapped ? _("Found in line %llu of %llu (search wrapped).")
                         : _("Found in line %llu of %llu."),
             transcript->lost + number + 1, transcript->lost + transcript->count);
    guide_say(guide, GUIDE_SAID, words);
}

/* Selects the next line that matches, or the previous one if IS_BACK; the selected line itself
 * comes last. */
static void search(struct conversation *conversation, bool is_back)
{
    struct guide *guide = conversation->pane.guide;
    const struct transcript *transcript = &guide->client.transcript;
    struct span sought = span_of(conversation->sought);
    size_t selected = guide_selected(guide), count = transcript->count;
    char words[WORDS_MAX];

    if (sought.size == 0) {
        guide_say(guide, GUIDE_TROUBLE, _("No search text yet: / searches."));
        return;
    }
    for (size_t i = 1; i <= count; i++) {
        size_t number = (selected + (is_back ? count - i : i)) % count;
        struct span text = transcript_line(transcript, number)->text;
        if (search_find(text, sought) < text.size) {
            drop_anchor(conversation);
            guide_select(guide, number);
            say_found(guide, number, is_back ? number >= selected : number <= selected);
            return;
        }
    }
    snprintf(words, sizeof words, _("No line contains \"%s\"."), conversation->sought);
    guide_say(guide, GUIDE_TROUBLE, words);
}

/* Nothing typed: repeat the last search. */
static void take_sought(struct pane *pane, struct span line, int64_t now_ms)
{
    struct conversation *conversation = (struct conversation *)pane;

    (void)now_ms;
    if (line.size > CONVERSATION_SOUGHT_MAX) {
        guide_say(pane->guide, GUIDE_TROUBLE, _("The search text is too long."));
        return;
    }
    if (line.size > 0) {
        memcpy(conversation->sought, line.data, line.size);
        conversation->sought[line.size] = '\0';
    }
    search(conversation, false);
}

/* --- lines taken elsewhere ------------------------------------------------------------------- */

static void take_line(struct pane *pane)
{
    struct guide *guide = pane->guide;
    const struct transcript *transcript = &guide->client.transcript;
    const struct dialogue_line *line =
        transcript->count > 0 ? transcript_line(transcript, guide_selected(guide)) : NULL;

    if (line != NULL && (line->kind == DIALOGUE_COMMAND || line->kind == DIALOGUE_TEXT))
        pane->errand = (struct errand){.kind = ERRAND_TO_RAW, .text = line->text};
    else
        guide_say(guide, GUIDE_TROUBLE,
                  _("Only lines that were sent can be sent again: select one marked C."));
}

static void click(struct pane *pane, size_t number, int64_t now_ms)
{
    (void)now_ms;
    if (number >= pane->guide->client.transcript.count)
        return;
    drop_anchor((struct conversation *)pane);
    guide_select(pane->guide, number);
}

/* --- the pane -------------------------------------------------------------------------------- */

static void toggle(struct conversation *conversation, enum conversation_view view)
{
    conversation->view = conversation->view != view ? view : CONVERSATION_LIST;
    guide_pass(conversation->pane.guide);
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct conversation *conversation = (struct conversation *)pane;

    (void)now_ms;
    switch (action) {
    case KEYS_CONVERSATION_UP:
        return move(conversation, KEYS_PAGE_UP);
    case KEYS_CONVERSATION_DOWN:
        return move(conversation, KEYS_PAGE_DOWN);
    case KEYS_WIRE_VIEW:
        toggle(conversation, CONVERSATION_WIRE);
        return true;
    case KEYS_LADDER:
        toggle(conversation, CONVERSATION_LADDER);
        return true;
    case KEYS_SEARCH:
        pane->errand =
            (struct errand){.kind = ERRAND_ASK, .label = N_("Search: "), .answer = take_sought};
        return true;
    case KEYS_SEARCH_NEXT:
    case KEYS_SEARCH_PREVIOUS:
        search(conversation, action == KEYS_SEARCH_PREVIOUS);
        return true;
    case KEYS_TAKE_LINE:
        take_line(pane);
        return true;
    case KEYS_SAVE:
        saving_ask(pane, EXPORT_SESSION, N_("Save the session file as: "));
        return true;
    case KEYS_SAVE_CODES:
        saving_ask(pane, EXPORT_CODES, N_("Save the session file (codes only) as: "));
        return true;
    default:
        return move(conversation, action);
    }
}

static struct pane_beyond beyond(const struct pane *pane)
{
    const struct conversation *conversation = (const struct conversation *)pane;

    return conversation->beyond;
}

void conversation_init(struct conversation *conversation, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help =
            N_("Both sides of the conversation: C marks a line that was sent, S a reply with "
               "its response time, | a further line of the same reply, ? a line that is not a "
               "reply, - a remark by this program.  Select a line to see it explained; > marks "
               "the one that is.  The wire view shows every byte, with \\r\\n"
               " or \\n"
               " where a line ends, and the number of bytes at the right.  The ladder shows who "
               "said what to whom: an arrow for each command and each reply, a broad one for a "
               "message, dots while a reply is awaited, and at the right what became of it."),
        .keys = {.scope = KEYS_CONVERSATION},
        .draw = conversation_draw,
        .beyond = beyond,
        .act = act,
        .click = click,
    };

    *conversation = (struct conversation){.pane = {.operations = &operations, .guide = guide}};
}
