/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* signals.c - see signals.h. */
#include <config.h>

#include "server/base/signals.h"

#include <pthread.h>
#include <signal.h>
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

#if HAVE_SIGNALFD

#include <sys/signalfd.h>

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

void signals_close(int fd)
{
    close(fd);
}

#else

#include <errno.h>

#include "common/descriptor.h"

/* A handler has no context argument.  It writes the place of the signal in the table above, unless
 * that is in the pipe already, so the pipe never fills. */
static int write_fd;
static volatile sig_atomic_t is_written[COUNT(numbers)];

static void note_signal(int number)
{
    int error = errno;

    for (size_t i = 0; i < COUNT(numbers); i++) {
        unsigned char place = (unsigned char)i;
        if (numbers[i] == number && !is_written[i])
            is_written[i] = write(write_fd, &place, sizeof place) == sizeof place;
    }
    errno = error;
}

/* Only the calling thread lets the signals in. */
int signals_open(void)
{
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    sigset_t signals = caught();
    int ends[2];

    if (descriptor_pipe_nonblocking(ends) != 0)
        return -1;
    write_fd = ends[1];
    action.sa_mask = signals;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        is_written[i] = 0;
        sigaction(numbers[i], &action, NULL);
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    return ends[0];
}

/* A signal that arrives before its mark is removed has arrived before it was taken. */
int signals_take(int fd)
{
    unsigned char place;

    if (read(fd, &place, sizeof place) != sizeof place)
        return 0;
    is_written[place] = 0;
    return numbers[place];
}

void signals_close(int fd)
{
    signals_block();
    close(fd);
    close(write_fd);
}

#endif
