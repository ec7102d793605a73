/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dot.c - the end of data, stuffed dots and line endings of a message.
 *
 * The decoder is a state machine that steps from one CR, LF or NUL to the next; the bytes between
 * them are moved as a whole.  It drops bytes and never adds any, so it can work in place: what is
 * at the position or behind it is still as it came.  A CR is held until the next byte shows whether
 * it is bare; only across calls it needs room that is not there (dot_take_bare_cr()).
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
    size_t sequence_end; /* behind the last byte copied to the sequence of the place; 0: none */
};

void dot_decoder_init(struct dot_decoder *decoder, enum line_ending ending, unsigned watched)
{
    assert(ending != LINE_ENDING_UNKNOWN);
    *decoder =
        (struct dot_decoder){.ending = ending, .state = DOT_STATE_LINE_START, .watched = watched};
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

static void add_to_sequence(struct dot_place *place, char byte)
{
    place->sequence[place->sequence_size++] = byte;
}

/* Adds what is known to precede a flaw at the start of a line. */
static void add_line_start(struct dot_decoder *decoder)
{
    if (decoder->ending == LINE_ENDING_CRLF)
        add_to_sequence(&decoder->place, '\r');
    add_to_sequence(&decoder->place, '\n');
    if (decoder->has_leading_dot)
        add_to_sequence(&decoder->place, '.');
}

/* Records that BYTE, at OFFSET of the wire text, is a flaw.  Returns whether this is its place that
 * is to be kept. */
static bool record_flaw(struct dot_decoder *decoder, enum dot_flaw flaw, char byte, uint64_t offset)
{
    decoder->flaws |= flaw;
    if (decoder->place.flaw != DOT_FLAW_NONE || !(decoder->watched & flaw))
        return false;
    decoder->place =
        (struct dot_place){.flaw = flaw, .offset = offset, .line = decoder->line, .is_open = true};
    if (offset == decoder->text_offset)
        add_line_start(decoder);
    add_to_sequence(&decoder->place, byte);
    return true;
}

/* Adds the bytes from FROM on to the sequence, as far as they belong to it. */
static void extend_sequence(struct pass *pass, size_t from)
{
    struct dot_place *place = &pass->decoder->place;
    size_t at = from;

    while (at < pass->size && place->sequence_size < DOT_SEQUENCE_MAX &&
           (is_special(pass->in[at]) || pass->in[at] == '.'))
        add_to_sequence(place, pass->in[at++]);
    place->is_open = at == pass->size && place->sequence_size < DOT_SEQUENCE_MAX;
    pass->sequence_end = at;
}

/* At the end of data: what follows it is no part of the message. */
static void close_sequence(struct pass *pass)
{
    struct dot_place *place = &pass->decoder->place;

    if (pass->sequence_end > pass->position)
        place->sequence_size -= (unsigned char)(pass->sequence_end - pass->position);
    place->is_open = false;
}

/* Records the next byte as a flaw. */
static void note_flaw(struct pass *pass, enum dot_flaw flaw)
{
    if (record_flaw(pass->decoder, flaw, pass->in[pass->position],
                    pass->decoder->octets + pass->position))
        extend_sequence(pass, pass->position + 1);
}

/* Records the CR that the decoder holds, the last of SIZE bytes of wire text, as a flaw, and does
 * not hold it any more.  Returns as record_flaw(). */
static bool release_cr(struct dot_decoder *decoder, uint64_t size)
{
    /* A CR behind a dot is not counted before it is known not to belong to the end of data. */
    if (decoder->state == DOT_STATE_DOT_CR)
        decoder->size++;
    decoder->state = DOT_STATE_TEXT;
    return record_flaw(decoder, DOT_FLAW_BARE_CR, '\r', size - 1);
}

/* Passes the held CR on.  There is room for it, since it was taken in this pass. */
static void pass_on_cr(struct pass *pass)
{
    assert(pass->produced < pass->position);
    pass->out[pass->produced++] = '\r';
    if (release_cr(pass->decoder, pass->decoder->octets + pass->position))
        extend_sequence(pass, pass->position);
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
        note_flaw(pass, DOT_FLAW_BARE_LF);
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
        note_flaw(pass, DOT_FLAW_NUL);
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
        pass_on_cr(pass);
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
        pass_on_cr(pass);
    }
}

static void take_line_start(struct pass *pass)
{
    struct dot_decoder *decoder = pass->decoder;

    decoder->has_leading_dot = pass->in[pass->position] == '.';
    decoder->state = decoder->has_leading_dot ? DOT_STATE_DOT : DOT_STATE_TEXT;
    pass->position += decoder->has_leading_dot;
    decoder->text_offset = decoder->octets + pass->position;
    decoder->line++;
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

/* Whether the decoder holds a CR that the SIZE bytes at IN, the next ones, show to be bare. */
static bool owes_cr(const struct dot_decoder *decoder, const char *in, size_t size)
{
    bool holds_cr = decoder->state == DOT_STATE_CR || decoder->state == DOT_STATE_DOT_CR;

    return holds_cr && size > 0 && in[0] != '\n';
}

bool dot_take_bare_cr(struct dot_decoder *decoder, const char *in, size_t size)
{
    bool owes = owes_cr(decoder, in, size);

    if (owes)
        release_cr(decoder, decoder->octets);
    return owes;
}

bool dot_decode(struct dot_decoder *decoder, const char *in, size_t size, char *out,
                size_t *consumed, size_t *produced)
{
    struct pass pass = {.decoder = decoder, .in = in, .size = size, .out = out};

    assert(decoder->state != DOT_STATE_END);
    assert(!owes_cr(decoder, in, size));
    if (decoder->place.is_open)
        extend_sequence(&pass, 0);
    pass.next_cr = find(&pass, '\r');
    pass.next_lf = find(&pass, '\n');
    pass.next_nul = find(&pass, '\0');
    while (pass.position < size && decoder->state != DOT_STATE_END)
        step(&pass);
    decoder->octets += pass.position;
    *consumed = pass.position;
    *produced = pass.produced;
    if (decoder->state != DOT_STATE_END)
        return false;
    close_sequence(&pass);
    return true;
}

size_t dot_sequence_text(const struct dot_place *place, char *out)
{
    char *end = out;

    for (size_t i = 0; i < place->sequence_size; i++) {
        char byte = place->sequence[i];
        end = stpcpy(end, byte == '\r'   ? "<CR>"
                          : byte == '\n' ? "<LF>"
                          : byte == '\0' ? "<NUL>"
                                         : ".");
    }
    *end = '\0';
    return (size_t)(end - out);
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
