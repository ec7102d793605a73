/* mailbox.h - one mailbox file: found safely, created, opened and locked.
 *
 * A mailbox is a regular file of ours with one name; anything else (symlink, FIFO, device, hard
 * link, folder, another user's file) is refused, never followed, never waited for.  What is written
 * into it is commit.h's.  Functions may block on the disk and belong to worker threads or to the
 * start of the program.
 */
#ifndef SERVER_MAIL_MAILBOX_H
#define SERVER_MAIL_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "server/mail/lock.h"
#include "server/session/mailbox_name.h"

/* How it went with a mailbox, or with what was to be put into it. */
enum mailbox_status {
    MAILBOX_OK,
    MAILBOX_NOT_REGULAR, /* symlink, folder, FIFO, socket or device */
    MAILBOX_LINKED,      /* has a second name */
    MAILBOX_FOREIGN,     /* belongs to another user */
    MAILBOX_BUSY,        /* its lock is held by another program */
    MAILBOX_STOPPED,     /* the server stopped before it could be looked at */
    MAILBOX_NO_SPACE,    /* a write failed; errno says why */
    MAILBOX_ERROR,       /* errno says what failed */
    MAILBOX_STATUSES,
};

/* MAILBOX_NO_SPACE if errno value ERROR of a write says that there is no room, or none that can be
 * relied on; else MAILBOX_ERROR. */
enum mailbox_status mailbox_status_of_write(int error);

/* Which file a mailbox is, and as of when. */
struct mailbox_version {
    uint64_t inode;          /* 0: none */
    uint64_t size;           /* bytes */
    struct timespec changed; /* its status or its bytes, as the file system tells */
};

/* A mailbox that is open and locked. */
struct mailbox {
    int directory_fd; /* borrowed */
    char file_name[MAILBOX_FILE_NAME_MAX + 1];
    int fd;                       /* owned; reads anywhere, writes at the end */
    struct lock lock;             /* on it */
    bool is_created;              /* by mailbox_open() */
    uint64_t size;                /* bytes, when it was locked or last cut back */
    struct mailbox_version found; /* when it was locked */
};

/* Looks at the mailbox NAME in the folder DIRECTORY_FD without opening it.  *EXISTS tells whether
 * it is there; one that is not is MAILBOX_OK.  *FOUND, if it exists, is its lstat(2). */
enum mailbox_status mailbox_examine(int directory_fd, const char *name, bool *exists,
                                    struct stat *found);

/* Creates the mailbox NAME, empty, mode 0600, if it is missing.  *CREATED tells.  Not synced: that
 * is left to the first commit. */
enum mailbox_status mailbox_create(int directory_fd, const char *name, bool *created);

/* Removes the mailbox NAME, unless it has got mail or is locked. */
void mailbox_remove_empty(int directory_fd, const char *name);

/* Opens and locks the mailbox whose file is FILE_NAME, for mailbox_close().  One that is missing is
 * created (not synced) if CREATE, else MAILBOX_ERROR with ENOENT.  MAILBOX_BUSY at once if it is
 * locked, or changed hands meanwhile. */
enum mailbox_status mailbox_open(struct mailbox *mailbox, int directory_fd, const char *file_name,
                                 bool create);

/* The version that the file has now; none if it cannot be had. */
struct mailbox_version mailbox_version(const struct mailbox *mailbox);

/* Whether nobody has changed the mailbox between VERSION and its being locked. */
bool mailbox_is_still(const struct mailbox *mailbox, const struct mailbox_version *version);

/* Cuts the file to SIZE bytes, and syncs it; one that is shorter by now stays so.  -1 with errno.
 */
int mailbox_cut(struct mailbox *mailbox, uint64_t size);

/* Removes the file if mailbox_open() made it and nothing was put into it; unlocks and closes.
 * Leaves errno alone. */
void mailbox_close(struct mailbox *mailbox);

#endif
