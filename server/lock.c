/* lock.c - see lock.h. */
#include <config.h>

#include "server/lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file of which our dotlocks are links. */
#define OWNER_NAME ".smtpd-proto.pid"

#define DOTLOCK_SUFFIX ".lock"

static int set_file_lock(int fd, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};

    return fcntl(fd, F_OFD_SETLK, &lock);
}

static enum lock_status take_file_lock(int fd)
{
    if (set_file_lock(fd, F_WRLCK) == 0)
        return LOCK_OK;
    return errno == EAGAIN || errno == EACCES || errno == EINTR ? LOCK_BUSY : LOCK_ERROR;
}

static void dotlock_name(const char *file_name, char *name)
{
    snprintf(name, NAME_MAX + 1, "%s" DOTLOCK_SUFFIX, file_name);
}

/* The process that the dotlock open at FD names; 0 if it names none, or says more than that, such
 * as the host on which the process runs. */
static pid_t read_owner(int fd)
{
    char text[32] = "";
    ssize_t size = pread(fd, text, sizeof text - 1, 0);
    char *end;
    long owner;

    if (size <= 0)
        return 0;
    owner = strtol(text, &end, 10);
    if (end == text || (*end != '\n' && *end != '\0') || owner > INT_MAX)
        return 0;
    return owner > 0 ? (pid_t)owner : 0;
}

/* Our own id in a dotlock that we are about to make was left by an earlier process: the store never
 * has two workers at one mailbox, and there is one server per folder. */
static bool is_abandoned(pid_t owner)
{
    return owner == getpid() || (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH);
}

static bool is_same_file(int directory_fd, const char *name, const struct stat *file)
{
    struct stat now;

    return fstatat(directory_fd, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
           now.st_dev == file->st_dev && now.st_ino == file->st_ino;
}

/* Removes the dotlock NAME if its process is dead, and if it still is the file that was looked at.
 */
static void remove_abandoned(int directory_fd, const char *name)
{
    int fd = openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat file;

    if (fd < 0)
        return;
    if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && is_abandoned(read_owner(fd)) &&
        is_same_file(directory_fd, name, &file))
        unlinkat(directory_fd, name, 0);
    close(fd);
}

/* Creates the file NAME, which holds our process id. */
static int write_owner(int directory_fd, const char *name)
{
    char owner[32];
    int size = snprintf(owner, sizeof owner, "%ld\n", (long)getpid());
    int fd = openat(directory_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t written;
    int error;

    if (fd < 0)
        return -1;
    errno = ENOSPC; /* what a write of fewer bytes means */
    written = write(fd, owner, (size_t)size);
    error = errno;
    close(fd);
    if (written == size)
        return 0;
    unlinkat(directory_fd, name, 0);
    errno = error;
    return -1;
}

/* Some file systems have no hard links. */
static int make_dotlock(int directory_fd, const char *name)
{
    if (linkat(directory_fd, OWNER_NAME, directory_fd, name, 0) == 0)
        return 0;
    if (errno == EEXIST || errno == EINTR || errno == EIO || errno == ENOSPC || errno == EDQUOT)
        return -1;
    return write_owner(directory_fd, name);
}

/* An abandoned dotlock is out of the way at the second try. */
static enum lock_status take_dotlock(int directory_fd, const char *file_name)
{
    char name[NAME_MAX + 1];

    dotlock_name(file_name, name);
    if (make_dotlock(directory_fd, name) == 0)
        return LOCK_OK;
    if (errno == EEXIST) {
        remove_abandoned(directory_fd, name);
        if (make_dotlock(directory_fd, name) == 0)
            return LOCK_OK;
    }
    return errno == EEXIST || errno == EINTR ? LOCK_BUSY : LOCK_ERROR;
}

static bool is_dotlock_name(const char *name)
{
    size_t size = strlen(name), suffix = strlen(DOTLOCK_SUFFIX);

    return size > suffix && strcmp(name + size - suffix, DOTLOCK_SUFFIX) == 0;
}

/* Removes the dotlocks that are links to OWNER, which an earlier server left. */
static int remove_left_behind(int directory_fd, const struct stat *owner)
{
    int fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;

    if (folder == NULL) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    while ((entry = readdir(folder)) != NULL)
        if (is_dotlock_name(entry->d_name) && is_same_file(directory_fd, entry->d_name, owner))
            unlinkat(directory_fd, entry->d_name, 0);
    closedir(folder);
    return 0;
}

pid_t lock_server(int directory_fd)
{
    int fd = openat(directory_fd, OWNER_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    pid_t server = 0;

    if (fd >= 0) {
        server = read_owner(fd);
        close(fd);
    }
    return server;
}

int lock_start(int directory_fd)
{
    struct stat owner;

    if (fstatat(directory_fd, OWNER_NAME, &owner, AT_SYMLINK_NOFOLLOW) == 0) {
        if (owner.st_nlink > 1 && remove_left_behind(directory_fd, &owner) != 0)
            return -1;
        if (unlinkat(directory_fd, OWNER_NAME, 0) != 0)
            return -1;
    }
    return write_owner(directory_fd, OWNER_NAME);
}

void lock_end(int directory_fd)
{
    unlinkat(directory_fd, OWNER_NAME, 0);
}

enum lock_status lock_take(int directory_fd, const char *file_name, int fd)
{
    enum lock_status status = take_file_lock(fd);

    if (status != LOCK_OK)
        return status;
    status = take_dotlock(directory_fd, file_name);
    if (status != LOCK_OK) {
        int error = errno;
        set_file_lock(fd, F_UNLCK);
        errno = error;
    }
    return status;
}

void lock_drop(int directory_fd, const char *file_name, int fd)
{
    char name[NAME_MAX + 1];

    dotlock_name(file_name, name);
    unlinkat(directory_fd, name, 0);
    set_file_lock(fd, F_UNLCK);
}
