/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* foreign.h - recognizes clients that speak something other than lines of text.
 *
 * By the first bytes that a client sends.  HTTP is not among them: its lines are text, and the
 * session knows its methods.
 */
#ifndef SERVER_LOG_FOREIGN_H
#define SERVER_LOG_FOREIGN_H

#include <stdbool.h>

#include "common/span.h"

enum foreign {
    FOREIGN_NONE,
    FOREIGN_TLS,    /* a ClientHello of TLS (RFC 8446 section 4.1.2) */
    FOREIGN_LENGTH, /* a binary length before each text, as of serialized strings */
    FOREIGN_UTF16,  /* two bytes for each character */
    FOREIGNS,
};

/* Returns what BYTES, which begin a line that may be unfinished, show; FOREIGN_NONE if they are
 * text, or too few to tell.  Only with IS_FIRST, the first line of a connection, they are compared
 * with more than a ClientHello. */
enum foreign foreign_find(struct span bytes, bool is_first);

#endif
