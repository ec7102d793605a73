/* dot.h - the transparency of message text, both ways (RFC 5321 section 4.5.2).
 *
 * The decoder finds the true end of a message, takes off the leading dot of stuffed lines, and
 * turns line endings into LF; the encoder does the reverse.  Only the connection's own line ending
 * counts, for the end of data and for stuffed dots alike, so that no other sequence can smuggle one
 * message inside another.  Whether a flaw refuses the message is for the dialect to say.
 */
#ifndef COMMON_DOT_H
#define COMMON_DOT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/line.h"

/* Flaws are bits, since a message may have several. */
enum dot_flaw {
    DOT_FLAW_BARE_CR = 1, /* a CR that no LF follows */
    DOT_FLAW_NUL = 2,
    DOT_FLAW_BARE_LF = 4, /* an LF that no CR precedes, on a CRLF connection */
};

enum dot_state {
    DOT_STATE_LINE_START, /* behind the connection's own line ending */
    DOT_STATE_DOT,        /* behind a dot at the start of a line; it is not passed on */
    DOT_STATE_DOT_CR,     /* behind such a dot and a CR (CRLF connections only) */
    DOT_STATE_TEXT,       /* within a line */
    DOT_STATE_CR,         /* behind a CR, which is not passed on */
    DOT_STATE_END,        /* behind the end of data */
};

struct dot_decoder {
    enum line_ending ending; /* CRLF or LF */
    enum dot_state state;
    unsigned flaws;       /* bits of enum dot_flaw found so far */
    uint64_t flaw_offset; /* bytes of wire text before the first flaw */
    uint64_t octets;      /* bytes taken from the wire so far */
    uint64_t size;        /* size of the message so far, as RFC 1870 counts it: wire bytes
                             without stuffed dots and without the end of data */
};

/* Starts behind the line of the DATA command, whose ending counts as the first of the message.
 * ENDING is not LINE_ENDING_UNKNOWN. */
void dot_decoder_init(struct dot_decoder *decoder, enum line_ending ending);

/* Decodes SIZE bytes at IN up to the end of data at most.  *CONSUMED receives the bytes taken: all
 * of them unless the end was found.  The text, with LF as line ending, goes to OUT, which has room
 * for SIZE bytes and may be IN itself; *PRODUCED receives its size, never more than *CONSUMED.
 * Returns true at the end of data, after which the decoder must not be fed again.  A bare LF is
 * kept as a line break, a NUL as it is; a bare CR is lost, so such a text is not to be used. */
bool dot_decode(struct dot_decoder *decoder, const char *in, size_t size, char *out,
                size_t *consumed, size_t *produced);

struct dot_encoder {
    enum line_ending ending; /* CRLF or LF */
    bool within_line;        /* the last byte encoded was no line ending */
};

/* Starts a message for a connection with ENDING (not unknown). */
void dot_encoder_init(struct dot_encoder *encoder, enum line_ending ending);

/* Appends TEXT, whose lines end in LF, to OUT in wire form: stuffed, with the connection's ending.
 * TEXT holds neither CR nor NUL.  -1 with errno of buffer_append(); OUT then holds a part. */
int dot_encode(struct dot_encoder *encoder, struct span text, struct buffer *out);

/* Appends the end of data, after ending an unfinished last line.  -1 as dot_encode(). */
int dot_encode_end(struct dot_encoder *encoder, struct buffer *out);

#endif
