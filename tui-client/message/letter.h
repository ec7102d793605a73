/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* letter.h - who wrote a message and who is to read it, as its header says, beside its envelope.
 *
 * The server obeys the envelope and the reader sees the header; they may differ.  This file takes
 * the fields from the form or from lines of a message and finds the differences.  How they are said
 * is not known here.
 */
#ifndef TUI_CLIENT_MESSAGE_LETTER_H
#define TUI_CLIENT_MESSAGE_LETTER_H

#include "tui-client/dialogue/envelope.h"

enum letter_field {
    LETTER_FROM,
    LETTER_TO,
    LETTER_CC,
    LETTER_BCC,
    LETTER_FIELDS,
};

/* Maximum bytes kept of a field. */
#define LETTER_TEXT_MAX ((size_t)4096)

struct letter {
    struct buffer texts[LETTER_FIELDS]; /* unfolded; repeated fields are joined by ", " */
    enum letter_field field;            /* of the last line; LETTER_FIELDS: of another name */
    bool is_begun;                      /* a line was taken */
    bool is_in_body;                    /* the header is complete */
    bool is_whole;                      /* the message is: the next line begins another */
    bool is_cut;                        /* not all of a field is kept */
};

void letter_init(struct letter *letter);
void letter_release(struct letter *letter);

/* The name of FIELD: "Cc". */
const char *letter_field_name(enum letter_field field);

/* The text of FIELD; borrowed until it changes. */
struct span letter_text(const struct letter *letter, enum letter_field field);

/* Whether LINE begins a header field: a name of printable characters, then a colon (RFC 5322
 * section 2.2). */
bool letter_is_field(struct span line);

/* Sets FIELD, which is empty, to TEXT.  Without memory it counts as cut, like all below. */
void letter_set(struct letter *letter, enum letter_field field, struct span text);

/* Takes the next LINE of a message on the wire, without its ending; the one after the final dot
 * begins another message. */
void letter_take_line(struct letter *letter, struct span line);

/* What the header and the envelope say differently; spans are borrowed from both. */
struct letter_differences {
    struct span unnamed; /* the first recipient that no field names; empty: none */
    size_t unnamed_count;
    struct span stray; /* the first address in a field of recipients that gets nothing; likewise */
    size_t stray_count;
    bool is_other_sender; /* From: names addresses, and not that of the sender */
};

/* Compares them.  An address without a domain is the same as with any: the server knows which.  Of
 * what is not known wholly, nothing is said. */
struct letter_differences letter_compare(const struct letter *letter,
                                         const struct envelope *envelope);

#endif
