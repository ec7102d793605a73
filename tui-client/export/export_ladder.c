/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export_ladder.c - a conversation as a ladder of text; see export_internal.h.
 *
 * For mails and handouts: lines are drawn in ASCII, and long texts are wrapped.
 */
#include <config.h>

#include "tui-client/export/export_internal.h"

#include "tui-client/export/ladder_row.h"

/* Where the rows go, and how they look. */
struct page {
    struct writer *writer;
    struct ladder_row row;
};

/* Writes ROWS without the blanks at their ends, each with LF. */
static void put_trimmed(struct writer *writer, struct span rows)
{
    while (rows.size > 0) {
        const char *end = memchr(rows.data, '\n', rows.size);
        size_t size = end != NULL ? (size_t)(end - rows.data) : rows.size, kept = size;
        while (kept > 0 && rows.data[kept - 1] == ' ')
            kept--;
        writer_put(writer, (struct span){rows.data, kept});
        writer_put_string(writer, "\n");
        rows = span_skip(rows, size + (end != NULL));
    }
}

/* Writes the rows of RUNG; NULL: the head. */
static void put_rows(const struct page *page, const struct ladder_rung *rung)
{
    struct buffer rows;
    struct writer inner = {.out = &rows};

    buffer_init(&rows, 64 * LADDER_TEXT_MAX);
    if (rung == NULL)
        ladder_row_head(page->row, &inner);
    else
        ladder_row_rung(page->row, rung, &inner);
    put_trimmed(page->writer, buffer_span(&rows));
    page->writer->failed |= inner.failed;
    buffer_release(&rows);
}

static void put_rung(void *context, const struct ladder_rung *rung)
{
    put_rows(context, rung);
}

enum export_flaw export_ladder(struct writer *writer, const struct export_source *source,
                               struct export_lines lines)
{
    struct page page = {
        .writer = writer,
        .row = {
            .words = source->words, .width = EXPORT_LADDER_WIDTH, .is_ascii = true, .wraps = true}};

    put_rows(&page, NULL);
    export_rungs(source, lines, put_rung, &page);
    return EXPORT_OK;
}
