/* reply.c - how a reply is laid out, and which lines belong to one.
 *
 * RFC 5321 section 4.2.1: every line of a reply has the code; a hyphen behind it says that another
 * follows, a space or nothing that it was the last.  Framing is line.h's, escaping text.h's.
 */
#include <config.h>

#include "common/reply.h"

#include <assert.h>

#include "common/text.h"

#define HOSTNAME    "{hostname}"
#define ARGUMENT    "{argument}"
#define ENDING_SIZE 2

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Bytes of the line that are not the argument's. */
static size_t fixed_size(size_t head, const char *template, const struct reply_values *values)
{
    size_t size = head + strlen(template) + ENDING_SIZE;

    if (strstr(template, HOSTNAME) != NULL)
        size += values->hostname.size - strlen(HOSTNAME);
    if (strstr(template, ARGUMENT) != NULL)
        size -= strlen(ARGUMENT);
    return size;
}

/* "CODE [ENHANCED ]"; the number of bytes. */
static size_t write_head(char *out, unsigned code, const char *enhanced)
{
    size_t size = 0;

    out[size++] = (char)('0' + code / 100);
    out[size++] = (char)('0' + code / 10 % 10);
    out[size++] = (char)('0' + code % 10);
    out[size++] = ' ';
    if (enhanced != NULL) {
        memcpy(out + size, enhanced, strlen(enhanced));
        size += strlen(enhanced);
        out[size++] = ' ';
    }
    return size;
}

size_t reply_format(char *out, unsigned code, const char *enhanced, const char *template,
                    const struct reply_values *values)
{
    size_t size = write_head(out, code, enhanced);
    size_t room = REPLY_LINE_MAX - fixed_size(size, template, values);

    /* Templates and the hostname are ours: one that leaves no room is a mistake in a dialect. */
    assert(room <= REPLY_LINE_MAX);
    while (*template != '\0') {
        size_t plain = strcspn(template, "{");
        memcpy(out + size, template, plain);
        size += plain;
        template += plain;
        if (starts_with(template, HOSTNAME)) {
            memcpy(out + size, values->hostname.data, values->hostname.size);
            size += values->hostname.size;
            template += strlen(HOSTNAME);
        } else if (starts_with(template, ARGUMENT)) {
            size += text_abbreviate(TEXT_ECHO, values->argument, out + size, room);
            template += strlen(ARGUMENT);
        } else if (*template != '\0') {
            out[size++] = template[0];
            template += 1;
        }
    }
    out[size++] = '\r';
    out[size++] = '\n';
    return size;
}

void reply_parser_init(struct reply_parser *parser)
{
    *parser = (struct reply_parser){0};
    line_init(&parser->framer, REPLY_PARSE_LINE_MAX);
}

static enum reply_status refuse(struct reply_parser *parser, enum reply_flaw flaw)
{
    parser->flaw = flaw;
    parser->code = 0;
    parser->lines = 0;
    return REPLY_BAD;
}

/* The code that LINE begins with, 0 if it is none. */
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

/* RFC 5321 section 4.2: a client takes the code alone, as "250" CRLF, for a whole last line. */
static enum reply_status parse_line(struct reply_parser *parser, struct span line)
{
    unsigned code = parse_code(line);
    bool goes_on = line.size > 3 && line.data[3] == '-';

    if (code == 0)
        return refuse(parser, REPLY_FLAW_NO_CODE);
    if (line.size > 3 && !goes_on && line.data[3] != ' ')
        return refuse(parser, REPLY_FLAW_SEPARATOR);
    if (parser->lines > 0 && code != parser->code)
        return refuse(parser, REPLY_FLAW_CODE_CHANGED);
    if (parser->lines == REPLY_PARSE_LINES_MAX)
        return refuse(parser, REPLY_FLAW_MANY_LINES);
    parser->code = code;
    parser->lines = goes_on ? parser->lines + 1 : 0;
    return goes_on ? REPLY_LINE : REPLY_DONE;
}

enum reply_status reply_parse(struct reply_parser *parser, const char *in, size_t size,
                              struct span *line, size_t *consumed)
{
    switch (line_take(&parser->framer, in, size, line, consumed)) {
    case LINE_MORE:
        break;
    case LINE_TOO_LONG:
        return refuse(parser, REPLY_FLAW_LONG_LINE);
    case LINE_DONE:
    case LINE_BARE_LF: /* a server may mix endings: nothing hangs on them here */
        return parse_line(parser, *line);
    }
    return REPLY_MORE;
}

struct span reply_text(struct span line)
{
    return span_skip(line, line.size > 4 ? 4 : line.size);
}
