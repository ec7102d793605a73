/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* watch.c - see watch.h. */
#include <config.h>

#include "server/mail/watch.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/monotonic.h"
#include "server/base/same_file.h"
#include "server/base/thread.h"
#include "server/mail/lock.h"

struct watch {
    struct watch_config config;
    char *path;       /* absolute; owned */
    bool is_in_place; /* at the last check; used by the thread */
    pthread_t thread;
    pthread_mutex_t mutex; /* guards the fields below */
    pthread_cond_t changed;
    bool finishing, has_ended;
};

/* If the folder is the working directory, a relative path would follow it when it moves.  Symbolic
 * links are not resolved: they may be changed to another folder. */
static char *absolute_path(const char *path)
{
    char working[PATH_MAX];
    char *absolute;

    if (path[0] == '/' || getcwd(working, sizeof working) == NULL)
        return strdup(path);
    if (strcmp(path, ".") == 0)
        return strdup(working);
    return asprintf(&absolute, "%s/%s", working, path) < 0 ? NULL : absolute;
}

/* Compares the path with the open folder, and reports a change.  A failed stat(2) is not a
 * change. */
static void look(struct watch *watch)
{
    struct stat folder, named;
    bool is_in_place;

    if (fstat(watch->config.directory_fd, &folder) != 0)
        return;
    if (stat(watch->path, &named) == 0)
        is_in_place = same_file(&named, &folder);
    else if (errno == ENOENT || errno == ENOTDIR)
        is_in_place = false;
    else
        return;
    if (is_in_place != watch->is_in_place)
        watch->config.moved(watch->config.context, watch->path, is_in_place);
    watch->is_in_place = is_in_place;
}

/* Called with the mutex, which is released meanwhile. */
static void wait_for_time(struct watch *watch)
{
    int64_t until_ms = monotonic_ms() + watch->config.interval_ms;

    while (!watch->finishing && thread_wait(&watch->changed, &watch->mutex, until_ms))
        ;
}

static void *work(void *argument)
{
    struct watch *watch = argument;

    pthread_mutex_lock(&watch->mutex);
    while (!watch->finishing) {
        pthread_mutex_unlock(&watch->mutex);
        lock_refresh(watch->config.directory_fd);
        look(watch);
        pthread_mutex_lock(&watch->mutex);
        wait_for_time(watch);
    }
    watch->has_ended = true;
    pthread_cond_broadcast(&watch->changed);
    pthread_mutex_unlock(&watch->mutex);
    return NULL;
}

static void release(struct watch *watch)
{
    pthread_mutex_destroy(&watch->mutex);
    pthread_cond_destroy(&watch->changed);
    free(watch->path);
    free(watch);
}

struct watch *watch_new(const struct watch_config *config)
{
    struct watch *watch = calloc(1, sizeof *watch);

    if (watch == NULL)
        return NULL;
    watch->config = *config;
    watch->is_in_place = true;
    pthread_mutex_init(&watch->mutex, NULL);
    thread_condition_init(&watch->changed);
    watch->path = absolute_path(config->path);
    if (watch->path != NULL && thread_start(&watch->thread, work, watch) == 0)
        return watch;
    int error = errno;
    release(watch);
    errno = error;
    return NULL;
}

bool watch_finish(struct watch *watch, int64_t deadline_ms)
{
    pthread_mutex_lock(&watch->mutex);
    watch->finishing = true;
    pthread_cond_broadcast(&watch->changed);
    while (!watch->has_ended && thread_wait(&watch->changed, &watch->mutex, deadline_ms))
        continue;
    bool has_ended = watch->has_ended;
    pthread_mutex_unlock(&watch->mutex);
    if (!has_ended)
        return false;
    pthread_join(watch->thread, NULL);
    release(watch);
    return true;
}
