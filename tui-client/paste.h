/* paste.h - a bracketed paste, collected as one piece out of the bytes that a terminal sends.
 *
 * It begins behind ESC [ 200 ~, which whoever reads keys has seen, and ends with ESC [ 201 ~.  CR
 * and CRLF become LF, ill-formed bytes U+FFFD; other sequences that begin with ESC are keys, not
 * text, and are left out.  Terminals keep Ctrl-C out of what they paste, so it is the person's: the
 * paste is given up.  A paste that is given up, or for which there is no room, is swallowed to its
 * end, since no part of it may act as a key.
 */
#ifndef TUI_CLIENT_PASTE_H
#define TUI_CLIENT_PASTE_H

#include <stdbool.h>

#include "common/buffer.h"

/* Bytes of what ends a paste. */
#define PASTE_END_BYTES 6

enum paste_state {
    PASTE_NONE, /* no paste is under way */
    PASTE_GROWS,
    PASTE_LOST, /* what comes is swallowed */
    PASTE_DONE, /* the text is whole; until paste_release() */
};

struct paste {
    enum paste_state state;
    int why;            /* PASTE_LOST: ECANCELED (Ctrl-C), ENOBUFS (limit) or ENOMEM */
    struct buffer text; /* UTF-8 */
    char sequence[32];  /* what has come of one that begins with ESC */
    size_t sequence_size;
    char partial[4]; /* a character of which bytes are missing */
    size_t partial_size;
    bool after_return; /* a CR came last: an LF now belongs to it */
};

/* Makes PASTE one that has not begun, with LIMIT bytes as the most that it will hold. */
void paste_init(struct paste *paste, size_t limit);

/* Frees the text; no paste is under way then. */
void paste_release(struct paste *paste);

/* A paste begins. */
void paste_begin(struct paste *paste);

/* Whether one is under way. */
bool paste_goes_on(const struct paste *paste);

/* Bytes that can be read without reading beyond the end of the paste: at least 1, at most
 * PASTE_END_BYTES. */
size_t paste_wants(const struct paste *paste);

/* Takes BYTES, no more than paste_wants() said; what has become of PASTE then stands in its state.
 */
void paste_take(struct paste *paste, struct span bytes);

/* No more will come: a paste that has lost its end is whole. */
void paste_finish(struct paste *paste);

#endif
