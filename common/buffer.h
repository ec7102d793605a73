/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* buffer.h - a growing run of bytes with a limit.
 *
 * Every buffer gets its limit in bytes when it is initialized and never exceeds it.  It owns memory
 * only while it holds bytes: an empty buffer has none, so an idle connection costs nothing.  Bytes
 * are added at the end (append, or reserve then commit) and removed at the front (consume).
 */
#ifndef COMMON_BUFFER_H
#define COMMON_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

struct buffer {
    char *data;      /* owned; NULL while empty */
    size_t start;    /* offset of the first byte not yet consumed */
    size_t end;      /* offset after the last byte; start <= end <= capacity */
    size_t capacity; /* bytes allocated at data */
    size_t limit;    /* maximum of end - start, in bytes */
    bool is_secret;  /* memory is wiped before it is freed; may be set at any time */
};

/* Initializes BUFFER as empty; it will hold at most LIMIT bytes. */
void buffer_init(struct buffer *buffer, size_t limit);

/* Frees the memory and leaves BUFFER empty and usable. */
void buffer_release(struct buffer *buffer);

/* Number of bytes held. */
size_t buffer_size(const struct buffer *buffer);

/* The bytes held; valid until the buffer is next changed. */
struct span buffer_span(const struct buffer *buffer);

/* Appends SIZE bytes, which must not be in the buffer itself.  On failure appends nothing and
 * returns -1 with errno ENOBUFS (limit) or ENOMEM. */
int buffer_append(struct buffer *buffer, const void *data, size_t size);

/* Makes room for SIZE bytes at the end and returns its address, valid until the buffer is next
 * changed.  Returns NULL with errno ENOBUFS (limit) or ENOMEM.  If nothing is committed, the caller
 * must call buffer_consume(buffer, 0) to free unneeded memory. */
char *buffer_reserve(struct buffer *buffer, size_t size);

/* Adds the SIZE bytes that the caller has written to the address from buffer_reserve(). */
void buffer_commit(struct buffer *buffer, size_t size);

/* Drops SIZE bytes (at most those held) from the front; frees the memory when none is left, and
 * most of it when few are.  Preserves errno. */
void buffer_consume(struct buffer *buffer, size_t size);

#endif
