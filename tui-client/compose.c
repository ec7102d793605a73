/* compose.c - which texts may be header fields, and how a message is put together.
 *
 * The text is made first and the wire form from it, so that a mailbox holds what the history does.
 * Line endings and dots of the wire are common/dot's; addresses are not looked into here.
 */
#include <config.h>

#include "tui-client/compose.h"

#include <assert.h>
#include <stdio.h>
#include <unistr.h>

#include "common/dot.h"

const char *compose_field_name(enum compose_field field)
{
    static const char *const names[] = {
        [COMPOSE_FROM] = "From",
        [COMPOSE_TO] = "To",
        [COMPOSE_SUBJECT] = "Subject",
        [COMPOSE_DATE] = "Date",
        [COMPOSE_MESSAGE_ID] = "Message-ID",
    };

    static_assert(sizeof names / sizeof names[0] == COMPOSE_FIELDS, "a name per field");
    return names[field];
}

enum compose_flaw compose_check(struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if ((byte < ' ' && byte != '\t') || byte == 127)
            return COMPOSE_CONTROL_BYTE;
    }
    if (u8_check((const uint8_t *)text.data, text.size) != NULL)
        return COMPOSE_ILL_FORMED;
    return text.size > COMPOSE_FIELD_MAX ? COMPOSE_TOO_LONG : COMPOSE_OK;
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

/* Bytes that stand around the domain: "<", the nonce, "@", ">" and the NUL of snprintf(3). */
#define MESSAGE_ID_FRAME 20

size_t compose_message_id(uint64_t nonce, struct span domain, char *out, size_t size)
{
    size_t length = (size_t)snprintf(out, size, "<%016llx@", (unsigned long long)nonce);
    size_t room = size - MESSAGE_ID_FRAME;
    size_t count = domain.size < room ? domain.size : room;

    /* A dot stands only between other characters. */
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

/* A flawed field is left out rather than mended: its line break would begin a field of its own. */
static int append_header(const struct compose_message *message, struct buffer *out)
{
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++) {
        struct span text = message->fields[field];
        if (text.size == 0 || compose_check(text) != COMPOSE_OK)
            continue;
        if (append(out, span_of(compose_field_name(field))) != 0 ||
            append(out, span_of(": ")) != 0 || append(out, text) != 0 ||
            append(out, span_of("\n")) != 0)
            return -1;
    }
    return append(out, span_of("\n"));
}

/* Bytes at the front of TEXT that are neither CR nor NUL. */
static size_t clean_run(struct span text)
{
    size_t size = 0;

    while (size < text.size && text.data[size] != '\r' && text.data[size] != '\0')
        size++;
    return size;
}

/* RFC 5321 section 2.3.8 has CR and LF go together only, as the end of a line.  What is left out
 * here is gone before dots are looked for, so that none can hide behind it. */
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

int compose_text(const struct compose_message *message, struct buffer *out)
{
    return append_header(message, out) == 0 ? append_body(message->body, out) : -1;
}

/* Room for all fields with their names, the empty line, and the end of the last line. */
#define HEADER_ROOM ((size_t)COMPOSE_FIELDS * (COMPOSE_FIELD_MAX + 32))

int compose_wire(const struct compose_message *message, struct buffer *out)
{
    struct dot_encoder encoder;
    struct buffer text;
    int status;

    buffer_init(&text, HEADER_ROOM + message->body.size);
    dot_encoder_init(&encoder, LINE_ENDING_CRLF);
    status = compose_text(message, &text);
    if (status == 0)
        status = dot_encode(&encoder, buffer_span(&text), out);
    buffer_release(&text);
    return status == 0 ? dot_encode_end(&encoder, out) : -1;
}

/* The field that LINE sets, its text in *TEXT; COMPOSE_FIELDS if it sets none. */
static enum compose_field field_of(struct span line, struct span *text)
{
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++) {
        const char *name = compose_field_name(field);
        size_t size = strlen(name), i = 0;
        if (line.size <= size || line.data[size] != ':')
            continue;
        while (i < size && span_ascii_lower(line.data[i]) == span_ascii_lower(name[i]))
            i++;
        if (i < size)
            continue;
        *text = span_trim(span_skip(line, size + 1));
        return field;
    }
    return COMPOSE_FIELDS;
}

bool compose_parse(struct span text, struct compose_message *message)
{
    struct span rest = text;

    *message = (struct compose_message){.body = text};
    for (;;) {
        const char *end = rest.size > 0 ? memchr(rest.data, '\n', rest.size) : NULL;
        struct span line, value;
        enum compose_field field;
        if (end == NULL)
            break;
        line = (struct span){rest.data, (size_t)(end - rest.data)};
        rest = span_skip(rest, line.size + 1);
        if (line.size == 0) {
            message->body = rest;
            return true;
        }
        field = field_of(line, &value);
        /* A field that was met has an address, also when it has no text. */
        if (field == COMPOSE_FIELDS || message->fields[field].data != NULL)
            break;
        message->fields[field] = value;
    }
    *message = (struct compose_message){.body = text};
    return false;
}
