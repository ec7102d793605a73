/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* lock.h - mailbox locks shared with mail readers: fcntl lock and dotlock.
 *
 * First an fcntl lock on the open file (file_lock.h, which closes its descriptors), then a dotlock
 * FILE.lock with our process id.  Our dotlocks are links to one file: they are created with their
 * content in one step, setting its times refreshes all of them, and after a crash the next server
 * recognizes them, even if the process id was reused.
 *
 * Other programs take over a dotlock that is some minutes old.  Ours is fresh when it is taken, and
 * lock_refresh() keeps it fresh.  A dotlock of another program is removed if its process is dead
 * or, if that is unknown because the process may be in another PID namespace, when it is five
 * minutes old.  Nothing here waits: the caller retries later if a lock is taken.
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
    LOCK_START_OCCUPIED, /* something else has its name and cannot be removed */
    LOCK_START_NO_LOCKS, /* the file system does not support these fcntl locks */
    LOCK_START_ERROR,    /* the file cannot be written; see errno */
};

/* The dotlock that lock_take() created. */
struct lock {
    dev_t device;
    ino_t inode;
};

/* Must be called before any lock is taken, by the only server of the folder DIRECTORY_FD.  Removes
 * the dotlocks that an earlier server left, writes our process id to the file that ours link to,
 * and tests an fcntl lock on it.  Unless it returns LOCK_START_OK, errno is set and nothing of ours
 * remains. */
enum lock_start_status lock_start(int directory_fd);

/* Returns the name of that file, for messages. */
const char *lock_owner_name(void);

/* Writes the name of the dotlock of FILE_NAME to NAME of NAME_MAX + 1 bytes. */
void lock_dotlock_name(const char *file_name, char *name);

/* Returns the process that last called lock_start(), 0 if unknown. */
pid_t lock_server(int directory_fd);

/* Refreshes the times of all our dotlocks in the folder.  Any thread may call it at any time; it
 * must be called at least once a minute while a lock is held.  Dotlocks that are not links, on file
 * systems without hard links, are not refreshed. */
void lock_refresh(int directory_fd);

/* Removes the file of lock_start(), after all locks were dropped. */
void lock_end(int directory_fd);

/* Takes both locks of FILE_NAME in the folder DIRECTORY_FD, which is open for writing at FD, and
 * fills in LOCK for lock_drop().  On failure neither is held. */
enum lock_status lock_take(int directory_fd, const char *file_name, int fd, struct lock *lock);

/* Releases both.  A dotlock that is no longer ours is left alone. */
void lock_drop(int directory_fd, const char *file_name, int fd, const struct lock *lock);

#endif
