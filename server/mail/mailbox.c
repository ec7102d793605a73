/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mailbox.c - see mailbox.h.
 *
 * Opening a mailbox: open the file, check its type and owner, lock it, check that the path still
 * names the open file.  A reader may have replaced it; a lock on the old file is then worthless.
 */
#include <config.h>

#include "server/mail/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "server/base/file_lock.h"
#include "server/base/same_file.h"

enum mailbox_status mailbox_status_of_write(int error)
{
    return error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO || error == ENOBUFS
               ? MAILBOX_NO_SPACE
               : MAILBOX_ERROR;
}

static enum mailbox_status judge(const struct stat *file)
{
    if (!S_ISREG(file->st_mode))
        return MAILBOX_NOT_REGULAR;
    if (file->st_nlink > 1)
        return MAILBOX_LINKED;
    if (file->st_uid != geteuid())
        return MAILBOX_FOREIGN;
    return MAILBOX_OK;
}

enum mailbox_status mailbox_examine(int directory_fd, const char *name, bool *exists,
                                    struct stat *found)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];

    mailbox_name_to_file(name, file_name);
    *exists = fstatat(directory_fd, file_name, found, AT_SYMLINK_NOFOLLOW) == 0;
    if (*exists)
        return judge(found);
    return errno == ENOENT ? MAILBOX_OK : MAILBOX_ERROR;
}

/* Errors of open(2) for a symlink, a folder, and a FIFO or socket without a reader. */
static enum mailbox_status status_of_open_error(void)
{
    return errno == ELOOP || errno == EISDIR || errno == ENXIO ? MAILBOX_NOT_REGULAR
                                                               : MAILBOX_ERROR;
}

/* Opens FILE_NAME, creating it if it is missing and CREATE, without following links or waiting. */
static enum mailbox_status open_file(int directory_fd, const char *file_name, bool create, int *fd,
                                     bool *created)
{
    const int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    enum mailbox_status status;
    struct stat file;

    *created = false;
    do {
        *fd = openat(directory_fd, file_name, flags);
        if (*fd < 0 && errno == ENOENT && create) {
            *fd = openat(directory_fd, file_name, flags | O_CREAT | O_EXCL, 0600);
            *created = *fd >= 0;
        }
    } while (*fd < 0 && errno == EEXIST); /* another program created it first */
    if (*fd < 0)
        return status_of_open_error();
    status = fstat(*fd, &file) == 0 ? judge(&file) : MAILBOX_ERROR;
    if (status != MAILBOX_OK)
        file_lock_close(*fd);
    return status;
}

enum mailbox_status mailbox_create(int directory_fd, const char *name, bool *created)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];
    int fd;
    enum mailbox_status status;

    mailbox_name_to_file(name, file_name);
    status = open_file(directory_fd, file_name, true, &fd, created);
    if (status == MAILBOX_OK)
        file_lock_close(fd);
    return status;
}

void mailbox_remove_empty(int directory_fd, const char *name)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];
    struct mailbox mailbox;

    mailbox_name_to_file(name, file_name);
    if (mailbox_open(&mailbox, directory_fd, file_name, false) != MAILBOX_OK)
        return;
    mailbox.is_created = true;
    mailbox_close(&mailbox);
}

/* Whether the path still names the open file; stores its fstat(2) in *OPEN. */
static bool is_still_named(const struct mailbox *mailbox, struct stat *open)
{
    struct stat named;

    return fstatat(mailbox->directory_fd, mailbox->file_name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           fstat(mailbox->fd, open) == 0 && same_file(&named, open);
}

static enum mailbox_status lock_open_file(struct mailbox *mailbox)
{
    switch (lock_take(mailbox->directory_fd, mailbox->file_name, mailbox->fd, &mailbox->lock)) {
    case LOCK_OK:
        return MAILBOX_OK;
    case LOCK_BUSY:
        return MAILBOX_BUSY;
    case LOCK_ERROR:
        break;
    }
    /* The dotlock is a file too, and needs space. */
    return errno == ENOSPC || errno == EDQUOT ? MAILBOX_NO_SPACE : MAILBOX_ERROR;
}

static struct mailbox_version version_of(const struct stat *file)
{
    return (struct mailbox_version){
        .inode = (uint64_t)file->st_ino,
        .size = (uint64_t)file->st_size,
        .changed = file->st_ctim,
    };
}

/* A file that was created here but could not be locked is kept: without the lock it may no longer
 * be empty. */
enum mailbox_status mailbox_open(struct mailbox *mailbox, int directory_fd, const char *file_name,
                                 bool create)
{
    enum mailbox_status status;
    struct stat file;

    *mailbox = (struct mailbox){.directory_fd = directory_fd};
    strcpy(mailbox->file_name, file_name);
    status = open_file(directory_fd, file_name, create, &mailbox->fd, &mailbox->is_created);
    if (status != MAILBOX_OK)
        return status;
    status = lock_open_file(mailbox);
    if (status != MAILBOX_OK) {
        file_lock_close(mailbox->fd);
        return status;
    }
    if (!is_still_named(mailbox, &file)) {
        mailbox->is_created = false;
        mailbox_close(mailbox);
        return MAILBOX_BUSY;
    }
    mailbox->found = version_of(&file);
    mailbox->size = mailbox->found.size;
    return MAILBOX_OK;
}

struct mailbox_version mailbox_version(const struct mailbox *mailbox)
{
    struct stat file;

    return fstat(mailbox->fd, &file) == 0 ? version_of(&file) : (struct mailbox_version){0};
}

bool mailbox_is_still(const struct mailbox *mailbox, const struct mailbox_version *version)
{
    const struct mailbox_version *found = &mailbox->found;

    return found->inode == version->inode && found->size == version->size &&
           found->changed.tv_sec == version->changed.tv_sec &&
           found->changed.tv_nsec == version->changed.tv_nsec;
}

int mailbox_cut(struct mailbox *mailbox, uint64_t size)
{
    struct stat file;

    if (fstat(mailbox->fd, &file) != 0)
        return -1;
    if ((uint64_t)file.st_size < size)
        size = (uint64_t)file.st_size;
    if (ftruncate(mailbox->fd, (off_t)size) != 0 || fdatasync(mailbox->fd) != 0)
        return -1;
    mailbox->size = size;
    return 0;
}

/* Another program may have locked a file that we created first, and written mail to it. */
void mailbox_close(struct mailbox *mailbox)
{
    int error = errno;

    if (mailbox->is_created && mailbox->size == 0)
        unlinkat(mailbox->directory_fd, mailbox->file_name, 0);
    lock_drop(mailbox->directory_fd, mailbox->file_name, mailbox->fd, &mailbox->lock);
    file_lock_close(mailbox->fd);
    errno = error;
}
