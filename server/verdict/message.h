/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* message.h - reads a message as its client sends it, and finds what is wrong with it.
 *
 * Takes the bytes of the wire, before dots are taken off, in any pieces; where the message ends is
 * not decided here.  Of long lines the start is kept.
 */
#ifndef SERVER_VERDICT_MESSAGE_H
#define SERVER_VERDICT_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/line.h"
#include "common/span.h"
#include "server/verdict/findings.h"
#include "server/verdict/header.h"

/* RFC 5322 section 2.1.1: maximum bytes of a line, without its ending. */
#define MESSAGE_LINE_MAX 998

struct message_terms {
    enum line_ending ending; /* of the connection; not unknown */
    bool is_8bit;            /* MAIL has BODY=8BITMIME */
    bool is_international;   /* MAIL has SMTPUTF8 */
};

struct message_reader {
    struct message_terms terms;
    struct findings *findings;  /* borrowed */
    struct finding_place place; /* of the start of the current line */
    uint64_t size;              /* bytes of the line so far */
    uint64_t first_8bit;        /* its first byte beyond ASCII, from 1; 0: it has none */
    bool is_fresh;              /* it follows the connection's own ending */
    bool has_dot;               /* so it begins with a dot that is taken off */
    bool after_cr;              /* a CR is held until the next byte is known; not counted in size */
    struct header header;
    size_t kept;                  /* bytes of the start */
    char start[MESSAGE_LINE_MAX]; /* of the line; while the header lasts */
};

/* Starts message NUMBER of a connection; NOW_S is the time in seconds since 1970. */
void message_init(struct message_reader *reader, const struct message_terms *terms,
                  struct findings *findings, uint64_t number, int64_t now_s);

/* Takes the next BYTES, of which the last ones may be the end of data. */
void message_take(struct message_reader *reader, struct span bytes);

/* Must be called after the end of data. */
void message_end(struct message_reader *reader);

#endif
