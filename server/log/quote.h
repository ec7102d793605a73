/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* quote.h - untrusted bytes as log lines show them.
 *
 * As common/text.h, but a run of NUL bytes is folded, since clients that send a whole buffer of a
 * fixed size would fill the log with them: "(973 x \x00)".
 */
#ifndef SERVER_LOG_QUOTE_H
#define SERVER_LOG_QUOTE_H

#include "common/span.h"

/* Shortest run of NUL bytes that is folded. */
#define QUOTE_RUN_MIN 4

/* Writes TEXT in visible form to OUT, without a NUL.  If it does not fit into SIZE bytes, at least
 * 3, it is truncated at a character and ends in "...".  Returns the number of bytes written. */
size_t quote_visible(struct span text, char *out, size_t size);

/* Writes TEXT in visible form and in double quotes, so that blanks at its ends can be seen, to the
 * string OUT of SIZE bytes, at least 16. */
void quote(struct span text, char *out, size_t size);

/* As quote(), but with REST, at most 8 bytes, before the last quote. */
void quote_part(struct span text, const char *rest, char *out, size_t size);

#endif
