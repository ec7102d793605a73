/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dot.h - transparency of message text: dot-stuffing, both ways (RFC 5321 section 4.5.2).
 *
 * The decoder finds the end of a message, removes the leading dot of stuffed lines, and converts
 * line endings to LF; the encoder does the reverse.  Only the connection's own line ending counts,
 * for the end of data and for stuffed dots alike, so that no other sequence can smuggle one message
 * inside another.  The dialect decides which flaws refuse a message.
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

    DOT_FLAWS = 7, /* all of them */
};

enum dot_state {
    DOT_STATE_LINE_START, /* after the connection's own line ending */
    DOT_STATE_DOT,        /* after a dot at the start of a line; not passed on */
    DOT_STATE_DOT_CR,     /* after such a dot and a CR (CRLF connections only) */
    DOT_STATE_TEXT,       /* within a line */
    DOT_STATE_CR,         /* after a CR, which is not passed on */
    DOT_STATE_END,        /* after the end of data */
};

struct dot_decoder {
    enum line_ending ending; /* CRLF or LF */
    enum dot_state state;
    unsigned flaws;       /* bits of enum dot_flaw found so far */
    uint64_t flaw_offset; /* bytes of wire text before the first flaw */
    uint64_t octets;      /* wire bytes decoded so far */
    uint64_t size;        /* size of the message so far, as RFC 1870 counts it: wire bytes
                             without stuffed dots and without the end of data */
};

/* Starts after the DATA command line, whose ending counts as the first of the message.  ENDING must
 * not be LINE_ENDING_UNKNOWN. */
void dot_decoder_init(struct dot_decoder *decoder, enum line_ending ending);

/* Decodes SIZE bytes at IN up to the end of data at most.  *CONSUMED receives the number of bytes
 * decoded: all of them unless the end was found.  Writes the text, with LF line endings, to OUT,
 * which has room for SIZE bytes and may be IN itself; *PRODUCED receives its size, at most
 * *CONSUMED.  Returns true at the end of data, after which the decoder must not be called again.  A
 * bare LF is kept as a line break, a NUL is kept; a bare CR is lost, so such a text must not be
 * used. */
bool dot_decode(struct dot_decoder *decoder, const char *in, size_t size, char *out,
                size_t *consumed, size_t *produced);

struct dot_encoder {
    enum line_ending ending; /* CRLF or LF */
    bool within_line;        /* the last byte encoded was not a line ending */
};

/* Starts a message for a connection with ENDING, which must not be unknown. */
void dot_encoder_init(struct dot_encoder *encoder, enum line_ending ending);

/* Appends TEXT, whose lines end in LF, to OUT in wire form: stuffed, with the connection's ending.
 * TEXT contains neither CR nor NUL.  Returns -1 with errno of buffer_append(); OUT then has a part
 * of it. */
int dot_encode(struct dot_encoder *encoder, struct span text, struct buffer *out);

/* Appends the end of data, after ending an unfinished last line.  Returns as dot_encode(). */
int dot_encode_end(struct dot_encoder *encoder, struct buffer *out);

#endif
