/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* letter.c - see letter.h.
 */
#include <config.h>

#include "tui-client/message/letter.h"

#include <assert.h>

#include "common/count.h"
#include "tui-client/message/mime.h"

void letter_init(struct letter *letter)
{
    *letter = (struct letter){.field = LETTER_FIELDS};
    for (size_t i = 0; i < LETTER_FIELDS; i++)
        buffer_init(&letter->texts[i], LETTER_TEXT_MAX);
}

void letter_release(struct letter *letter)
{
    for (size_t i = 0; i < LETTER_FIELDS; i++)
        buffer_release(&letter->texts[i]);
    letter_init(letter);
}

const char *letter_field_name(enum letter_field field)
{
    static const char *const names[] = {
        [LETTER_FROM] = "From",
        [LETTER_TO] = "To",
        [LETTER_CC] = "Cc",
        [LETTER_BCC] = "Bcc",
    };

    static_assert(COUNT(names) == LETTER_FIELDS, "a name per field");
    return names[field];
}

struct span letter_text(const struct letter *letter, enum letter_field field)
{
    return buffer_span(&letter->texts[field]);
}

/* --- taking fields --------------------------------------------------------------------------- */

/* Appends TEXT to FIELD, after SEPARATOR unless it is the first. */
static void add(struct letter *letter, enum letter_field field, const char *separator,
                struct span text)
{
    struct buffer *out = &letter->texts[field];

    text = span_trim(text);
    if (text.size == 0)
        return;
    if ((buffer_size(out) > 0 && buffer_append(out, separator, strlen(separator)) != 0) ||
        buffer_append(out, text.data, text.size) != 0)
        letter->is_cut = true;
}

void letter_set(struct letter *letter, enum letter_field field, struct span text)
{
    add(letter, field, "", text);
}

/* The field whose name LINE begins with, and the size of the name with its colon. */
static enum letter_field field_of(struct span line, size_t *size)
{
    for (enum letter_field field = 0; field < LETTER_FIELDS; field++) {
        struct span name = span_of(letter_field_name(field));
        *size = name.size + 1;
        if (line.size > name.size && line.data[name.size] == ':' &&
            span_equal_ascii((struct span){line.data, name.size}, name))
            return field;
    }
    return LETTER_FIELDS;
}

bool letter_is_field(struct span line)
{
    for (size_t i = 0; i < line.size && line.data[i] > ' ' && line.data[i] <= '~'; i++)
        if (line.data[i] == ':')
            return i > 0;
    return false;
}

void letter_take_line(struct letter *letter, struct span line)
{
    bool is_folded = line.size > 0 && span_is_blank(line.data[0]);
    size_t size;

    if (letter->is_whole)
        letter_release(letter);
    letter->is_begun = true;
    letter->is_whole = span_equal(line, span_of("."));
    if (letter->is_in_body || letter->is_whole)
        return;
    if (is_folded && letter->field < LETTER_FIELDS)
        add(letter, letter->field, " ", line);
    if (is_folded)
        return;
    letter->is_in_body = !letter_is_field(line);
    letter->field = field_of(line, &size);
    if (letter->field < LETTER_FIELDS)
        add(letter, letter->field, ", ", span_skip(line, size));
}

/* --- comparing ------------------------------------------------------------------------------- */

/* The local part of ADDRESS, or of "LOCAL@DOMAIN" the part before the last "@". */
static struct span local_part(struct span address)
{
    const char *at = address.size > 0 ? memrchr(address.data, '@', address.size) : NULL;

    return at != NULL ? (struct span){address.data, (size_t)(at - address.data)} : address;
}

/* Mail systems may tell upper from lower case before the "@" (RFC 5321 section 2.4), but hardly any
 * does. */
static bool is_same(struct span a, struct span b)
{
    struct span local_a = local_part(a), local_b = local_part(b);

    if (local_a.size == a.size || local_b.size == b.size)
        return span_equal_ascii(local_a, local_b);
    return span_equal_ascii(a, b);
}

static bool names_sender(const struct letter *letter, const char *sender)
{
    struct span list = letter_text(letter, LETTER_FROM), address;

    while (mime_next_address(&list, &address))
        if (is_same(address, span_of(sender)))
            return true;
    return false;
}

/* Sets those of NAMED whose recipients have ADDRESS; false if none has. */
static bool note_named(const struct envelope *envelope, struct span address, bool *named)
{
    bool is_recipient = false;

    for (size_t i = 0; i < envelope->recipient_count; i++)
        if (is_same(span_of(envelope->recipients[i]), address))
            is_recipient = named[i] = true;
    return is_recipient;
}

/* Each field is read only once: there may be many recipients, and a file may hold anything. */
static void compare_recipients(const struct letter *letter, const struct envelope *envelope,
                               struct letter_differences *found)
{
    bool named[ENVELOPE_RECIPIENTS_MAX] = {false};
    bool knows_all = envelope->recipient_count > 0 && !envelope->has_more;

    for (enum letter_field field = LETTER_TO; field < LETTER_FIELDS; field++) {
        struct span list = letter_text(letter, field), address;
        while (mime_next_address(&list, &address))
            if (!note_named(envelope, address, named) && knows_all && found->stray_count++ == 0)
                found->stray = address;
    }
    for (size_t i = 0; i < envelope->recipient_count; i++)
        if (!named[i] && found->unnamed_count++ == 0)
            found->unnamed = span_of(envelope->recipients[i]);
}

struct letter_differences letter_compare(const struct letter *letter,
                                         const struct envelope *envelope)
{
    struct letter_differences found = {0};
    struct span list = letter_text(letter, LETTER_FROM), address;

    if (letter->is_cut)
        return found;
    found.is_other_sender = envelope->sender != NULL && mime_next_address(&list, &address) &&
                            !names_sender(letter, envelope->sender);
    compare_recipients(letter, envelope, &found);
    return found;
}
