/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* header.h - reads the header of a message line by line (RFC 5322 sections 2.2 and 3.6).
 *
 * Of a line, and of the value of a field over all its lines, only as much is kept as is judged.
 * Addresses are not read in full: a From without "@" is wrong, more is not known here.
 */
#ifndef SERVER_VERDICT_HEADER_H
#define SERVER_VERDICT_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "server/verdict/findings.h"

/* Maximum bytes of a value that is judged; a longer one is not. */
#define HEADER_VALUE_MAX 512

struct header {
    struct findings *findings; /* borrowed */
    int64_t now_s;             /* time in seconds since 1970 */
    bool is_over;              /* what follows is the body */
    bool has_line;             /* it has a line that is none of the body */
    bool is_multipart;
    unsigned seen;              /* fields: bits of their places in the table */
    int field;                  /* the current one: its place in the table; -1: none of it */
    struct finding_place place; /* of the current one */
    bool is_cut;                /* value is only the start of it */
    size_t value_size;
    char value[HEADER_VALUE_MAX]; /* of all lines of the field */
};

/* Starts a header; NOW_S is the time in seconds since 1970. */
void header_init(struct header *header, struct findings *findings, int64_t now_s);

/* Takes the next LINE of the message, or if IS_CUT its start, without its ending; PLACE is where it
 * begins.  Returns whether it belongs to the header, as does the empty line after it. */
bool header_take(struct header *header, struct span line, bool is_cut, struct finding_place place);

/* Ends the header at PLACE, if no line has ended it. */
void header_end(struct header *header, struct finding_place place);

#endif
