/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* signals.c - see signals.h. */
#include <config.h>

#include "server/base/signals.h"

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/count.h"

static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};

static sigset_t caught(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    for (size_t i = 0; i < COUNT(numbers); i++)
        sigaddset(&signals, numbers[i]);
    return signals;
}

/* Ignored signals would not become pending, so their default action is restored. */
void signals_block(void)
{
    sigset_t signals = caught();

    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    for (size_t i = 0; i < COUNT(numbers); i++)
        signal(numbers[i], SIG_DFL);
}

int signals_open(void)
{
    sigset_t signals = caught();

    return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

int signals_take(int fd)
{
    struct signalfd_siginfo signal;

    return read(fd, &signal, sizeof signal) == sizeof signal ? (int)signal.ssi_signo : 0;
}
