/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* file_lock.c - see file_lock.h. */
#include <config.h>

#include "server/base/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int set_lock(int fd, int command, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};

    return fcntl(fd, command, &lock);
}

#if HAVE_DECL_F_OFD_SETLK

int file_lock_take(int fd)
{
    return set_lock(fd, F_OFD_SETLK, F_WRLCK);
}

void file_lock_drop(int fd)
{
    (void)set_lock(fd, F_OFD_SETLK, F_UNLCK);
}

void file_lock_close(int fd)
{
    int error = errno;

    close(fd);
    errno = error;
}

const char *file_lock_command(void)
{
    return "F_OFD_SETLK";
}

#else

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <sys/stat.h>

#include "server/base/same_file.h"

/* A descriptor that holds a lock, or is about to take one, or that is to be closed when its file is
 * no longer locked. */
struct entry {
    int fd;
    bool is_holder;
    struct stat file;
    LIST_ENTRY(entry) link;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards the list */
static LIST_HEAD(entry_list, entry) registered = LIST_HEAD_INITIALIZER(registered);

static struct entry *holder_of(const struct stat *file)
{
    struct entry *entry;

    LIST_FOREACH(entry, &registered, link)
    if (entry->is_holder && same_file(&entry->file, file))
        return entry;
    return NULL;
}

static struct entry *find_holder(int fd)
{
    struct entry *entry;

    LIST_FOREACH(entry, &registered, link)
    if (entry->is_holder && entry->fd == fd)
        return entry;
    return NULL;
}

/* Closes what waits for the lock of FILE to be dropped. */
static void close_waiting(const struct stat *file)
{
    struct entry *next;

    for (struct entry *entry = LIST_FIRST(&registered); entry != NULL; entry = next) {
        next = LIST_NEXT(entry, link);
        if (!same_file(&entry->file, file))
            continue;
        LIST_REMOVE(entry, link);
        close(entry->fd);
        free(entry);
    }
}

static void remove_holder(struct entry *holder)
{
    LIST_REMOVE(holder, link);
    close_waiting(&holder->file);
    free(holder);
}

/* Returns -1 with errno: EAGAIN if the file has a holder already. */
static int add_holder(int fd)
{
    struct entry *entry = malloc(sizeof *entry);
    int error = ENOMEM;

    if (entry != NULL) {
        *entry = (struct entry){.fd = fd, .is_holder = true};
        error = fstat(fd, &entry->file) == 0 ? 0 : errno;
    }
    pthread_mutex_lock(&mutex);
    if (error == 0 && holder_of(&entry->file) != NULL)
        error = EAGAIN;
    if (error == 0)
        LIST_INSERT_HEAD(&registered, entry, link);
    pthread_mutex_unlock(&mutex);
    if (error != 0)
        free(entry);
    errno = error;
    return error == 0 ? 0 : -1;
}

static void end_holder(int fd)
{
    pthread_mutex_lock(&mutex);
    struct entry *holder = find_holder(fd);
    if (holder != NULL)
        remove_holder(holder);
    pthread_mutex_unlock(&mutex);
}

/* The entry is there before the lock, so that nobody closes a descriptor of the file in between. */
int file_lock_take(int fd)
{
    if (add_holder(fd) != 0)
        return -1;
    if (set_lock(fd, F_SETLK, F_WRLCK) == 0)
        return 0;
    int error = errno;
    end_holder(fd);
    errno = error;
    return -1;
}

void file_lock_drop(int fd)
{
    (void)set_lock(fd, F_SETLK, F_UNLCK);
    end_holder(fd);
}

/* Whether FD must stay open for now.  If memory is short, it stays open for good: a descriptor is
 * less of a loss than a lock.  A file that fstat(2) does not find again (ESTALE) cannot be locked
 * either. */
static bool must_wait(int fd)
{
    struct stat file;

    if (LIST_EMPTY(&registered) || fstat(fd, &file) != 0 || holder_of(&file) == NULL)
        return false;
    struct entry *entry = malloc(sizeof *entry);
    if (entry != NULL) {
        *entry = (struct entry){.fd = fd, .file = file};
        LIST_INSERT_HEAD(&registered, entry, link);
    }
    return true;
}

/* The mutex is held during close(2): nobody takes a lock just before it. */
void file_lock_close(int fd)
{
    int error = errno;

    pthread_mutex_lock(&mutex);
    struct entry *holder = find_holder(fd);
    if (holder != NULL)
        remove_holder(holder);
    if (!must_wait(fd))
        close(fd);
    pthread_mutex_unlock(&mutex);
    errno = error;
}

const char *file_lock_command(void)
{
    return "F_SETLK";
}

#endif
