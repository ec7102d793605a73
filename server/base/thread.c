/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* thread.c - see thread.h. */
#include <config.h>

#include "server/base/thread.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/program.h"

int thread_start(pthread_t *thread, void *(*run)(void *context), void *context)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(thread, NULL, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return error == 0 ? 0 : -1;
}

int thread_complain(const char *what)
{
    bool is_short = errno == EMFILE || errno == ENFILE;

    program_complain(_("cannot start %s: %s; %s"), what, strerror(errno),
                     is_short ? _("raise the open file limit (ulimit -n)")
                              : _("free some memory or processes"));
    return -1;
}

void thread_condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

bool thread_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline_ms)
{
    if (deadline_ms == DEADLINE_NEVER)
        return pthread_cond_wait(condition, mutex) == 0;
    struct timespec deadline = {.tv_sec = (time_t)(deadline_ms / 1000),
                                .tv_nsec = (long)(deadline_ms % 1000) * 1000000};

    return pthread_cond_timedwait(condition, mutex, &deadline) != ETIMEDOUT;
}
