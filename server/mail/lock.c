/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* lock.c - see lock.h. */
#include <config.h>

#include "server/mail/lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "server/base/alive.h"
#include "server/base/file_lock.h"
#include "server/base/same_file.h"

/* The file that our dotlocks link to. */
#define OWNER_NAME ".smtpd-proto.pid"

#define DOTLOCK_SUFFIX ".lock"

/* Other programs take over a dotlock that is older than this (liblockfile; procmail waits longer),
 * and so do we if its process cannot be checked. */
#define OLD_S 300

static enum lock_status take_file_lock(int fd)
{
    if (file_lock_take(fd) == 0)
        return LOCK_OK;
    return errno == EAGAIN || errno == EACCES || errno == EINTR ? LOCK_BUSY : LOCK_ERROR;
}

void lock_dotlock_name(const char *file_name, char *name)
{
    snprintf(name, NAME_MAX + 1, "%s" DOTLOCK_SUFFIX, file_name);
}

/* Returns the process that the dotlock open at FD names; 0 if it names none, or contains more, such
 * as the host of the process. */
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

static bool is_file(int directory_fd, const char *name, const struct stat *file)
{
    struct stat now;

    return fstatat(directory_fd, name, &now, AT_SYMLINK_NOFOLLOW) == 0 && same_file(&now, file);
}

static int find_owner_file(int directory_fd, struct stat *owner)
{
    return fstatat(directory_fd, OWNER_NAME, owner, AT_SYMLINK_NOFOLLOW);
}

/* Sets the times of OWNER, and so of all its links, to the current second: others compare
 * seconds. */
static int freshen(int directory_fd, const struct stat *owner)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (owner->st_mtim.tv_sec == now.tv_sec)
        return 0;
    return utimensat(directory_fd, OWNER_NAME, NULL, AT_SYMLINK_NOFOLLOW);
}

/* Compares with the clock of the file system, if OWNER was just refreshed. */
static bool is_old(const struct stat *file, const struct stat *owner)
{
    time_t now = owner != NULL ? owner->st_mtim.tv_sec : time(NULL);

    return now - file->st_mtim.tv_sec >= OLD_S;
}

/* Whether the dotlock FILE, open at FD, is stale.  Our own id is that of an earlier process, unless
 * the file is a link to ours: then it could not be removed earlier, since two workers never use the
 * same mailbox. */
static bool is_abandoned(int directory_fd, int fd, const struct stat *file)
{
    struct stat owner;
    bool has_owner = find_owner_file(directory_fd, &owner) == 0;
    pid_t pid = read_owner(fd);

    if (pid == 0)
        return false;
    if (pid == getpid() && has_owner && same_file(file, &owner))
        return true;
    switch (alive_find(pid)) {
    case ALIVE_NO:
        return true;
    case ALIVE_YES:
        return false;
    case ALIVE_UNKNOWN:
        break;
    }
    return is_old(file, has_owner ? &owner : NULL);
}

/* Removes the dotlock NAME if it is abandoned and still the file that was examined. */
static void remove_abandoned(int directory_fd, const char *name)
{
    int fd = openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat file;

    if (fd < 0)
        return;
    if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && is_abandoned(directory_fd, fd, &file) &&
        is_file(directory_fd, name, &file))
        unlinkat(directory_fd, name, 0);
    close(fd);
}

/* Writes our process id to the new file FD, and stores its identity in *FILE. */
static int fill_owner(int fd, struct stat *file)
{
    char owner[32];
    int size = snprintf(owner, sizeof owner, "%ld\n", (long)getpid());

    if (fstat(fd, file) != 0)
        return -1;
    errno = ENOSPC; /* cause of a short write */
    return write(fd, owner, (size_t)size) == size ? 0 : -1;
}

/* Creates the file NAME with our process id. */
static int write_owner(int directory_fd, const char *name, struct stat *file)
{
    int fd = openat(directory_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int status, error;

    if (fd < 0)
        return -1;
    status = fill_owner(fd, file);
    error = errno;
    close(fd);
    if (status != 0)
        unlinkat(directory_fd, name, 0);
    errno = error;
    return status;
}

/* Creates the dotlock NAME, and stores its identity in *MADE.  Its time is set before it becomes
 * visible.  On file systems without hard links it is a separate file. */
static int make_dotlock(int directory_fd, const char *name, struct stat *made)
{
    if (find_owner_file(directory_fd, made) == 0 && freshen(directory_fd, made) == 0 &&
        linkat(directory_fd, OWNER_NAME, directory_fd, name, 0) == 0)
        return 0;
    if (errno == EEXIST || errno == EINTR || errno == EIO || errno == ENOSPC || errno == EDQUOT)
        return -1;
    return write_owner(directory_fd, name, made);
}

/* If an abandoned dotlock is in the way, the second try succeeds. */
static enum lock_status take_dotlock(int directory_fd, const char *file_name, struct lock *lock)
{
    char name[NAME_MAX + 1];
    struct stat made;
    int status;

    lock_dotlock_name(file_name, name);
    status = make_dotlock(directory_fd, name, &made);
    if (status != 0 && errno == EEXIST) {
        remove_abandoned(directory_fd, name);
        status = make_dotlock(directory_fd, name, &made);
    }
    if (status != 0)
        return errno == EEXIST || errno == EINTR ? LOCK_BUSY : LOCK_ERROR;
    *lock = (struct lock){.device = made.st_dev, .inode = made.st_ino};
    return LOCK_OK;
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
        if (is_dotlock_name(entry->d_name) && is_file(directory_fd, entry->d_name, owner))
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

/* Removes the file that an earlier server left. */
static int remove_owner_file(int directory_fd)
{
    struct stat owner;

    if (find_owner_file(directory_fd, &owner) != 0)
        return errno == ENOENT ? 0 : -1;
    if (S_ISREG(owner.st_mode) && owner.st_nlink > 1 &&
        remove_left_behind(directory_fd, &owner) != 0)
        return -1;
    return unlinkat(directory_fd, OWNER_NAME, 0);
}

/* Tests whether files in this folder can be locked. */
static enum lock_start_status try_file_lock(int directory_fd)
{
    int fd = openat(directory_fd, OWNER_NAME, O_RDWR | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return LOCK_START_ERROR;
    bool is_locked = file_lock_take(fd) == 0;
    file_lock_close(fd);
    return is_locked ? LOCK_START_OK : LOCK_START_NO_LOCKS;
}

enum lock_start_status lock_start(int directory_fd)
{
    struct stat made;

    if (remove_owner_file(directory_fd) != 0)
        return LOCK_START_OCCUPIED;
    if (write_owner(directory_fd, OWNER_NAME, &made) != 0)
        return LOCK_START_ERROR;
    enum lock_start_status status = try_file_lock(directory_fd);
    if (status != LOCK_START_OK) {
        int error = errno;
        lock_end(directory_fd);
        errno = error;
    }
    return status;
}

void lock_refresh(int directory_fd)
{
    struct stat owner;

    if (find_owner_file(directory_fd, &owner) == 0 && owner.st_nlink > 1)
        (void)freshen(directory_fd, &owner);
}

void lock_end(int directory_fd)
{
    unlinkat(directory_fd, OWNER_NAME, 0);
}

const char *lock_owner_name(void)
{
    return OWNER_NAME;
}

enum lock_status lock_take(int directory_fd, const char *file_name, int fd, struct lock *lock)
{
    enum lock_status status = take_file_lock(fd);

    if (status != LOCK_OK)
        return status;
    status = take_dotlock(directory_fd, file_name, lock);
    if (status != LOCK_OK) {
        int error = errno;
        file_lock_drop(fd);
        errno = error;
    }
    return status;
}

/* Another program may have taken over the dotlock: theirs is kept.  It could still replace ours
 * between the check and the removal, but only if it considered ours stale just then, although it
 * was fresh when created. */
void lock_drop(int directory_fd, const char *file_name, int fd, const struct lock *lock)
{
    const struct stat ours = {.st_dev = lock->device, .st_ino = lock->inode};
    char name[NAME_MAX + 1];

    lock_dotlock_name(file_name, name);
    if (is_file(directory_fd, name, &ours))
        unlinkat(directory_fd, name, 0);
    file_lock_drop(fd);
}
