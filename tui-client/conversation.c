/* conversation.c - see conversation.h.
 *
 * Drawn from the selected line, or the newest, upwards, so that only what is visible costs
 * anything.
 */
#include <config.h>

#include "tui-client/conversation.h"

#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/columns.h"
#include "tui-client/widgets.h"

/* Columns of the mark in front of each line, "S " or "C ". */
#define MARK_WIDTH 2

/* Most bytes of a line in visible form. */
#define VISIBLE_MAX ((size_t)16 * REPLY_PARSE_LINE_MAX)

static const char *title(struct pane *pane)
{
    struct conversation *conversation = (struct conversation *)pane;
    const struct guide *guide = pane->guide;
    unsigned long long lost = guide->client.transcript.lost;

    snprintf(conversation->title, sizeof conversation->title, "[2] %s - %s", _("Conversation"),
             guide->follows ? _("live") : _("scrolled"));
    if (lost > 0) {
        size_t length = strlen(conversation->title);
        snprintf(conversation->title + length, sizeof conversation->title - length,
                 ngettext(" - %llu line dropped", " - %llu lines dropped", (unsigned long)lost),
                 lost);
    }
    return conversation->title;
}

static const char *mark_of(const struct dialogue_line *line)
{
    static const char *const marks[] = {
        [DIALOGUE_COMMAND] = "C",    [DIALOGUE_TEXT] = "C",     [DIALOGUE_REPLY] = "S",
        [DIALOGUE_REPLY_LAST] = "S", [DIALOGUE_NO_REPLY] = "?", [DIALOGUE_NOTE] = "-",
    };

    return marks[line->kind];
}

static enum screen_style style_of(const struct dialogue_line *line)
{
    static const enum screen_style styles[] = {SCREEN_GOOD, SCREEN_GO_ON, SCREEN_TROUBLE,
                                               SCREEN_BAD};

    switch (line->kind) {
    case DIALOGUE_REPLY:
    case DIALOGUE_REPLY_LAST:
        return styles[line->code / 100 - 2];
    case DIALOGUE_NO_REPLY:
    case DIALOGUE_NOTE:
        return SCREEN_TROUBLE;
    default:
        return SCREEN_NORMAL;
    }
}

/* A line made visible, and how many rows of WIDTH columns it takes.  Its time stands behind it. */
static size_t lay_out(const struct dialogue_line *line, size_t width, struct buffer *text)
{
    char elapsed[64];
    size_t rows = 0;
    struct span rest;

    buffer_init(text, VISIBLE_MAX);
    widgets_visible(line->text, text);
    if (line->elapsed_ms >= 0 && line->kind != DIALOGUE_REPLY) {
        int size = snprintf(elapsed, sizeof elapsed, _("  %lld ms"), line->elapsed_ms);
        buffer_append(text, elapsed, (size_t)size);
    }
    rest = buffer_span(text);
    do {
        rest = span_skip(rest, columns_wrap(rest, width));
        rows++;
    } while (rest.size > 0);
    return rows;
}

/* Rows that the lines up to NUMBER take, counted only as far as HEIGHT. */
static int rows_up_to(const struct transcript *transcript, size_t number, struct screen_box box)
{
    int rows = 0;

    for (size_t i = number + 1; i > 0 && rows < box.height; i--) {
        struct buffer text;
        rows += (int)lay_out(transcript_line(transcript, i - 1), (size_t)(box.width - MARK_WIDTH),
                             &text);
        buffer_release(&text);
    }
    return rows < box.height ? rows : box.height;
}

/* Shows LINE so that its last row is BOTTOM, as far as it is not above BOX.  Returns the rows it
 * takes. */
static int draw_line(struct screen_box box, int bottom, const struct dialogue_line *line,
                     bool is_selected)
{
    enum screen_style style = is_selected ? SCREEN_SELECTED : style_of(line);
    size_t width = (size_t)(box.width - MARK_WIDTH);
    struct buffer text;
    int rows = (int)lay_out(line, width, &text);
    struct span rest = buffer_span(&text);

    for (int i = 0; i < rows; i++) {
        int row = bottom - rows + 1 + i;
        size_t size = columns_wrap(rest, width);
        if (row >= box.row) {
            screen_print(row, box.column, MARK_WIDTH, style, "%-2s", i == 0 ? mark_of(line) : "");
            screen_text(row, box.column + MARK_WIDTH, (int)width, style,
                        (struct span){rest.data, size});
        }
        rest = span_skip(rest, size);
    }
    buffer_release(&text);
    return rows;
}

static void draw(struct pane *pane, struct screen_box box, bool has_focus,
                 struct pane_cursor *cursor)
{
    struct conversation *conversation = (struct conversation *)pane;
    const struct transcript *transcript = &pane->guide->client.transcript;
    size_t selected = guide_selected(pane->guide);
    int bottom;

    conversation->height = box.height;
    if (box.width <= MARK_WIDTH || transcript->count == 0)
        return;
    bottom = box.row + rows_up_to(transcript, selected, box) - 1;
    if (has_focus)
        *cursor = (struct pane_cursor){bottom, box.column};
    for (size_t i = selected + 1; i > 0 && bottom >= box.row; i--)
        bottom -= draw_line(box, bottom, transcript_line(transcript, i - 1),
                            has_focus && i - 1 == selected);
}

static bool act(struct pane *pane, enum keys_action action, long long now_ms)
{
    struct conversation *conversation = (struct conversation *)pane;
    struct guide *guide = pane->guide;
    size_t last = guide->client.transcript.count;
    size_t selected = guide_selected(guide);
    size_t page = conversation->height > 1 ? (size_t)conversation->height - 1 : 1;

    (void)now_ms;
    last -= last > 0;
    switch (action) {
    case KEYS_UP:
        guide_select(guide, selected > 0 ? selected - 1 : 0);
        return true;
    case KEYS_DOWN:
        guide_select(guide, selected < last ? selected + 1 : last);
        return true;
    case KEYS_PAGE_UP:
    case KEYS_CONVERSATION_UP:
        guide_select(guide, selected > page ? selected - page : 0);
        return true;
    case KEYS_PAGE_DOWN:
    case KEYS_CONVERSATION_DOWN:
        guide_select(guide, last - selected > page ? selected + page : last);
        return true;
    case KEYS_START:
        guide_select(guide, 0);
        return true;
    case KEYS_END:
        guide_select(guide, last);
        return true;
    default:
        return false;
    }
}

void conversation_init(struct conversation *conversation, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help =
            N_("Both sides of the conversation: C is what was sent, S what the server said, with "
               "the time from sending to reply.  A ? marks a line that is no reply, a - a remark "
               "of this program.  Select a line to have it explained."),
        .keys = {KEYS_LIST, false},
        .draw = draw,
        .act = act,
    };

    *conversation = (struct conversation){.pane = {&operations, guide}};
}
