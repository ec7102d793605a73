/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* line.c - where a line ends.
 *
 * Each byte of input is searched for LF only once: the framer remembers how far it has searched.
 * Whether the ending of a line is valid depends only on the byte before its LF and on the
 * connection's first line.
 */
#include <config.h>

#include "common/line.h"

#include <assert.h>

void line_init(struct line_framer *framer, unsigned limit, enum line_ending ending)
{
    *framer = (struct line_framer){.ending = ending, .limit = limit};
}

/* A connection keeps the ending of its first line, even of a refused one. */
static void keep_ending(struct line_framer *framer, bool has_cr)
{
    framer->last = has_cr ? LINE_ENDING_CRLF : LINE_ENDING_LF;
    if (framer->ending == LINE_ENDING_UNKNOWN)
        framer->ending = framer->last;
}

/* Keeps the start of a line of which SIZE bytes are at IN. */
static void keep_start(struct line_framer *framer, const char *in, size_t size)
{
    framer->start_size = (unsigned char)(size < LINE_START_BYTES ? size : LINE_START_BYTES);
    memcpy(framer->start, in, framer->start_size);
}

/* Discards the SIZE bytes at IN up to LF, which is NULL if there is none. */
static enum line_status discard(struct line_framer *framer, const char *in, size_t size,
                                const char *lf, size_t *consumed)
{
    bool has_cr = framer->after_cr;
    size_t length = lf != NULL ? (size_t)(lf - in) : size;

    if (length > 0)
        has_cr = in[length - 1] == '\r';
    if (!framer->discarding)
        keep_start(framer, in, length);
    framer->discarding = lf == NULL;
    framer->after_cr = has_cr;
    framer->scanned = 0;
    if (lf == NULL) {
        *consumed = size;
        return LINE_MORE;
    }
    *consumed = length + 1;
    keep_ending(framer, has_cr);
    return LINE_TOO_LONG;
}

/* Whether SIZE bytes at IN, without an LF, can still become a line: a CR after the last byte that
 * the limit allows may belong to the ending. */
static bool may_fit(const struct line_framer *framer, const char *in, size_t size)
{
    return size <= framer->limit || (size - 1 == framer->limit && in[size - 1] == '\r');
}

enum line_status line_take(struct line_framer *framer, const char *in, size_t size,
                           struct span *line, size_t *consumed)
{
    const char *lf = NULL;
    size_t length;
    bool has_cr;

    assert(framer->scanned <= size);
    *line = (struct span){NULL, 0};
    *consumed = 0;
    if (size > framer->scanned)
        lf = memchr(in + framer->scanned, '\n', size - framer->scanned);
    if (lf == NULL && !framer->discarding && may_fit(framer, in, size)) {
        framer->scanned = size;
        return LINE_MORE;
    }
    if (lf == NULL || framer->discarding)
        return discard(framer, in, size, lf, consumed);

    length = (size_t)(lf - in);
    has_cr = length > 0 && in[length - 1] == '\r';
    if (length - has_cr > framer->limit)
        return discard(framer, in, size, lf, consumed);
    framer->scanned = 0;
    *consumed = length + 1;
    *line = (struct span){in, length - has_cr};
    keep_ending(framer, has_cr);
    return !has_cr && framer->ending == LINE_ENDING_CRLF ? LINE_BARE_LF : LINE_DONE;
}

struct span line_start(const struct line_framer *framer)
{
    return (struct span){framer->start, framer->start_size};
}
