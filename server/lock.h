/* lock.h - the locks that mail readers and servers agree on.
 *
 * First an fcntl lock on the open file (of the open-file-description kind: a plain one falls when
 * any descriptor of the file is closed), then a dotlock FILE.lock that holds our process id.  A
 * dotlock whose process is dead is removed.  Waiting happens here, in a worker thread, and is
 * bounded.
 */
#ifndef SERVER_LOCK_H
#define SERVER_LOCK_H

#include <stdint.h>

enum lock_status {
    LOCK_OK,
    LOCK_BUSY,  /* held by someone else until the deadline */
    LOCK_ERROR, /* errno says what failed */
};

/* Milliseconds of the monotonic clock, for deadlines. */
int64_t lock_now_ms(void);

/* Takes both locks of FILE_NAME in the folder DIRECTORY_FD, which is open for writing at FD; gives
 * up at DEADLINE_MS. On failure neither is held. */
enum lock_status lock_take(int directory_fd, const char *file_name, int fd, int64_t deadline_ms);

/* Gives both back. */
void lock_drop(int directory_fd, const char *file_name, int fd);

#endif
