/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* changes.c - see changes.h. */
#include <config.h>

#include "tui-client/message/changes.h"

#include "tui-client/message/mime.h"

/* Bytes of a field in wire form: each character of its text takes at most as many as an encoded
 * word of its own. */
#define FIELD_ROOM ((size_t)32 * COMPOSE_FIELD_MAX)

static size_t count_quotes(struct span text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '"';
    return count;
}

/* WIRE is "NAME: TEXT" and LF as it is sent. */
static enum changes_field changed(const char *name, struct span text, struct span wire)
{
    size_t before = strlen(name) + 2;

    if (wire.size == before + text.size + 1 &&
        memcmp(wire.data + before, text.data, text.size) == 0)
        return CHANGES_NONE;
    if (memmem(wire.data, wire.size, "=?utf-8?", 8) != NULL)
        return CHANGES_ENCODED;
    if (memchr(wire.data, '\n', wire.size - 1) != NULL)
        return CHANGES_FOLDED;
    return count_quotes(wire) > count_quotes(text) ? CHANGES_QUOTED : CHANGES_TIDIED;
}

static enum changes_field field_change(enum compose_field field, struct span text)
{
    enum changes_field change = CHANGES_NONE;
    struct buffer wire;

    text = span_trim(text);
    if (text.size == 0 || compose_check(text) != COMPOSE_OK)
        return CHANGES_NONE;
    buffer_init(&wire, FIELD_ROOM);
    if (compose_field(field, text, &wire) == 0)
        change = changed(compose_field_name(field), text, buffer_span(&wire));
    buffer_release(&wire);
    return change;
}

struct changes changes_of(const struct compose_message *message, unsigned traits)
{
    struct changes changes = {.encoding = compose_encoding(message, traits),
                              .file_count = message->attachment_count};
    bool is_kept = changes.encoding == COMPOSE_AS_TYPED || changes.encoding == COMPOSE_EIGHT_BIT;

    changes.is_chosen = changes.encoding == message->encoding;
    if (is_kept)
        changes.risks = traits & ~(unsigned)MIME_BOUNDARY_LINE;
    else if (message->encoding == COMPOSE_AUTOMATIC)
        changes.causes = traits & ~(unsigned)MIME_BOUNDARY_LINE;
    else if (!changes.is_chosen)
        changes.causes = MIME_BOUNDARY_LINE;
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++)
        changes.fields[field] = field_change(field, message->fields[field]);
    return changes;
}
