/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* rescue.c - see rescue.h.
 *
 * All data of the handler is in static memory: it may run with a corrupt heap, after a stack
 * overflow, in any thread.  Curses and Readline are not used.
 */
#include <config.h>

#include "tui-client/terminal/rescue.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

#include "common/count.h"

/* SIGSTKSZ is no longer a constant; this is enough for the largest register set. */
#define STACK_BYTES 65536

static const struct ending {
    int number;
    bool is_crash; /* caught even if there is another handler, such as a sanitizer's */
} endings[] = {
    {SIGSEGV, true},    {SIGABRT, true},  {SIGBUS, true},   {SIGFPE, true},   {SIGILL, true},
    {SIGSYS, true},     {SIGTRAP, false}, {SIGQUIT, false}, {SIGINT, false},  {SIGTERM, false},
    {SIGHUP, false},    {SIGALRM, false}, {SIGUSR1, false}, {SIGUSR2, false}, {SIGPROF, false},
    {SIGVTALRM, false}, {SIGXCPU, false}, {SIGXFSZ, false}, {SIGIO, false},
};

static struct {
    volatile sig_atomic_t is_armed;
    struct sigaction before[COUNT(endings)]; /* the former action of each signal */
    struct termios modes;
    bool has_modes; /* standard input is a terminal */
    char restore[RESCUE_BYTES_MAX];
    size_t restore_size;
} rescue;

/* Write errors are ignored: there is no way to report them. */
static void restore_terminal(void)
{
    for (size_t done = 0; done < rescue.restore_size;) {
        ssize_t count = write(STDOUT_FILENO, rescue.restore + done, rescue.restore_size - done);
        if (count <= 0)
            break;
        done += (size_t)count;
    }
    if (rescue.has_modes)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &rescue.modes);
}

/* The signal is blocked while this runs.  Raised again, it stays pending and has its former effect
 * as soon as this returns: a core dump, a sanitizer's report, the right exit status. */
static void handle_ending(int number)
{
    int error = errno;

    if (rescue.is_armed) {
        rescue.is_armed = 0;
        restore_terminal();
    }
    for (size_t i = 0; i < COUNT(endings); i++)
        if (endings[i].number == number)
            (void)sigaction(number, &rescue.before[i], NULL);
    (void)raise(number);
    errno = error;
}

/* After a stack overflow the handler needs another stack. */
static void provide_stack(void)
{
    static char bytes[STACK_BYTES];
    stack_t stack = {.ss_sp = bytes, .ss_size = sizeof bytes};
    stack_t present;

    if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE) != 0)
        (void)sigaltstack(&stack, NULL);
}

static bool is_ours(const struct sigaction *action)
{
    return (action->sa_flags & SA_SIGINFO) == 0 && action->sa_handler == handle_ending;
}

static bool is_default(const struct sigaction *action)
{
    return (action->sa_flags & SA_SIGINFO) == 0 && action->sa_handler == SIG_DFL;
}

void rescue_arm(struct span restore)
{
    struct sigaction action = {.sa_handler = handle_ending, .sa_flags = SA_ONSTACK};

    rescue.restore_size = restore.size < RESCUE_BYTES_MAX ? restore.size : RESCUE_BYTES_MAX;
    if (rescue.restore_size > 0)
        memcpy(rescue.restore, restore.data, rescue.restore_size);
    rescue.has_modes = tcgetattr(STDIN_FILENO, &rescue.modes) == 0;
    provide_stack();
    /* SIGTTOU is blocked too: it would stop a background process in tcsetattr(3). */
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < COUNT(endings); i++) {
        struct sigaction present;
        if (sigaction(endings[i].number, NULL, &present) != 0 || is_ours(&present))
            continue;
        rescue.before[i] = present;
        if (endings[i].is_crash || is_default(&present))
            (void)sigaction(endings[i].number, &action, NULL);
    }
    rescue.is_armed = 1;
}

void rescue_disarm(void)
{
    rescue.is_armed = 0;
    for (size_t i = 0; i < COUNT(endings); i++) {
        struct sigaction present;
        if (sigaction(endings[i].number, NULL, &present) == 0 && is_ours(&present))
            (void)sigaction(endings[i].number, &rescue.before[i], NULL);
    }
}

/* SIGTSTP and not SIGSTOP: in an orphaned process group, which nobody could continue, the kernel
 * ignores it.  The whole group, because a script that runs us must stop as well. */
void rescue_stop_process(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL}, before;
    sigset_t stop, mask;

    sigemptyset(&usual.sa_mask);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    (void)sigaction(SIGTSTP, &usual, &before);
    (void)pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
    (void)kill(0, SIGTSTP);
    (void)pthread_sigmask(SIG_SETMASK, &mask, NULL);
    (void)sigaction(SIGTSTP, &before, NULL);
}
