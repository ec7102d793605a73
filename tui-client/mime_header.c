/* mime_header.c - header fields that hold more than ASCII; see mime.h.
 *
 * A field is written word by word; before a word that would make its line too long the field is
 * folded.
 */
#include <config.h>

#include "tui-client/mime.h"

#include <stdio.h>

/* RFC 5322 section 2.1.1: lines should have 78 characters at most; RFC 2047 section 2: 76 if they
 * hold an encoded word, which has 75 at most. */
#define LINE_COLUMNS 76
#define WORD_COLUMNS 75

#define WORD_BEGIN_Q "=?utf-8?q?"
#define WORD_BEGIN_B "=?utf-8?b?"
#define WORD_END     "?="
#define WORD_FRAME   12

/* Room for a name or a value in its longest form. */
#define TEXT_ROOM ((size_t)64 * 1024)

/* A field under way. */
struct field {
    struct buffer *out;
    size_t column; /* of its last line */
    bool failed;
};

static void put(struct field *field, struct span text)
{
    field->failed = field->failed || buffer_append(field->out, text.data, text.size) != 0;
    field->column += text.size;
}

static void fold(struct field *field)
{
    put(field, span_of("\n"));
    field->column = 0;
}

static struct field begin(const char *name, struct buffer *out)
{
    struct field field = {.out = out};

    put(&field, span_of(name));
    put(&field, span_of(": "));
    return field;
}

static int end(struct field *field)
{
    put(field, span_of("\n"));
    return field->failed ? -1 : 0;
}

/* --- encoded words --------------------------------------------------------------------------- */

/* RFC 2047 section 5 (3): what may stand for itself in any place. */
static bool is_literal(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("!*+-/", byte) != NULL);
}

static size_t q_width(struct span text)
{
    size_t width = 0;

    for (size_t i = 0; i < text.size; i++)
        width += is_literal(text.data[i]) || text.data[i] == ' ' ? 1 : 3;
    return width;
}

static size_t b_width(struct span text)
{
    return (text.size + 2) / 3 * 4;
}

/* Bytes of the first character. */
static size_t character_size(struct span text)
{
    size_t size = 1;

    while (size < text.size && ((unsigned char)text.data[size] & 0xC0) == 0x80)
        size++;
    return size;
}

/* As much of TEXT as fits into WIDTH columns of an encoded word, but at least a character: section
 * 5 forbids to divide one. */
static struct span piece_of(struct span text, size_t width, size_t (*width_of)(struct span text))
{
    struct span piece = {text.data, character_size(text)};

    while (piece.size < text.size) {
        struct span longer = {text.data, piece.size + character_size(span_skip(text, piece.size))};
        if (width_of(longer) > width)
            break;
        piece = longer;
    }
    return piece;
}

static void put_q(struct field *field, struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        char escape[4];
        if (text.data[i] == ' ')
            put(field, span_of("_"));
        else if (is_literal(text.data[i]))
            put(field, (struct span){text.data + i, 1});
        else
            put(field, (struct span){escape, (size_t)snprintf(escape, sizeof escape, "=%02X",
                                                              (unsigned char)text.data[i])});
    }
}

static void put_b(struct field *field, struct span text)
{
    size_t before = buffer_size(field->out);

    field->failed = field->failed || mime_base64_line(text, field->out) != 0;
    field->column += buffer_size(field->out) - before;
}

/* All of TEXT, since blanks between encoded words do not count as text.  Q can be read by people,
 * so B must be much shorter. */
static void put_encoded(struct field *field, struct span text)
{
    bool is_q = 2 * q_width(text) <= 3 * b_width(text);
    size_t (*width_of)(struct span) = is_q ? q_width : b_width;
    bool is_first = true;

    while (text.size > 0) {
        size_t room = LINE_COLUMNS - 1 - WORD_FRAME;
        struct span piece;

        if (is_first && field->column + WORD_FRAME + 16 < LINE_COLUMNS)
            room = LINE_COLUMNS - field->column - WORD_FRAME;
        else
            fold(field);
        if (field->column == 0)
            put(field, span_of(" "));
        room = room < WORD_COLUMNS - WORD_FRAME ? room : WORD_COLUMNS - WORD_FRAME;
        piece = piece_of(text, room, width_of);
        put(field, span_of(is_q ? WORD_BEGIN_Q : WORD_BEGIN_B));
        (is_q ? put_q : put_b)(field, piece);
        put(field, span_of(WORD_END));
        text = span_skip(text, piece.size);
        is_first = false;
    }
}

/* What looks like an encoded word would be decoded though nobody encoded it. */
static bool needs_encoding(struct span text)
{
    return !mime_is_ascii(text) || memmem(text.data, text.size, "=?", 2) != NULL;
}

/* --- free text ------------------------------------------------------------------------------- */

/* Blanks at the front of TEXT and the word behind them. */
static struct span first_word(struct span text)
{
    size_t size = 0;

    while (size < text.size && span_is_blank(text.data[size]))
        size++;
    while (size < text.size && !span_is_blank(text.data[size]))
        size++;
    return (struct span){text.data, size};
}

int mime_unstructured(const char *name, struct span text, struct buffer *out)
{
    struct field field = begin(name, out);

    if (text.size > 0 && needs_encoding(text)) {
        put_encoded(&field, text);
        return end(&field);
    }
    for (bool is_first = true; text.size > 0; is_first = false) {
        struct span word = first_word(text);
        if (!is_first && field.column + word.size > LINE_COLUMNS)
            fold(&field);
        put(&field, word);
        text = span_skip(text, word.size);
    }
    return end(&field);
}

/* --- mailboxes ------------------------------------------------------------------------------- */

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

static void put_quoted(struct field *field, struct span name)
{
    put(field, span_of("\""));
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '"' || name.data[i] == '\\')
            put(field, span_of("\\"));
        put(field, (struct span){name.data + i, 1});
    }
    put(field, span_of("\""));
}

static void put_name(struct field *field, struct span name)
{
    struct buffer text;
    struct span plain;

    buffer_init(&text, TEXT_ROOM);
    field->failed = field->failed || unquote(name, &text) != 0;
    plain = buffer_span(&text);
    if (plain.size > 0 && needs_encoding(plain))
        put_encoded(field, plain);
    else if (has_specials(plain))
        put_quoted(field, plain);
    else
        put(field, name);
    buffer_release(&text);
}

static void put_mailbox(struct field *field, struct span mailbox)
{
    size_t bracket = find_outside(mailbox, '<');
    struct span name = span_trim((struct span){mailbox.data, bracket});
    struct span address = span_skip(mailbox, bracket);

    if (address.size == 0) {
        put(field, mailbox);
        return;
    }
    put_name(field, name);
    if (name.size > 0 && field->column + address.size + 1 > LINE_COLUMNS)
        fold(field);
    if (name.size > 0)
        put(field, span_of(" "));
    put(field, address);
}

int mime_mailboxes(const char *name, struct span text, struct buffer *out)
{
    struct field field = begin(name, out);

    for (bool is_first = true; text.size > 0; is_first = false) {
        size_t comma = find_outside(text, ',');
        struct span mailbox = span_trim((struct span){text.data, comma});
        if (!is_first)
            put(&field, span_of(","));
        if (!is_first && field.column + mailbox.size + 2 > LINE_COLUMNS)
            fold(&field);
        if (!is_first)
            put(&field, span_of(" "));
        put_mailbox(&field, mailbox);
        text = span_skip(text, comma < text.size ? comma + 1 : comma);
    }
    return end(&field);
}

/* --- parameters ------------------------------------------------------------------------------ */

/* Longest value that stands on one line as it is, and bytes of a piece of a longer one. */
#define VALUE_PLAIN_MAX 60
#define VALUE_PIECE_MAX 18

static bool is_plain_value(struct span value)
{
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] < ' ' || value.data[i] > '~')
            return false;
    return value.size <= VALUE_PLAIN_MAX;
}

/* RFC 2231 sections 3 and 4: pieces "NAME*0*=utf-8''...", "NAME*1*=...", all bytes escaped that
 * could mean something. */
static void put_pieces(struct field *field, const char *name, struct span value)
{
    for (unsigned number = 0; value.size > 0; number++) {
        char begin_text[64], escape[4];
        size_t size = value.size < VALUE_PIECE_MAX ? value.size : VALUE_PIECE_MAX;
        snprintf(begin_text, sizeof begin_text, ";\n %s*%u*=%s", name, number,
                 number == 0 ? "utf-8''" : "");
        put(field, span_of(begin_text));
        for (size_t i = 0; i < size; i++) {
            char byte = value.data[i];
            bool stays = (is_literal(byte) && byte != '*') || byte == '.' || byte == '_';
            snprintf(escape, sizeof escape, stays ? "%c" : "%%%02X", (unsigned char)byte);
            put(field, span_of(escape));
        }
        value = span_skip(value, size);
    }
}

int mime_parameter(const char *name, struct span value, struct buffer *out)
{
    struct field field = {.out = out};

    if (is_plain_value(value)) {
        put(&field, span_of(";\n "));
        put(&field, span_of(name));
        put(&field, span_of("="));
        put_quoted(&field, value);
    } else {
        put_pieces(&field, name, value);
    }
    return field.failed ? -1 : 0;
}
