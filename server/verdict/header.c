/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* header.c - see header.h. */
#include <config.h>

#include "server/verdict/header.h"

#include <assert.h>

#include "common/count.h"
#include "common/grammar.h"
#include "server/verdict/date.h"

#define DAY_S (24 * 60 * 60)

enum field {
    FIELD_DATE,
    FIELD_FROM,
    FIELD_SENDER,
    FIELD_REPLY_TO,
    FIELD_TO,
    FIELD_CC,
    FIELD_BCC,
    FIELD_MESSAGE_ID,
    FIELD_IN_REPLY_TO,
    FIELD_REFERENCES,
    FIELD_SUBJECT,
    FIELD_MIME_VERSION,
    FIELD_CONTENT_TYPE,
    FIELD_CONTENT_TRANSFER_ENCODING,
    FIELDS,
};

static void judge_date(struct header *header, struct span value)
{
    int64_t date_s;

    if (!date_read(value, &date_s))
        findings_add(header->findings, FINDING_DATE_MALFORMED, header->place, value, false);
    else if (date_s > header->now_s + DAY_S || date_s < header->now_s - DAY_S)
        findings_add(header->findings, FINDING_DATE_FAR, header->place, value, false);
}

static bool has_byte(struct span text, char byte)
{
    return text.size > 0 && memchr(text.data, byte, text.size) != NULL;
}

/* A group may have no members, and so no address (RFC 6854). */
static void judge_from(struct header *header, struct span value)
{
    if (!has_byte(value, '@') && !has_byte(value, ';'))
        findings_add(header->findings, FINDING_FROM_MALFORMED, header->place, value, false);
}

/* msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS] */
static void judge_message_id(struct header *header, struct span value)
{
    bool is_valid = value.size > 4 && value.data[0] == '<' && value.data[value.size - 1] == '>' &&
                    value.data[1] != '@' && value.data[value.size - 2] != '@' &&
                    has_byte(value, '@') && !has_byte(value, ' ') && !has_byte(value, '\t');

    if (!is_valid)
        findings_add(header->findings, FINDING_MESSAGE_ID_MALFORMED, header->place, value, false);
}

static void judge_bcc(struct header *header, struct span value)
{
    if (value.size > 0)
        findings_add(header->findings, FINDING_BCC_PRESENT, header->place, (struct span){NULL, 0},
                     false);
}

static void judge_content_type(struct header *header, struct span value)
{
    static const char multipart[] = "multipart/";
    size_t size = sizeof multipart - 1;

    header->is_multipart =
        value.size > size && span_equal_ascii((struct span){value.data, size}, span_of(multipart));
}

/* Each may be there once (RFC 5322 section 3.6, RFC 2045 section 3). */
static const struct {
    const char *name;
    void (*judge)(struct header *header, struct span value); /* NULL: any value will do */
    bool needs_all; /* a value that is cut cannot be judged */
} fields[] = {
    [FIELD_DATE] = {"Date", judge_date, true},
    [FIELD_FROM] = {"From", judge_from, true},
    [FIELD_SENDER] = {.name = "Sender"},
    [FIELD_REPLY_TO] = {.name = "Reply-To"},
    [FIELD_TO] = {.name = "To"},
    [FIELD_CC] = {.name = "Cc"},
    [FIELD_BCC] = {.name = "Bcc", .judge = judge_bcc},
    [FIELD_MESSAGE_ID] = {"Message-ID", judge_message_id, true},
    [FIELD_IN_REPLY_TO] = {.name = "In-Reply-To"},
    [FIELD_REFERENCES] = {.name = "References"},
    [FIELD_SUBJECT] = {.name = "Subject"},
    [FIELD_MIME_VERSION] = {.name = "MIME-Version"},
    [FIELD_CONTENT_TYPE] = {.name = "Content-Type", .judge = judge_content_type},
    [FIELD_CONTENT_TRANSFER_ENCODING] = {.name = "Content-Transfer-Encoding"},
};

static_assert(COUNT(fields) == FIELDS, "a row per field");

static int find_field(struct span name)
{
    for (int i = 0; i < FIELDS; i++)
        if (span_equal_ascii(name, span_of(fields[i].name)))
            return i;
    return -1;
}

void header_init(struct header *header, struct findings *findings, int64_t now_s)
{
    header->findings = findings;
    header->now_s = now_s;
    header->is_over = false;
    header->has_line = false;
    header->is_multipart = false;
    header->seen = 0;
    header->is_cut = false;
    header->field = -1;
    header->value_size = 0;
}

static void add_plain(struct header *header, enum finding_kind kind, struct finding_place place)
{
    findings_add(header->findings, kind, place, (struct span){NULL, 0}, false);
}

/* Adds a line to the value; blanks at its ends do not count. */
static void add_value(struct header *header, struct span text)
{
    size_t room;

    text = span_trim(text);
    if (header->value_size > 0 && header->value_size < HEADER_VALUE_MAX && text.size > 0)
        header->value[header->value_size++] = ' ';
    room = HEADER_VALUE_MAX - header->value_size;
    header->is_cut |= text.size > room;
    text.size = text.size < room ? text.size : room;
    if (text.size > 0)
        memcpy(header->value + header->value_size, text.data, text.size);
    header->value_size += text.size;
}

static void finish_field(struct header *header)
{
    if (header->field >= 0 && fields[header->field].judge != NULL &&
        !(header->is_cut && fields[header->field].needs_all))
        fields[header->field].judge(header, (struct span){header->value, header->value_size});
    header->field = -1;
    header->value_size = 0;
    header->is_cut = false;
}

static void start_field(struct header *header, struct span name, struct span value,
                        struct finding_place place)
{
    unsigned bit;

    header->field = find_field(name);
    header->place = place;
    if (header->field < 0)
        return;
    bit = 1U << header->field;
    if (header->seen & bit)
        findings_add(header->findings, FINDING_FIELD_REPEATED, place,
                     span_of(fields[header->field].name), false);
    header->seen |= bit;
    add_value(header, value);
}

/* Returns the size of the name of a field that LINE begins with, and stores that of what precedes
 * its value in *HEAD; 0: it begins with none. */
static size_t name_size(struct span line, size_t *head)
{
    size_t size = 0;

    while (size < line.size && grammar_is_ftext(line.data[size]))
        size++;
    *head = size;
    while (*head < line.size && span_is_blank(line.data[*head]))
        ++*head;
    return *head < line.size && line.data[(*head)++] == ':' ? size : 0;
}

/* What stands before each message in a mailbox file, and is none of the message. */
static bool is_mailbox_line(const struct header *header, struct span line)
{
    return !header->has_line &&
           (span_starts_with(line, "From ") || span_starts_with(line, ">From "));
}

static void judge_missing(struct header *header, struct finding_place place)
{
    static const unsigned of_mime =
        1U << FIELD_CONTENT_TYPE | 1U << FIELD_CONTENT_TRANSFER_ENCODING;

    if (!(header->seen & 1U << FIELD_DATE))
        add_plain(header, FINDING_DATE_MISSING, place);
    if (!(header->seen & 1U << FIELD_FROM))
        add_plain(header, FINDING_FROM_MISSING, place);
    if (!(header->seen & 1U << FIELD_MESSAGE_ID))
        add_plain(header, FINDING_MESSAGE_ID_MISSING, place);
    if ((header->seen & of_mime) && !(header->seen & 1U << FIELD_MIME_VERSION))
        add_plain(header, FINDING_MIME_VERSION_MISSING, place);
}

/* Without any field, the single ones that are missing are not told. */
void header_end(struct header *header, struct finding_place place)
{
    if (header->is_over)
        return;
    finish_field(header);
    header->is_over = true;
    if (header->has_line)
        judge_missing(header, place);
    else
        add_plain(header, FINDING_HEADER_MISSING, place);
}

/* LINE begins neither with a blank nor with a name: the line between header and body is missing, if
 * it is none of a mailbox file. */
static bool take_wrong(struct header *header, struct span line, struct finding_place place)
{
    bool is_mailbox = is_mailbox_line(header, line);

    if (is_mailbox || header->has_line)
        add_plain(header, FINDING_HEADER_MALFORMED, place);
    if (is_mailbox)
        header->has_line = true;
    else
        header_end(header, place);
    return is_mailbox;
}

bool header_take(struct header *header, struct span line, bool is_cut, struct finding_place place)
{
    size_t head, size = name_size(line, &head);
    bool is_all_name = is_cut && head == line.size; /* as far as it is known */

    if (header->is_over)
        return false;
    if (line.size == 0) {
        header_end(header, place);
        return true;
    }
    if (span_is_blank(line.data[0]) && header->has_line) {
        if (header->field >= 0)
            add_value(header, line);
        header->is_cut |= is_cut;
        return true;
    }
    if (size == 0 && !is_all_name)
        return take_wrong(header, line, place);
    finish_field(header);
    header->has_line = true;
    if (size > 0 && head > size + 1) /* obsolete: RFC 5322 section 4.5.8 */
        add_plain(header, FINDING_HEADER_MALFORMED, place);
    start_field(header, (struct span){line.data, size}, span_skip(line, head), place);
    header->is_cut |= is_cut;
    return true;
}
