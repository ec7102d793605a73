/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reply.h - formats and parses replies (RFC 5321 section 4.2).
 *
 * The formatter turns a template and its values into lines of at most 512 bytes.  The parser turns
 * bytes into lines and lines into replies, however they arrive.  It accepts any code from 200 to
 * 599 and does not guess: a line that is not a reply is reported as bad, and the next line starts
 * afresh.  What a code means is not known here.
 */
#ifndef COMMON_REPLY_H
#define COMMON_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/line.h"
#include "common/span.h"

/* Maximum bytes of a reply line with its CRLF (RFC 5321 section 4.5.3.1.5). */
#define REPLY_LINE_MAX 512

/* Maximum bytes of all lines of a formatted reply. */
#define REPLY_BYTES_MAX ((size_t)8 * REPLY_LINE_MAX)

/* Generated lines, which depend on the conversation. */
struct reply_lines {
    /* Writes the text of the next line to OUT of SIZE bytes as a string; returns false if there is
     * none.  *CURSOR, at first 0, is its own: where to go on.  NULL: no lines. */
    bool (*get)(const void *context, size_t *cursor, char *out, size_t size);
    const void *context;
};

/* Values for a template. */
struct reply_values {
    struct span hostname; /* for {hostname}: trusted, at most 255 bytes */
    struct span argument; /* for {argument}: untrusted; escaped, and truncated to fit the line */
    struct span detail;   /* for {detail}: as for {argument} */
    struct reply_lines lines; /* after those of the template; escaped and truncated too */
};

/* Writes "CODE [ENHANCED ]TEXT" CRLF to OUT for each line of TEMPLATE, which LF separates, and for
 * each generated line that fits into REPLY_BYTES_MAX; all but the last have "-" after their code.
 * OUT has room for REPLY_LINE_MAX bytes per line, at most REPLY_BYTES_MAX.  A line of TEMPLATE
 * names each value at most once, not both argument and detail, and leaves at least 3 bytes for it;
 * ENHANCED may be NULL.  A long argument is truncated to whole characters and "...".  Returns the
 * number of bytes written. */
size_t reply_format(char *out, unsigned code, const char *enhanced, const char *template,
                    const struct reply_values *values);

enum reply_status {
    REPLY_MORE, /* no whole line yet */
    REPLY_LINE, /* a line of a reply that continues */
    REPLY_DONE, /* the last line of a reply */
    REPLY_BAD,  /* a line that is not part of a reply; parser->flaw says why */
};

enum reply_flaw {
    REPLY_FLAW_NONE,
    REPLY_FLAW_NO_CODE,      /* does not begin with three digits, 200 to 599 */
    REPLY_FLAW_SEPARATOR,    /* the code is not followed by a space, a hyphen or the end */
    REPLY_FLAW_CODE_CHANGED, /* not the code of the lines before it */
    REPLY_FLAW_LONG_LINE,    /* longer than REPLY_PARSE_LINE_MAX */
    REPLY_FLAW_MANY_LINES,   /* more than REPLY_PARSE_LINES_MAX */
};

/* Limits of the parser; servers exceed those of the RFC. */
#define REPLY_PARSE_LINE_MAX  4096 /* bytes without the line ending */
#define REPLY_PARSE_LINES_MAX 1000

struct reply_parser {
    struct line_framer framer;
    unsigned code;        /* of the current or last reply; 0 at first and after REPLY_BAD */
    unsigned lines;       /* lines of that reply so far */
    enum reply_flaw flaw; /* of the last REPLY_BAD */
    size_t padding;       /* NULs skipped before a line, counted until the caller resets it */
};

void reply_parser_init(struct reply_parser *parser);

/* Parses the next line of the SIZE bytes at IN.  *CONSUMED is as in line_take().  Unless REPLY_MORE
 * is returned, *LINE is the whole line with its code, without its ending; it borrows from IN and is
 * empty if the line was too long.  Each line may end in CRLF or LF.  NULs before a line, which a
 * server that sends its whole buffer adds to the line before, are skipped and counted in
 * parser->padding.  After REPLY_BAD the next line starts a new reply. */
enum reply_status reply_parse(struct reply_parser *parser, const char *in, size_t size,
                              struct span *line, size_t *consumed);

/* Number of NULs that IN begins with: padding, where a line may begin. */
size_t reply_padding(struct span in);

/* Returns the text after the code and its separator in a line that reply_parse() accepted. */
struct span reply_text(struct span line);

#endif
