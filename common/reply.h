/* reply.h - replies of a server, written and read (RFC 5321 section 4.2).
 *
 * Writing: a template and its values become lines of at most 512 bytes.  Reading: bytes become
 * lines, lines become replies, however they arrive.  The reader accepts any code from 200 to 599
 * and refuses to guess: what is no reply is reported as such, once per line, and the next line
 * starts afresh.  What a code means is not known here.
 */
#ifndef COMMON_REPLY_H
#define COMMON_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/line.h"
#include "common/span.h"

/* Most bytes of a reply line with its CRLF (RFC 5321 section 4.5.3.1.5). */
#define REPLY_LINE_MAX 512

/* Most bytes of all lines of a reply that is written here. */
#define REPLY_BYTES_MAX ((size_t)8 * REPLY_LINE_MAX)

/* Lines that stand in no template, for they hang on the conversation. */
struct reply_lines {
    /* Puts the text of line NUMBER, from 0, in OUT of SIZE bytes as a string; false: there is none.
     * NULL: no line at all. */
    bool (*get)(const void *context, size_t number, char *out, size_t size);
    const void *context;
};

/* What goes into a reply besides its template. */
struct reply_values {
    struct span hostname; /* for {hostname}: trusted, at most 255 bytes */
    struct span argument; /* for {argument}: untrusted; escaped, and cut so that the line fits */
    struct reply_lines lines; /* behind those of the template; escaped and cut as the argument */
};

/* Writes "CODE [ENHANCED ]TEXT" CRLF to OUT for each line of TEMPLATE, which LF separates, and for
 * each of the further lines that fits into REPLY_BYTES_MAX; all but the last have "-" behind their
 * code. OUT has room for REPLY_LINE_MAX bytes of each line, at most for REPLY_BYTES_MAX.  A line of
 * TEMPLATE names each value at most once and leaves at least 3 bytes for the argument; ENHANCED may
 * be NULL. Of a long argument as many whole characters as fit are written, then "...".  Returns the
 * bytes written. */
size_t reply_format(char *out, unsigned code, const char *enhanced, const char *template,
                    const struct reply_values *values);

enum reply_status {
    REPLY_MORE, /* no whole line yet */
    REPLY_LINE, /* a line of a reply that goes on */
    REPLY_DONE, /* the last line of a reply */
    REPLY_BAD,  /* a line that belongs to no reply; parser->flaw says why */
};

enum reply_flaw {
    REPLY_FLAW_NONE,
    REPLY_FLAW_NO_CODE,      /* does not begin with three digits, 200 to 599 */
    REPLY_FLAW_SEPARATOR,    /* neither a space, a hyphen nor the end follows the code */
    REPLY_FLAW_CODE_CHANGED, /* another code than the lines before it */
    REPLY_FLAW_LONG_LINE,    /* longer than REPLY_PARSE_LINE_MAX */
    REPLY_FLAW_MANY_LINES,   /* more than REPLY_PARSE_LINES_MAX */
};

/* What the reader bears: servers are more generous than the RFC. */
#define REPLY_PARSE_LINE_MAX  4096 /* bytes without the line ending */
#define REPLY_PARSE_LINES_MAX 1000

struct reply_parser {
    struct line_framer framer;
    unsigned code;        /* of the reply under way or just done; 0 at first and after REPLY_BAD */
    unsigned lines;       /* lines of it so far */
    enum reply_flaw flaw; /* of the last REPLY_BAD */
};

void reply_parser_init(struct reply_parser *parser);

/* Takes the next line from the SIZE bytes at IN.  *CONSUMED as in line_take().  *LINE, for all but
 * REPLY_MORE, is the whole line with its code, without its ending; it borrows from IN and is empty
 * for a line that was too long.  Each line may end in CRLF or LF.  After REPLY_BAD the next line
 * starts a new reply. */
enum reply_status reply_parse(struct reply_parser *parser, const char *in, size_t size,
                              struct span *line, size_t *consumed);

/* The text behind the code and its separator in a line that reply_parse() accepted. */
struct span reply_text(struct span line);

#endif
