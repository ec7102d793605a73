/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* session_file.c - see session_file.h.
 *
 * The mark at the start of a line determines its kind; the parser and the formatter share one
 * table.  Only the one space after the mark is trimmed, because blanks may matter to a server.
 */
#include <config.h>

#include "common/session_file.h"

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/text.h"

/* Marks in order of precedence; the first match is used. */
static const struct mark {
    const char *text;
    enum session_file_kind kind;
} marks[] = {
    {"C:", SESSION_FILE_SEND_LINE},      {"C\\:", SESSION_FILE_SEND_BYTES},
    {"C$:", SESSION_FILE_AUTH},          {"S:", SESSION_FILE_EXPECT_LINE},
    {"S\\:", SESSION_FILE_EXPECT_BYTES}, {"S!", SESSION_FILE_EXPECT_CLOSE},
    {"C!", SESSION_FILE_CLOSE},          {"C+", SESSION_FILE_CONNECT},
    {"W:", SESSION_FILE_WAIT},           {"# eol:", SESSION_FILE_ENDING},
    {"# pace:", SESSION_FILE_PACE},      {"# title:", SESSION_FILE_TITLE},
    {"# see:", SESSION_FILE_SEE},        {"# means:", SESSION_FILE_MEANS},
    {"S?", SESSION_FILE_ALLOW},          {"#", SESSION_FILE_NOTHING},
};

#define MARKS (COUNT(marks))

/* The letter after a backslash, and the byte that it stands for at the same index. */
static const char escape_letters[] = {'r', 'n', 't', '\\'};
static const char escape_bytes[] = {'\r', '\n', '\t', '\\'};

static_assert(sizeof escape_letters == sizeof escape_bytes, "a byte per letter");

static bool has_text(enum session_file_kind kind)
{
    return kind != SESSION_FILE_EXPECT_CLOSE && kind != SESSION_FILE_CLOSE &&
           kind != SESSION_FILE_CONNECT;
}

static const struct mark *mark_of(struct span line)
{
    for (size_t i = 0; i < MARKS; i++)
        if (span_starts_with(line, marks[i].text) &&
            (has_text(marks[i].kind) || line.size == strlen(marks[i].text)))
            return &marks[i];
    return NULL;
}

/* Removes the decimal number at the front of *TEXT and returns it; -1 if there is none or it
 * exceeds LIMIT. */
static long take_number(struct span *text, long limit)
{
    long number = 0;
    size_t digits = 0;

    while (digits < text->size && text->data[digits] >= '0' && text->data[digits] <= '9') {
        number = number * 10 + (text->data[digits++] - '0');
        if (number > limit)
            return -1;
    }
    *text = span_skip(*text, digits);
    return digits > 0 ? number : -1;
}

static int hex_digit(char byte)
{
    static const char digits[] = "0123456789abcdef";
    const char *place = memchr(digits, span_ascii_lower(byte), sizeof digits - 1);

    return place != NULL ? (int)(place - digits) : -1;
}

/* Decodes the escape or byte at the front of TEXT.  Returns the number of bytes consumed, 0 if the
 * escape is unknown. */
static size_t take_byte(struct span text, char *byte)
{
    const char *letter;

    *byte = text.data[0];
    if (*byte != '\\')
        return 1;
    if (text.size >= 4 && text.data[1] == 'x' && hex_digit(text.data[2]) >= 0 &&
        hex_digit(text.data[3]) >= 0) {
        *byte = (char)(hex_digit(text.data[2]) * 16 + hex_digit(text.data[3]));
        return 4;
    }
    letter = text.size >= 2 ? memchr(escape_letters, text.data[1], sizeof escape_letters) : NULL;
    if (letter == NULL)
        return 0;
    *byte = escape_bytes[letter - escape_letters];
    return 2;
}

static bool escapes_are_sound(struct span text)
{
    while (text.size > 0) {
        char byte;
        size_t taken = take_byte(text, &byte);
        if (taken == 0)
            return false;
        text = span_skip(text, taken);
    }
    return true;
}

/* Whether TEXT is 2xx, 3xx, 4xx or 5xx. */
static bool is_reply_class(struct span text)
{
    return text.size == 3 && text.data[0] >= '2' && text.data[0] <= '5' && text.data[1] == 'x' &&
           text.data[2] == 'x';
}

/* Reads the three digits, or the class, that are all of the text.  False if it is neither. */
static bool parse_code(struct session_file_step *step)
{
    struct span rest = step->text;
    long code = take_number(&rest, 999);

    step->is_class = is_reply_class(step->text);
    if (!step->is_class && (step->text.size != 3 || rest.size > 0 || code < 0))
        return false;
    step->code = step->is_class ? (unsigned)(step->text.data[0] - '0') * 100 : (unsigned)code;
    return true;
}

/* "S: TEXT" with only three digits, or a class, expects a whole reply. */
static void parse_expectation(struct session_file_step *step)
{
    if (parse_code(step))
        step->kind = SESSION_FILE_EXPECT_CODE;
}

static enum session_file_flaw parse_allowance(struct session_file_step *step)
{
    step->text = span_trim(step->text);
    return parse_code(step) && step->code >= 200 && step->code <= 599 ? SESSION_FILE_OK
                                                                      : SESSION_FILE_BAD_ALLOW;
}

static enum session_file_flaw parse_remark(struct session_file_step *step)
{
    step->text = span_trim(step->text);
    if (step->text.size == 0)
        step->kind = SESSION_FILE_NOTHING;
    return step->text.size <= SESSION_FILE_REMARK_MAX ? SESSION_FILE_OK : SESSION_FILE_LONG_REMARK;
}

static enum session_file_flaw parse_wait(struct session_file_step *step)
{
    struct span rest = span_trim(step->text);
    long wait_ms = take_number(&rest, SESSION_FILE_WAIT_MAX_MS);

    if (wait_ms < 0 || !span_equal(rest, span_of("ms")))
        return SESSION_FILE_BAD_WAIT;
    step->wait_ms = (unsigned)wait_ms;
    return SESSION_FILE_OK;
}

static enum session_file_flaw parse_ending(struct session_file_step *step)
{
    struct span name = span_trim(step->text);

    if (span_equal(name, span_of("lf")))
        step->ending = LINE_ENDING_LF;
    else if (span_equal(name, span_of("crlf")))
        step->ending = LINE_ENDING_CRLF;
    else
        return SESSION_FILE_BAD_ENDING;
    return SESSION_FILE_OK;
}

static enum session_file_flaw parse_pace(struct session_file_step *step)
{
    return pace_parse(span_trim(step->text), &step->pace) ? SESSION_FILE_OK : SESSION_FILE_BAD_PACE;
}

static enum session_file_flaw parse_auth(struct session_file_step *step)
{
    struct span user;
    bool is_sound = mechanism_parse_request(step->text, &step->mechanism, &user);

    step->text = user;
    return is_sound && step->mechanism < MECHANISMS ? SESSION_FILE_OK : SESSION_FILE_BAD_AUTH;
}

static enum session_file_flaw parse_text(struct session_file_step *step)
{
    switch (step->kind) {
    case SESSION_FILE_EXPECT_LINE:
        parse_expectation(step);
        break;
    case SESSION_FILE_SEND_BYTES:
    case SESSION_FILE_EXPECT_BYTES:
        return escapes_are_sound(step->text) ? SESSION_FILE_OK : SESSION_FILE_BAD_ESCAPE;
    case SESSION_FILE_AUTH:
        return parse_auth(step);
    case SESSION_FILE_WAIT:
        return parse_wait(step);
    case SESSION_FILE_ENDING:
        return parse_ending(step);
    case SESSION_FILE_PACE:
        return parse_pace(step);
    case SESSION_FILE_ALLOW:
        return parse_allowance(step);
    case SESSION_FILE_TITLE:
    case SESSION_FILE_SEE:
    case SESSION_FILE_MEANS:
        return parse_remark(step);
    default:
        break;
    }
    return SESSION_FILE_OK;
}

enum session_file_flaw session_file_parse(struct span line, size_t number,
                                          struct session_file_step *step)
{
    const struct mark *mark = mark_of(line);

    *step = (struct session_file_step){.kind = SESSION_FILE_NOTHING};
    if (number == 1)
        return span_equal(text_skip_mark(line), span_of(SESSION_FILE_MAGIC))
                   ? SESSION_FILE_OK
                   : SESSION_FILE_NO_MAGIC;
    if (line.size == 0)
        return SESSION_FILE_OK;
    if (mark == NULL)
        return SESSION_FILE_UNKNOWN_LINE;
    step->kind = mark->kind;
    step->text = span_skip(line, strlen(mark->text));
    if (step->text.size > 0 && step->text.data[0] == ' ')
        step->text = span_skip(step->text, 1);
    return parse_text(step);
}

int session_file_unescape(struct span text, struct buffer *out)
{
    while (text.size > 0) {
        char byte;
        size_t taken = take_byte(text, &byte);
        assert(taken > 0);
        if (buffer_append(out, &byte, 1) != 0)
            return -1;
        text = span_skip(text, taken);
    }
    return 0;
}

bool session_file_may_carry(struct span line)
{
    while (line.size > 0) {
        char unit[TEXT_UNIT_MAX];
        size_t written;
        size_t taken = text_unit(TEXT_VISIBLE, line, unit, &written);
        bool is_same = written == taken && memcmp(unit, line.data, taken) == 0;
        if (!is_same && line.data[0] != '\t')
            return false;
        line = span_skip(line, taken);
    }
    return true;
}

/* Writes BYTE, as an escape unless it is printable ASCII: the file stays text whatever was sent.
 * Returns the number of bytes written, at most 4. */
static size_t write_byte(char byte, char *out)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *place = memchr(escape_bytes, byte, sizeof escape_bytes);

    out[0] = '\\';
    if (place != NULL) {
        out[1] = escape_letters[place - escape_bytes];
        return 2;
    }
    if (byte >= 0x20 && byte < 0x7F) {
        out[0] = byte;
        return 1;
    }
    out[1] = 'x';
    out[2] = digits[(unsigned char)byte >> 4];
    out[3] = digits[(unsigned char)byte & 0xF];
    return 4;
}

static int append_escaped(struct span text, struct buffer *out)
{
    for (size_t i = 0; i < text.size; i++) {
        char written[4];
        if (buffer_append(out, written, write_byte(text.data[i], written)) != 0)
            return -1;
    }
    return 0;
}

static int append(struct span text, struct buffer *out)
{
    return buffer_append(out, text.data, text.size);
}

static int append_auth(const struct session_file_step *step, struct buffer *out)
{
    const char *blank = step->text.size > 0 ? " " : "";

    return append(span_of("AUTH "), out) != 0 ||
                   append(span_of(mechanism_name(step->mechanism)), out) != 0 ||
                   append(span_of(blank), out) != 0
               ? -1
               : append(step->text, out);
}

static int append_content(const struct session_file_step *step, struct buffer *out)
{
    char number[16];

    switch (step->kind) {
    case SESSION_FILE_SEND_BYTES:
    case SESSION_FILE_EXPECT_BYTES:
        return append_escaped(step->text, out);
    case SESSION_FILE_AUTH:
        return append_auth(step, out);
    case SESSION_FILE_WAIT:
        snprintf(number, sizeof number, "%ums", step->wait_ms);
        return append(span_of(number), out);
    case SESSION_FILE_EXPECT_CODE:
    case SESSION_FILE_ALLOW:
        snprintf(number, sizeof number, step->is_class ? "%uxx" : "%03u",
                 step->is_class ? step->code / 100 : step->code);
        return append(span_of(number), out);
    case SESSION_FILE_ENDING:
        return append(span_of(step->ending == LINE_ENDING_LF ? "lf" : "crlf"), out);
    case SESSION_FILE_PACE:
        return pace_format(&step->pace, out);
    default:
        return append(step->text, out);
    }
}

int session_file_format(const struct session_file_step *step, struct buffer *out)
{
    enum session_file_kind kind =
        step->kind == SESSION_FILE_EXPECT_CODE ? SESSION_FILE_EXPECT_LINE : step->kind;
    const char *mark = "";

    /* A line of the server that only looks like a class. */
    if (step->kind == SESSION_FILE_EXPECT_LINE && is_reply_class(step->text))
        kind = SESSION_FILE_EXPECT_BYTES;

    for (size_t i = 0; i < MARKS; i++)
        if (marks[i].kind == kind)
            mark = marks[i].text;
    if (append(span_of(mark), out) != 0 || (has_text(kind) && append(span_of(" "), out) != 0) ||
        append_content(step, out) != 0)
        return -1;
    return append(span_of("\n"), out);
}
