/* lock.h - the locks that mail readers and servers agree on.
 *
 * First an fcntl lock on the open file (of the open-file-description kind: a plain one falls when
 * any descriptor of the file is closed), then a dotlock FILE.lock that holds our process id.  A
 * dotlock whose process is dead is removed.  Our dotlocks are links to one file, so they are made
 * with their content in one step, and a server that comes after a crash knows them as its own kind,
 * whatever has got the process id by then.  Nothing here waits: who finds a lock taken tries again
 * later.
 */
#ifndef SERVER_LOCK_H
#define SERVER_LOCK_H

#include <sys/types.h>

enum lock_status {
    LOCK_OK,
    LOCK_BUSY,  /* held by someone else */
    LOCK_ERROR, /* errno says what failed */
};

/* Before any lock is taken, by the one server of the folder DIRECTORY_FD: removes the dotlocks that
 * an earlier server left, and writes our process id to the file of which ours are to be links.  -1
 * with errno. */
int lock_start(int directory_fd);

/* The process that lock_start() was last called by, 0 if it cannot be told. */
pid_t lock_server(int directory_fd);

/* When all locks are dropped. */
void lock_end(int directory_fd);

/* Takes both locks of FILE_NAME in the folder DIRECTORY_FD, which is open for writing at FD.  On
 * failure neither is held. */
enum lock_status lock_take(int directory_fd, const char *file_name, int fd);

/* Gives both back. */
void lock_drop(int directory_fd, const char *file_name, int fd);

#endif
