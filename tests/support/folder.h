/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* folder.h - a scratch folder for mailbox tests, and other processes that use it.
 *
 * Files are written and compared whole.  A "holder" is another process that keeps a mailbox locked,
 * as a mail reader does, and may change the folder before it unlocks it.  Every failure ends the
 * case.
 */
#ifndef TESTS_SUPPORT_FOLDER_H
#define TESTS_SUPPORT_FOLDER_H

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct folder {
    char path[PATH_MAX];
    int fd;
};

static inline struct folder folder_new(void)
{
    struct folder folder;
    const char *parent = getenv("TMPDIR");

    snprintf(folder.path, sizeof folder.path, "%s/smtpd-check.XXXXXX",
             parent != NULL ? parent : P_tmpdir);
    ck_assert_ptr_nonnull(mkdtemp(folder.path));
    folder.fd = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ck_assert_int_ge(folder.fd, 0);
    return folder;
}

/* Removes what is in FOLDER: files, and folders that are empty. */
static inline void folder_clear(const struct folder *folder)
{
    DIR *entries = opendir(folder->path);
    struct dirent *entry;

    while (entries != NULL && (entry = readdir(entries)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlinkat(folder->fd, entry->d_name, 0) != 0)
            unlinkat(folder->fd, entry->d_name, AT_REMOVEDIR);
    if (entries != NULL)
        closedir(entries);
}

static inline void folder_free(struct folder *folder)
{
    folder_clear(folder);
    close(folder->fd);
    rmdir(folder->path);
}

static inline bool folder_has(const struct folder *folder, const char *name)
{
    struct stat status;

    return fstatat(folder->fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Makes NAME a file with exactly TEXT; keeps the inode of an existing one. */
static inline void folder_write(const struct folder *folder, const char *name, const char *text)
{
    int fd = openat(folder->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    ck_assert_msg(fd >= 0, "%s cannot be written", name);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

/* The content of NAME as a string for free(). */
static inline char *folder_read(const struct folder *folder, const char *name)
{
    int fd = openat(folder->fd, name, O_RDONLY | O_CLOEXEC);
    struct stat status;

    ck_assert_msg(fd >= 0 && fstat(fd, &status) == 0, "%s cannot be read", name);
    char *text = calloc(1, (size_t)status.st_size + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(read(fd, text, (size_t)status.st_size), status.st_size);
    close(fd);
    return text;
}

/* Fails the case ABOUT unless the file NAME contains exactly TEXT. */
static inline void folder_expect(const struct folder *folder, const char *name, const char *text,
                                 const char *about)
{
    char *found = folder_read(folder, name);

    ck_assert_msg(strcmp(found, text) == 0, "%s: %s holds \"%.200s\"", about, name, found);
    free(found);
}

/* How many descriptors this process has open. */
static inline int folder_descriptors(void)
{
    int count = 0;

    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static inline void folder_pause(unsigned milliseconds)
{
    struct timespec pause = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000L};

    nanosleep(&pause, NULL);
}

/* Waits until NAME exists, for at most ten seconds. */
static inline void folder_await(const struct folder *folder, const char *name)
{
    for (int i = 0; i < 1000 && !folder_has(folder, name); i++)
        folder_pause(10);
    ck_assert_msg(folder_has(folder, name), "%s did not come", name);
}

/* The id of a process that has ended. */
static inline pid_t folder_dead_process(void)
{
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        _exit(0);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    return pid;
}

struct holder {
    pid_t pid;
    int release; /* closing it releases the holder */
};

/* What a holder does with the folder before it unlocks. */
typedef void holder_deed(const struct folder *folder);

static inline void holder_work(const struct folder *folder, const char *name, int lock_kind,
                               unsigned wait_ms, holder_deed *deed, int ready, int release)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = openat(folder->fd, name, O_RDWR);
    char byte = '+';

    if (fd < 0 || fcntl(fd, lock_kind, &lock) != 0 || write(ready, &byte, 1) != 1)
        _exit(1);
    if (wait_ms > 0)
        folder_pause(wait_ms);
    else if (read(release, &byte, 1) != 0)
        _exit(1);
    if (deed != NULL)
        deed(folder);
    _exit(0);
}

/* Starts a process that locks NAME by LOCK_KIND (F_SETLK or F_OFD_SETLK), waits for WAIT_MS, or for
 * holder_release() if that is 0, does its DEED unless NULL, and ends.  Returns once it has the
 * lock.
 */
static inline struct holder holder_new(const struct folder *folder, const char *name, int lock_kind,
                                       unsigned wait_ms, holder_deed *deed)
{
    int ready[2], release[2];
    char byte;

    ck_assert(pipe(ready) == 0 && pipe(release) == 0);
    struct holder holder = {fork(), release[1]};
    ck_assert_int_ge(holder.pid, 0);
    if (holder.pid == 0) {
        close(release[1]);
        holder_work(folder, name, lock_kind, wait_ms, deed, ready[1], release[0]);
    }
    close(ready[1]);
    close(release[0]);
    ck_assert_msg(read(ready[0], &byte, 1) == 1, "the other process cannot lock %s", name);
    close(ready[0]);
    return holder;
}

/* Releases HOLDER and waits for its end. */
static inline void holder_release(struct holder *holder)
{
    int status;

    close(holder->release);
    ck_assert_int_eq(waitpid(holder->pid, &status, 0), holder->pid);
    ck_assert_int_eq(status, 0);
}

#endif
