/* mailbox.h - one mailbox file: found safely, created, opened and locked.
 *
 * A mailbox is a regular file of ours with one name; anything else (symlink, FIFO, device, hard
 * link, folder, another user's file) is refused, never followed, never waited for.  What is written
 * into it is commit.h's.  Functions may block on the disk and belong to worker threads or to the
 * start of the program.
 */
#ifndef SERVER_MAILBOX_H
#define SERVER_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "server/users.h"

enum mailbox_status {
    MAILBOX_OK,
    MAILBOX_NOT_REGULAR, /* symlink, folder, FIFO, socket or device */
    MAILBOX_LINKED,      /* has a second name */
    MAILBOX_FOREIGN,     /* belongs to another user */
    MAILBOX_BUSY,        /* its lock is held by another program */
    MAILBOX_NO_SPACE,    /* a write failed; errno says why */
    MAILBOX_ERROR,       /* errno says what failed */
};

/* A mailbox that is open and locked. */
struct mailbox {
    int directory_fd; /* borrowed */
    char file_name[USERS_FILE_NAME_MAX + 1];
    int fd;          /* owned; reads anywhere, writes at the end */
    bool is_created; /* by mailbox_open() */
    uint64_t size;   /* bytes, when it was locked or last cut back */
    uint64_t inode;
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

/* Opens and locks the mailbox whose file is FILE_NAME, for mailbox_close().  One that is missing is
 * created (not synced) if CREATE, else MAILBOX_ERROR with ENOENT.  MAILBOX_BUSY at once if it is
 * locked, or changed hands meanwhile. */
enum mailbox_status mailbox_open(struct mailbox *mailbox, int directory_fd, const char *file_name,
                                 bool create);

/* Cuts the file to SIZE bytes, not more than it has, and syncs it.  -1 with errno. */
int mailbox_cut(struct mailbox *mailbox, uint64_t size);

/* Removes the file if mailbox_open() made it and nothing was put into it; unlocks and closes.
 * Leaves errno alone. */
void mailbox_close(struct mailbox *mailbox);

#endif
