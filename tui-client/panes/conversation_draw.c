/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation_draw.c - draws the conversation; see conversation.h.
 *
 * It decides how a line looks, how it is wrapped into rows, and where rows are shown.  Only lines
 * in or near the view are laid out, so that a full transcript costs no more than a short one.  Keys
 * are not known here.
 */
#include <config.h>

#include "tui-client/panes/conversation_internal.h"

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/text.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/clicks.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"
#include "tui-client/text/search.h"

/* Columns of the mark before each line, "S " or "C ". */
#define MARK_WIDTH 2

/* Bytes of the code that a reply begins with. */
#define REPLY_CODE_SIZE 3

/* Columns of the number of bytes, with the blank before it; more digits take more. */
#define COUNT_WIDTH 6

/* Minimum rows of a pane in which the end of a long line is shown rather than its beginning. */
#define ROWS_FOR_END 3

/* Minimum width; no layout makes the pane narrower. */
#define WIDTH_MIN 16

/* Maximum bytes of a line in visible form, and buffer size for the text after it. */
#define VISIBLE_MAX ((size_t)16 * REPLY_PARSE_LINE_MAX)
#define REMARK_MAX  ((size_t)256)

/* The role of a byte that is shown. */
enum part {
    PART_TEXT,   /* text of the line */
    PART_CODE,   /* the code of a reply */
    PART_FOUND,  /* text that matches the search */
    PART_REMARK, /* added: the visible ending, the time, dots at a cut */
};

/* A line as it is shown. */
struct view {
    struct buffer text;  /* visible */
    struct buffer parts; /* an enum part per byte */
    int width;           /* columns of its rows */
    size_t coded;        /* bytes of the line that are the code of a reply */
    size_t whole;        /* offset of the time, which is not split over two rows */
    bool is_wire;
};

/* --- a line ---------------------------------------------------------------------------------- */

/* The number of bytes of LINE on the wire, as text; "" if unknown. */
static const char *count_of(const struct dialogue_line *line, char *out, size_t size)
{
    out[0] = '\0';
    if (line->ending != LINE_ENDING_UNKNOWN)
        snprintf(out, size, "%zu", line->text.size + (line->ending == LINE_ENDING_CRLF ? 2 : 1));
    return out;
}

/* As text_unit_folded(); the wire view uses the escapes of session files, which are unambiguous. */
static size_t print_unit(bool is_wire, struct span in, char *out, size_t *written)
{
    static const struct {
        char byte, letter;
    } escapes[] = {{'\t', 't'}, {'\r', 'r'}, {'\\', '\\'}};

    for (size_t i = 0; is_wire && i < COUNT(escapes); i++)
        if (in.data[0] == escapes[i].byte) {
            out[0] = '\\';
            out[1] = escapes[i].letter;
            *written = 2;
            return 1;
        }
    return text_unit_folded(in, out, written);
}

/* If allocation fails, the line is shown incompletely. */
static void append(struct view *view, enum part part, const char *bytes, size_t size)
{
    char parts[REMARK_MAX];

    assert(size <= sizeof parts);
    memset(parts, (int)part, size);
    if (buffer_append(&view->parts, parts, size) == 0)
        (void)buffer_append(&view->text, bytes, size);
}

static void append_remark(struct view *view, const char *text)
{
    append(view, PART_REMARK, text, strlen(text));
}

/* Appends TEXT in visible form; SOUGHT may be empty. */
static void append_text(struct view *view, struct span text, struct span sought)
{
    size_t start = sought.size > 0 ? search_find(text, sought) : text.size;
    size_t at = 0;

    while (at < text.size && buffer_size(&view->text) < VISIBLE_MAX) {
        char unit[TEXT_UNIT_MAX];
        size_t size;
        if (sought.size > 0 && at >= start + sought.size)
            start = at + search_find(span_skip(text, at), sought);
        size_t taken = print_unit(view->is_wire, span_skip(text, at), unit, &size);
        append(view,
               at + taken > start ? PART_FOUND
               : at < view->coded ? PART_CODE
                                  : PART_TEXT,
               unit, size);
        at += taken;
    }
    if (at < text.size)
        append_remark(view, "...");
}

static void make_view(struct view *view, const struct conversation *conversation,
                      const struct dialogue_line *line, bool has_marks)
{
    static const char *const endings[] = {
        [LINE_ENDING_UNKNOWN] = "", [LINE_ENDING_CRLF] = "\\r\\n", [LINE_ENDING_LF] = "\\n"};
    char text[REMARK_MAX];
    int digits = (int)strlen(count_of(line, text, sizeof text));

    *view = (struct view){.width = conversation->box.width - MARK_WIDTH,
                          .is_wire = conversation->view == CONVERSATION_WIRE};
    if (line->kind == DIALOGUE_REPLY || line->kind == DIALOGUE_REPLY_LAST)
        view->coded = REPLY_CODE_SIZE;
    if (view->is_wire)
        view->width -= digits < COUNT_WIDTH ? COUNT_WIDTH : digits + 1;
    view->width = view->width > 0 ? view->width : 1;
    buffer_init(&view->text, VISIBLE_MAX + REMARK_MAX);
    buffer_init(&view->parts, VISIBLE_MAX + REMARK_MAX);
    append_text(view, line->text, span_of(has_marks ? conversation->sought : ""));
    if (view->is_wire)
        append_remark(view, endings[line->ending]);
    if (line->kind == DIALOGUE_PARTIAL || line->kind == DIALOGUE_PADDING) {
        snprintf(text, sizeof text, "  %s", words_stray_mark(line));
        append_remark(view, text);
    }
    view->whole = buffer_size(&view->text);
    if (line->elapsed_ms >= 0 && line->kind != DIALOGUE_REPLY) {
        view->whole += strspn(_("  %lld ms"), " ");
        snprintf(text, sizeof text, _("  %lld ms"), (long long)line->elapsed_ms);
        append_remark(view, text);
    }
}

static void release_view(struct view *view)
{
    buffer_release(&view->text);
    buffer_release(&view->parts);
}

/* Bytes of the row that REST begins with.  In the wire view blanks do not hang over the end of a
 * row. */
static size_t row_size(const struct view *view, struct span rest)
{
    size_t start = buffer_size(&view->text) - rest.size;
    size_t size = view->is_wire ? columns_fit(rest, (size_t)view->width, NULL)
                                : columns_wrap(rest, (size_t)view->width);

    if (start < view->whole && start + size > view->whole && size < rest.size)
        return view->whole - start;
    return size > 0 ? size : columns_next(rest);
}

static int count_rows(const struct view *view)
{
    struct span rest = buffer_span(&view->text);
    int rows = 0;

    do {
        rest = span_skip(rest, row_size(view, rest));
        rows++;
    } while (rest.size > 0);
    return rows;
}

int conversation_rows(const struct conversation *conversation, size_t number)
{
    struct view view;
    int rows;

    make_view(&view, conversation,
              transcript_line(&conversation->pane.guide->client.transcript, number), false);
    rows = count_rows(&view);
    release_view(&view);
    return rows;
}

/* --- which rows ------------------------------------------------------------------------------ */

/* Rows of the lines from FIRST up to BEHIND (exclusive); counting stops at ENOUGH. */
static int rows_between(const struct conversation *conversation, size_t first, size_t behind,
                        int enough)
{
    int rows = 0;

    for (size_t i = first; i < behind && rows < enough; i++)
        rows += conversation_rows(conversation, i);
    return rows < enough ? rows : enough;
}

/* Where the selected line would begin according to the anchor alone. */
static int row_by_anchor(const struct conversation *conversation, size_t selected, int rows)
{
    unsigned long long lost = conversation->pane.guide->client.transcript.lost;
    unsigned long long line = conversation->anchor.line;
    size_t anchor = line > lost ? (size_t)(line - lost) : 0; /* the line may have been dropped */
    int row = conversation->anchor.row;
    /* Distances beyond the box do not matter. */
    int below = conversation->box.height - row, above = row + conversation->box.height + rows;

    if (anchor <= selected)
        return row + rows_between(conversation, anchor, selected, below);
    return row - rows_between(conversation, selected, anchor, above);
}

int conversation_row(const struct conversation *conversation)
{
    const struct guide *guide = conversation->pane.guide;
    const struct transcript *transcript = &guide->client.transcript;
    size_t selected = guide_selected(guide);
    bool is_anchor =
        conversation->has_anchor && conversation->anchor.line == transcript->lost + selected;
    int height = conversation->box.height;
    int rows = conversation_rows(conversation, selected);
    int first = rows > height ? height - rows : 0, last = rows > height ? 0 : height - rows;
    int row = first, before, after;

    /* Without a motion, the end of the line is shown, as of the conversation; in a few rows, what
     * the reply begins with. */
    if (height < ROWS_FOR_END)
        row = 0;
    if (is_anchor || !guide->follows)
        row = row_by_anchor(conversation, selected, rows);
    row = row < first ? first : row > last ? last : row;
    if (rows > height)
        return row;
    /* No empty rows below while lines are hidden above, and none above. */
    before = rows_between(conversation, 0, selected, height);
    after = rows_between(conversation, selected + 1, transcript->count, height);
    if (row < height - rows - after)
        row = height - rows - after;
    return row < before ? row : before;
}

/* --- drawing --------------------------------------------------------------------------------- */

static enum style style_of_part(enum part part, enum style style)
{
    switch (part) {
    case PART_FOUND:
        return style == STYLE_SELECTED ? STYLE_STRONG : STYLE_SELECTED;
    case PART_REMARK:
    case PART_TEXT:
        return style == STYLE_SELECTED ? style : STYLE_NORMAL;
    default:
        return style;
    }
}

/* Bytes at the start of TEXT with the same entry in PARTS; whole characters. */
static size_t run_size(struct span text, const char *parts)
{
    size_t size = columns_next(text);

    while (size < text.size && parts[size] == parts[0])
        size += columns_next(span_skip(text, size));
    return size;
}

/* Shows SIZE bytes of VIEW from OFFSET on, with the time at the right. */
static void draw_row(const struct view *view, size_t offset, size_t size, int row, int column,
                     enum style style)
{
    struct span rest = {buffer_span(&view->text).data + offset, size};
    const char *parts = buffer_span(&view->parts).data + offset;
    int end = column + view->width;

    while (rest.size > 0) {
        size_t run = run_size(rest, parts), start = offset + size - rest.size;
        if (start < view->whole && start + run > view->whole)
            run = view->whole - start;
        else if (start == view->whole)
            column = end - (int)columns_width(rest);
        column += screen_text(row, column, end - column, style_of_part((enum part)parts[0], style),
                              (struct span){rest.data, run});
        rest = span_skip(rest, run);
        parts += run;
    }
}

/* Shows the mark of line NUMBER beside its first row, and in the wire view its byte count.  Before
 * the mark, in the blank column of the frame, is that of the line which is explained. */
static void draw_edges(const struct conversation *conversation, const struct view *view,
                       size_t number, int row, enum style style)
{
    const struct transcript *transcript = &conversation->pane.guide->client.transcript;
    struct box box = conversation->box;
    int room = box.width - MARK_WIDTH - view->width;
    char count[32];

    if (number == guide_explained(conversation->pane.guide))
        screen_print(row, box.column - 1, 1, STYLE_STRONG, ">");
    screen_print(row, box.column, MARK_WIDTH, style, "%-2s", conversation_mark(transcript, number));
    if (view->is_wire)
        screen_print(row, box.column + box.width - room, room, STYLE_NORMAL, "%*s", room,
                     count_of(transcript_line(transcript, number), count, sizeof count));
}

/* Shows line NUMBER from ROW of the box on, clipped to the box.  Returns its rows. */
static int draw_line(const struct conversation *conversation, size_t number, int row,
                     bool has_focus)
{
    const struct guide *guide = conversation->pane.guide;
    const struct dialogue_line *line = transcript_line(&guide->client.transcript, number);
    bool is_selected = has_focus && number == guide_selected(guide);
    enum style style = is_selected ? STYLE_SELECTED : conversation_style(line);
    struct box box = conversation->box;
    size_t offset = 0;
    struct view view;
    int rows = 0;

    make_view(&view, conversation, line, has_focus);
    do {
        int at = row + rows;
        size_t size = row_size(&view, span_skip(buffer_span(&view.text), offset));
        if (at >= 0 && at < box.height) {
            if (is_selected)
                screen_fill(box.row + at, box.column, box.width, STYLE_SELECTED);
            if (rows == 0)
                draw_edges(conversation, &view, number, box.row + at, style);
            draw_row(&view, offset, size, box.row + at, box.column + MARK_WIDTH, style);
            clicks_add((struct box){box.row + at, box.column, 1, box.width}, CLICK_ITEM, number);
            if (at + 1 == box.height && box.height < ROWS_FOR_END &&
                offset + size < buffer_size(&view.text))
                widgets_dots(box, STYLE_NORMAL);
        }
        offset += size;
        rows++;
    } while (offset < buffer_size(&view.text));
    release_view(&view);
    return rows;
}

static void draw_ladder(struct conversation *conversation, bool has_focus,
                        struct pane_cursor *cursor)
{
    int row = ladder_view_draw(&conversation->ladder, conversation->pane.guide, conversation->box,
                               has_focus);

    conversation->beyond = conversation->ladder.beyond;
    if (has_focus)
        *cursor = (struct pane_cursor){row, conversation->box.column};
}

void conversation_draw(struct pane *pane, struct box box, bool has_focus,
                       struct pane_cursor *cursor)
{
    struct conversation *conversation = (struct conversation *)pane;
    const struct transcript *transcript = &pane->guide->client.transcript;
    size_t first = guide_selected(pane->guide);
    int row;

    conversation->box = box;
    conversation->beyond = (struct pane_beyond){0, 0};
    if (conversation->view == CONVERSATION_LADDER) {
        draw_ladder(conversation, has_focus, cursor);
        return;
    }
    if (box.width < WIDTH_MIN || box.height < 1 || transcript->count == 0)
        return;
    row = conversation_row(conversation);
    if (has_focus)
        *cursor = (struct pane_cursor){box.row + (row > 0 ? row : 0), box.column};
    while (first > 0 && row > 0)
        row -= conversation_rows(conversation, --first);
    conversation->beyond.above = first;
    for (; first < transcript->count && row < box.height; first++)
        row += draw_line(conversation, first, row, has_focus);
    conversation->beyond.below = transcript->count - first;
}
