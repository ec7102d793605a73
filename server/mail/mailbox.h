/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mailbox.h - a mailbox file: safely found, created, opened and locked.
 *
 * A mailbox is a regular file of ours with one link; anything else (symlink, FIFO, device, hard
 * link, folder, another user's file) is refused, never followed, never waited for.  commit.h writes
 * to it.  Functions may block on the disk; call them only in worker threads or at startup.
 */
#ifndef SERVER_MAIL_MAILBOX_H
#define SERVER_MAIL_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "server/mail/lock.h"
#include "server/session/mailbox_name.h"

/* The result of an operation on a mailbox, or of a delivery to it. */
enum mailbox_status {
    MAILBOX_OK,
    MAILBOX_NOT_REGULAR, /* symlink, folder, FIFO, socket or device */
    MAILBOX_LINKED,      /* has more than one link */
    MAILBOX_FOREIGN,     /* owned by another user */
    MAILBOX_BUSY,        /* locked by another program */
    MAILBOX_STOPPED,     /* the server stopped before processing it */
    MAILBOX_NO_SPACE,    /* a write failed; errno says why */
    MAILBOX_ERROR,       /* errno says what failed */
    MAILBOX_STATUSES,
};

/* Returns MAILBOX_NO_SPACE if ERROR, the errno of a write, means a lack of space, or an I/O error;
 * else MAILBOX_ERROR. */
enum mailbox_status mailbox_status_of_write(int error);

/* Identity and state of a mailbox file. */
struct mailbox_version {
    uint64_t inode;          /* 0: none */
    uint64_t size;           /* bytes */
    struct timespec changed; /* ctime */
};

/* A mailbox that is open and locked. */
struct mailbox {
    int directory_fd; /* borrowed */
    char file_name[MAILBOX_FILE_NAME_MAX + 1];
    int fd;                       /* owned; reads at any offset, writes at the end */
    struct lock lock;             /* held on it */
    bool is_created;              /* created by mailbox_open() */
    uint64_t size;                /* bytes, when it was locked or last cut */
    struct mailbox_version found; /* state when it was locked */
};

/* Examines the mailbox NAME in the folder DIRECTORY_FD without opening it.  Sets *EXISTS, and
 * *FOUND to its lstat(2) if it exists; returns MAILBOX_OK for a missing one. */
enum mailbox_status mailbox_examine(int directory_fd, const char *name, bool *exists,
                                    struct stat *found);

/* Creates the mailbox NAME, empty, mode 0600, if it is missing, and sets *CREATED.  Not synced: the
 * first commit does that. */
enum mailbox_status mailbox_create(int directory_fd, const char *name, bool *created);

/* Removes the mailbox NAME, unless it contains mail or is locked. */
void mailbox_remove_empty(int directory_fd, const char *name);

/* Opens and locks the mailbox with the file FILE_NAME; mailbox_close() closes it.  A missing one is
 * created (not synced) if CREATE, else the result is MAILBOX_ERROR with ENOENT.  Returns
 * MAILBOX_BUSY without waiting if it is locked, or was replaced meanwhile. */
enum mailbox_status mailbox_open(struct mailbox *mailbox, int directory_fd, const char *file_name,
                                 bool create);

/* Returns the current version of the file; none if fstat(2) fails. */
struct mailbox_version mailbox_version(const struct mailbox *mailbox);

/* Whether the mailbox was unchanged between VERSION and its locking. */
bool mailbox_is_still(const struct mailbox *mailbox, const struct mailbox_version *version);

/* Truncates the file to SIZE bytes and syncs it; a shorter one is not extended.  Returns -1 with
 * errno on failure. */
int mailbox_cut(struct mailbox *mailbox, uint64_t size);

/* Removes the file if mailbox_open() created it and it is still empty; unlocks and closes it.
 * Preserves errno. */
void mailbox_close(struct mailbox *mailbox);

#endif
