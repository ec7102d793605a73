/* lock.h - the locks that mail readers and servers agree on.
 *
 * First an fcntl lock on the open file (of the open-file-description kind: a plain one falls when
 * any descriptor of the file is closed), then a dotlock FILE.lock that holds our process id.  Our
 * dotlocks are links to one file: so they are made with their content in one step, all of them
 * become fresh when its times are set, and a server that comes after a crash knows them as its own
 * kind, whatever has got the process id by then.
 *
 * Other programs take over a dotlock that looks some minutes old.  Ours is fresh when it is taken,
 * and lock_refresh() keeps it so.  A dotlock of another program is removed if its process is dead;
 * where that cannot be told, because the process may live in another PID namespace, if it is five
 * minutes old.  Nothing here waits: who finds a lock taken tries again later.
 */
#ifndef SERVER_MAIL_LOCK_H
#define SERVER_MAIL_LOCK_H

#include <sys/types.h>

enum lock_status {
    LOCK_OK,
    LOCK_BUSY,  /* held by someone else */
    LOCK_ERROR, /* errno says what failed */
};

enum lock_start_status {
    LOCK_START_OK,
    LOCK_START_OCCUPIED, /* what has the name of the file cannot be removed */
    LOCK_START_NO_LOCKS, /* the file system has no such fcntl locks */
    LOCK_START_ERROR,    /* the file cannot be written */
};

/* The dotlock that lock_take() made. */
struct lock {
    dev_t device;
    ino_t inode;
};

/* Before any lock is taken, by the one server of the folder DIRECTORY_FD: removes the dotlocks that
 * an earlier server left, writes our process id to the file of which ours are to be links, and
 * tries an fcntl lock on it.  If it is not LOCK_START_OK, errno says what failed, and nothing of
 * ours stays. */
enum lock_start_status lock_start(int directory_fd);

/* The name of that file, for messages. */
const char *lock_owner_name(void);

/* The process that lock_start() was last called by, 0 if it cannot be told. */
pid_t lock_server(int directory_fd);

/* Makes all dotlocks of ours in the folder look as if they were just taken.  Any thread may call it
 * at any time; whoever holds a lock for longer than a minute counts on it.  Dotlocks that are no
 * links, because the file system has none, stay as they are. */
void lock_refresh(int directory_fd);

/* When all locks are dropped. */
void lock_end(int directory_fd);

/* Takes both locks of FILE_NAME in the folder DIRECTORY_FD, which is open for writing at FD, and
 * notes in LOCK what lock_drop() needs.  On failure neither is held. */
enum lock_status lock_take(int directory_fd, const char *file_name, int fd, struct lock *lock);

/* Gives both back.  A dotlock that is not ours any more stays. */
void lock_drop(int directory_fd, const char *file_name, int fd, const struct lock *lock);

#endif
