/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* loop.c - see loop.h.
 *
 * Signals are blocked except while waiting, so that none arrives between checking the bits and
 * waiting.
 */
#include <config.h>

#include "tui-client/terminal/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "common/count.h"
#include "common/deadline.h"
#include "common/monotonic.h"
#include "common/waiting.h"

static const struct {
    int number;
    enum loop_signal bit;
} signals[] = {
    {SIGWINCH, LOOP_SIGNAL_RESIZE},   {SIGINT, LOOP_SIGNAL_INTERRUPT},
    {SIGTERM, LOOP_SIGNAL_TERMINATE}, {SIGHUP, LOOP_SIGNAL_TERMINATE},
    {SIGTSTP, LOOP_SIGNAL_SUSPEND},   {SIGCONT, LOOP_SIGNAL_CONTINUE},
    {SIGCHLD, LOOP_SIGNAL_CHILD},
};

#define SIGNALS (COUNT(signals))

/* A handler has no context argument, so the signals that arrived are global. */
static volatile sig_atomic_t arrived;

static sigset_t mask_while_waiting;

static void note_signal(int number)
{
    for (size_t i = 0; i < SIGNALS; i++)
        if (signals[i].number == number)
            arrived |= (sig_atomic_t)signals[i].bit;
}

void loop_catch_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal}, before;
    sigset_t blocked;

    sigfillset(&action.sa_mask);
    sigemptyset(&blocked);
    for (size_t i = 0; i < SIGNALS; i++) {
        /* Signals ignored by nohup(1), or by a shell for a background job, stay ignored. */
        if (signals[i].number != SIGCHLD && sigaction(signals[i].number, NULL, &before) == 0 &&
            before.sa_handler == SIG_IGN)
            continue;
        sigaction(signals[i].number, &action, NULL);
        sigaddset(&blocked, signals[i].number);
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* beyond "ulimit -f" a write fails, and whoever wrote says so */
    sigprocmask(SIG_BLOCK, &blocked, &mask_while_waiting);
    for (size_t i = 0; i < SIGNALS; i++)
        sigdelset(&mask_while_waiting, signals[i].number);
}

/* All our signals are blocked here.  If a descriptor is ready, the wait returns without delivering
 * pending signals, so that a server that never pauses would starve Ctrl-C: an empty wait delivers
 * them. */
static unsigned take_signals(void)
{
    static const struct timespec no_time = {0};
    unsigned taken;

    waiting_poll(NULL, 0, &no_time, &mask_while_waiting);
    taken = (unsigned)arrived;
    arrived = 0;
    return taken;
}

static struct timespec *rest_of(int64_t deadline_ms, int64_t now_ms, struct timespec *rest)
{
    int64_t rest_ms = deadline_ms > now_ms ? deadline_ms - now_ms : 0;

    if (deadline_ms == DEADLINE_NEVER)
        return NULL;
    *rest = (struct timespec){.tv_sec = rest_ms / 1000, .tv_nsec = rest_ms % 1000 * 1000000};
    return rest;
}

int loop_run(const struct loop_front *front, void *context)
{
    for (;;) {
        struct loop_wants wants = {.input_fd = -1, .link_fd = -1, .deadline_ms = DEADLINE_NEVER};
        struct loop_ready ready = {0};
        struct timespec rest;
        int64_t now_ms = monotonic_ms();

        front->prepare(context, now_ms, &wants);
        if (wants.done)
            return 0;
        struct pollfd polled[] = {
            {.fd = wants.input_fd, .events = POLLIN},
            {.fd = wants.link_fd, .events = wants.link_events},
        };
        if (waiting_poll(polled, 2, rest_of(wants.deadline_ms, now_ms, &rest),
                         &mask_while_waiting) < 0) {
            if (errno != EINTR)
                return -1;
            polled[0].revents = polled[1].revents = 0;
        }
        ready.input = polled[0].revents != 0;
        ready.link_revents = polled[1].revents;
        ready.signals = take_signals();
        ready.now_ms = monotonic_ms();
        front->handle(context, &ready);
    }
}
