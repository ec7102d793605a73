/* paste.h - the text of a bracketed paste, collected as one piece.
 *
 * CR and CRLF become LF.  Terminals keep Ctrl-C out of what they paste, so it is the person's: the
 * paste is given up.  One that is given up, or for which there is no room, is swallowed to its end,
 * since no part of it may act as a key.  Where it begins and ends is told by sequence.h.
 */
#ifndef TUI_CLIENT_TEXT_PASTE_H
#define TUI_CLIENT_TEXT_PASTE_H

#include <stdbool.h>

#include "common/buffer.h"

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
    bool after_return;  /* a CR came last: an LF now belongs to it */
};

/* Makes PASTE one that has not begun, with LIMIT bytes as the most that it will hold. */
void paste_init(struct paste *paste, size_t limit);

/* Frees the text; no paste is under way then. */
void paste_release(struct paste *paste);

/* A paste begins. */
void paste_begin(struct paste *paste);

/* Whether one is under way. */
bool paste_goes_on(const struct paste *paste);

/* Takes TEXT, part of the paste; what has become of PASTE then stands in its state. */
void paste_take(struct paste *paste, struct span text);

/* The paste is over: PASTE_DONE, or PASTE_NONE if it was lost. */
void paste_finish(struct paste *paste);

#endif
