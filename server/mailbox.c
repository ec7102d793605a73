/* mailbox.c - see mailbox.h.
 *
 * The order of an append: open, lock, look again whether the path still names the open file, write,
 * sync, unlock.  Whatever fails after the first byte is undone by cutting the file back to the
 * length it had.
 */
#include <config.h>

#include "server/mailbox.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/lock.h"
#include "server/users.h"

#define PIECES_MAX 4

/* An open mailbox during an append. */
struct open_mailbox {
    int directory_fd;
    const char *file_name;
    int fd;
    bool created; /* by this append */
    bool renewed; /* its name in the folder may not be on disk yet */
    off_t size;   /* before this append, in bytes */
};

void mailbox_file_name(const char *name, char *buffer)
{
    snprintf(buffer, USERS_FILE_NAME_MAX + 1, "%s%s", name, USERS_FILE_SUFFIX);
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
    char file_name[USERS_FILE_NAME_MAX + 1];

    mailbox_file_name(name, file_name);
    *exists = fstatat(directory_fd, file_name, found, AT_SYMLINK_NOFOLLOW) == 0;
    if (*exists)
        return judge(found);
    return errno == ENOENT ? MAILBOX_OK : MAILBOX_ERROR;
}

/* What open(2) says of a symlink, a folder, or a FIFO or socket that nobody reads. */
static enum mailbox_status status_of_open_error(void)
{
    return errno == ELOOP || errno == EISDIR || errno == ENXIO ? MAILBOX_NOT_REGULAR
                                                               : MAILBOX_ERROR;
}

/* Opens FILE_NAME, creating it if it is missing, without ever following or waiting. */
static enum mailbox_status open_file(int directory_fd, const char *file_name, int *fd,
                                     bool *created)
{
    const int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    enum mailbox_status status;
    struct stat file;

    *created = false;
    do {
        *fd = openat(directory_fd, file_name, flags);
        if (*fd < 0 && errno == ENOENT) {
            *fd = openat(directory_fd, file_name, flags | O_CREAT | O_EXCL, 0600);
            *created = *fd >= 0;
        }
    } while (*fd < 0 && errno == EEXIST); /* another program was quicker */
    if (*fd < 0)
        return status_of_open_error();
    status = fstat(*fd, &file) == 0 ? judge(&file) : MAILBOX_ERROR;
    if (status != MAILBOX_OK)
        close(*fd);
    return status;
}

enum mailbox_status mailbox_create(int directory_fd, const char *name, bool *created)
{
    char file_name[USERS_FILE_NAME_MAX + 1];
    int fd;
    enum mailbox_status status;

    mailbox_file_name(name, file_name);
    status = open_file(directory_fd, file_name, &fd, created);
    if (status != MAILBOX_OK)
        return status;
    if (*created && (fsync(fd) != 0 || fsync(directory_fd) != 0)) {
        int error = errno;
        status = MAILBOX_ERROR;
        unlinkat(directory_fd, file_name, 0);
        *created = false;
        errno = error;
    }
    close(fd);
    return status;
}

static bool is_still_named(const struct open_mailbox *mailbox)
{
    struct stat named, open;

    return fstatat(mailbox->directory_fd, mailbox->file_name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           fstat(mailbox->fd, &open) == 0 && named.st_dev == open.st_dev &&
           named.st_ino == open.st_ino;
}

static enum mailbox_status lock_open_file(struct open_mailbox *mailbox, int64_t deadline_ms)
{
    switch (lock_take(mailbox->directory_fd, mailbox->file_name, mailbox->fd, deadline_ms)) {
    case LOCK_OK:
        return MAILBOX_OK;
    case LOCK_BUSY:
        return MAILBOX_BUSY;
    case LOCK_ERROR:
        break;
    }
    /* The dotlock is a file too, and wants space. */
    return errno == ENOSPC || errno == EDQUOT ? MAILBOX_NO_SPACE : MAILBOX_ERROR;
}

/* Opens and locks the mailbox.  A reader may have put a new file in place of the one that was
 * opened; the lock on the old one is then worth nothing, and the work begins again.  A file that
 * was made here but could not be locked stays, empty: without the lock nobody may say that it still
 * is. */
static enum mailbox_status open_and_lock(struct open_mailbox *mailbox, int64_t deadline_ms)
{
    enum mailbox_status status;

    do {
        status =
            open_file(mailbox->directory_fd, mailbox->file_name, &mailbox->fd, &mailbox->created);
        if (status != MAILBOX_OK)
            return status;
        status = lock_open_file(mailbox, deadline_ms);
        if (status == MAILBOX_OK && is_still_named(mailbox))
            return MAILBOX_OK;
        if (status == MAILBOX_OK) {
            lock_drop(mailbox->directory_fd, mailbox->file_name, mailbox->fd);
            mailbox->renewed = true;
            status = MAILBOX_BUSY;
        }
        int error = errno;
        close(mailbox->fd);
        errno = error;
    } while (status == MAILBOX_BUSY && lock_now_ms() < deadline_ms);
    return status;
}

/* What must be written before a record so that an empty line precedes it: a mail reader, or
 * someone's editor, may have left the file without. */
static int missing_separation(const struct open_mailbox *mailbox, struct iovec *piece)
{
    static char endings[] = "\n\n";
    char tail[2] = "\n\n";
    size_t size = mailbox->size < 2 ? (size_t)mailbox->size : 2;
    size_t missing;

    if (size > 0 &&
        pread(mailbox->fd, tail + 2 - size, size, mailbox->size - (off_t)size) != (ssize_t)size)
        return -1;
    missing = tail[1] != '\n' ? 2 : tail[0] != '\n' ? 1 : 0;
    *piece = (struct iovec){.iov_base = endings, .iov_len = missing};
    return 0;
}

/* Takes SIZE bytes off the front of the COUNT pieces. */
static void skip_written(struct iovec *pieces, int count, size_t size)
{
    for (int i = 0; i < count && size > 0; i++) {
        size_t step = size < pieces[i].iov_len ? size : pieces[i].iov_len;
        pieces[i].iov_base = (char *)pieces[i].iov_base + step;
        pieces[i].iov_len -= step;
        size -= step;
    }
}

static int write_all(int fd, struct iovec *pieces, int count)
{
    size_t rest = 0;

    for (int i = 0; i < count; i++)
        rest += pieces[i].iov_len;
    while (rest > 0) {
        ssize_t written = writev(fd, pieces, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written == 0)
            errno = ENOSPC;
        if (written <= 0)
            return -1;
        skip_written(pieces, count, (size_t)written);
        rest -= (size_t)written;
    }
    return 0;
}

static int sync_all(const struct open_mailbox *mailbox)
{
    if (fdatasync(mailbox->fd) != 0)
        return -1;
    return mailbox->renewed ? fsync(mailbox->directory_fd) : 0;
}

/* Makes the file what it was.  A sync that failed may have written some of the record, so the cut
 * is synced too.  Another program may have had the lock first and put mail into a file of our
 * making, which then must stay. */
static void roll_back(const struct open_mailbox *mailbox)
{
    int error = errno;

    if (ftruncate(mailbox->fd, mailbox->size) == 0)
        fdatasync(mailbox->fd);
    if (mailbox->created && mailbox->size == 0)
        unlinkat(mailbox->directory_fd, mailbox->file_name, 0);
    errno = error;
}

static enum mailbox_status append_locked(struct open_mailbox *mailbox, const struct iovec *pieces,
                                         int count)
{
    struct iovec all[PIECES_MAX + 1];
    struct stat file;
    enum mailbox_status status = MAILBOX_OK;

    assert(count <= PIECES_MAX);
    if (fstat(mailbox->fd, &file) != 0)
        return MAILBOX_ERROR;
    mailbox->size = file.st_size;
    /* An empty file may be what an append that failed, here or before a crash, left behind. */
    if (mailbox->created || mailbox->size == 0)
        mailbox->renewed = true;
    if (missing_separation(mailbox, &all[0]) != 0)
        return MAILBOX_ERROR;
    memcpy(all + 1, pieces, (size_t)count * sizeof *pieces);
    if (write_all(mailbox->fd, all, count + 1) != 0)
        status = MAILBOX_NO_SPACE;
    else if (sync_all(mailbox) != 0)
        status = MAILBOX_ERROR;
    if (status != MAILBOX_OK)
        roll_back(mailbox);
    return status;
}

enum mailbox_status mailbox_append(int directory_fd, const char *name, const struct iovec *pieces,
                                   int count, unsigned lock_wait_ms)
{
    char file_name[USERS_FILE_NAME_MAX + 1];
    struct open_mailbox mailbox = {.directory_fd = directory_fd, .file_name = file_name};
    enum mailbox_status status;
    int error;

    mailbox_file_name(name, file_name);
    status = open_and_lock(&mailbox, lock_now_ms() + lock_wait_ms);
    if (status != MAILBOX_OK)
        return status;
    status = append_locked(&mailbox, pieces, count);
    error = errno;
    lock_drop(directory_fd, file_name, mailbox.fd);
    close(mailbox.fd);
    errno = error;
    return status;
}
