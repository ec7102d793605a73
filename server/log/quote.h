/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* quote.h - untrusted bytes in quotes, as log lines show them. */
#ifndef SERVER_LOG_QUOTE_H
#define SERVER_LOG_QUOTE_H

#include "common/span.h"

/* Writes TEXT in visible form and in double quotes, so that blanks at its ends can be seen, to the
 * string OUT of SIZE bytes, at least 16. */
void quote(struct span text, char *out, size_t size);

/* As quote(), but with REST, at most 8 bytes, before the last quote. */
void quote_part(struct span text, const char *rest, char *out, size_t size);

#endif
