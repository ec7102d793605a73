/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* terminal.c - see terminal.h. */
#include <config.h>

#include "server/base/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static bool open_terminal(void)
{
    int fd = open("/dev/tty", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

bool terminal_counts(void)
{
    struct sigaction hangup;

    return sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN && open_terminal();
}

/* A failure for lack of descriptors says nothing about the terminal. */
bool terminal_is_closed(void)
{
    return !open_terminal() && (errno == ENXIO || errno == EIO);
}
