/* line.h - cutting a stream into lines.
 *
 * A line ends in CRLF or in LF alone.  A connection keeps the ending of its first line, be it a
 * refused one: on a CRLF connection a line that ends in a bare LF is complete but wrong, on an LF
 * connection a CRLF ends a line as well.  A line beyond the limit is consumed to its end before it
 * is reported, so its tail is never taken for the next line.  What a line says is none of this
 * file's business.
 */
#ifndef COMMON_LINE_H
#define COMMON_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

enum line_ending {
    LINE_ENDING_UNKNOWN, /* no line has ended yet */
    LINE_ENDING_CRLF,
    LINE_ENDING_LF,
};

enum line_status {
    LINE_MORE,     /* no whole line yet */
    LINE_DONE,     /* a line, without its ending */
    LINE_TOO_LONG, /* a line beyond the limit ended; its bytes are gone */
    LINE_BARE_LF,  /* a line that ended in LF on a CRLF connection */
};

struct line_framer {
    enum line_ending ending; /* read-only for others: the connection's own ending */
    enum line_ending last;   /* of the last line; read-only for others */
    bool discarding;         /* inside a line that is too long already */
    bool after_cr;           /* while discarding: the last byte seen was a CR */
    unsigned limit;          /* most bytes of a line without its ending */
    size_t scanned;          /* bytes at the front of the input known to hold no LF */
};

/* Starts with no ending known; LIMIT in bytes, without the ending. */
void line_init(struct line_framer *framer, unsigned limit);

/* Looks for the next line in the SIZE bytes at IN.  *CONSUMED receives how many of them are done
 * with; the caller hands in the others again, in front of newer bytes.  With LINE_MORE that may be
 * none, but never more than limit + 1 bytes stay behind.  *LINE is set for LINE_DONE and
 * LINE_BARE_LF (empty otherwise), without its ending, and borrows from IN. */
enum line_status line_take(struct line_framer *framer, const char *in, size_t size,
                           struct span *line, size_t *consumed);

#endif
