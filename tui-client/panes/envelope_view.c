/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope_view.c - see envelope_view.h. */
#include <config.h>

#include "tui-client/panes/envelope_view.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "common/text.h"
#include "tui-client/text/columns.h"

/* Columns from which both stand side by side, and blanks between them. */
#define BESIDE_WIDTH 64
#define GAP          2

/* Rows of one side at most, and bytes of a row: every character may be an escape. */
#define SIDE_ROWS 16
#define ROW_BYTES 1024

/* Rows of the shortest view of both, side by side and below one another. */
#define BESIDE_ROWS 3
#define BELOW_ROWS  6

/* Buffer size for a sentence on what differs. */
#define REMARK_MAX ((size_t)512)

/* Bytes of an address that is named in a sentence. */
#define NAMED_MAX 80

struct side {
    char rows[SIDE_ROWS][ROW_BYTES];
    size_t count;
    int width;
};

/* Adds TEXT and then END, which is never cut, as a row. */
static void add(struct side *side, const char *label, struct span text, const char *end)
{
    char visible[ROW_BYTES], row[2 * ROW_BYTES];
    size_t taken, room = (size_t)side->width - columns_width(span_of(end));
    size_t size = text_print(TEXT_VISIBLE, text, visible, sizeof visible, &taken);
    bool is_cut = taken < text.size;

    if (side->count == SIDE_ROWS)
        return;
    snprintf(row, sizeof row, "%s%.*s", label, (int)size, visible);
    if (is_cut || columns_width(span_of(row)) > room) {
        row[columns_fit(span_of(row), room - 3, NULL)] = '\0';
        strcat(row, "...");
    }
    snprintf(side->rows[side->count++], ROW_BYTES, "%s%s", row, end);
}

/* --- the two sides --------------------------------------------------------------------------- */

/* COUNT recipients have rows of their own; the last of them says how many more there are. */
static void add_recipients(struct side *side, const struct envelope *envelope, size_t count)
{
    size_t all = envelope->recipient_count;
    size_t shown = all < count ? all : count;
    char more[64] = ">";

    if (all == 0)
        add(side, "RCPT TO: ", span_of(_("none yet")), "");
    for (size_t i = 0; i < shown; i++) {
        if (i + 1 == shown && all > shown)
            snprintf(more, sizeof more, ngettext("> and %zu more", "> and %zu more", all - shown),
                     all - shown);
        add(side, "RCPT TO:<", span_of(envelope->recipients[i]), more);
    }
}

static void add_sender(struct side *side, const struct envelope *envelope)
{
    bool is_null = strcmp(envelope->sender, "<>") == 0;

    add(side, "MAIL FROM:<", span_of(is_null ? "" : envelope->sender), ">");
}

/* From: and To: always, the others if they are there.  One that is missing in a part of a header
 * may be in the rest. */
static void add_fields(struct side *side, const struct letter *letter)
{
    for (enum letter_field field = 0; field < LETTER_FIELDS; field++) {
        struct span text = letter_text(letter, field);
        char label[16];
        if (text.size == 0 && field > LETTER_TO)
            continue;
        snprintf(label, sizeof label, "%s: ", letter_field_name(field));
        add(side, label,
            text.size > 0    ? text
            : letter->is_cut ? span_of("...")
                             : span_of(_("(no such field)")),
            "");
    }
}

/* --- what differs ---------------------------------------------------------------------------- */

/* As much of ADDRESS as a sentence can hold, in visible form. */
static const char *name(struct span address, char *out)
{
    out[text_abbreviate(TEXT_VISIBLE, address, out, NAMED_MAX)] = '\0';
    return out;
}

/* What is said in all, and where the next paragraph begins. */
struct remarks {
    char *out;
    size_t rows, most; /* MOST of all but the first */
    int width;
};

/* Keeps the paragraph that stands at the end, if there is room for it. */
static void keep_paragraph(struct remarks *remarks)
{
    struct span text = span_of(remarks->out);
    size_t rows = 0;

    for (; text.size > 0; rows++)
        text = span_skip(text, columns_wrap(text, (size_t)remarks->width));
    if (rows > 0 && (remarks->rows == 0 || remarks->rows + rows <= remarks->most)) {
        strcat(remarks->out, "\n");
        remarks->out += strlen(remarks->out);
        remarks->rows += rows;
    }
    remarks->out[0] = '\0';
}

static void say_unnamed(const struct letter_differences *found, char *out, size_t size)
{
    char first[NAMED_MAX + 1];

    if (found->unnamed_count == 1)
        snprintf(out, size, _("%s gets it, although no header names that address (like Bcc)."),
                 name(found->unnamed, first));
    else if (found->unnamed_count > 1)
        snprintf(out, size, _("%s and %zu more get it, although no header names them (like Bcc)."),
                 name(found->unnamed, first), found->unnamed_count - 1);
}

static void say_stray(const struct letter_differences *found, char *out, size_t size)
{
    char first[NAMED_MAX + 1];

    if (found->stray_count == 1)
        snprintf(out, size, _("%s is only in the header: without RCPT TO, no mail."),
                 name(found->stray, first));
    else if (found->stray_count > 1)
        snprintf(out, size, _("%s and %zu more are only in the header: without RCPT TO, no mail."),
                 name(found->stray, first), found->stray_count - 1);
}

static void say_sender(const struct letter_differences *found, const char *sender, char *out,
                       size_t size)
{
    char text[NAMED_MAX + 1];

    if (found->is_other_sender && strcmp(sender, "<>") == 0)
        snprintf(out, size, "%s",
                 _("With <> as sender, nobody is told if it cannot be delivered."));
    else if (found->is_other_sender)
        snprintf(out, size, _("If it cannot be delivered, %s is told, not the address in From:."),
                 name(span_of(sender), text));
}

/* Writes what differs to OUT; returns its rows, at most MOST unless the first difference takes
 * more.
 */
static size_t say_differences(const struct envelope *envelope, const struct letter *letter,
                              int width, size_t most, char *out)
{
    struct letter_differences found = letter_compare(letter, envelope);
    struct remarks remarks = {.out = out, .most = most, .width = width};

    out[0] = '\0';
    say_unnamed(&found, remarks.out, REMARK_MAX);
    keep_paragraph(&remarks);
    say_sender(&found, envelope->sender, remarks.out, REMARK_MAX);
    keep_paragraph(&remarks);
    say_stray(&found, remarks.out, REMARK_MAX);
    keep_paragraph(&remarks);
    return remarks.rows;
}

/* --- both together --------------------------------------------------------------------------- */

static size_t put_beside(const struct side *left, const struct side *right, char *out)
{
    size_t rows = left->count > right->count ? left->count : right->count;

    for (size_t i = 0; i < rows; i++) {
        const char *first = i < left->count ? left->rows[i] : "";
        int blanks = left->width + GAP - (int)columns_width(span_of(first));
        out += sprintf(out, "%s%*s%s\n", first, i < right->count ? blanks : 0, "",
                       i < right->count ? right->rows[i] : "");
    }
    return rows;
}

static size_t put_below(const struct side *first, const struct side *second, char *out)
{
    for (size_t i = 0; i < first->count; i++)
        out += sprintf(out, "%s\n", first->rows[i]);
    for (size_t i = 0; i < second->count; i++)
        out += sprintf(out, "%s\n", second->rows[i]);
    return first->count + second->count;
}

size_t envelope_view(const struct envelope *envelope, const struct letter *letter, int width,
                     int rows, char *out)
{
    bool is_beside = width >= BESIDE_WIDTH;
    struct side left = {.width = is_beside ? (width - GAP) / 2 : width};
    struct side right = {.width = left.width};
    size_t said;
    int room;

    out[0] = '\0';
    if (envelope->sender == NULL || width < 8)
        return 0;
    room = rows - (is_beside ? BESIDE_ROWS : BELOW_ROWS);
    said = say_differences(envelope, letter, width, room > 0 ? (size_t)room : 0, out);
    add(&right, "", span_of(_("LETTER (what the reader sees)")), "");
    add_fields(&right, letter);
    add(&left, "", span_of(_("ENVELOPE (what the server obeys)")), "");
    add_sender(&left, envelope);
    room = rows - (int)said - (int)left.count - (is_beside ? 0 : (int)right.count);
    add_recipients(&left, envelope,
                   room < 1               ? 1
                   : room > SIDE_ROWS - 2 ? SIDE_ROWS - 2
                                          : (size_t)room);
    out += strlen(out);
    return said + (is_beside ? put_beside : put_below)(&left, &right, out);
}
