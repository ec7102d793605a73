/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* compose_wire.c - a message in wire form; see compose.h.
 *
 * common/dot does line endings and dot stuffing, mime.h the forms of MIME.
 */
#include <config.h>

#include <assert.h>

#include "common/base64.h"
#include "common/count.h"
#include "common/dot.h"
#include "tui-client/message/compose_internal.h"
#include "tui-client/message/eml.h"
#include "tui-client/message/mime.h"

int compose_field(enum compose_field field, struct span text, struct buffer *out)
{
    static int (*const writers[])(const char *name, struct span text, struct buffer *out) = {
        [COMPOSE_FROM] = mime_mailboxes,
        [COMPOSE_TO] = mime_mailboxes,
        [COMPOSE_SUBJECT] = mime_unstructured,
        [COMPOSE_DATE] = compose_append_field,
        [COMPOSE_MESSAGE_ID] = compose_append_field,
    };

    static_assert(COUNT(writers) == COMPOSE_FIELDS, "a writer per field");
    return text.size > 0 ? writers[field](compose_field_name(field), text, out) : 0;
}

static int append_fields(const struct compose_message *message, struct buffer *out)
{
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++)
        if (compose_field(field, compose_field_text(message, field), out) != 0)
            return -1;
    return 0;
}

/* --- the body -------------------------------------------------------------------------------- */

enum compose_encoding compose_encoding(const struct compose_message *message, unsigned traits)
{
    bool has_parts = message->attachment_count > 0;
    bool is_plain = !has_parts && (traits & ~(unsigned)MIME_BOUNDARY_LINE) == 0;

    if (message->encoding == COMPOSE_AUTOMATIC)
        return is_plain ? COMPOSE_AS_TYPED : COMPOSE_QUOTED_PRINTABLE;
    if (message->encoding <= COMPOSE_EIGHT_BIT && has_parts && (traits & MIME_BOUNDARY_LINE) != 0)
        return COMPOSE_QUOTED_PRINTABLE;
    return message->encoding;
}

/* Bytes that fill a line of base64: of the beginning of a body, only whole lines are those of the
 * body. */
#define BASE64_LINE_BYTES (BASE64_COLUMNS / 4 * 3)

/* RFC 2045 section 6.8: line breaks of text are CRLF before it is encoded. */
static int append_base64(const struct compose_message *message, struct span text,
                         struct buffer *out)
{
    struct buffer canonical;
    struct span bytes;
    int status = 0;

    /* The last line of a beginning is not ended. */
    if (message->is_beginning && text.size > 0 &&
        message->body.data[message->body.size - 1] != '\n')
        text.size--;
    buffer_init(&canonical, 2 * text.size + 1);
    while (status == 0 && text.size > 0) {
        const char *end = memchr(text.data, '\n', text.size);
        size_t size = end != NULL ? (size_t)(end - text.data) : text.size;
        status = compose_append(&canonical, (struct span){text.data, size});
        if (status == 0 && end != NULL)
            status = compose_append(&canonical, span_of("\r\n"));
        text = span_skip(text, size + (end != NULL));
    }
    bytes = buffer_span(&canonical);
    if (message->is_beginning)
        bytes.size -= bytes.size % BASE64_LINE_BYTES;
    if (status == 0)
        status = base64_encode_lines(bytes, out);
    buffer_release(&canonical);
    return status;
}

static int append_in(enum compose_encoding encoding, const struct compose_message *message,
                     struct span text, struct buffer *out)
{
    switch (encoding) {
    case COMPOSE_QUOTED_PRINTABLE:
        return mime_quoted_printable(text, out);
    case COMPOSE_BASE64:
        return append_base64(message, text, out);
    default:
        return compose_append(out, text);
    }
}

/* The body with the two fields that describe it, if any.  ASCII is labelled UTF-8 too, so that a
 * part of a body has the same header as the whole. */
static int append_encoded_body(const struct compose_message *message,
                               enum compose_encoding encoding, struct buffer *out)
{
    static const char *const names[] = {
        [COMPOSE_AUTOMATIC] = NULL,   [COMPOSE_AS_TYPED] = NULL,
        [COMPOSE_EIGHT_BIT] = "8bit", [COMPOSE_QUOTED_PRINTABLE] = "quoted-printable",
        [COMPOSE_BASE64] = "base64",
    };
    struct buffer text;
    int status = 0;

    static_assert(COUNT(names) == COMPOSE_ENCODINGS, "a name per encoding");
    if (names[encoding] != NULL)
        status = compose_append(out, span_of("Content-Type: text/plain; charset=utf-8\n"
                                             "Content-Transfer-Encoding: ")) |
                 compose_append(out, span_of(names[encoding])) | compose_append(out, span_of("\n"));
    if (status != 0 || compose_append(out, span_of("\n")) != 0)
        return -1;
    if (encoding == COMPOSE_AS_TYPED)
        return compose_append_body(message->body, out);
    buffer_init(&text, message->body.size + 1);
    status = compose_append_body(message->body, &text);
    if (status == 0)
        status = append_in(encoding, message, buffer_span(&text), out);
    buffer_release(&text);
    return status;
}

/* --- attachments ----------------------------------------------------------------------------- */

/* The media type for a file name's extension; RFC 2046 section 4.5.1 for all others.  There are no
 * text types: the charset would be a guess, and readers might change line endings. */
static const char *media_type(struct span name)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".png", "image/png"},       {".jpg", "image/jpeg"},        {".jpeg", "image/jpeg"},
        {".gif", "image/gif"},       {".webp", "image/webp"},       {".pdf", "application/pdf"},
        {".zip", "application/zip"}, {".json", "application/json"},
    };

    for (size_t i = 0; i < COUNT(types); i++) {
        struct span ending = span_of(types[i].ending);
        if (name.size > ending.size &&
            span_equal_ascii(span_skip(name, name.size - ending.size), ending))
            return types[i].type;
    }
    return "application/octet-stream";
}

/* RFC 2183: the receiver gets the file's name, but not its folder. */
static int append_attachment(const struct compose_attachment *attachment, struct buffer *out)
{
    const char *slash = attachment->path.size > 0
                            ? memrchr(attachment->path.data, '/', attachment->path.size)
                            : NULL;
    struct span name = attachment->path;

    if (slash != NULL)
        name = span_skip(name, (size_t)(slash - name.data) + 1);
    return compose_append(out, span_of("Content-Type: ")) |
           compose_append(out, span_of(media_type(name))) |
           compose_append(out, span_of("\nContent-Transfer-Encoding: base64\n"
                                       "Content-Disposition: attachment")) |
           mime_parameter("filename", name, out) | compose_append(out, span_of("\n\n")) |
           base64_encode_lines(attachment->content, out);
}

static int append_attachments(const struct compose_message *message, struct buffer *out)
{
    int status = 0;

    for (size_t i = 0; i < message->attachment_count; i++)
        status |= compose_append(out, span_of("\n--" MIME_BOUNDARY "\n")) |
                  append_attachment(&message->attachments[i], out);
    return status | compose_append(out, span_of("\n--" MIME_BOUNDARY "--\n"));
}

/* --- the message ----------------------------------------------------------------------------- */

/* The header, and the body in ENCODING. */
static int append_beginning(const struct compose_message *message, enum compose_encoding encoding,
                            struct buffer *out)
{
    bool has_parts = message->attachment_count > 0;

    if (append_fields(message, out) != 0)
        return -1;
    if ((encoding != COMPOSE_AS_TYPED || has_parts) &&
        compose_append(out, span_of("MIME-Version: 1.0\n")) != 0)
        return -1;
    if (has_parts &&
        compose_append(out,
                       span_of("Content-Type: multipart/mixed; boundary=\"" MIME_BOUNDARY "\"\n"
                               "\n--" MIME_BOUNDARY "\n")) != 0)
        return -1;
    return append_encoded_body(message, encoding, out);
}

/* Buffer size for the longest form of a message that can be sent. */
#define MESSAGE_ROOM ((size_t)256 << 20)

int compose_part(const struct compose_message *message, unsigned traits, enum compose_extent extent,
                 struct buffer *out)
{
    struct dot_encoder encoder;
    struct buffer text;
    int status;

    if (message->file.path.size > 0)
        return eml_wire(message->file.content, extent == COMPOSE_WHOLE, out);
    buffer_init(&text, MESSAGE_ROOM);
    dot_encoder_init(&encoder, LINE_ENDING_CRLF);
    status = append_beginning(message, compose_encoding(message, traits), &text);
    if (status == 0 && extent == COMPOSE_WHOLE && message->attachment_count > 0)
        status = append_attachments(message, &text);
    if (status == 0)
        status = dot_encode(&encoder, buffer_span(&text), out);
    buffer_release(&text);
    if (status == 0 && extent == COMPOSE_WHOLE)
        status = dot_encode_end(&encoder, out);
    return status == 0 ? 0 : -1;
}

int compose_wire(const struct compose_message *message, struct buffer *out)
{
    return compose_part(message, mime_traits(message->body), COMPOSE_WHOLE, out);
}
