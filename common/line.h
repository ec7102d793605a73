/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* line.h - splits a stream into lines.
 *
 * A line ends in CRLF or in LF alone.  A connection has the ending that the caller sets, or keeps
 * that of its first line, even of a refused one: on a CRLF connection a line that ends in a bare LF
 * is complete but wrong, on an LF connection a CRLF ends a line as well.  A line beyond the limit
 * is consumed to its end before it is reported, so its tail is never taken for the next line; only
 * its first bytes are kept.  What a line means is not known here.
 */
#ifndef COMMON_LINE_H
#define COMMON_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

/* Number of bytes kept of a line that is too long: enough for the first word of a command. */
#define LINE_START_BYTES 16

enum line_ending {
    LINE_ENDING_UNKNOWN, /* no line has ended yet */
    LINE_ENDING_CRLF,
    LINE_ENDING_LF,
};

enum line_status {
    LINE_MORE,     /* no whole line yet */
    LINE_DONE,     /* a line, without its ending */
    LINE_TOO_LONG, /* a line beyond the limit ended; its bytes were dropped */
    LINE_BARE_LF,  /* a line that ended in LF on a CRLF connection */
};

struct line_framer {
    enum line_ending ending;      /* the connection's own ending; read-only for others */
    enum line_ending last;        /* of the last line; read-only for others */
    bool discarding;              /* inside a line that is too long */
    bool after_cr;                /* while discarding: the last byte seen was a CR */
    unsigned char start_size;     /* of start */
    char start[LINE_START_BYTES]; /* the first bytes of the last line that was too long */
    unsigned limit;               /* maximum bytes of a line, without its ending */
    size_t scanned;               /* bytes at the front of the input known to hold no LF */
};

/* Starts with the connection's own ENDING, if it is known before the first line; LIMIT in bytes,
 * without the ending. */
void line_init(struct line_framer *framer, unsigned limit, enum line_ending ending);

/* Looks for the next line in the SIZE bytes at IN.  *CONSUMED receives the number of bytes
 * consumed; the caller passes the others again, before newer bytes.  With LINE_MORE it may be 0,
 * but at most limit + 1 bytes remain.  *LINE is set for LINE_DONE and LINE_BARE_LF (empty
 * otherwise), without its ending, and borrows from IN. */
enum line_status line_take(struct line_framer *framer, const char *in, size_t size,
                           struct span *line, size_t *consumed);

/* Returns the first bytes, at most LINE_START_BYTES, of the line that LINE_TOO_LONG reported; valid
 * until the next call of line_take(). */
struct span line_start(const struct line_framer *framer);

#endif
