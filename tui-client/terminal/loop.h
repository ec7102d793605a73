/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* loop.h - the event loop, the only place where the client waits.
 *
 * Each mode (full screen, line mode, replay) is a front: before each wait it says what to watch,
 * and after the wait it is notified of what is ready.  A front must not block.
 */
#ifndef TUI_CLIENT_TERMINAL_LOOP_H
#define TUI_CLIENT_TERMINAL_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/* Signals are bits, as several may arrive together. */
enum loop_signal {
    LOOP_SIGNAL_RESIZE = 1,    /* SIGWINCH */
    LOOP_SIGNAL_INTERRUPT = 2, /* SIGINT */
    LOOP_SIGNAL_TERMINATE = 4, /* SIGTERM, SIGHUP */
    LOOP_SIGNAL_SUSPEND = 8,   /* SIGTSTP */
    LOOP_SIGNAL_CONTINUE = 16, /* SIGCONT */
    LOOP_SIGNAL_CHILD = 32,    /* SIGCHLD */
};

struct loop_wants {
    bool done;           /* leave the loop instead of waiting */
    int input_fd;        /* the terminal or standard input; -1: do not watch it */
    int link_fd;         /* -1: none */
    short link_events;   /* POLLIN, POLLOUT */
    int64_t deadline_ms; /* call the front at the latest then, monotonic clock */
};

struct loop_ready {
    bool input;         /* input_fd is readable or at its end */
    short link_revents; /* of poll(2) */
    unsigned signals;   /* bits of enum loop_signal that arrived since the last turn */
    int64_t now_ms;     /* monotonic clock, after the wait */
};

struct loop_front {
    void (*prepare)(void *context, int64_t now_ms, struct loop_wants *wants);
    void (*handle)(void *context, const struct loop_ready *ready);
};

/* Installs handlers for the signals above and blocks them; loop_run() lets them through only while
 * it waits.  SIGPIPE is ignored.  Must be called before any thread is started. */
void loop_catch_signals(void);

/* Runs FRONT until it is done.  0, or -1 with errno if the wait for descriptors fails. */
int loop_run(const struct loop_front *front, void *context);

#endif
