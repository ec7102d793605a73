/* mailbox.h - one mailbox file: opened safely, locked, appended to, synced.
 *
 * A mailbox is a regular file of ours with one name; anything else (symlink, FIFO, device, hard
 * link, folder, another user's file) is refused, never followed, never waited for.  All functions
 * may block and belong to worker threads or to the start of the program.
 */
#ifndef SERVER_MAILBOX_H
#define SERVER_MAILBOX_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/uio.h>

enum mailbox_status {
    MAILBOX_OK,
    MAILBOX_NOT_REGULAR, /* symlink, folder, FIFO, socket or device */
    MAILBOX_LINKED,      /* has a second name */
    MAILBOX_FOREIGN,     /* belongs to another user */
    MAILBOX_BUSY,        /* its lock was held for too long */
    MAILBOX_NO_SPACE,    /* a write failed; errno says why; the file is as before */
    MAILBOX_ERROR,       /* errno says what failed; the file is as before */
};

/* Writes the file name of the mailbox NAME (a name from the users table) to BUFFER, which has room
 * for USERS_FILE_NAME_MAX + 1 bytes. */
void mailbox_file_name(const char *name, char *buffer);

/* Looks at the mailbox NAME in the folder DIRECTORY_FD without opening it.  *EXISTS tells whether
 * it is there; one that is not is MAILBOX_OK.  *FOUND, if it exists, is its lstat(2). */
enum mailbox_status mailbox_examine(int directory_fd, const char *name, bool *exists,
                                    struct stat *found);

/* Creates the mailbox NAME, empty, mode 0600, if it is missing, and syncs it and the folder.
 * *CREATED tells. */
enum mailbox_status mailbox_create(int directory_fd, const char *name, bool *created);

/* Appends a record made of COUNT pieces (at most 4) to the mailbox NAME and syncs it, and the
 * folder if the file had to be made: all of it, or on any failure nothing.  Waits for locks at most
 * LOCK_WAIT_MS milliseconds.  The record stands on its own whatever precedes it. */
enum mailbox_status mailbox_append(int directory_fd, const char *name, const struct iovec *pieces,
                                   int count, unsigned lock_wait_ms);

#endif
