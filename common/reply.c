/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reply.c - see reply.h.
 *
 * RFC 5321 section 4.2.1: every line of a reply has the code; a hyphen after it says that another
 * line follows, a space or nothing that it is the last.  Framing is line.h's, escaping text.h's.
 */
#include <config.h>

#include "common/reply.h"

#include <assert.h>
#include <stddef.h>

#include "common/count.h"
#include "common/text.h"

#define ARGUMENT    "{argument}"
#define ENDING_SIZE 2

/* Offset of the separator in a line. */
#define SEPARATOR 3

/* What a template may name. */
static const struct placeholder {
    const char *word;
    size_t at; /* of the value in struct reply_values */
    bool is_trusted;
} placeholders[] = {
    {"{hostname}", offsetof(struct reply_values, hostname), true},
    {ARGUMENT, offsetof(struct reply_values, argument), false},
    {"{detail}", offsetof(struct reply_values, detail), false},
};

static struct span value_of(const struct placeholder *placeholder,
                            const struct reply_values *values)
{
    return *(const struct span *)((const char *)values + placeholder->at);
}

/* Number of bytes of the line without its untrusted value. */
static size_t fixed_size(size_t head, struct span template, const struct reply_values *values)
{
    size_t size = head + template.size + ENDING_SIZE;

    for (size_t i = 0; i < COUNT(placeholders); i++) {
        const struct placeholder *placeholder = &placeholders[i];
        if (memmem(template.data, template.size, placeholder->word, strlen(placeholder->word)) ==
            NULL)
            continue;
        size -= strlen(placeholder->word);
        size += placeholder->is_trusted ? value_of(placeholder, values).size : 0;
    }
    return size;
}

/* Writes "CODE-[ENHANCED ]" and returns its number of bytes. */
static size_t write_head(char *out, unsigned code, const char *enhanced)
{
    size_t size = 0;

    out[size++] = (char)('0' + code / 100);
    out[size++] = (char)('0' + code / 10 % 10);
    out[size++] = (char)('0' + code % 10);
    out[size++] = '-';
    if (enhanced != NULL) {
        memcpy(out + size, enhanced, strlen(enhanced));
        size += strlen(enhanced);
        out[size++] = ' ';
    }
    return size;
}

/* Returns the bytes before the next "{". */
static struct span plain_part(struct span template)
{
    const char *brace = template.size > 0 ? memchr(template.data, '{', template.size) : NULL;

    return (struct span){template.data,
                         brace != NULL ? (size_t)(brace - template.data) : template.size};
}

/* Returns the placeholder that TEMPLATE begins with; NULL if there is none. */
static const struct placeholder *find_placeholder(struct span template)
{
    for (size_t i = 0; i < COUNT(placeholders); i++) {
        size_t size = strlen(placeholders[i].word);
        if (template.size >= size && memcmp(template.data, placeholders[i].word, size) == 0)
            return &placeholders[i];
    }
    return NULL;
}

/* Writes TEXT unchanged, and returns its number of bytes. */
static size_t write_trusted(char *out, struct span text)
{
    if (text.size > 0)
        memcpy(out, text.data, text.size);
    return text.size;
}

/* Removes the first placeholder, or else the first byte, from *TEMPLATE and writes what it stands
 * for, of an untrusted value at most ROOM bytes.  Returns the number of bytes. */
static size_t write_next(char *out, struct span *template, const struct reply_values *values,
                         size_t room)
{
    const struct placeholder *placeholder = find_placeholder(*template);
    struct span text = {template->data, 1};

    *template = span_skip(*template, placeholder != NULL ? strlen(placeholder->word) : 1);
    if (placeholder == NULL)
        return write_trusted(out, text);
    text = value_of(placeholder, values);
    return placeholder->is_trusted ? write_trusted(out, text)
                                   : text_abbreviate(TEXT_ECHO, text, out, room);
}

/* Writes a line as if another followed, and returns its number of bytes. */
static size_t write_line(char *out, unsigned code, const char *enhanced, struct span template,
                         const struct reply_values *values)
{
    size_t size = write_head(out, code, enhanced);
    size_t room = REPLY_LINE_MAX - fixed_size(size, template, values);

    /* Templates and the hostname are trusted: a line that leaves no room is a bug in a dialect. */
    assert(room <= REPLY_LINE_MAX);
    while (template.size > 0) {
        struct span plain = plain_part(template);
        size += write_trusted(out + size, plain);
        template = span_skip(template, plain.size);
        if (template.size > 0)
            size += write_next(out + size, &template, values, room);
    }
    out[size++] = '\r';
    out[size++] = '\n';
    return size;
}

/* Removes the first line from *TEMPLATE and returns it. */
static struct span next_line(struct span *template, bool *is_last)
{
    size_t size = 0;
    struct span line;

    while (size < template->size && template->data[size] != '\n')
        size++;
    *is_last = size == template->size;
    line = (struct span){template->data, size};
    *template = span_skip(*template, *is_last ? size : size + 1);
    return line;
}

size_t reply_format(char *out, unsigned code, const char *enhanced, const char *template,
                    const struct reply_values *values)
{
    struct span rest = span_of(template);
    char text[REPLY_LINE_MAX];
    size_t size = 0, start = 0, cursor = 0;
    bool is_last = false;

    while (!is_last) {
        struct span line = next_line(&rest, &is_last);
        assert(size + REPLY_LINE_MAX <= REPLY_BYTES_MAX);
        start = size;
        size += write_line(out + start, code, enhanced, line, values);
    }
    while (values->lines.get != NULL && size + REPLY_LINE_MAX <= REPLY_BYTES_MAX &&
           values->lines.get(values->lines.context, &cursor, text, sizeof text)) {
        struct reply_values value = {.hostname = values->hostname, .argument = span_of(text)};
        start = size;
        size += write_line(out + start, code, enhanced, span_of(ARGUMENT), &value);
    }
    out[start + SEPARATOR] = ' ';
    return size;
}

void reply_parser_init(struct reply_parser *parser)
{
    *parser = (struct reply_parser){0};
    line_init(&parser->framer, REPLY_PARSE_LINE_MAX, LINE_ENDING_UNKNOWN);
}

static enum reply_status refuse(struct reply_parser *parser, enum reply_flaw flaw)
{
    parser->flaw = flaw;
    parser->code = 0;
    parser->lines = 0;
    return REPLY_BAD;
}

/* Returns the code that LINE begins with, 0 if there is none. */
static unsigned parse_code(struct span line)
{
    unsigned code = 0;

    for (size_t i = 0; i < 3; i++) {
        if (i >= line.size || line.data[i] < '0' || line.data[i] > '9')
            return 0;
        code = code * 10 + (unsigned)(line.data[i] - '0');
    }
    return code >= 200 && code <= 599 ? code : 0;
}

/* RFC 5321 section 4.2: a client must accept the code alone, as "250" CRLF, as a last line. */
static enum reply_status parse_line(struct reply_parser *parser, struct span line)
{
    unsigned code = parse_code(line);
    bool goes_on = line.size > SEPARATOR && line.data[SEPARATOR] == '-';

    if (code == 0)
        return refuse(parser, REPLY_FLAW_NO_CODE);
    if (line.size > SEPARATOR && !goes_on && line.data[SEPARATOR] != ' ')
        return refuse(parser, REPLY_FLAW_SEPARATOR);
    if (parser->lines > 0 && code != parser->code)
        return refuse(parser, REPLY_FLAW_CODE_CHANGED);
    if (parser->lines == REPLY_PARSE_LINES_MAX)
        return refuse(parser, REPLY_FLAW_MANY_LINES);
    parser->code = code;
    parser->lines = goes_on ? parser->lines + 1 : 0;
    return goes_on ? REPLY_LINE : REPLY_DONE;
}

static enum reply_status parse_next(struct reply_parser *parser, struct span in, struct span *line,
                                    size_t *consumed)
{
    switch (line_take(&parser->framer, in.data, in.size, line, consumed)) {
    case LINE_MORE:
        break;
    case LINE_TOO_LONG:
        return refuse(parser, REPLY_FLAW_LONG_LINE);
    case LINE_DONE:
    case LINE_BARE_LF: /* a server may mix line endings: they do not matter here */
        return parse_line(parser, *line);
    }
    return REPLY_MORE;
}

size_t reply_padding(struct span in)
{
    size_t count = 0;

    while (count < in.size && in.data[count] == '\0')
        count++;
    return count;
}

enum reply_status reply_parse(struct reply_parser *parser, const char *in, size_t size,
                              struct span *line, size_t *consumed)
{
    struct span rest = {in, size};
    /* A line of which a part was looked at before does not begin with one any more. */
    size_t padding = parser->framer.discarding ? 0 : reply_padding(rest);
    enum reply_status status = parse_next(parser, span_skip(rest, padding), line, consumed);

    parser->padding += padding;
    *consumed += padding;
    return status;
}

struct span reply_text(struct span line)
{
    return span_skip(line, line.size > 4 ? 4 : line.size);
}
