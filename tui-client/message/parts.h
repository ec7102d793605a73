/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* parts.h - tells header fields apart, and cuts those with mailboxes into their parts (RFC 5322
 * section 3.4).
 *
 * A list is made of parts: quoted strings, comments, brackets, and single bytes.  Separators of the
 * list have no meaning inside a part.  Whether a part is what it should be is not known here.
 */
#ifndef TUI_CLIENT_MESSAGE_PARTS_H
#define TUI_CLIENT_MESSAGE_PARTS_H

#include "common/span.h"

/* Whether LINE begins the header field NAME, whose case does not matter; what follows the colon
 * then goes to *TEXT, which borrows from LINE. */
bool parts_is_field(struct span line, const char *name, struct span *text);

/* Bytes of the part at the start of TEXT (not empty).  An opening byte that is never closed is an
 * ordinary byte. */
size_t parts_size(struct span text);

/* Bytes of blanks and comments at the start of TEXT, which may be empty: CFWS of RFC 5322 section
 * 3.2.2. */
size_t parts_gap(struct span text);

/* The offset of the first byte of STOPS outside the parts of TEXT, or TEXT's size. */
size_t parts_find(struct span text, const char *stops);

/* The next item of a list, without blanks around it, and what ends it; NUL: the end of all. */
struct parts_item {
    struct span text;
    char stop;
};

/* Removes the first item from *LIST (not empty), which one of STOPS ends: those of the whole list.
 */
struct parts_item parts_take_item(struct span *list, const char *stops);
const char *parts_stops(struct span list);

#endif
