/* mime_mailbox.c - header fields that hold mailboxes; see mime.h.
 */
#include <config.h>

#include "tui-client/mime_parts.h"

/* Room for a name in its longest form. */
#define TEXT_ROOM ((size_t)64 * 1024)

/* Where the first STOP byte of TEXT stands outside of quotes, brackets and comments, or the end. */
static size_t find_outside(struct span text, char stop)
{
    char until = '\0'; /* what ends the part that we are in */

    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (until == '\0' && byte == stop)
            return i;
        if (byte == '\\' && until != '\0')
            i++;
        else if (until != '\0')
            until = byte == until ? '\0' : until;
        else if (byte == '"' || byte == '<' || byte == '(')
            until = byte == '"' ? '"' : byte == '<' ? '>' : ')';
    }
    return text.size;
}

/* The text of NAME without the quotes around it. */
static int unquote(struct span name, struct buffer *out)
{
    bool is_quoted = name.size >= 2 && name.data[0] == '"' && name.data[name.size - 1] == '"';

    if (!is_quoted)
        return buffer_append(out, name.data, name.size);
    for (size_t i = 1; i + 1 < name.size; i++) {
        if (name.data[i] == '\\' && i + 2 < name.size)
            i++;
        if (buffer_append(out, name.data + i, 1) != 0)
            return -1;
    }
    return 0;
}

/* RFC 5322 section 3.2.3: specials may only stand in a quoted string. */
static bool has_specials(struct span name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] != '\0' && strchr("()<>[]:;@\\,.\"", name.data[i]) != NULL)
            return true;
    return false;
}

static void put_name(struct mime_field *field, struct span name)
{
    struct buffer text;
    struct span plain;

    buffer_init(&text, TEXT_ROOM);
    field->failed = field->failed || unquote(name, &text) != 0;
    plain = buffer_span(&text);
    if (plain.size > 0 && mime_needs_encoding(plain))
        mime_put_encoded(field, plain);
    else if (has_specials(plain))
        mime_put_quoted(field, plain);
    else
        mime_put(field, name);
    buffer_release(&text);
}

static void put_mailbox(struct mime_field *field, struct span mailbox)
{
    size_t bracket = find_outside(mailbox, '<');
    struct span name = span_trim((struct span){mailbox.data, bracket});
    struct span address = span_skip(mailbox, bracket);

    if (address.size == 0) {
        mime_put(field, mailbox);
        return;
    }
    put_name(field, name);
    if (name.size > 0 && field->column + address.size + 1 > MIME_LINE_COLUMNS)
        mime_fold(field);
    if (name.size > 0)
        mime_put(field, span_of(" "));
    mime_put(field, address);
}

int mime_mailboxes(const char *name, struct span text, struct buffer *out)
{
    struct mime_field field = mime_begin(name, out);

    for (bool is_first = true; text.size > 0; is_first = false) {
        size_t comma = find_outside(text, ',');
        struct span mailbox = span_trim((struct span){text.data, comma});
        if (!is_first)
            mime_put(&field, span_of(","));
        if (!is_first && field.column + mailbox.size + 2 > MIME_LINE_COLUMNS)
            mime_fold(&field);
        if (!is_first)
            mime_put(&field, span_of(" "));
        put_mailbox(&field, mailbox);
        text = span_skip(text, comma < text.size ? comma + 1 : comma);
    }
    return mime_end(&field);
}
