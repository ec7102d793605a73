/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dot.c - the end of data, stuffed dots and line endings of a message.
 *
 * The decoder is a state machine that steps from one CR, LF or NUL to the next; the bytes between
 * them are moved as a whole.  It drops bytes and never adds any, so it can work in place: a CR is
 * held until the next byte shows whether it is bare, and a bare CR is dropped.
 */
#include <config.h>

#include "common/dot.h"

#include <assert.h>

/* One call of dot_decode().  Offsets count from IN; SIZE means none. */
struct pass {
    struct dot_decoder *decoder;
    const char *in;
    size_t size;
    size_t position; /* of the next byte */
    char *out;
    size_t produced;
    /* The first of each at or after the position.  They are cached because a hostile text of only
     * CRs would otherwise be searched for LF from each of its bytes. */
    size_t next_cr, next_lf, next_nul;
};

void dot_decoder_init(struct dot_decoder *decoder, enum line_ending ending)
{
    assert(ending != LINE_ENDING_UNKNOWN);
    *decoder = (struct dot_decoder){.ending = ending, .state = DOT_STATE_LINE_START};
}

static size_t find(const struct pass *pass, char byte)
{
    size_t left = pass->size - pass->position;
    const char *found = left > 0 ? memchr(pass->in + pass->position, byte, left) : NULL;

    return found != NULL ? (size_t)(found - pass->in) : pass->size;
}

static bool is_special(char byte)
{
    return byte == '\r' || byte == '\n' || byte == '\0';
}

/* Returns the offset of the next byte that needs handling. */
static size_t find_special(struct pass *pass)
{
    size_t nearest;

    if (pass->next_cr < pass->position)
        pass->next_cr = find(pass, '\r');
    if (pass->next_lf < pass->position)
        pass->next_lf = find(pass, '\n');
    if (pass->next_nul < pass->position)
        pass->next_nul = find(pass, '\0');
    nearest = pass->next_cr < pass->next_lf ? pass->next_cr : pass->next_lf;
    return nearest < pass->next_nul ? nearest : pass->next_nul;
}

/* Records a flaw BACK bytes before the position. */
static void note_flaw(struct pass *pass, enum dot_flaw flaw, unsigned back)
{
    struct dot_decoder *decoder = pass->decoder;

    if (decoder->flaws == 0)
        decoder->flaw_offset = decoder->octets + pass->position - back;
    decoder->flaws |= flaw;
}

/* Counts the next byte and passes BYTE on. */
static void pass_on(struct pass *pass, char byte)
{
    pass->out[pass->produced++] = byte;
    pass->position++;
    pass->decoder->size++;
}

/* Passes on the text up to the next CR, LF or NUL. */
static void take_run(struct pass *pass, size_t end)
{
    size_t length = end - pass->position;
    const char *from = pass->in + pass->position;

    if (length > 0 && pass->out + pass->produced != from)
        memmove(pass->out + pass->produced, from, length);
    pass->produced += length;
    pass->position += length;
    pass->decoder->size += length;
}

static void take_lf_in_text(struct pass *pass)
{
    if (pass->decoder->ending == LINE_ENDING_LF) {
        pass->decoder->state = DOT_STATE_LINE_START;
    } else {
        /* "A bare LF inside the message of a CRLF connection is kept as a line break and ends
         * nothing": what follows is still within a line, and its dot is not a stuffed one. */
        note_flaw(pass, DOT_FLAW_BARE_LF, 0);
    }
    pass_on(pass, '\n');
}

static void take_text(struct pass *pass)
{
    /* Skip the search if the first byte is special, as in a flood of empty lines. */
    if (!is_special(pass->in[pass->position]))
        take_run(pass, find_special(pass));
    if (pass->position == pass->size)
        return;
    switch (pass->in[pass->position]) {
    case '\r':
        pass->decoder->state = DOT_STATE_CR;
        pass->position++;
        pass->decoder->size++;
        break;
    case '\n':
        take_lf_in_text(pass);
        break;
    case '\0':
        note_flaw(pass, DOT_FLAW_NUL, 0);
        pass_on(pass, '\0');
        break;
    }
}

/* RFC 5321 section 4.5.2: "If the first character is a period and there are other characters on the
 * line, the first character is deleted."  Neither that dot nor the end of data counts towards the
 * size. */
static void take_behind_dot(struct pass *pass)
{
    struct dot_decoder *decoder = pass->decoder;
    char byte = pass->in[pass->position];

    decoder->state = DOT_STATE_TEXT;
    if (decoder->ending == LINE_ENDING_LF && byte == '\n')
        decoder->state = DOT_STATE_END;
    else if (decoder->ending == LINE_ENDING_CRLF && byte == '\r')
        decoder->state = DOT_STATE_DOT_CR;
    if (decoder->state != DOT_STATE_TEXT)
        pass->position++;
}

static void take_behind_dot_cr(struct pass *pass)
{
    struct dot_decoder *decoder = pass->decoder;

    if (pass->in[pass->position] == '\n') {
        decoder->state = DOT_STATE_END;
        pass->position++;
    } else {
        note_flaw(pass, DOT_FLAW_BARE_CR, 1);
        decoder->size++; /* the CR, which turned out not to belong to the end of data */
        decoder->state = DOT_STATE_TEXT;
    }
}

/* On both kinds of connection CRLF ends a line; the byte after a bare CR is examined again, since
 * it may be a CR itself. */
static void take_behind_cr(struct pass *pass)
{
    if (pass->in[pass->position] == '\n') {
        pass->decoder->state = DOT_STATE_LINE_START;
        pass_on(pass, '\n');
    } else {
        note_flaw(pass, DOT_FLAW_BARE_CR, 1);
        pass->decoder->state = DOT_STATE_TEXT;
    }
}

static void take_line_start(struct pass *pass)
{
    if (pass->in[pass->position] == '.') {
        pass->decoder->state = DOT_STATE_DOT;
        pass->position++;
    } else {
        pass->decoder->state = DOT_STATE_TEXT;
    }
}

static void step(struct pass *pass)
{
    switch (pass->decoder->state) {
    case DOT_STATE_LINE_START:
        take_line_start(pass);
        break;
    case DOT_STATE_DOT:
        take_behind_dot(pass);
        break;
    case DOT_STATE_DOT_CR:
        take_behind_dot_cr(pass);
        break;
    case DOT_STATE_TEXT:
        take_text(pass);
        break;
    case DOT_STATE_CR:
        take_behind_cr(pass);
        break;
    case DOT_STATE_END:
        break;
    }
}

bool dot_decode(struct dot_decoder *decoder, const char *in, size_t size, char *out,
                size_t *consumed, size_t *produced)
{
    struct pass pass = {.decoder = decoder, .in = in, .size = size, .out = out};

    assert(decoder->state != DOT_STATE_END);
    pass.next_cr = find(&pass, '\r');
    pass.next_lf = find(&pass, '\n');
    pass.next_nul = find(&pass, '\0');
    while (pass.position < size && decoder->state != DOT_STATE_END)
        step(&pass);
    decoder->octets += pass.position;
    *consumed = pass.position;
    *produced = pass.produced;
    return decoder->state == DOT_STATE_END;
}

void dot_encoder_init(struct dot_encoder *encoder, enum line_ending ending)
{
    assert(ending != LINE_ENDING_UNKNOWN);
    *encoder = (struct dot_encoder){.ending = ending, .within_line = false};
}

static int append(struct buffer *out, struct span bytes)
{
    return buffer_append(out, bytes.data, bytes.size);
}

static struct span ending_of(const struct dot_encoder *encoder)
{
    return span_of(encoder->ending == LINE_ENDING_CRLF ? "\r\n" : "\n");
}

/* Appends LINE, the rest of a line, and its ending if it ENDS. */
static int encode_line(struct dot_encoder *encoder, struct span line, bool ends, struct buffer *out)
{
    if (!encoder->within_line && line.size > 0 && line.data[0] == '.' &&
        append(out, span_of(".")) != 0)
        return -1;
    if (append(out, line) != 0)
        return -1;
    encoder->within_line = !ends;
    return ends ? append(out, ending_of(encoder)) : 0;
}

int dot_encode(struct dot_encoder *encoder, struct span text, struct buffer *out)
{
    while (text.size > 0) {
        const char *lf = memchr(text.data, '\n', text.size);
        size_t length = lf != NULL ? (size_t)(lf - text.data) : text.size;
        struct span line = {text.data, length};

        if (encode_line(encoder, line, lf != NULL, out) != 0)
            return -1;
        text = span_skip(text, length + (lf != NULL));
    }
    return 0;
}

int dot_encode_end(struct dot_encoder *encoder, struct buffer *out)
{
    if (encoder->within_line && append(out, ending_of(encoder)) != 0)
        return -1;
    encoder->within_line = false;
    if (append(out, span_of(".")) != 0)
        return -1;
    return append(out, ending_of(encoder));
}
