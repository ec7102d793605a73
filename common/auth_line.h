/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* auth_line.h - the parts of a command that begins with AUTH (RFC 4954 section 4).
 *
 * What a lenient server might take for one counts, so that what is hidden, kept, explained and
 * recorded of it agrees.  Whether the parts are sound is the concern of argument.h, and which
 * mechanisms there are of mechanism.h.
 */
#ifndef COMMON_AUTH_LINE_H
#define COMMON_AUTH_LINE_H

#include "common/span.h"

/* Borrowed from the line; each may be empty. */
struct auth_line {
    struct span mechanism; /* the word after AUTH and a blank */
    struct span response;  /* the rest, without outer blanks: the initial response, or in a request
                              to log in the user */
};

/* The letters that LINE begins with, after blanks: what such a server takes for the verb. */
struct span auth_line_verb(struct span line);

/* Splits ARGUMENT, which has no outer blanks and follows the verb and a blank. */
struct auth_line auth_line_split(struct span argument);

/* Stores the parts of LINE in *PARTS; false, with both empty, if its verb is not AUTH. */
bool auth_line_parse(struct span line, struct auth_line *parts);

#endif
