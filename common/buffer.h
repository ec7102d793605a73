/* buffer.h - a growing run of bytes with a limit.
 *
 * Every buffer is given its limit in bytes when it is made and never exceeds it.  It holds memory
 * only while it holds bytes: emptied, it gives its memory back, so that an idle connection costs
 * nothing. Bytes enter at the end (append, or reserve then commit) and leave at the front
 * (consume).
 */
#ifndef COMMON_BUFFER_H
#define COMMON_BUFFER_H

#include <stddef.h>

#include "common/span.h"

struct buffer {
    char *data;      /* owned; NULL while empty */
    size_t start;    /* offset of the first byte not yet consumed */
    size_t end;      /* offset behind the last byte; start <= end <= capacity */
    size_t capacity; /* bytes allocated at data */
    size_t limit;    /* most bytes that end - start may reach */
};

/* Makes BUFFER empty, with LIMIT bytes as the most that it will hold. */
void buffer_init(struct buffer *buffer, size_t limit);

/* Frees the memory and leaves BUFFER empty and usable. */
void buffer_release(struct buffer *buffer);

/* Number of bytes held. */
size_t buffer_size(const struct buffer *buffer);

/* The bytes held; valid until the buffer is next changed. */
struct span buffer_span(const struct buffer *buffer);

/* Appends SIZE bytes, which do not lie in the buffer itself.  -1 and nothing appended with errno
 * ENOBUFS (limit) or ENOMEM. */
int buffer_append(struct buffer *buffer, const void *data, size_t size);

/* Makes room for SIZE bytes behind the end and returns its address, valid until the buffer is next
 * changed.  NULL with errno ENOBUFS (limit) or ENOMEM.  A reserve of which nothing is committed
 * must be followed by buffer_consume(buffer, 0), which frees what is not needed. */
char *buffer_reserve(struct buffer *buffer, size_t size);

/* Counts SIZE bytes that were written where buffer_reserve() pointed. */
void buffer_commit(struct buffer *buffer, size_t size);

/* Drops SIZE bytes (at most those held) from the front; frees the memory when none is left, and
 * most of it when few are.  Leaves errno alone. */
void buffer_consume(struct buffer *buffer, size_t size);

#endif
