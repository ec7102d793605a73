/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* base64.h - bytes as 64 characters of ASCII (RFC 4648 section 4).
 *
 * Those that encode append to OUT and return 0, or -1 with errno of buffer_append(); OUT then holds
 * a part.
 */
#ifndef COMMON_BASE64_H
#define COMMON_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "common/span.h"

/* Maximum characters of a line in MIME (RFC 2045 section 6.8). */
#define BASE64_COLUMNS 76

/* In one line without an end.  (A static libgsasl has a function base64_encode().) */
int base64_encode_unbroken(struct span bytes, struct buffer *out);

/* In lines of at most BASE64_COLUMNS characters, each ended by LF. */
int base64_encode_lines(struct span bytes, struct buffer *out);

/* Decodes all of TEXT to OUT, which has room for three bytes per four characters, and stores their
 * number in *SIZE.  Returns false if TEXT is anything but base64 with its padding. */
bool base64_decode(struct span text, char *out, size_t *size);

#endif
