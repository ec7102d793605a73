/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_draw.c - draws a form: fields with their flaws, buttons, the body.
 *
 * A form is a column of rows.  A message shows the preview beside its fields if both fit, else
 * below them.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/prompt.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

/* Width from which the preview is beside the message. */
#define BESIDE_WIDTH 66

/* Rows of the body if they fit. */
#define BODY_ROWS 5

/* Rows kept for the preview of a command: its title and the command. */
#define PREVIEW_ROWS 2

/* Minimum rows of the body while it has the focus. */
#define BODY_ROWS_MIN 2

static const char *label_of(const struct form *form, size_t number)
{
    const struct guide *guide = form->pane.guide;
    const char *label;

    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return compose_field_name((enum compose_field)number);
    if (number == 1)
        return _("Parameters");
    label = guide->dialect->verbs[guide->step].label;
    return label != NULL ? _(label) : "";
}

/* Columns of the widest label and a blank. */
static int label_width(const struct form *form)
{
    size_t width = 0;

    for (size_t i = 0; i < form_item_count(form); i++) {
        size_t own =
            form_item(form, i) == FORM_FIELD ? columns_width(span_of(label_of(form, i))) : 0;
        width = own > width ? own : width;
    }
    return (int)width + 1;
}

/* Draws our own text in as many rows as it needs. */
static void put_wrapped(struct box *box, enum style style, const char *text)
{
    int rows;

    if (box->height <= 0 || text[0] == '\0')
        return;
    rows = (int)widgets_paragraphs(*box, style, span_of(text), 0);
    box->row += rows;
    box->height -= rows;
}

/* In a search, Readline's own label comes first; a long one is cut at its start. */
static void draw_label(struct box *line, const char *label)
{
    struct span text = span_of(label);
    int width = (int)columns_width(text) + 1;

    width = width < line->width * 2 / 3 ? width : line->width * 2 / 3;
    widgets_line(line->row, line->column, width, STYLE_FAINT, text, text.size);
    line->column += width;
    line->width -= width;
}

static void draw_field(const struct form *form, size_t number, struct box *box, bool has_focus,
                       struct pane_cursor *cursor)
{
    bool is_edited = has_focus && number == form->item;
    int labels = label_width(form);
    struct box line = {box->row, box->column + labels, 1, box->width - labels};
    /* Without the cursor the beginning of a long text is shown. */
    struct prompt_view view = {.label = "", .text = draft_text(form_field_of(form, number))};
    const char *flaw = words_compose_flaw(form_flaw(form, number));

    if (box->height <= 0 || line.width <= 0)
        return;
    screen_print(box->row, box->column, labels, is_edited ? STYLE_STRONG : STYLE_NORMAL, "%s",
                 label_of(form, number));
    if (is_edited)
        view = prompt_view();
    if (view.label[0] != '\0') {
        draw_label(&line, view.label);
    } else if (flaw[0] != '\0') {
        int width = (int)columns_width(span_of(flaw)) + 2;
        line.width -= width;
        screen_print(line.row, line.column + line.width, width, STYLE_TROUBLE, "  %s", flaw);
    }
    line.column = widgets_line(line.row, line.column, line.width,
                               is_edited && form_field_of(form, number)->is_refused ? STYLE_SELECTED
                                                                                    : STYLE_FIELD,
                               view.text, view.point);
    if (is_edited)
        *cursor = (struct pane_cursor){line.row, line.column};
    box->row++;
    box->height--;
}

/* PATH, or only its file name if PATH does not fit into WIDTH columns. */
static struct span fitting_path(const char *path, int width)
{
    const char *slash = strrchr(path, '/');
    bool fits = (int)columns_width(span_of(path)) <= width;

    return span_of(fits || slash == NULL ? path : slash + 1);
}

static void draw_attachment(const struct form *form, size_t number, struct box *box, bool has_focus,
                            struct pane_cursor *cursor)
{
    const struct draft_attachment *attachment =
        &form->draft->attachments[form_attachment_number(number)];
    bool is_focused = has_focus && number == form->item;
    enum style style = is_focused ? STYLE_SELECTED : STYLE_NORMAL;
    struct box line = *box;
    char text[64];
    int width;

    if (box->height <= 0)
        return;
    snprintf(text, sizeof text, _("  %zu bytes"), buffer_size(&attachment->content));
    width = (int)columns_width(span_of(text));
    screen_fill(line.row, line.column, line.width, style);
    line.width -= screen_print(line.row, line.column, line.width, style, "%s ", _("Attached"));
    line.column += box->width - line.width;
    line.column += screen_text(line.row, line.column, line.width - width, style,
                               fitting_path(attachment->path, line.width - width));
    screen_print(line.row, line.column, width, style, "%s", text);
    if (is_focused)
        *cursor = (struct pane_cursor){box->row, box->column};
    box->row++;
    box->height--;
}

/* --- the kinds of forms ---------------------------------------------------------------------- */

/* The first field or attachment shown in ROWS, chosen so that the focused one is visible. */
static size_t first_item(const struct form *form, int rows)
{
    bool in_body = form_item(form, form->item) == FORM_BODY;
    size_t above = form_row_count(form);
    size_t room = (size_t)(in_body ? rows - BODY_ROWS_MIN : rows);

    if (in_body && rows < BODY_ROWS_MIN)
        return above;
    if (room >= above)
        return 0;
    if (in_body || form->item > above)
        return above - room;
    return form->item >= room ? form->item - room + 1 : 0;
}

static void draw_message(const struct form *form, struct box box, bool has_focus,
                         struct pane_cursor *cursor)
{
    bool is_beside = box.width >= BESIDE_WIDTH;
    struct box fields = box, sent = box;
    int below = box.height - (int)form_row_count(form);

    if (is_beside) {
        fields.width = box.width / 2 - 1;
        sent.column += box.width / 2;
        sent.width = box.width - box.width / 2;
    } else if (below > BODY_ROWS) {
        sent.height = below / 2;
        sent.row += box.height - sent.height;
        fields.height -= sent.height;
    } else {
        /* Without room, only the row with the focus. */
        sent.height = form_item(form, form->item) >= FORM_WAY;
        sent.row += box.height - sent.height;
        fields.height -= sent.height;
    }
    for (size_t i = first_item(form, fields.height); form_item(form, i) != FORM_BODY; i++)
        if (form_item(form, i) == FORM_FIELD)
            draw_field(form, i, &fields, has_focus, cursor);
        else
            draw_attachment(form, i, &fields, has_focus, cursor);
    form_draw_body(form, fields, has_focus, cursor);
    form_draw_preview(form, sent, has_focus, cursor);
}

static void draw_button(const struct form *form, size_t number, struct box *box, bool has_focus,
                        struct pane_cursor *cursor, const char *label)
{
    bool is_focused = has_focus && form->item == number;
    char text[256];

    if (is_focused && box->height > 0)
        *cursor = (struct pane_cursor){box->row, box->column};
    snprintf(text, sizeof text, "[ %s ]", label);
    form_put(box, is_focused ? STYLE_SELECTED : STYLE_NORMAL, text);
}

static void draw_connect(const struct form *form, struct box box, bool has_focus,
                         struct pane_cursor *cursor)
{
    const struct client *client = &form->pane.guide->client;
    static const char *const states[] = {
        [LINK_CLOSED] = N_("Not connected."),
        [LINK_RESOLVING] = N_("Looking up the host name; Ctrl-C cancels."),
        [LINK_CONNECTING] = N_("Connecting; Ctrl-C cancels."),
        [LINK_OPEN] = N_("Connected."),
    };
    char address[OPTIONS_HOST_MAX + 64];

    snprintf(address, sizeof address, _("Server  %s, port %s"), client->link.host,
             client->link.port);
    put_wrapped(&box, STYLE_NORMAL, address);
    put_wrapped(&box, STYLE_NORMAL, _(states[client->link.state]));
    put_wrapped(&box, STYLE_TROUBLE, client->problem);
    draw_button(form, 0, &box, has_focus, cursor, _("Connect F5"));
}

static void draw_end(const struct form *form, struct box box, bool has_focus,
                     struct pane_cursor *cursor)
{
    const struct client *client = &form->pane.guide->client;
    struct box list;
    char text[128];

    if (client->envelope.delivered == 0)
        snprintf(text, sizeof text, "%s", _("No message is known to be delivered here."));
    else
        snprintf(text, sizeof text,
                 ngettext("%u message delivered on this connection:",
                          "%u messages delivered on this connection:", client->envelope.delivered),
                 client->envelope.delivered);
    draw_button(form, 0, &box, has_focus, cursor, _("Another message"));
    draw_button(form, 1, &box, has_focus, cursor, _("End the conversation F5"));
    put_wrapped(&box, STYLE_NORMAL, text);
    list = box;
    list.height = box.height > 2 ? box.height - 2 : 0;
    if (buffer_size(&client->envelope.deliveries) > 0 && list.height > 0) {
        int rows = (int)widgets_paragraphs(list, STYLE_NORMAL,
                                           buffer_span(&client->envelope.deliveries), 0);
        rows = rows < list.height ? rows : list.height;
        box.row += rows;
        box.height -= rows;
    }
    form_draw_preview(form, box, has_focus, cursor);
}

static void draw_verdict(const struct envelope_verdict *verdict, struct box *box)
{
    enum style style = widgets_style(guide_tone_of(verdict->code));
    int used = screen_print(box->row, box->column, box->width, style, " %u ", verdict->code);

    screen_text(box->row, box->column + used, box->width - used, STYLE_NORMAL,
                span_of(verdict->address));
    box->row++;
    box->height--;
}

/* The recipients that the server has answered, each with its code. */
static void draw_verdicts(const struct form *form, struct box *box)
{
    const struct envelope *envelope = &form->pane.guide->client.envelope;
    size_t count = envelope->verdict_count;
    size_t room = box->height > PREVIEW_ROWS ? (size_t)(box->height - PREVIEW_ROWS) : 0;
    size_t shown = count <= room ? count : room > 0 ? room - 1 : 0;
    char more[128];

    for (size_t i = 0; i < shown; i++)
        draw_verdict(&envelope->verdicts[i], box);
    if (shown == count || room == 0)
        return;
    snprintf(more, sizeof more,
             ngettext(" ... and %zu more answered", " ... and %zu more answered", count - shown),
             count - shown);
    form_put(box, STYLE_FAINT, more);
}

/* What the server offers, if the step can use it. */
static void draw_offers(const struct form *form, struct box *box)
{
    const struct capabilities *offered = &form->pane.guide->client.dialogue.offered;
    struct box room = {box->row, box->column, box->height - PREVIEW_ROWS, box->width};
    char text[CAPABILITIES_LIST_MAX + 64];
    int rows;

    if (!form_has_parameters(form) || offered->list[0] == '\0' || room.height <= 0)
        return;
    snprintf(text, sizeof text, _("Offered: %s"), offered->list);
    rows = (int)widgets_paragraphs(room, STYLE_FAINT, span_of(text), 0);
    rows = rows < room.height ? rows : room.height;
    box->row += rows;
    box->height -= rows;
}

/* One field or two, or none; the reason why the step is not available is below. */
static void draw_command(const struct form *form, struct box box, bool has_focus,
                         struct pane_cursor *cursor)
{
    size_t rows = form_row_count(form);
    bool is_short = form_item(form, form->item) >= FORM_WAY && box.height <= (int)rows;

    if (form_item(form, 0) == FORM_FIELD)
        for (size_t i = is_short; i < rows; i++)
            draw_field(form, i, &box, has_focus, cursor);
    else
        draw_button(form, 0, &box, has_focus, cursor, _("Send F5"));
    if (form_is_list(form))
        draw_verdicts(form, &box);
    draw_offers(form, &box);
    form_draw_preview(form, box, has_focus, cursor);
}

void form_draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct form *form = (struct form *)pane;
    const struct guide *guide = pane->guide;
    char why[WORDS_MAX] = "";
    struct box note = {box.row + box.height, box.column, 0, box.width};

    form_follow(form);
    form_fill_parameters(form);
    /* A message that is awaited goes on, although its verb is not available. */
    if (guide->step != GUIDE_CONNECT &&
        !(form_kind(form) == STEPS_FORM_MESSAGE && dialogue_is_in_message(&guide->client.dialogue)))
        words_why_not(guide->dialect, guide->client.dialogue.position, guide->step, why,
                      sizeof why);
    if (why[0] != '\0') {
        struct box nothing = {.width = box.width};
        int rows = (int)widgets_paragraphs(nothing, STYLE_TROUBLE, span_of(why), 0);
        rows = rows < box.height / 2 ? rows : box.height / 2;
        box.height -= rows;
        note.row = box.row + box.height;
        note.height = rows;
        put_wrapped(&note, STYLE_TROUBLE, why);
    }
    if (guide->step == GUIDE_CONNECT)
        draw_connect(form, box, has_focus, cursor);
    else if (form_kind(form) == STEPS_FORM_MESSAGE)
        draw_message(form, box, has_focus, cursor);
    else if (form_kind(form) == STEPS_FORM_END)
        draw_end(form, box, has_focus, cursor);
    else
        draw_command(form, box, has_focus, cursor);
}

int form_wish(const struct form *form, int width)
{
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return (int)form_row_count(form) + BODY_ROWS + (width >= BESIDE_WIDTH ? 0 : BODY_ROWS);
    if (form_is_list(form))
        return 5 + (int)form->pane.guide->client.envelope.verdict_count;
    if (form_has_parameters(form))
        return 8;
    return form_kind(form) == STEPS_FORM_END ? 6 : 5;
}
