/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* compose.c - checks header fields, writes and reads the text of a message.
 *
 * The text of a message as it is kept, and back; see compose_wire.c for the wire.
 */
#include <config.h>

#include "tui-client/message/compose.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <unistr.h>

#include "common/count.h"
#include "tui-client/message/compose_internal.h"
#include "tui-client/message/mime.h"
#include "tui-client/message/parts.h"

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

int compose_append(struct buffer *out, struct span text)
{
    return buffer_append(out, text.data, text.size);
}

struct span compose_field_text(const struct compose_message *message, enum compose_field field)
{
    struct span text = span_trim(message->fields[field]);

    return compose_check(text) == COMPOSE_OK ? text : (struct span){0};
}

int compose_append_field(const char *name, struct span text, struct buffer *out)
{
    if (text.size == 0)
        return 0;
    return compose_append(out, span_of(name)) != 0 || compose_append(out, span_of(": ")) != 0 ||
                   compose_append(out, text) != 0
               ? -1
               : compose_append(out, span_of("\n"));
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
int compose_append_body(struct span text, struct buffer *out)
{
    char last = '\n';

    while (text.size > 0) {
        size_t size = clean_run(text);
        if (compose_append(out, (struct span){text.data, size}) != 0)
            return -1;
        if (size > 0)
            last = text.data[size - 1];
        text = span_skip(text, size < text.size ? size + 1 : size);
    }
    return last == '\n' ? 0 : compose_append(out, span_of("\n"));
}

/* The fields of a draft that name an attached file, the encoding of the body, and the file that is
 * sent instead. */
static const char attachment_name[] = "Attachment";
static const char encoding_name[] = "Encoding";
static const char file_name[] = "File";

static const char *const encodings[] = {
    [COMPOSE_AUTOMATIC] = "", /* not written */
    [COMPOSE_AS_TYPED] = "as typed",
    [COMPOSE_EIGHT_BIT] = "8bit",
    [COMPOSE_QUOTED_PRINTABLE] = "quoted-printable",
    [COMPOSE_BASE64] = "base64",
};

static_assert(COUNT(encodings) == COMPOSE_ENCODINGS, "a name per encoding");

static int append_file_name(struct span path, struct buffer *out)
{
    if (compose_check(path) != COMPOSE_OK) {
        errno = EINVAL;
        return -1;
    }
    return compose_append_field(file_name, path, out) == 0 ? compose_append(out, span_of("\n"))
                                                           : -1;
}

int compose_text(const struct compose_message *message, struct buffer *out)
{
    if (message->file.path.size > 0)
        return append_file_name(message->file.path, out);
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++)
        if (compose_append_field(compose_field_name(field), compose_field_text(message, field),
                                 out) != 0)
            return -1;
    for (size_t i = 0; i < message->attachment_count; i++) {
        struct span path = message->attachments[i].path;
        if (compose_check(path) == COMPOSE_OK &&
            compose_append_field(attachment_name, path, out) != 0)
            return -1;
    }
    if (compose_append_field(encoding_name, span_of(encodings[message->encoding]), out) != 0)
        return -1;
    return compose_append(out, span_of("\n")) == 0 ? compose_append_body(message->body, out) : -1;
}

/* --- drafts ---------------------------------------------------------------------------------- */

/* Whether LINE sets the field NAME; its text goes to *TEXT. */
static bool sets_field(struct span line, const char *name, struct span *text)
{
    if (!parts_is_field(line, name, text))
        return false;
    *text = span_trim(*text);
    return true;
}

/* Sets the encoding of MESSAGE to the one called NAME; false if there is none, or it is set. */
static bool parse_encoding(struct span name, struct compose_message *message)
{
    for (size_t i = COMPOSE_AUTOMATIC + 1; i < COMPOSE_ENCODINGS; i++)
        if (message->encoding == COMPOSE_AUTOMATIC && span_equal(name, span_of(encodings[i]))) {
            message->encoding = (enum compose_encoding)i;
            return true;
        }
    return false;
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
    if (sets_field(line, encoding_name, &text))
        return parse_encoding(text, message);
    if (sets_field(line, file_name, &text) && message->file.path.size == 0) {
        message->file.path = text;
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
