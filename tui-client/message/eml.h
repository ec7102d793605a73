/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* eml.h - a message that stands ready in a file (.eml) and is sent as it is.
 *
 * Only what the wire demands is changed: lines end in CRLF, and leading dots are doubled.  Nothing
 * is encoded or mended; what servers may object to is found, so that it can be said.
 */
#ifndef TUI_CLIENT_MESSAGE_EML_H
#define TUI_CLIENT_MESSAGE_EML_H

#include "tui-client/message/letter.h"

/* What is remarkable of a file, besides the bits of enum mime_trait. */
enum eml_trait {
    EML_BARE_LF = 16,   /* a line ends in LF alone: CRLF is sent */
    EML_OPEN_END = 32,  /* the last line is not ended: CRLF is added */
    EML_BARE_CR = 64,   /* a CR that no LF follows: sent */
    EML_NUL = 128,      /* sent */
    EML_NO_FIELD = 256, /* the first line is not a header field */
};

/* The traits of the file CONTENT: bits of enum eml_trait and enum mime_trait. */
unsigned eml_traits(struct span content);

/* Appends CONTENT to OUT in wire form, if it ENDS with the end of data.  -1 with errno of
 * buffer_append(); OUT then holds a part. */
int eml_wire(struct span content, bool ends, struct buffer *out);

/* Appends the text of the first field NAME in the header of CONTENT to OUT, unfolded.  -1 likewise.
 */
int eml_field(struct span content, const char *name, struct buffer *out);

/* Sets the fields of LETTER, which is empty, to those in the header of CONTENT. */
void eml_letter(struct span content, struct letter *letter);

#endif
