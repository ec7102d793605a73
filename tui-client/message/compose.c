/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* compose.c - checks header fields and builds a message.
 *
 * common/dot does line endings and dot stuffing, mime.h the forms of MIME.  A body that is not
 * plain is always quoted-printable: base64 would be shorter for some scripts, but unreadable in the
 * conversation.
 */
#include <config.h>

#include "tui-client/message/compose.h"

#include <assert.h>
#include <stdio.h>
#include <unistr.h>

#include "common/base64.h"
#include "common/count.h"
#include "common/dot.h"
#include "tui-client/message/mime.h"

const char *compose_field_name(enum compose_field field)
{
    static const char *const names[] = {
        [COMPOSE_FROM] = "From",
        [COMPOSE_TO] = "To",
        [COMPOSE_SUBJECT] = "Subject",
        [COMPOSE_DATE] = "Date",
        [COMPOSE_MESSAGE_ID] = "Message-ID",
    };

    static_assert(COUNT(names) == COMPOSE_FIELDS, "a name per field");
    return names[field];
}

enum compose_flaw compose_check(struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_c1 = i > 0 && (unsigned char)text.data[i - 1] == 0xC2 && byte < 0xA0;
        if ((byte < ' ' && byte != '\t') || byte == 127 || is_c1)
            return COMPOSE_CONTROL_BYTE;
    }
    if (u8_check((const uint8_t *)text.data, text.size) != NULL)
        return COMPOSE_ILL_FORMED;
    return text.size > COMPOSE_FIELD_MAX ? COMPOSE_TOO_LONG : COMPOSE_OK;
}

/* RFC 2047 section 5 does not allow encoded words in a date or a msg-id. */
enum compose_flaw compose_check_field(enum compose_field field, struct span text)
{
    enum compose_flaw flaw = compose_check(text);
    bool is_list = field == COMPOSE_FROM || field == COMPOSE_TO;

    if (flaw != COMPOSE_OK || field == COMPOSE_SUBJECT)
        return flaw;
    if (is_list)
        return mime_mailboxes_need_quotes(text) ? COMPOSE_NEEDS_QUOTES : COMPOSE_OK;
    return span_is_ascii(text) ? COMPOSE_OK : COMPOSE_NOT_ASCII;
}

/* RFC 5322 section 3.3: "date-time = [ day-of-week "," ] date time", all names in English. */
size_t compose_date(const struct tm *when, int offset_minutes, char *out)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int offset = offset_minutes < 0 ? -offset_minutes : offset_minutes;
    int size = snprintf(out, COMPOSE_DATE_MAX, "%s, %d %s %d %02d:%02d:%02d %c%02d%02d",
                        days[when->tm_wday], when->tm_mday, months[when->tm_mon],
                        when->tm_year + 1900, when->tm_hour, when->tm_min, when->tm_sec,
                        offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);

    return (size_t)size;
}

/* RFC 5322 section 3.2.3: what a dot-atom may hold, less the specials. */
static bool is_domain_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-';
}

/* Bytes around the domain: "<", the nonce, "@", ">" and the NUL of snprintf(3). */
#define MESSAGE_ID_FRAME 20

size_t compose_message_id(uint64_t nonce, struct span domain, char *out, size_t size)
{
    size_t length = (size_t)snprintf(out, size, "<%016llx@", (unsigned long long)nonce);
    size_t room = size - MESSAGE_ID_FRAME;
    size_t count = domain.size < room ? domain.size : room;

    /* A dot is kept only between other characters. */
    for (size_t i = 0; i < count; i++) {
        bool is_inner_dot =
            domain.data[i] == '.' && i > 0 && i + 1 < count && out[length - 1] != '.';
        out[length++] = is_domain_byte(domain.data[i]) || is_inner_dot ? domain.data[i] : '-';
    }
    if (count == 0)
        out[length++] = '-';
    out[length++] = '>';
    return length;
}

static int append(struct buffer *out, struct span text)
{
    return buffer_append(out, text.data, text.size);
}

/* The text of FIELD, or empty if it is not allowed in a header.  An invalid field is dropped rather
 * than repaired: its line break would begin another field. */
static struct span field_text(const struct compose_message *message, enum compose_field field)
{
    struct span text = span_trim(message->fields[field]);

    return compose_check(text) == COMPOSE_OK ? text : (struct span){0};
}

static int append_draft_field(const char *name, struct span text, struct buffer *out)
{
    if (text.size == 0)
        return 0;
    return append(out, span_of(name)) != 0 || append(out, span_of(": ")) != 0 ||
                   append(out, text) != 0
               ? -1
               : append(out, span_of("\n"));
}

/* Bytes at the start of TEXT that are neither CR nor NUL. */
static size_t clean_run(struct span text)
{
    size_t size = 0;

    while (size < text.size && text.data[size] != '\r' && text.data[size] != '\0')
        size++;
    return size;
}

/* RFC 5321 section 2.3.8 allows CR and LF only together, as a line ending.  Bytes are dropped
 * before dot stuffing, so that no dot can hide behind them. */
static int append_body(struct span text, struct buffer *out)
{
    char last = '\n';

    while (text.size > 0) {
        size_t size = clean_run(text);
        if (append(out, (struct span){text.data, size}) != 0)
            return -1;
        if (size > 0)
            last = text.data[size - 1];
        text = span_skip(text, size < text.size ? size + 1 : size);
    }
    return last == '\n' ? 0 : append(out, span_of("\n"));
}

/* The field of a draft that names an attached file. */
static const char attachment_name[] = "Attachment";

int compose_text(const struct compose_message *message, struct buffer *out)
{
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++)
        if (append_draft_field(compose_field_name(field), field_text(message, field), out) != 0)
            return -1;
    for (size_t i = 0; i < message->attachment_count; i++) {
        struct span path = message->attachments[i].path;
        if (compose_check(path) == COMPOSE_OK &&
            append_draft_field(attachment_name, path, out) != 0)
            return -1;
    }
    return append(out, span_of("\n")) == 0 ? append_body(message->body, out) : -1;
}

/* --- the wire -------------------------------------------------------------------------------- */

enum compose_encoding compose_encoding(const struct compose_message *message)
{
    bool is_plain = message->attachment_count == 0 && mime_is_plain(message->body);

    return is_plain ? COMPOSE_PLAIN : COMPOSE_QUOTED_PRINTABLE;
}

static int append_fields(const struct compose_message *message, struct buffer *out)
{
    static int (*const writers[])(const char *name, struct span text, struct buffer *out) = {
        [COMPOSE_FROM] = mime_mailboxes,           [COMPOSE_TO] = mime_mailboxes,
        [COMPOSE_SUBJECT] = mime_unstructured,     [COMPOSE_DATE] = append_draft_field,
        [COMPOSE_MESSAGE_ID] = append_draft_field,
    };

    static_assert(COUNT(writers) == COMPOSE_FIELDS, "a writer per field");
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++) {
        struct span text = field_text(message, field);
        if (text.size > 0 && writers[field](compose_field_name(field), text, out) != 0)
            return -1;
    }
    return 0;
}

/* The body with the two fields that describe its encoding.  ASCII is labelled UTF-8 too, so that a
 * part of a body has the same header as the whole. */
static int append_encoded_body(const struct compose_message *message, struct buffer *out)
{
    struct buffer text;
    int status;

    buffer_init(&text, message->body.size + 1);
    status = append(out, span_of("Content-Type: text/plain; charset=utf-8\n")) |
             append(out, span_of("Content-Transfer-Encoding: quoted-printable\n\n"));
    if (status == 0)
        status = append_body(message->body, &text);
    if (status == 0)
        status = mime_quoted_printable(buffer_span(&text), out);
    buffer_release(&text);
    return status;
}

static bool is_same_word(const char *a, const char *b, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (span_ascii_lower(a[i]) != span_ascii_lower(b[i]))
            return false;
    return true;
}

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
        size_t size = strlen(types[i].ending);
        if (name.size > size && is_same_word(name.data + name.size - size, types[i].ending, size))
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
    return append(out, span_of("Content-Type: ")) | append(out, span_of(media_type(name))) |
           append(out, span_of("\nContent-Transfer-Encoding: base64\n"
                               "Content-Disposition: attachment")) |
           mime_parameter("filename", name, out) | append(out, span_of("\n\n")) |
           base64_encode_lines(attachment->content, out);
}

/* RFC 2046 section 5.1.1: the boundary must not occur in a part.  No line of base64 or
 * quoted-printable holds "=_".  The line end before it belongs to it. */
#define BOUNDARY "=_part"

static int append_attachments(const struct compose_message *message, struct buffer *out)
{
    int status = 0;

    for (size_t i = 0; i < message->attachment_count; i++)
        status |= append(out, span_of("\n--" BOUNDARY "\n")) |
                  append_attachment(&message->attachments[i], out);
    return status | append(out, span_of("\n--" BOUNDARY "--\n"));
}

/* The header, and the body in ENCODING. */
static int append_beginning(const struct compose_message *message, enum compose_encoding encoding,
                            struct buffer *out)
{
    if (append_fields(message, out) != 0)
        return -1;
    if (encoding == COMPOSE_PLAIN)
        return append(out, span_of("\n")) == 0 ? append_body(message->body, out) : -1;
    if (append(out, span_of("MIME-Version: 1.0\n")) != 0)
        return -1;
    if (message->attachment_count > 0 &&
        append(out, span_of("Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\n"
                            "\n--" BOUNDARY "\n")) != 0)
        return -1;
    return append_encoded_body(message, out);
}

/* Buffer size for the longest form of a message that can be sent. */
#define MESSAGE_ROOM ((size_t)256 << 20)

int compose_part(const struct compose_message *message, enum compose_encoding encoding,
                 enum compose_extent extent, struct buffer *out)
{
    struct dot_encoder encoder;
    struct buffer text;
    int status;

    buffer_init(&text, MESSAGE_ROOM);
    dot_encoder_init(&encoder, LINE_ENDING_CRLF);
    status = append_beginning(message, encoding, &text);
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
    return compose_part(message, compose_encoding(message), COMPOSE_WHOLE, out);
}

/* --- drafts ---------------------------------------------------------------------------------- */

/* Whether LINE sets the field NAME; its text goes to *TEXT. */
static bool sets_field(struct span line, const char *name, struct span *text)
{
    size_t size = strlen(name);

    if (line.size <= size || line.data[size] != ':' || !is_same_word(line.data, name, size))
        return false;
    *text = span_trim(span_skip(line, size + 1));
    return true;
}

/* Whether LINE is a field of a draft; if so it is stored in MESSAGE. */
static bool parse_field(struct span line, struct compose_message *message)
{
    struct span text;

    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++) {
        if (!sets_field(line, compose_field_name(field), &text))
            continue;
        /* A field that was seen has a non-NULL address, even without text. */
        if (message->fields[field].data != NULL)
            return false;
        message->fields[field] = text;
        return true;
    }
    if (!sets_field(line, attachment_name, &text) ||
        message->attachment_count == COMPOSE_ATTACHMENTS_MAX)
        return false;
    message->attachments[message->attachment_count++].path = text;
    return true;
}

bool compose_parse(struct span text, struct compose_message *message)
{
    struct span rest = text;

    *message = (struct compose_message){.body = text};
    for (;;) {
        const char *end = rest.size > 0 ? memchr(rest.data, '\n', rest.size) : NULL;
        struct span line;
        if (end == NULL)
            break;
        line = (struct span){rest.data, (size_t)(end - rest.data)};
        rest = span_skip(rest, line.size + 1);
        if (line.size == 0) {
            message->body = rest;
            return true;
        }
        if (!parse_field(line, message))
            break;
    }
    *message = (struct compose_message){.body = text};
    return false;
}
