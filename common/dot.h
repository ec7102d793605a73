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
    DOT_FLAW_NONE = 0,
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
    DOT_STATE_CR,         /* after a CR, which is held until the next byte is known */
    DOT_STATE_END,        /* after the end of data */
};

#define DOT_SEQUENCE_MAX 8

/* Where a flaw is, and the wire bytes around it: if it is the first byte of a line, or the first
 * after a dot there, the connection's own ending and that dot; the flawed byte; and each CR, LF,
 * NUL and dot that follows, up to and including the end of data.  That of "a\n.\r\nb" on a CRLF
 * connection is "\n.\r\n".  How the bytes arrive makes no difference. */
struct dot_place {
    enum dot_flaw flaw;
    uint64_t offset;                 /* bytes of wire text before it */
    uint64_t line;                   /* from 1, counted by the connection's own endings */
    char sequence[DOT_SEQUENCE_MAX]; /* the first ones, if there are more */
    unsigned char sequence_size;
    bool is_open; /* the next byte of the message may belong to the sequence */
};

struct dot_decoder {
    enum line_ending ending; /* CRLF or LF */
    enum dot_state state;
    unsigned watched;       /* bits of enum dot_flaw: those whose place is of interest */
    unsigned flaws;         /* bits of enum dot_flaw found so far, watched or not */
    struct dot_place place; /* of the first watched flaw; DOT_FLAW_NONE: there is none so far */
    uint64_t octets;        /* wire bytes decoded so far */
    uint64_t size;          /* size of the message so far, as RFC 1870 counts it: wire bytes
                               without stuffed dots and without the end of data */
    /* For the place, of the current line: */
    uint64_t line;        /* its number, from 1 */
    uint64_t text_offset; /* bytes of wire text before it, a leading dot included */
    bool has_leading_dot;
};

/* Starts after the DATA command line, whose ending counts as the first of the message.  ENDING must
 * not be LINE_ENDING_UNKNOWN.  WATCHED: bits of enum dot_flaw. */
void dot_decoder_init(struct dot_decoder *decoder, enum line_ending ending, unsigned watched);

/* Whether the decoder holds a CR from before that the SIZE bytes at IN, the next ones, show to be
 * bare.  There is no room for it in IN, so if this is true the caller passes on a CR of its own
 * before it calls dot_decode() for IN.  Must be called before each dot_decode(). */
bool dot_take_bare_cr(struct dot_decoder *decoder, const char *in, size_t size);

/* Decodes SIZE bytes at IN up to the end of data at most.  *CONSUMED receives the number of bytes
 * decoded: all of them unless the end was found.  Writes the text, with LF line endings, to OUT,
 * which has room for SIZE bytes and may be IN itself; *PRODUCED receives its size, at most
 * *CONSUMED.  Returns true at the end of data, after which the decoder must not be called again.
 * Flaws are kept: a bare LF is a line break, a bare CR and a NUL remain as they are. */
bool dot_decode(struct dot_decoder *decoder, const char *in, size_t size, char *out,
                size_t *consumed, size_t *produced);

/* Room for the text of any sequence, with its NUL, in bytes. */
#define DOT_SEQUENCE_TEXT_MAX (DOT_SEQUENCE_MAX * sizeof("<NUL>"))

/* Writes the sequence of PLACE to OUT, which has DOT_SEQUENCE_TEXT_MAX bytes, as "<CR><LF>.<LF>".
 * Returns the length. */
size_t dot_sequence_text(const struct dot_place *place, char *out);

struct dot_encoder {
    enum line_ending ending; /* CRLF or LF */
    bool within_line;        /* the last byte encoded was not a line ending */
};

/* Starts a message for a connection with ENDING, which must not be unknown. */
void dot_encoder_init(struct dot_encoder *encoder, enum line_ending ending);

/* Appends TEXT, whose lines end in LF, to OUT in wire form: stuffed, with the connection's ending.
 * A CR or NUL in TEXT goes out unchanged: a server may object.  Returns -1 with errno of
 * buffer_append(); OUT then has a part of it. */
int dot_encode(struct dot_encoder *encoder, struct span text, struct buffer *out);

/* Appends the end of data, after ending an unfinished last line.  Returns as dot_encode(). */
int dot_encode_end(struct dot_encoder *encoder, struct buffer *out);

#endif
