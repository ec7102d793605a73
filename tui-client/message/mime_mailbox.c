/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_mailbox.c - header fields with mailboxes; see mime.h.
 *
 * A field is a list, and a mailbox is made of parts: quoted strings, comments, brackets, and single
 * bytes.  Separators of the list have no meaning inside a part.
 */
#include <config.h>

#include "tui-client/message/mime_internal.h"
#include "tui-client/message/parts.h"

/* Buffer size for a name in its longest form. */
#define TEXT_ROOM ((size_t)64 * 1024)

/* Appends the text between the delimiters of PART, with backslash escapes removed. */
static int append_inner(struct span part, struct buffer *out)
{
    for (size_t i = 1; i + 1 < part.size; i++) {
        if (part.data[i] == '\\' && i + 2 < part.size)
            i++;
        if (buffer_append(out, part.data + i, 1) != 0)
            return -1;
    }
    return 0;
}

/* --- names ----------------------------------------------------------------------------------- */

/* RFC 5322 section 3.2.5: "phrase = 1*word", and a word is an atom or a quoted string.  Section
 * 3.2.3: specials are part of no atom. */
static bool is_phrase(struct span name)
{
    for (size_t i = 0; i < name.size;) {
        size_t size = parts_size(span_skip(name, i));
        bool is_quoted = name.data[i] == '"' && size > 1;
        if (!is_quoted && name.data[i] != '\0' && strchr("()<>[]:;@\\,.\"", name.data[i]) != NULL)
            return false;
        i += size;
    }
    return true;
}

/* The text of NAME, which is a phrase, without its quotes. */
static int unquote(struct span name, struct buffer *out)
{
    int status = 0;

    while (name.size > 0 && status == 0) {
        size_t size = parts_size(name);
        status = size > 1 ? append_inner((struct span){name.data, size}, out)
                          : buffer_append(out, name.data, 1);
        name = span_skip(name, size);
    }
    return status;
}

/* An ASCII name that is already a phrase is unchanged. */
static void put_name(struct mime_field *field, struct span name)
{
    bool stays = is_phrase(name);
    struct buffer text;
    struct span plain;

    buffer_init(&text, TEXT_ROOM);
    field->failed = field->failed || (stays && unquote(name, &text) != 0);
    plain = stays ? buffer_span(&text) : name;
    if (plain.size > 0 && mime_needs_encoding(plain))
        mime_put_encoded(field, plain);
    else if (stays)
        mime_put(field, name);
    else
        mime_put_quoted(field, name);
    buffer_release(&text);
}

/* --- mailboxes ------------------------------------------------------------------------------- */

/* RFC 2047 section 5 (2): an encoded word may occur in a comment. */
static void put_comment(struct mime_field *field, struct span comment)
{
    struct buffer text;

    buffer_init(&text, TEXT_ROOM);
    field->failed = field->failed || append_inner(comment, &text) != 0;
    mime_put(field, span_of("("));
    mime_put_encoded(field, buffer_span(&text));
    if (field->column >= MIME_LINE_COLUMNS) {
        mime_fold(field);
        mime_put(field, span_of(" "));
    }
    mime_put(field, span_of(")"));
    buffer_release(&text);
}

/* An address with the text beside it, unchanged except for comments. */
static void put_address(struct mime_field *field, struct span address)
{
    while (address.size > 0) {
        struct span part = {address.data, parts_size(address)};
        if (part.size > 1 && part.data[0] == '(' && !span_is_ascii(part))
            put_comment(field, part);
        else
            mime_put(field, part);
        address = span_skip(address, part.size);
    }
}

static void put_mailbox(struct mime_field *field, struct span mailbox)
{
    size_t bracket = parts_find(mailbox, "<");
    struct span name = span_trim((struct span){mailbox.data, bracket});
    struct span address = span_skip(mailbox, bracket);

    if (address.size == 0) {
        put_address(field, mailbox);
        return;
    }
    put_name(field, name);
    if (name.size > 0 && field->column + address.size + 1 > MIME_LINE_COLUMNS)
        mime_fold(field);
    if (name.size > 0)
        mime_put(field, span_of(" "));
    put_address(field, address);
}

/* --- lists ----------------------------------------------------------------------------------- */

/* An ASCII group is unchanged, but folded at blanks after its commas. */
static void put_as_written(struct mime_field *field, struct span list)
{
    for (bool is_first = true; list.size > 0; is_first = false) {
        size_t size = parts_find(list, ",");
        struct span piece = {list.data, size < list.size ? size + 1 : size};
        if (!is_first && span_is_blank(piece.data[0]) &&
            field->column + piece.size > MIME_LINE_COLUMNS)
            mime_fold(field);
        mime_put(field, piece);
        list = span_skip(list, piece.size);
    }
}

/* Writes the separator before an item of SIZE bytes. */
static void put_gap(struct mime_field *field, size_t size, bool has_comma)
{
    if (has_comma)
        mime_put(field, span_of(","));
    if (field->column + size + 2 > MIME_LINE_COLUMNS)
        mime_fold(field);
    mime_put(field, span_of(" "));
}

/* Empty items are left out, since they could produce a line of blanks. */
static void put_list(struct mime_field *field, struct span list, const char *stops)
{
    bool is_first = true, has_comma = false;

    while (list.size > 0) {
        struct parts_item item = parts_take_item(&list, stops);
        if (item.text.size > 0) {
            if (!is_first)
                put_gap(field, item.text.size, has_comma);
            (item.stop == ':' ? put_name : put_mailbox)(field, item.text);
            is_first = has_comma = false;
        }
        has_comma = !is_first && (has_comma || item.stop == ',');
        if (item.stop == ':' || item.stop == ';') {
            mime_put(field, (struct span){&item.stop, 1});
            has_comma = false;
        }
    }
}

int mime_mailboxes(const char *name, struct span text, struct buffer *out)
{
    struct mime_field field = mime_begin(name, out);
    struct span list = span_trim(text);
    const char *stops = parts_stops(list);

    if (stops[1] != '\0' && span_is_ascii(list))
        put_as_written(&field, list);
    else
        put_list(&field, list, stops);
    return mime_end(&field);
}

/* Whether WORD, apart from comments, is neither ASCII nor an address. */
static bool is_raw_word(struct span word)
{
    if (parts_find(word, "<@") < word.size)
        return false;
    while (word.size > 0) {
        struct span part = {word.data, parts_size(word)};
        if (part.data[0] != '(' && !span_is_ascii(part))
            return true;
        word = span_skip(word, part.size);
    }
    return false;
}

/* MAILBOX without the comments around its address. */
static struct span without_comments(struct span mailbox)
{
    size_t size = 0;

    while (mailbox.size > 0 && mailbox.data[0] == '(')
        mailbox = span_trim(span_skip(mailbox, parts_size(mailbox)));
    while (size < mailbox.size && mailbox.data[size] != '(')
        size += parts_size(span_skip(mailbox, size));
    return span_trim((struct span){mailbox.data, size});
}

/* The address in MAILBOX; empty if there is none. */
static struct span address_in(struct span mailbox)
{
    size_t bracket;
    struct span rest;

    for (bracket = 0; bracket < mailbox.size && mailbox.data[bracket] != '<';)
        bracket += parts_size(span_skip(mailbox, bracket));
    rest = span_skip(mailbox, bracket < mailbox.size ? bracket : mailbox.size);
    if (rest.size > 0 && parts_size(rest) > 1)
        return span_trim((struct span){rest.data + 1, parts_size(rest) - 2});
    mailbox = without_comments(mailbox);
    return parts_find(mailbox, "\t ") < mailbox.size ? (struct span){mailbox.data, 0} : mailbox;
}

bool mime_next_address(struct span *list, struct span *address)
{
    *address = (struct span){list->data, 0};
    while (address->size == 0 && list->size > 0) {
        struct parts_item item = parts_take_item(list, ",:;");
        if (item.stop != ':')
            *address = address_in(item.text);
    }
    return address->size > 0;
}

bool mime_mailboxes_need_quotes(struct span text)
{
    const char *stops = parts_stops(text);

    while (text.size > 0) {
        struct parts_item item = parts_take_item(&text, stops);
        if (item.stop == ',' && is_raw_word(item.text))
            return true;
    }
    return false;
}
