/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mime.h - text and files in forms that any mail system carries: seven bits, short lines.
 *
 * compose.h decides which form a message needs; this file writes the forms.  Text is UTF-8 with LF
 * as line ending, and so is all output.  All functions append to OUT and return 0, or -1 with errno
 * of buffer_append(); OUT then holds a part.
 */
#ifndef TUI_CLIENT_MESSAGE_MIME_H
#define TUI_CLIENT_MESSAGE_MIME_H

#include <stdbool.h>

#include "common/buffer.h"

/* RFC 2045 section 6.7.  No line of the result begins with "From " or ">From ", which mailboxes
 * would change, and none contains "=_". */
int mime_quoted_printable(struct span text, struct buffer *out);

/* What may keep a text from arriving unchanged; bits. */
enum mime_trait {
    MIME_EIGHT_BIT = 1, /* it is not ASCII */
    MIME_LONG_LINE = 2, /* more than 998 bytes (RFC 5322 section 2.1.1) */
    MIME_FROM_LINE = 4, /* a line begins with "From ", or with ">"s before it: mailboxes add one */
    MIME_BOUNDARY_LINE = 8, /* a line begins as the boundary of a multipart message */
};

/* The traits of TEXT, or of one that holds TEXT. */
unsigned mime_traits(struct span text);

/* RFC 2046 section 5.1.1: the boundary must not occur in a part.  No line of base64 or
 * quoted-printable holds "=_". */
#define MIME_BOUNDARY "=_part"

/* An unstructured header field (RFC 5322 section 2.2.1), folded; non-ASCII text becomes encoded
 * words (RFC 2047).  TEXT contains no control bytes except tab. */
int mime_unstructured(const char *name, struct span text, struct buffer *out);

/* A header field with a comma-separated list of mailboxes and groups (RFC 5322 section 3.4): names
 * are encoded, or quoted if needed; comments are encoded; addresses are unchanged. */
int mime_mailboxes(const char *name, struct span text, struct buffer *out);

/* Whether a comma in TEXT, a list of mailboxes, separates a non-ASCII word that is not an address:
 * it must belong to a name. */
bool mime_mailboxes_need_quotes(struct span text);

/* Takes the next address off *LIST, a list of mailboxes and groups, into *ADDRESS, which borrows
 * from it: without name, comments and angle brackets.  A word without "@" counts, several do not.
 * False when none is left. */
bool mime_next_address(struct span *list, struct span *address);

/* "; NAME=VALUE" as in MIME header fields, on a line of its own; long or non-ASCII values are
 * encoded by RFC 2231. */
int mime_parameter(const char *name, struct span value, struct buffer *out);

#endif
