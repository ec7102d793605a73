/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* message_end.h - why what a client sent did not end its message.
 *
 * Only the last bytes of a message are kept, so this costs next to nothing; they are examined when
 * a message is unfinished and its client is silent or gone.  A message that is delivered may
 * contain any of these lines.
 */
#ifndef SERVER_LOG_MESSAGE_END_H
#define SERVER_LOG_MESSAGE_END_H

#include <stdbool.h>

#include "common/line.h"
#include "common/span.h"

enum message_end {
    MESSAGE_END_NONE,     /* nothing looks like the end of data */
    MESSAGE_END_LF,       /* a line that is only a dot, in LF on a CRLF connection */
    MESSAGE_END_CRLF,     /* the same, in CRLF on an LF connection */
    MESSAGE_END_AFTER_LF, /* the same, in CRLF, but the line before it is in LF */
    MESSAGE_END_BLANK,    /* a dot, and blanks before or after it */
    MESSAGE_END_DOUBLE,   /* two dots, which stand for one in the text */
    MESSAGE_END_TEXT,     /* a dot, and a line ending that was sent as text */
    MESSAGE_END_OPEN,     /* a dot without a line ending */
    MESSAGE_END_GLUED,    /* a dot at the end of the last line */
    MESSAGE_END_QUIT,     /* QUIT as the last line */
    MESSAGE_END_LINES,    /* lines in LF on a CRLF connection: if one of them was to be the end, it
                             was none */
    MESSAGE_ENDS,
};

/* Number of bytes that are kept: a few short lines. */
#define MESSAGE_TAIL_MAX 48

/* The last bytes of a message as they came.  Initialize with zeros at its start. */
struct message_tail {
    char bytes[MESSAGE_TAIL_MAX];
    unsigned char size;
    bool is_cut; /* there are bytes before them */
};

/* Adds BYTES, the next ones. */
void message_tail_add(struct message_tail *tail, struct span bytes);

/* Returns what the last lines of a message look like, on a connection with ENDING, which must not
 * be unknown.  Never MESSAGE_END_LINES. */
enum message_end message_end_of(const struct message_tail *tail, enum line_ending ending);

/* Whether END cannot be an ordinary line of text, wherever it is. */
bool message_end_is_certain(enum message_end end);

#endif
