/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_preview.c - "Will send": the exact lines that the step will send.
 *
 * Only the part of a long message near the cursor is composed, and the beginning of each
 * attachment, so that the cost of a key does not depend on its length.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include "common/command.h"
#include "common/i18n.h"
#include "common/utf8.h"
#include "tui-client/message/eml.h"
#include "tui-client/message/mime.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

/* Maximum bytes previewed of the body, and of each attachment. */
#define PREVIEW_BODY       2048
#define PREVIEW_ATTACHMENT 114

/* Buffer size for the preview, and for its visible form. */
#define PREVIEW_MAX ((size_t)64 * 1024)
#define VISIBLE_MAX (16 * PREVIEW_MAX)

/* Bytes of the name that LINE, a header field, begins with and of the blank after it, if the value
 * fits into a row of WIDTH columns, but not beside the name; else 0. */
static size_t name_apart(struct span line, int width)
{
    const char *end = line.size > 0 ? memchr(line.data, ' ', line.size) : NULL;
    size_t size = end != NULL ? (size_t)(end - line.data) + 1 : 0;

    if (size < 3 || line.data[size - 2] != ':' || (int)columns_own_width(line, line.size) <= width)
        return 0;
    line = span_skip(line, size);
    return (int)columns_own_width(line, line.size) + 1 <= width ? size : 0;
}

/* Appends the visible form of TEXT, whose lines end in CRLF or LF, with LF alone, for rows of WIDTH
 * columns.  A value that does not fit beside its name stands below it, as if it were folded. */
static void show_lines(struct span text, int width, struct buffer *out)
{
    while (text.size > 0) {
        const char *end = memchr(text.data, '\n', text.size);
        size_t size = end != NULL ? (size_t)(end - text.data) : text.size;
        bool has_return = size > 0 && text.data[size - 1] == '\r';
        struct span line = {text.data, size - has_return};
        size_t apart = name_apart(line, width);
        widgets_own_visible((struct span){line.data, apart > 0 ? apart - 1 : 0}, out);
        buffer_append(out, "\n ", apart > 0 ? 2 : 0);
        widgets_own_visible(span_skip(line, apart), out);
        buffer_append(out, "\n", 1);
        text = span_skip(text, end != NULL ? size + 1 : size);
    }
}

/* The start of the UTF-8 character at OFFSET. */
static size_t character_start(const struct area *body, size_t offset)
{
    while (offset > 0 && offset < area_size(body) &&
           utf8_is_continuation(text_store_byte(&body->store, offset)))
        offset--;
    return offset;
}

/* The previewed part of a long body: around the cursor, or up to it. */
static struct span near_cursor(struct area *body, bool to_cursor)
{
    size_t before = body->cursor > PREVIEW_BODY / 2 ? body->cursor - PREVIEW_BODY / 2 : 0;
    size_t start = character_start(body, before), size = area_size(body);
    size_t end = character_start(body, size - start < PREVIEW_BODY ? size : start + PREVIEW_BODY);

    return area_part(body, start, to_cursor ? body->cursor : end);
}

/* That of a body in base64: only from its beginning are the lines those that are sent. */
static struct span from_start(struct area *body, bool to_cursor)
{
    size_t wanted = to_cursor ? body->cursor : area_size(body);

    return area_part(body, 0, character_start(body, wanted < PREVIEW_BODY ? wanted : PREVIEW_BODY));
}

/* The same of a file: as many whole lines of its beginning as there is room for. */
static void preview_file(struct span content, struct buffer *wire)
{
    const char *end;

    if (content.size > PREVIEW_BODY) {
        end = memrchr(content.data, '\n', PREVIEW_BODY);
        content.size = end != NULL ? (size_t)(end - content.data) + 1 : PREVIEW_BODY;
        eml_wire(content, false, wire);
        return;
    }
    eml_wire(content, true, wire);
}

/* Appends the previewed part of the message in wire form. */
static void preview_message(struct draft *draft, bool to_cursor, struct buffer *wire)
{
    struct compose_message message = draft_message_without_body(draft);
    unsigned traits = area_traits(&draft->body, mime_traits);
    bool is_base64 = message.encoding == COMPOSE_BASE64;

    if (draft_has_file(draft)) {
        preview_file(message.file.content, wire);
        return;
    }
    message.body =
        is_base64 ? from_start(&draft->body, to_cursor) : near_cursor(&draft->body, to_cursor);
    message.is_beginning = message.body.size < area_size(&draft->body);
    for (size_t i = 0; i < message.attachment_count; i++)
        if (message.attachments[i].content.size > PREVIEW_ATTACHMENT)
            message.attachments[i].content.size = PREVIEW_ATTACHMENT;
    compose_part(&message, traits, to_cursor ? COMPOSE_TO_BODY : COMPOSE_WHOLE, wire);
}

/* A command of the step, as a line of the preview. */
struct line_to {
    const struct guide *guide;
    struct buffer *wire;
};

static bool preview_command(void *context, struct span argument)
{
    const struct line_to *to = context;

    return command_format(to->guide->dialect,
                          dialogue_verb(&to->guide->client.dialogue, to->guide->step), argument,
                          to->guide->client.dialogue.style, to->wire) == 0 &&
           buffer_append(to->wire, "\r\n", 2) == 0;
}

/* Appends what the step sends, made visible for rows of WIDTH columns; TO_CURSOR: of a message only
 * the part before the cursor. */
static void preview(const struct form *form, bool to_cursor, int width, struct buffer *out)
{
    struct buffer wire;
    struct line_to to = {form->pane.guide, &wire};

    buffer_init(&wire, PREVIEW_MAX);
    form_each_argument(form, FORM_UNANSWERED, preview_command, &to);
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        preview_message(form->draft, to_cursor, &wire);
    show_lines(buffer_span(&wire), width, out);
    buffer_release(&wire);
}

/* Rows to skip at the top so that the preview shows the text at the cursor. */
static size_t rows_above(const struct form *form, struct box box)
{
    struct box nothing = {.width = box.width};
    struct buffer typed;
    size_t rows;

    if (form_item(form, form->item) != FORM_BODY || form->draft->body.cursor == 0)
        return 0;
    buffer_init(&typed, VISIBLE_MAX);
    preview(form, true, box.width, &typed);
    rows = widgets_paragraphs(nothing, STYLE_NORMAL, buffer_span(&typed), 0);
    buffer_release(&typed);
    return rows > (size_t)box.height ? rows - (size_t)box.height : 0;
}

/* An item in the row of the title; TEXT "": there is none. */
struct title_item {
    size_t number;     /* in the form */
    const char *label; /* "": none */
    const char *text;
};

/* Its columns, with brackets and blanks. */
static int item_width(const struct title_item *item)
{
    if (item->text[0] == '\0')
        return 0;
    return (int)columns_width(span_of(item->label)) + (item->label[0] != '\0') +
           (int)columns_width(span_of(item->text)) + 6;
}

/* Draws ITEM at the start of LINE, which it shortens. */
static void draw_item(const struct form *form, const struct title_item *item, struct box *line,
                      bool has_focus, struct pane_cursor *cursor)
{
    struct box room = *line;
    int label;

    if (item->text[0] == '\0')
        return;
    label = screen_print(room.row, room.column, room.width, STYLE_NORMAL, "%s%s", item->label,
                         item->label[0] != '\0' ? " " : "");
    room.column += label;
    room.width -= label;
    form_draw_button(form, item->number, &room, has_focus, cursor, item->text);
    line->column += item_width(item);
    line->width -= item_width(item);
}

/* Whether the preview is of all that is sent, so that its rows can be counted. */
static bool is_of_all(const struct form *form)
{
    const struct draft *draft = form->draft;

    if (form_kind(form) != STEPS_FORM_MESSAGE)
        return true;
    if (draft_has_file(draft))
        return buffer_size(&draft->file.content) <= PREVIEW_BODY;
    for (size_t i = 0; i < draft->attachment_count; i++)
        if (buffer_size(&draft->attachments[i].content) > PREVIEW_ATTACHMENT)
            return false;
    return area_size(&draft->body) <= PREVIEW_BODY;
}

/* What the preview is called. */
static const char *title_of(const struct form *form)
{
    const struct draft *draft = form->draft;
    bool is_file = draft_has_file(draft);

    if (is_of_all(form))
        return _("Will send");
    if (!is_file && area_size(&draft->body) <= PREVIEW_BODY)
        return _("Will send (excerpt)");
    return is_file || draft->encoding == COMPOSE_BASE64 ? _("Will send (the beginning)")
                                                        : _("Will send (near the cursor)");
}

/* Draws the title of the preview, the button that sends it, and how it is sent.  Without room the
 * label of the last goes first, then what the title says beside that it is a part, then the title.
 */
static void draw_title(const struct form *form, struct box *box, bool has_focus,
                       struct pane_cursor *cursor)
{
    size_t count = form_item_count(form);
    bool has_option = count > 1 && form_item(form, count - 2) == FORM_OPTION;
    bool has_button = count > 1 && form_kind(form) != STEPS_FORM_END;
    const struct title_item button = {count - 1, "", has_button ? _("Send") : ""};
    struct title_item option = {count - 2, form_option_label(form, FORM_OPTION),
                                has_option ? form_option(form, FORM_OPTION) : ""};
    const char *title = title_of(form);
    struct box line = *box;
    int width = (int)columns_width(span_of(title));

    if (box->height <= 0)
        return;
    box->row++;
    box->height--;
    if (width + item_width(&button) + item_width(&option) > line.width)
        option.label = "";
    if (width + item_width(&button) + item_width(&option) > line.width && !is_of_all(form)) {
        title = _("Will send (excerpt)");
        width = (int)columns_width(span_of(title));
    }
    if (width + item_width(&button) + item_width(&option) <= line.width) {
        screen_print(line.row, line.column, width, STYLE_NORMAL, "%s", title);
        line.column += width + 2;
        line.width -= width + 2;
    }
    draw_item(form, &button, &line, has_focus, cursor);
    draw_item(form, &option, &line, has_focus, cursor);
}

/* Draws what MIME makes of the message, and what may become of it, if there is anything to say. */
static void draw_changes(const struct form *form, struct box *box)
{
    const struct client *client = &form->pane.guide->client;
    struct compose_message message = draft_message_without_body(form->draft);
    struct changes changes = changes_of(&message, area_traits(&form->draft->body, mime_traits));
    bool is_offered = (client->dialogue.offered.extensions & DIALECT_EXTENSION_8BITMIME) != 0;
    enum words_eight_bit eight_bit = !is_offered ? WORDS_EIGHT_BIT_NOT_OFFERED
                                     : client->envelope.is_eight_bit
                                         ? WORDS_EIGHT_BIT_ANNOUNCED
                                         : WORDS_EIGHT_BIT_NOT_ANNOUNCED;
    unsigned traits = form->draft->file_traits;
    char text[WORDS_MAX];

    if (draft_has_file(form->draft)) {
        form_put_warning(box, words_risks(traits, eight_bit, text, sizeof text));
        form_put_warning(box, words_file_risks(traits, text, sizeof text));
        form_put_wrapped(box, STYLE_STRONG, words_file_changes(traits, text, sizeof text));
        return;
    }
    form_put_warning(box, words_risks(changes.risks, eight_bit, text, sizeof text));
    form_put_wrapped(box, STYLE_STRONG, words_changes(&changes, text, sizeof text));
}

/* The preview of the command that ends the conversation, in one row with its title. */
static void draw_in_a_row(const struct form *form, struct box box)
{
    int used = screen_print(box.row, box.column, box.width, STYLE_NORMAL, "%s  ", _("Will send"));
    struct buffer text;
    struct span line;

    buffer_init(&text, VISIBLE_MAX);
    preview(form, false, box.width, &text);
    line = buffer_span(&text);
    line.size -= line.size > 0; /* the LF */
    screen_cut(box.row, box.column + used, box.width - used, STYLE_NORMAL, line);
    buffer_release(&text);
}

/* Columns of a row that need not be indented to be told from the fields. */
#define PREVIEW_WIDTH  32
#define PREVIEW_INDENT 2

static int indent_in(int width)
{
    int indent = width - PREVIEW_WIDTH;

    return indent < 0 ? 0 : indent < PREVIEW_INDENT ? indent : PREVIEW_INDENT;
}

/* Columns of a command that are shown beside a note in the only row. */
#define COMMAND_WIDTH 12

/* Draws NOTE in rows of its own, or at the end of the row if the box has only one: what is sent
 * stays to be seen. */
static void draw_note(const struct form_note *note, struct box *box)
{
    int needed = (int)columns_width(span_of(note->text)) + 1;
    int most = box->width - COMMAND_WIDTH;

    if (note->is_beside || note->text[0] == '\0')
        return;
    if (box->height > 1) {
        form_put_wrapped(box, note->style, note->text);
        return;
    }
    box->width -= needed < most ? needed : most;
    screen_print(box->row, box->column + box->width + 1, needed < most ? needed : most, note->style,
                 "%s", note->text);
}

static struct span first_line(const struct buffer *text)
{
    struct span line = buffer_span(text);
    const char *end = line.size > 0 ? memchr(line.data, '\n', line.size) : NULL;

    return end != NULL ? (struct span){line.data, (size_t)(end - line.data)} : line;
}

/* Says how many of ROWS are hidden: ABOVE those in BOX, and below.  A row with dots at its end
 * would be taken for a line that has them. */
static void draw_beyond(const struct form *form, struct box box, size_t above, size_t rows)
{
    size_t end = above + (size_t)box.height;
    size_t below = rows > end ? rows - end : 0;
    bool is_one_row = box.height == 1;

    if (!is_of_all(form)) {
        if (below > 0)
            widgets_dots(box, STYLE_NORMAL);
        if (above > 0)
            widgets_dots((struct box){box.row, box.column, 1, box.width}, STYLE_NORMAL);
        return;
    }
    if (above > 0 && !is_one_row)
        widgets_beyond(box.row, box.column, box.width, above);
    if (below > 0 || (above > 0 && is_one_row))
        widgets_beyond(box.row + box.height - 1, box.column, box.width,
                       below + (is_one_row ? above : 0));
}

void form_draw_preview(const struct form *form, struct box box, int field_width, bool has_focus,
                       struct pane_cursor *cursor)
{
    struct form_note note = form_note(form, form->item, field_width);
    struct buffer text;
    int indent;
    size_t rows, above;

    if (box.height == 1 && form_kind(form) == STEPS_FORM_END) {
        draw_in_a_row(form, box);
        return;
    }
    draw_title(form, &box, has_focus, cursor);
    if (box.height <= 0 || box.width <= 2)
        return;
    draw_note(&note, &box);
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        draw_changes(form, &box);
    if (box.height <= 0)
        return;
    indent = indent_in(box.width);
    box.column += indent;
    box.width -= indent;
    buffer_init(&text, VISIBLE_MAX);
    preview(form, false, box.width, &text);
    if (buffer_size(&text) == 0 && form_is_list(form) && form_flaw(form, 0) == COMPOSE_OK)
        widgets_own_visible(span_of(_("Nothing: the server has answered all recipients.")), &text);
    above = rows_above(form, box);
    rows = widgets_paragraphs(box, STYLE_NORMAL, buffer_span(&text), above);
    if (rows > 1 && box.height == 1 && form_kind(form) != STEPS_FORM_MESSAGE)
        widgets_line(box.row, box.column, box.width, STYLE_NORMAL, first_line(&text), 0);
    else
        draw_beyond(form, box, above, rows);
    buffer_release(&text);
}
