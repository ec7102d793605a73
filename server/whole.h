/* whole.h - reads and writes that do all that was asked for, or fail. */
#ifndef SERVER_WHOLE_H
#define SERVER_WHOLE_H

#include <stddef.h>
#include <sys/types.h>

/* An offset: behind all that the file, opened with O_APPEND, holds. */
#define WHOLE_AT_END ((off_t)-1)

/* Reads SIZE bytes at OFFSET into OUT.  -1 with errno; EIO: the file ends before. */
int whole_read(int fd, char *out, size_t size, off_t offset);

/* Writes SIZE bytes of DATA at OFFSET.  -1 with errno; some may have been written. */
int whole_write(int fd, const char *data, size_t size, off_t offset);

#endif
