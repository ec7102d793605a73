/* full_io.h - reads and writes that do all that was asked for, or fail. */
#ifndef SERVER_BASE_FULL_IO_H
#define SERVER_BASE_FULL_IO_H

#include <stddef.h>
#include <sys/types.h>

/* An offset: behind all that the file, opened with O_APPEND, holds. */
#define FULL_IO_AT_END ((off_t)-1)

/* Reads SIZE bytes at OFFSET into OUT.  -1 with errno; EIO: the file ends before. */
int full_io_read(int fd, char *out, size_t size, off_t offset);

/* Writes SIZE bytes of DATA at OFFSET.  -1 with errno; some may have been written. */
int full_io_write(int fd, const char *data, size_t size, off_t offset);

#endif
