/* lock.c - see lock.h. */
#include <config.h>

#include "server/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define RETRY_MS 20

int64_t lock_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Sleeps a little; false when the deadline has passed. */
static bool wait_a_little(int64_t deadline_ms)
{
    struct timespec pause = {.tv_nsec = RETRY_MS * 1000000L};

    if (lock_now_ms() >= deadline_ms)
        return false;
    nanosleep(&pause, NULL);
    return true;
}

static int set_file_lock(int fd, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};

    return fcntl(fd, F_OFD_SETLK, &lock);
}

static enum lock_status take_file_lock(int fd, int64_t deadline_ms)
{
    while (set_file_lock(fd, F_WRLCK) != 0) {
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return LOCK_ERROR;
        if (!wait_a_little(deadline_ms))
            return LOCK_BUSY;
    }
    return LOCK_OK;
}

static void dotlock_name(const char *file_name, char *name)
{
    snprintf(name, NAME_MAX + 1, "%s.lock", file_name);
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

static int make_dotlock(int directory_fd, const char *name)
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

static enum lock_status take_dotlock(int directory_fd, const char *file_name, int64_t deadline_ms)
{
    char name[NAME_MAX + 1];

    dotlock_name(file_name, name);
    while (make_dotlock(directory_fd, name) != 0) {
        if (errno != EEXIST && errno != EINTR)
            return LOCK_ERROR;
        remove_abandoned(directory_fd, name);
        if (!wait_a_little(deadline_ms))
            return LOCK_BUSY;
    }
    return LOCK_OK;
}

enum lock_status lock_take(int directory_fd, const char *file_name, int fd, int64_t deadline_ms)
{
    enum lock_status status = take_file_lock(fd, deadline_ms);

    if (status != LOCK_OK)
        return status;
    status = take_dotlock(directory_fd, file_name, deadline_ms);
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
