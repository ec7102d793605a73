/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* disk.h - the engine's system calls, observed and made to fail by tests.
 *
 * A test program that includes this has its own versions of the calls that reach the disk.  They do
 * what the kernel does, unless disk.fault says otherwise, and notify disk.note.  Only calls about
 * files of disk.directory_fd, set by disk_start(), count; the spool's file does not.
 */
#ifndef TESTS_SUPPORT_DISK_H
#define TESTS_SUPPORT_DISK_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum disk_call {
    DISK_OPEN,
    DISK_LINK,
    DISK_STAT,
    DISK_LOCK,
    DISK_READ,
    DISK_WRITE,
    DISK_TRUNCATE,
    DISK_DATASYNC,
    DISK_SYNC,
    DISK_UNLINK,
    DISK_CLOSE,
};

enum disk_fault {
    DISK_WORKS,
    DISK_KILLED_BEFORE,
    DISK_KILLED_AFTER,
    DISK_EIO,
    DISK_ENOSPC,
    DISK_EINTR,
    DISK_SHORT,        /* a read or write moves one byte only; others work */
    DISK_EIO_FOR_GOOD, /* this call and all later ones */
    DISK_ENOSPC_FOR_GOOD,
};

/* A call; IS_DONE is false before its result is known. */
struct disk_event {
    enum disk_call call;
    int fd;           /* -1 for DISK_LINK and DISK_UNLINK */
    const char *name; /* of DISK_OPEN, DISK_LINK and DISK_UNLINK */
    int flags;        /* of DISK_OPEN */
    const void *data; /* of DISK_WRITE */
    uint64_t offset;  /* of DISK_WRITE and DISK_TRUNCATE, in bytes */
    size_t size;      /* of DISK_WRITE, in bytes */
    bool has_failed;  /* only ever true of DISK_DATASYNC and DISK_SYNC */
};

static struct {
    atomic_bool is_on;
    bool is_volatile;  /* syncs do nothing, quickly */
    unsigned calls;    /* made so far */
    unsigned fault_at; /* number of the call that fails, counted from 1 */
    enum disk_fault fault;
    unsigned again_at;     /* number of another call that fails with EIO; 0: none */
    pthread_mutex_t mutex; /* one call at a time */
    void (*note)(const struct disk_event *event); /* called after a successful call, and after
                                                     failed syncs; NULL: none */
    const char *(*aside)(const char *name); /* the name under which a file that is removed is to
                                               stay, or NULL; NULL: none stays */
} disk = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static inline void disk_start(unsigned fault_at, enum disk_fault fault)
{
    pthread_mutex_lock(&disk.mutex);
    disk.calls = 0;
    disk.fault_at = fault_at;
    disk.fault = fault;
    disk.is_on = true;
    pthread_mutex_unlock(&disk.mutex);
}

static inline void disk_stop(void)
{
    disk.is_on = false;
}

static inline void disk_kill(void)
{
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;)
        pause();
}

/* The fault of the next call. */
static inline enum disk_fault disk_next(void)
{
    unsigned number = ++disk.calls;

    if (number == disk.again_at)
        return DISK_EIO;
    bool lasts = disk.fault == DISK_EIO_FOR_GOOD || disk.fault == DISK_ENOSPC_FOR_GOOD;

    if (disk.fault == DISK_WORKS || number < disk.fault_at || (number > disk.fault_at && !lasts))
        return DISK_WORKS;
    return disk.fault;
}

/* Makes the call, or simulates its fault.  For reads and writes SIZE_ARGUMENT is the number of the
 * size argument; 0 for others. */
static inline long disk_call(const struct disk_event *event, long number, long a, long b, long c,
                             long d, int size_argument)
{
    bool is_sync = event->call == DISK_DATASYNC || event->call == DISK_SYNC;
    enum disk_fault fault;
    long result = -1;

    if (!disk.is_on && disk.is_volatile && is_sync)
        return 0;
    if (!disk.is_on)
        return syscall(number, a, b, c, d, 0L);
    pthread_mutex_lock(&disk.mutex);
    fault = disk_next();
    if (fault == DISK_KILLED_BEFORE)
        disk_kill();
    if (fault == DISK_SHORT && size_argument == 3 && c > 1)
        c = 1;
    if (fault == DISK_EIO || fault == DISK_EIO_FOR_GOOD)
        errno = EIO;
    else if (fault == DISK_ENOSPC || fault == DISK_ENOSPC_FOR_GOOD)
        errno = ENOSPC;
    else if (fault == DISK_EINTR)
        errno = EINTR;
    else if (disk.is_volatile && is_sync)
        result = 0;
    else
        result = syscall(number, a, b, c, d, 0L);
    int error = errno;
    if (fault == DISK_KILLED_AFTER)
        disk_kill();
    if ((result >= 0 || is_sync) && disk.note != NULL) {
        struct disk_event done = *event;
        done.has_failed = result < 0;
        if (event->call == DISK_OPEN)
            done.fd = (int)result;
        if (event->call == DISK_WRITE)
            done.size = (size_t)result;
        disk.note(&done);
    }
    /* A descriptor is closed even if close() fails. */
    if (result < 0 && event->call == DISK_CLOSE)
        syscall(number, a);
    pthread_mutex_unlock(&disk.mutex);
    errno = error;
    return result;
}

static inline bool disk_is_regular(int fd, struct stat *file)
{
    return syscall(SYS_fstat, fd, file) == 0 && S_ISREG(file->st_mode);
}

int openat(int directory_fd, const char *name, int flags, ...)
{
    mode_t mode = 0;
    va_list arguments;

    va_start(arguments, flags);
    if (flags & (O_CREAT | __O_TMPFILE))
        mode = va_arg(arguments, mode_t);
    va_end(arguments);
    if ((flags & __O_TMPFILE) == __O_TMPFILE)
        return (int)syscall(SYS_openat, directory_fd, name, flags, mode);
    return (int)disk_call(&(struct disk_event){.call = DISK_OPEN, .name = name, .flags = flags},
                          SYS_openat, directory_fd, (long)name, flags, mode, 0);
}

int fstat(int fd, struct stat *file)
{
    return (int)disk_call(&(struct disk_event){.call = DISK_STAT, .fd = fd}, SYS_fstat, fd,
                          (long)file, 0, 0, 0);
}

int fstatat(int directory_fd, const char *restrict name, struct stat *restrict file, int flags)
{
    return (int)disk_call(&(struct disk_event){.call = DISK_STAT, .fd = -1, .name = name},
                          SYS_newfstatat, directory_fd, (long)name, (long)file, flags, 0);
}

int fcntl(int fd, int command, ...)
{
    va_list arguments;
    long argument;

    va_start(arguments, command);
    argument = va_arg(arguments, long);
    va_end(arguments);
    if (command != F_OFD_SETLK && command != F_SETLK)
        return (int)syscall(SYS_fcntl, fd, command, argument);
    return (int)disk_call(&(struct disk_event){.call = DISK_LOCK, .fd = fd}, SYS_fcntl, fd, command,
                          argument, 0, 0);
}

/* A file without a name, such as the spool's. */
static inline bool disk_is_unnamed(int fd)
{
    struct stat file;

    return disk.is_on && disk_is_regular(fd, &file) && file.st_nlink == 0;
}

ssize_t pread(int fd, void *data, size_t size, off_t offset)
{
    if (disk_is_unnamed(fd))
        return syscall(SYS_pread64, fd, data, size, offset);
    return disk_call(&(struct disk_event){.call = DISK_READ, .fd = fd}, SYS_pread64, fd, (long)data,
                     (long)size, offset, 3);
}

/* Whether DATA are zeros that only take space (base/space.h). */
static inline bool disk_is_space(const char *data, size_t size)
{
    return size >= 4096 && data[0] == 0 && memcmp(data, data + 1, size - 1) == 0;
}

/* Intercepts appends to a mailbox or a dotlock; not others, such as to a pipe.  As in
 * posix_fallocate(), setting the size is enough to take space on a disk that cannot be full. */
ssize_t write(int fd, const void *data, size_t size)
{
    struct stat file;

    if (disk.is_volatile && disk_is_space(data, size) && disk_is_regular(fd, &file) &&
        syscall(SYS_ftruncate, fd, file.st_size + (off_t)size) == 0 && lseek(fd, 0, SEEK_END) >= 0)
        return (ssize_t)size;
    if (!disk.is_on || !disk_is_regular(fd, &file))
        return syscall(SYS_write, fd, data, size);
    return disk_call(
        &(struct disk_event){
            .call = DISK_WRITE, .fd = fd, .data = data, .offset = (uint64_t)file.st_size},
        SYS_write, fd, (long)data, (long)size, 0, 3);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
    struct stat file;

    if (disk.is_on && disk_is_regular(fd, &file) && file.st_nlink == 0)
        return syscall(SYS_pwrite64, fd, data, size, offset);
    return disk_call(
        &(struct disk_event){
            .call = DISK_WRITE, .fd = fd, .data = data, .offset = (uint64_t)offset},
        SYS_pwrite64, fd, (long)data, (long)size, offset, 3);
}

int ftruncate(int fd, off_t size)
{
    struct stat file;

    if (disk.is_on && disk_is_regular(fd, &file) && file.st_nlink == 0)
        return (int)syscall(SYS_ftruncate, fd, size);
    return (int)disk_call(
        &(struct disk_event){.call = DISK_TRUNCATE, .fd = fd, .offset = (uint64_t)size},
        SYS_ftruncate, fd, size, 0, 0, 0);
}

/* If the disk cannot be full, setting the size is enough. */
int posix_fallocate(int fd, off_t offset, off_t size)
{
    long result = disk.is_volatile ? syscall(SYS_ftruncate, fd, offset + size)
                                   : syscall(SYS_fallocate, fd, 0, offset, size);

    return result == 0 ? 0 : errno;
}

int fdatasync(int fd)
{
    return (int)disk_call(&(struct disk_event){.call = DISK_DATASYNC, .fd = fd}, SYS_fdatasync, fd,
                          0, 0, 0, 0);
}

int fsync(int fd)
{
    return (int)disk_call(&(struct disk_event){.call = DISK_SYNC, .fd = fd}, SYS_fsync, fd, 0, 0, 0,
                          0);
}

int linkat(int old_fd, const char *old_name, int new_fd, const char *name, int flags)
{
    (void)flags;
    return (int)disk_call(&(struct disk_event){.call = DISK_LINK, .fd = -1, .name = name},
                          SYS_linkat, old_fd, (long)old_name, new_fd, (long)name, 0);
}

int unlinkat(int directory_fd, const char *name, int flags)
{
    const struct disk_event event = {.call = DISK_UNLINK, .fd = -1, .name = name};
    const char *aside = disk.aside != NULL ? disk.aside(name) : NULL;

    if (aside != NULL)
        return (int)disk_call(&event, SYS_renameat2, directory_fd, (long)name, directory_fd,
                              (long)aside, 0);
    return (int)disk_call(&event, SYS_unlinkat, directory_fd, (long)name, flags, 0, 0);
}

int close(int fd)
{
    struct stat file;

    if (!disk.is_on || !disk_is_regular(fd, &file))
        return (int)syscall(SYS_close, fd);
    return (int)disk_call(&(struct disk_event){.call = DISK_CLOSE, .fd = fd}, SYS_close, fd, 0, 0,
                          0, 0);
}

#endif
