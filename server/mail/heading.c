/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* heading.c - see heading.h. */
#include <config.h>

#include "server/mail/heading.h"

#include <assert.h>

#include "common/count.h"
#include "common/grammar.h"
#include "common/utf8.h"

static const char *const names[] = {
    [HEADING_SUBJECT] = "Subject",
    [HEADING_MESSAGE_ID] = "Message-ID",
};

static_assert(COUNT(names) == HEADING_FIELDS, "a name for each");

/* The value to fill with the field whose name was read; NULL: it is of no interest. */
static struct heading_value *value_of(struct heading *heading)
{
    struct span name = {heading->name, heading->name_size};

    for (size_t i = 0; i < HEADING_FIELDS; i++)
        if (span_equal_ascii(name, span_of(names[i])))
            return heading->values[i].is_there ? NULL : &heading->values[i];
    return NULL;
}

static void add_to_name(struct heading *heading, char byte)
{
    if (heading->name_size < sizeof heading->name)
        heading->name[heading->name_size++] = byte;
}

static void begin_value(struct heading *heading)
{
    heading->is_inside = true;
    heading->state = HEADING_IN_LINE;
    heading->value = value_of(heading);
    if (heading->value != NULL)
        heading->value->is_there = true;
}

/* The line is no field: if it is the first, the message has no header. */
static void pass_line(struct heading *heading, char byte)
{
    heading->value = NULL;
    heading->state = byte == '\n' ? HEADING_AT_START : HEADING_IN_LINE;
    if (!heading->is_inside)
        heading->state = HEADING_IS_OVER;
}

/* Adds TEXT to the current value. */
static void keep(struct heading *heading, struct span text)
{
    struct heading_value *value = heading->value;
    size_t room;

    if (value == NULL)
        return;
    if (value->size == 0)
        while (text.size > 0 && span_is_blank(text.data[0]))
            text = span_skip(text, 1);
    room = sizeof value->text - value->size;
    if (text.size > room) {
        text.size = room;
        value->is_cut = true;
    }
    if (text.size > 0)
        memcpy(value->text + value->size, text.data, text.size);
    value->size += text.size;
}

/* A folded line begins with a blank, which belongs to the value. */
static void take_start(struct heading *heading, char byte)
{
    heading->name_size = 0;
    if (byte == '\n') {
        heading->state = HEADING_IS_OVER;
    } else if (span_is_blank(byte) && heading->is_inside) {
        heading->state = HEADING_IN_LINE;
        keep(heading, (struct span){&byte, 1});
    } else if (grammar_is_ftext(byte)) {
        heading->state = HEADING_IN_NAME;
        add_to_name(heading, byte);
    } else {
        pass_line(heading, byte);
    }
}

/* Blanks before the colon are obsolete, but readers accept them (RFC 5322 section 4.5). */
static void take_name(struct heading *heading, char byte)
{
    if (byte == ':')
        begin_value(heading);
    else if (span_is_blank(byte))
        heading->state = HEADING_BEFORE_COLON;
    else if (heading->state == HEADING_IN_NAME && grammar_is_ftext(byte))
        add_to_name(heading, byte);
    else
        pass_line(heading, byte);
}

/* Takes what PIECE has of the current line, with its end; returns the rest. */
static struct span take_line(struct heading *heading, struct span piece)
{
    const char *end = memchr(piece.data, '\n', piece.size);
    size_t size = end != NULL ? (size_t)(end - piece.data) : piece.size;

    keep(heading, (struct span){piece.data, size});
    if (end == NULL)
        return span_skip(piece, size);
    heading->state = HEADING_AT_START;
    return span_skip(piece, size + 1);
}

void heading_read(struct heading *heading, struct span piece)
{
    while (piece.size > 0 && heading->state != HEADING_IS_OVER) {
        if (heading->state == HEADING_IN_LINE) {
            piece = take_line(heading, piece);
            continue;
        }
        if (heading->state == HEADING_AT_START)
            take_start(heading, piece.data[0]);
        else
            take_name(heading, piece.data[0]);
        piece = span_skip(piece, 1);
    }
}

bool heading_find(const struct heading *heading, enum heading_field field, struct span *text)
{
    const struct heading_value *value = &heading->values[field];
    struct span kept = {value->text, value->size};

    *text = span_trim(value->is_cut ? utf8_whole(kept) : kept);
    return value->is_there;
}
