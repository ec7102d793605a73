/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* letter.c - see letter.h. */
#include <config.h>

#include "tui-client/message/letter.h"

#include <assert.h>
#include <stdlib.h>

#include "common/count.h"
#include "tui-client/message/mime.h"
#include "tui-client/message/parts.h"

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

/* The field whose name LINE begins with; its text goes to *TEXT. */
static enum letter_field field_of(struct span line, struct span *text)
{
    enum letter_field field = 0;

    while (field < LETTER_FIELDS && !parts_is_field(line, letter_field_name(field), text))
        field++;
    return field;
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
    struct span text;

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
    letter->field = field_of(line, &text);
    if (letter->field < LETTER_FIELDS)
        add(letter, letter->field, ", ", text);
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

/* Addresses sorted by their local parts, since those that are the same as another have the same
 * one: thousands are compared with thousands at every key. */
struct address_list {
    struct span *addresses;
    size_t count, capacity;
};

/* Adds ADDRESS; false without memory. */
static bool list_add(struct address_list *list, struct span address)
{
    size_t capacity = 2 * list->capacity + 16;
    struct span *addresses;

    if (list->count == list->capacity) {
        addresses = realloc(list->addresses, capacity * sizeof *addresses);
        if (addresses == NULL)
            return false;
        list->addresses = addresses;
        list->capacity = capacity;
    }
    list->addresses[list->count++] = address;
    return true;
}

static bool list_add_field(struct address_list *list, const struct letter *letter,
                           enum letter_field field)
{
    struct span rest = letter_text(letter, field), address;

    while (mime_next_address(&rest, &address))
        if (!list_add(list, address))
            return false;
    return true;
}

/* The order of local parts: shorter ones first. */
static int compare(const void *a, const void *b)
{
    struct span one = local_part(*(const struct span *)a);
    struct span other = local_part(*(const struct span *)b);

    if (one.size != other.size)
        return one.size < other.size ? -1 : 1;
    for (size_t i = 0; i < one.size; i++) {
        char x = span_ascii_lower(one.data[i]), y = span_ascii_lower(other.data[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static void list_sort(struct address_list *list)
{
    if (list->count > 0)
        qsort(list->addresses, list->count, sizeof list->addresses[0], compare);
}

/* The first of LIST that does not come before ADDRESS. */
static size_t list_place(const struct address_list *list, struct span address)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&list->addresses[middle], &address) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool list_has(const struct address_list *list, struct span address)
{
    for (size_t i = list_place(list, address);
         i < list->count && compare(&list->addresses[i], &address) == 0; i++)
        if (is_same(list->addresses[i], address))
            return true;
    return false;
}

/* The sorted recipients in the header; false without memory. */
static bool list_named(struct address_list *list, const struct letter *letter)
{
    for (enum letter_field field = LETTER_TO; field < LETTER_FIELDS; field++)
        if (!list_add_field(list, letter, field))
            return false;
    list_sort(list);
    return true;
}

static bool list_recipients(struct address_list *list, const struct envelope *envelope)
{
    for (size_t i = 0; i < envelope->recipient_count; i++)
        if (!list_add(list, span_of(envelope->recipients[i])))
            return false;
    list_sort(list);
    return true;
}

static void find_unnamed(const struct letter *letter, const struct envelope *envelope,
                         struct letter_differences *found)
{
    struct address_list named = {0};
    bool is_known = list_named(&named, letter);

    for (size_t i = 0; i < envelope->recipient_count && is_known; i++) {
        struct span recipient = span_of(envelope->recipients[i]);
        if (!list_has(&named, recipient) && found->unnamed_count++ == 0)
            found->unnamed = recipient;
    }
    free(named.addresses);
}

static void find_stray(const struct letter *letter, const struct envelope *envelope,
                       struct letter_differences *found)
{
    struct address_list recipients = {0};
    bool is_known = list_recipients(&recipients, envelope);

    for (enum letter_field field = LETTER_TO; field < LETTER_FIELDS && is_known; field++) {
        struct span list = letter_text(letter, field), address;
        while (mime_next_address(&list, &address))
            if (!list_has(&recipients, address) && found->stray_count++ == 0)
                found->stray = address;
    }
    free(recipients.addresses);
}

static bool is_author(const struct letter *letter, struct span sender)
{
    struct span list = letter_text(letter, LETTER_FROM), address;

    while (mime_next_address(&list, &address))
        if (is_same(address, sender))
            return true;
    return false;
}

struct letter_differences letter_compare(const struct letter *letter,
                                         const struct envelope *envelope)
{
    struct letter_differences found = {0};
    struct span list = letter_text(letter, LETTER_FROM), address;

    if (letter->is_cut)
        return found;
    found.is_other_sender = envelope->sender != NULL && mime_next_address(&list, &address) &&
                            !is_author(letter, span_of(envelope->sender));
    find_unnamed(letter, envelope, &found);
    if (envelope->recipient_count > 0 && !envelope->has_more)
        find_stray(letter, envelope, &found);
    return found;
}
